package metadata_test

import (
	"encoding/json"
	"fmt"

	"github.com/dbtool/dbtool/metadata"
)

func ExampleNewTable() {
	m := metadata.New()
	users := metadata.NewTable(m, "users",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("email", metadata.String(200)).Unique(),
		metadata.Col("created_at", metadata.Timestamp()).Default(metadata.Now()),
	)
	for _, c := range users.Columns {
		fmt.Println(c.Name, c.Type)
	}
	// Output:
	// id bigint
	// email string(200)
	// created_at datetime with time zone
}

func ExampleMetaData_Validate() {
	m := metadata.New()
	m.Add(&metadata.Table{Name: "posts", Columns: []*metadata.Column{{Name: "id", Type: metadata.BigInt()}},
		PrimaryKey: metadata.PK("nr"), Pos: metadata.Position{File: "models.go", Line: 7}})
	fmt.Println(m.Validate())
	// Output: table posts: primary key names the column nr, which the table does not have
}

func ExampleSortTables() {
	m := metadata.New()
	metadata.NewTable(m, "a", metadata.Col("id", metadata.Integer()).PrimaryKey(), metadata.Col("b", metadata.Integer()).References("b", "id"))
	metadata.NewTable(m, "b", metadata.Col("id", metadata.Integer()).PrimaryKey())
	sorted, cyclic := metadata.SortTables(m.Tables())
	fmt.Println(sorted[0].Name, sorted[1].Name, len(cyclic))
	// Output: b a 0
}

func ExampleMetaData_MarshalJSON() {
	m := metadata.New()
	metadata.NewTable(m, "t", metadata.Col("id", metadata.Integer()).PrimaryKey())
	text, err := json.Marshal(m)
	fmt.Println(string(text), err)
	// Output: {"dbtool_snapshot":1,"tables":[{"name":"t","columns":[{"name":"id","type":{"kind":"integer"}}],"primary_key":{"parts":[{"column":"id"}]}}]} <nil>
}

func ExampleNamingConvention_Apply() {
	n := metadata.NamingConvention{"fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}
	name, err := n.Apply("fk", metadata.Named{Table: "posts", Columns: []string{"user_id"}, RefTable: "users"})
	fmt.Println(name, err)
	// Output: fk_posts_user_id_users <nil>
}

func ExampleLiteral() {
	fmt.Println(metadata.Literal(true), metadata.Literal(-1), metadata.Literal("it's"), metadata.Literal(nil))
	// Output: true -1 "it's" NULL
}

func ExampleTable_ConventionName() {
	m := metadata.New()
	m.Naming = metadata.NamingConvention{"uq": "uq_%(table_name)s_%(column_0_N_name)s"}
	t := metadata.NewTable(m, "users", metadata.Col("email", metadata.Text()))
	fmt.Println(t.ConventionName("uq", metadata.Named{Columns: []string{"email"}}))
	// Output: uq_users_email
}
