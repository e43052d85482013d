package lint_test

import (
	"context"
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/migrate/lint"
)

func ExampleRules() {
	for _, r := range lint.Rules() {
		if r.Level == lint.Error && strings.HasPrefix(r.ID, "MF") && len(r.Dialects) == 0 {
			fmt.Printf("%s: %s; instead: %s\n", r.ID, r.Title, r.Instead)
		}
	}
	// Output:
	// MF103: a column without a default is required of rows that are there; instead: add it nullable, fill it, then set NOT NULL
	// MF108: a value of an enum is taken away; instead: map them to another value first
}

func ExampleFind() {
	r := lint.Find("LT101") // what Atlas calls it
	fmt.Println(r.ID, r.Fixable(), r.Dialects)
	// Output: SL101 false [sqlite]
}

func ExampleConfig_Check() {
	fmt.Println(lint.Config{Enable: []string{"NM*"}}.Check())
	fmt.Println(lint.Config{Level: map[string]string{"PG101": "fatal"}}.Check())
	// Output:
	// <nil>
	// [lint.level]: PG101 = "fatal": it is error, warning or note
}

func ExampleConfig_Wants() {
	style := *lint.Find("NM101")
	fmt.Println(lint.Config{}.Wants(style), lint.Config{Enable: []string{"NM*"}}.Wants(style))
	// Output: false true
}

func ExampleConfig_LevelOf() {
	c := lint.Config{Level: map[string]string{"PG101": "error"}}
	fmt.Println(c.LevelOf(*lint.Find("PG101")), c.LevelOf(*lint.Find("PG102")))
	// Output: error warning
}

func ExampleRule_Fixable() {
	fmt.Println(lint.Find("PG101").Fixable(), lint.Find("DS102").Fixable())
	// Output: true false
}

func ExampleFix() {
	ctx := context.Background()
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	text := "-- dbtool:revision 1\n-- dbtool:up\nBEGIN;\nCREATE TABLE t (id INTEGER PRIMARY KEY);\nCOMMIT;\n-- dbtool:down\nDROP TABLE t;\n"
	g, err := migrate.Load(fstest.MapFS{"1.sql": {Data: []byte(text)}}, "migrations")
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := lint.Run(ctx, &migrate.Runner{Engine: e, Graph: g}, lint.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fixed, done := lint.Fix(text, e.Dialect.Rules(), found)
	fmt.Printf("%d fixed\n%s", len(done), fixed)
	// Output:
	// 2 fixed
	// -- dbtool:revision 1
	// -- dbtool:up
	// CREATE TABLE t (id INTEGER PRIMARY KEY);
	// -- dbtool:down
	// DROP TABLE t;
}

func ExampleRun() {
	ctx := context.Background()
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	g, err := migrate.Load(fstest.MapFS{
		"1_users.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);\n-- dbtool:down\nDROP TABLE users;\n")},
		"2_nick.sql":  {Data: []byte("-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:irreversible it loses data\n-- dbtool:up\nALTER TABLE users DROP COLUMN nick;\n")},
	}, "migrations")
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := lint.Run(ctx, &migrate.Runner{Engine: e, Graph: g}, lint.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range found {
		fmt.Printf("%s: %s %s: %s\n", f.Pos, f.Level, f.ID, f.Message)
	}
	// Output:
	// migrations/2_nick.sql:5:1: error DS103: drops column users.nick
	// migrations/2_nick.sql:5:1: warning LK101: drop column users.nick rewrites the table and blocks writes meanwhile
}

func ExampleMeasure() {
	ctx := context.Background()
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	_, err = e.Exec(ctx, "CREATE TABLE t (id INTEGER PRIMARY KEY, nick TEXT)")
	if err != nil {
		fmt.Println(err)
		return
	}
	g, err := migrate.Load(fstest.MapFS{}, "migrations")
	if err != nil {
		fmt.Println(err)
		return
	}
	facts, err := lint.Measure(ctx, &migrate.Runner{Engine: e, Graph: g})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(facts.Tables[0].Name, facts.Tables[0].Rows)
	// Output: t 0
}

func ExampleReadFacts() {
	facts, err := lint.ReadFacts([]byte(`{"format": 1, "dialect": "postgres", "tables": [{"name": "users", "rows": 120000}]}`))
	fmt.Println(facts.Tables[0].Rows, err)
	// Output: 120000 <nil>
}

func ExampleBeyond() {
	e, err := engine.Open(context.Background(), all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	reaches := lint.Beyond(e)
	fmt.Println(reaches(migrate.Statement{SQL: "CREATE TABLE users (id INTEGER PRIMARY KEY)"}))
	fmt.Println(reaches(migrate.Statement{SQL: "DROP DATABASE billing"}))
	// Output:
	// false
	// true
}
