package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// TestPortableDeclarationIsNoChange: a schema that is declared as it was read,
// but for nobody's normal form, is no change: names are made up, texts are
// spelled and types are written the way the server does.
func TestPortableDeclarationIsNoChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range corpus.Schemas(s.Name) {
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				db := s.NewDB(t)
				db.Script(t, c.SQL)
				m := inspect(t, db)
				m.Dialect, m.Unmanaged = "", nil
				for _, table := range m.Tables() {
					numberNothing(table)
				}
				text, err := json.Marshal(m)
				if err != nil {
					t.Fatal(err)
				}
				file := filepath.Join(t.TempDir(), "portable.json")
				if err := os.WriteFile(file, text, 0o600); err != nil {
					t.Fatal(err)
				}
				if sql := must(t, "diff", "--from", db.URL, "--to", file, "--format", "sql"); sql != "" {
					t.Errorf("the declaration differs:\n%s", sql)
				}
			})
		}
	}, dbtest.Postgres)
}

// numberNothing says of columns that do not number themselves that they are
// not to do so by rule.
func numberNothing(t *metadata.Table) {
	for _, c := range t.Columns {
		if c.Autoincrement == "" && c.Identity == nil {
			c.Autoincrement = metadata.AutoincrementOff
		}
	}
}

// TestSpellingsOfADeclaration: a schema made from a declaration as people write
// it, and then compared with that declaration, shows no change.
func TestSpellingsOfADeclaration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		text, err := json.Marshal(spelled())
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "declared.json")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		db := s.NewDB(t)
		must(t, "create-all", "--metadata", file, "--url", db.URL)
		if sql := must(t, "diff", "--from", db.URL, "--to", file, "--format", "sql"); sql != "" {
			t.Errorf("the declaration differs from what it made:\n%s", sql)
		}
	}, dbtest.Postgres)
}

// spelled declares types by their other names, constraints without names, and
// expressions that the server writes in other words.
func spelled() *metadata.MetaData {
	m := metadata.New()
	m.AddEnum(&metadata.Enum{Name: "Mood", Values: []string{"sad", "it's ok"}})
	m.Domains = []*metadata.Domain{{Name: "percent", Type: metadata.Exact("int2"), ServerDefault: metadata.Literal(50), Checks: []*metadata.Check{{Name: "range", Expr: metadata.SQL("value between 0 and 100")}}}}
	var items []metadata.Item
	for i, typ := range []string{"int", "int8", "float", "float4", "varchar", "varchar(20)", "char", "CHAR(3)", "bool", "timestamptz", "timestamptz(3)", "timestamp", "timetz", "time(2)", "numeric(10)", "numeric (10, 2)", "decimal",
		"int4[]", "text[][]", "varchar(5)[]", "bit", "varbit(4)", "Interval", "interval(3)", "interval day to second", "double precision", "character varying(7)", "timestamp with time zone", `"Mood"`, `"Mood"[]`, "percent", "name", `"char"`, "jsonb", "inet", "money", "xml", "tsvector", "int4range", "uuid"} {
		items = append(items, metadata.Col("t"+string(rune('a'+i/26))+string(rune('a'+i%26)), metadata.Exact(typ)).Null())
	}
	metadata.NewTable(m, "Spelled", append(items,
		metadata.Col("id", metadata.Exact("bigserial")).PrimaryKey(),
		metadata.Col("code", metadata.String(8)).Unique().Check("code in ('a', 'b') and length(code) < 9").Default(metadata.SQL("'a'")),
		metadata.Col("price", metadata.Numeric(8, 2)).Check("price >= 0 and price between 0 and 10 and price != 7").Default(metadata.Literal(-1.5)),
		metadata.Col("at", metadata.Timestamp()).Default(metadata.SQL("now()")),
		metadata.Col("until", metadata.DateTime()).Default(metadata.SQL("current_timestamp + interval '1 day'")),
		metadata.Col("tags", metadata.Array(metadata.Text())).Default(metadata.SQL("'{}'")),
		metadata.Col("mood", metadata.Exact(`"Mood"`)).Default(metadata.Literal("it's ok")),
		metadata.Col("flag", metadata.Boolean()).Default(metadata.SQL("'t'")),
		metadata.Col("data", metadata.JSON()).Default(metadata.Literal(`{"a": [1, 2]}`)),
		metadata.Col("twice", metadata.Numeric(9, 2)).Null().Stored(metadata.SQL("price*2")),
		metadata.Col("up", metadata.BigInt()).Null().References("Spelled", "id").OnDelete(metadata.SetNull),
		metadata.UniqueOn("code", "price"), metadata.CheckThat(`"at" < until or up is null`),
		&metadata.Index{Name: "by_expr", Parts: []metadata.Part{{Expr: metadata.SQL("lower(code)")}, {Column: "price", Desc: true, Nulls: metadata.NullsFirst}, {Column: "id", Nulls: metadata.NullsLast}}, Method: "BTREE", Where: metadata.SQL("flag and mood = 'sad'")},
		metadata.IndexOn("price", "code"))...)
	m.AddView(&metadata.View{Name: "cheap", Definition: metadata.SQL(`select id, code c from "Spelled" where price<5 and code in ('a','b')`)})
	return m
}
