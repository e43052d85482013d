package metadata_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/reflect"
)

func ExampleMetaData() {
	m := metadata.New()
	m.Naming = metadata.NamingConvention{"fk": "fk_%(table_name)s_%(column_0_name)s"}
	m.Options = metadata.Options{"mysql.charset": "utf8mb4"}
	m.Schemas = []*metadata.Schema{{Name: "audit", Comment: "what happened"}}
	m.Extensions = []*metadata.Extension{{Name: "citext"}}

	m.AddEnum(&metadata.Enum{Name: "mood", Values: []string{"sad", "ok", "happy"}})
	m.Domains = append(m.Domains, &metadata.Domain{Name: "percent", Type: metadata.Integer(),
		Checks: []*metadata.Check{metadata.CheckThat("VALUE BETWEEN 0 AND 100").Named("percent_range")}})
	m.AddSequence(&metadata.Sequence{Name: "ticket_nr", SequenceOptions: metadata.SequenceOptions{Start: metadata.Ptr[int64](1000), Cycle: true}})

	metadata.NewTable(m, "people",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("mood", metadata.EnumOf("mood", "sad", "ok", "happy")),
		metadata.Col("progress", metadata.Type{SQL: "percent", Ref: metadata.Name{Name: "percent"}}),
	)
	m.AddView(&metadata.View{Name: "happy_people", Definition: metadata.SQL("SELECT id FROM people WHERE mood = 'happy'")})
	m.AddView(&metadata.View{Name: "moods", Materialized: true, Definition: metadata.SQL("SELECT mood, count(*) AS people FROM people GROUP BY mood"),
		Indexes: []*metadata.Index{metadata.IndexOn("mood").Named("moods_mood")}})

	m.Routines = append(m.Routines, &metadata.Routine{Name: "cheer_up", Kind: "function",
		Definition: "CREATE FUNCTION cheer_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.mood := 'ok'; RETURN NEW; END $$"})
	m.Triggers = append(m.Triggers, &metadata.Trigger{Name: "on_arrival", Table: metadata.Name{Name: "people"},
		Definition: "CREATE TRIGGER on_arrival BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION cheer_up()",
		DependsOn:  []metadata.Dependency{{Kind: "routine", Name: metadata.Name{Name: "cheer_up"}}}})
	m.Objects = append(m.Objects, &metadata.Object{Dialect: "postgres", Kind: "policy", Name: "own_rows", Table: metadata.Name{Name: "people"},
		Definition: "CREATE POLICY own_rows ON people USING (id > 0)"})

	if err := m.Validate(); err != nil {
		fmt.Println(err)
	}
	_ = reflect.WriteText(os.Stdout, m, reflect.TextOptions{})
	// Output:
	// enum mood
	//   sad, ok, happy
	//
	// domain percent
	//   integer check percent_range (VALUE BETWEEN 0 AND 100)
	//
	// sequence ticket_nr
	//   start 1000 cycle
	//
	// table people
	//   id        bigint                     not null
	//   mood      enum mood(sad, ok, happy)  not null
	//   progress  percent                    not null
	//   primary key (id)
	//
	// view happy_people
	//   SELECT id FROM people WHERE mood = 'happy'
	//
	// materialized view moods
	//   SELECT mood, count(*) AS people FROM people GROUP BY mood
	//   index moods_mood (mood)
	//
	// function cheer_up
	//
	// trigger people.on_arrival
	//
	// policy people.own_rows
}

func ExampleMetaData_UnmarshalJSON() {
	m := metadata.New()
	err := json.Unmarshal([]byte(`{"dbtool_snapshot":1,"tables":[{"name":"t","columns":[{"name":"id","type":{"kind":"integer"}}]}]}`), m)
	fmt.Println(m.Table(metadata.Name{Name: "t"}).Column("id").Type, err)
	fmt.Println(json.Unmarshal([]byte(`{"dbtool_snapshot":1,"tabels":[]}`), m))
	// Output:
	// integer <nil>
	// metadata: snapshot: json: unknown field "tabels"
}

func ExampleMetaData_Clone() {
	m := metadata.New()
	metadata.NewTable(m, "t", metadata.Col("b", metadata.Integer()), metadata.Col("a", metadata.Integer()))
	c := m.Clone()
	c.Table(metadata.Name{Name: "t"}).Comment = "changed"
	c.Remove(metadata.Name{Name: "t"})
	fmt.Printf("%q %d %d\n", m.Tables()[0].Comment, len(m.Tables()), len(c.Tables()))
	// Output: "" 1 0
}

func ExampleValidationError() {
	m := metadata.New()
	metadata.NewTable(m, "posts",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("author", metadata.BigInt()).References("users", "id"),
	)
	var mistake *metadata.ValidationError
	if errors.As(m.Validate(), &mistake) {
		fmt.Println(mistake.Table, "-", mistake.Msg)
	}
	// Output: posts - foreign key (author) refers to the table users, which is not declared
}
