package migrate_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// What is declared is created, and what is there already left as it is.
func ExampleCreateAll() {
	ctx := context.Background()
	e, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	fmt.Println(migrate.CreateAll(ctx, e, m), migrate.CreateAll(ctx, e, m))
	_, err = e.DB.ExecContext(ctx, "INSERT INTO users VALUES (1)")
	fmt.Println(err)
	// Output:
	// <nil> <nil>
	// <nil>
}

// Only what is declared is dropped, with the rows in it.
func ExampleDropAll() {
	ctx := context.Background()
	e, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	if _, err := e.DB.ExecContext(ctx, "CREATE TABLE notes (id INTEGER)"); err != nil {
		fmt.Println(err)
		return
	}
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	fmt.Println(migrate.CreateAll(ctx, e, m), migrate.DropAll(ctx, e, m))
	var left string
	err = e.DB.QueryRowContext(ctx, "SELECT group_concat(name) FROM sqlite_schema").Scan(&left)
	fmt.Println(left, err)
	// Output:
	// <nil> <nil>
	// notes <nil>
}

// A schema that names a namespace speaks of that one and of the default one.
func ExampleScopeFor() {
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.InSchema("app"), metadata.Col("id", metadata.BigInt()))
	fmt.Printf("%q\n", migrate.ScopeFor(m).Schemas)
	// Output: ["" "app"]
}
