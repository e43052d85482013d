package migrate_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/reflect"
)

// A schema is compared with a live database, and the plan is applied.
func ExampleNewPlan() {
	ctx := context.Background()
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	declared := metadata.New()
	metadata.NewTable(declared, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("name", metadata.String(50)))
	want, err := e.Dialect.Normalize(declared, e.Server)
	if err != nil {
		fmt.Println(err)
		return
	}
	have, err := reflect.Load(ctx, e, dialect.Scope{})
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, want, migrate.Renames{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range plan.Changes() {
		fmt.Println(c.Describe())
	}
	fmt.Println(plan.Apply(ctx, e, nil))
	// Output:
	// create table users
	// <nil>
}

// Revisions are read from any file system and applied in order.
func ExampleRunner() {
	ctx := context.Background()
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	files := fstest.MapFS{"1_users.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE users (id INTEGER PRIMARY KEY);\n-- dbtool:down\nDROP TABLE users;\n")}}
	g, err := migrate.Load(files, "migrations")
	if err != nil {
		fmt.Println(err)
		return
	}
	r := migrate.Runner{Engine: e, Graph: g}
	done, err := r.Up(ctx, "head")
	fmt.Println(len(done), err)
	done, err = r.Down(ctx, "base")
	fmt.Println(len(done), err)
	// Output:
	// 1 <nil>
	// 1 <nil>
}
