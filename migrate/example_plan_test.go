package migrate_test

import (
	"context"
	"fmt"
	"os"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/reflect"
)

// opened is a database with what the statements make in it, and its schema.
func opened(ctx context.Context, statements ...string) (*engine.Engine, *metadata.MetaData, error) {
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		return nil, nil, err
	}
	for _, s := range statements {
		if _, err := e.DB.ExecContext(ctx, s); err != nil {
			return nil, nil, err
		}
	}
	m, err := reflect.Load(ctx, e, dialect.Scope{Exclude: migrate.OwnTables()})
	return e, m, err
}

func ExampleDiff() {
	ctx := context.Background()
	e, have, err := opened(ctx, "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name VARCHAR(50))")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	want := have.Clone()
	users := want.Tables()[0]
	users.Column("name").Type = metadata.Exact("VARCHAR(90)")
	users.Columns = append(users.Columns, &metadata.Column{Name: "age", Type: metadata.Exact("INTEGER"), Nullable: true})

	changes, err := migrate.Diff(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, want, migrate.Renames{})
	for _, c := range changes {
		fmt.Println(c.Describe())
	}
	fmt.Println(err)
	// Output:
	// alter column users.name
	// add column users.age
	// <nil>
}

func ExampleDetails() {
	users := &metadata.Table{Name: "users"}
	before := &metadata.Column{Name: "name", Type: metadata.Exact("VARCHAR(50)")}
	after := &metadata.Column{Name: "name", Type: metadata.Exact("VARCHAR(90)"), Nullable: true}
	for _, d := range migrate.Details(ddl.AlterColumn{In: ddl.In{From: users, To: users}, Old: before, New: after}) {
		fmt.Printf("%s: %s becomes %s\n", d.Attribute, d.Have, d.Want)
	}
	// Output:
	// type: VARCHAR(50) becomes VARCHAR(90)
	// nullable: false becomes true
}

// A plan is written as a script for the server's own client.
func ExamplePlan_WriteScript() {
	ctx := context.Background()
	e, have, err := opened(ctx, "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name TEXT)")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	want := have.Clone()
	want.Tables()[0].Column("name").Name = "full_name"
	var renames migrate.Renames
	if err := renames.ParseRename("users.name=users.full_name"); err != nil {
		fmt.Println(err)
		return
	}
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, want, renames)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(plan.WriteScript(os.Stdout))
	// Output:
	// PRAGMA foreign_keys = OFF;
	// BEGIN IMMEDIATE;
	// ALTER TABLE "users" RENAME COLUMN "name" TO "full_name";
	// COMMIT;
	// PRAGMA foreign_keys = ON;
	// <nil>
}

// Nothing is renamed by a guess: candidates are only proposed.
func ExampleLikelyRenames() {
	ctx := context.Background()
	e, have, err := opened(ctx, "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name TEXT)")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	want := have.Clone()
	want.Tables()[0].Column("name").Name = "full_name"
	t := migrate.Target{Dialect: e.Dialect, Server: e.Server}
	changes, err := migrate.Diff(t, have, want, migrate.Renames{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range migrate.LikelyRenames(t, changes) {
		fmt.Println(c.Rename, c.Why)
	}
	// Output: users.name=users.full_name the same type, similar names, the same attributes, the same place
}

// Between a declared schema and a comparison stands Settle: the server says what
// it makes of expressions whose texts differ.
func ExampleSettle() {
	ctx := context.Background()
	e, have, err := opened(ctx, "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, age INTEGER NOT NULL, CHECK (age >= 0))")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	declared := metadata.New()
	metadata.NewTable(declared, "users",
		metadata.Col("id", metadata.Integer()).PrimaryKey(),
		metadata.Col("age", metadata.Integer()).Check("age >= 0"),
	)
	want, err := e.Dialect.Normalize(declared, e.Server)
	if err != nil {
		fmt.Println(err)
		return
	}
	settled, unsettled, err := migrate.Settle(ctx, e, have, want)
	if err != nil {
		fmt.Println(err)
		return
	}
	changes, err := migrate.Diff(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, settled, migrate.Renames{})
	fmt.Println(len(changes), unsettled, err)
	// Output: 0 <nil> <nil>
}

func ExampleRecreate() {
	ctx := context.Background()
	e, _, err := opened(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	declared := metadata.New()
	metadata.NewTable(declared, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("active", metadata.Boolean()))
	want, err := e.Dialect.Normalize(declared, e.Server)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := migrate.Recreate(ctx, e, want)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range m.Tables()[0].Columns {
		fmt.Println(c.Name, c.Type)
	}
	// Output:
	// id INTEGER
	// active BOOLEAN
}

// create-all aims at Missing, drop-all at Without.
func ExampleMissing() {
	have, want := metadata.New(), metadata.New()
	metadata.NewTable(have, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	metadata.NewTable(have, "legacy", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	metadata.NewTable(want, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("name", metadata.Text()))
	metadata.NewTable(want, "posts", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	for _, t := range migrate.Missing(have, want).Tables() {
		fmt.Println(t.Ident(), len(t.Columns))
	}
	// Output:
	// users 1
	// legacy 1
	// posts 1
}

func ExampleWithout() {
	have, want := metadata.New(), metadata.New()
	metadata.NewTable(have, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	metadata.NewTable(have, "legacy", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	metadata.NewTable(want, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	for _, t := range migrate.Without(have, want).Tables() {
		fmt.Println(t.Ident())
	}
	// Output: legacy
}

func ExampleSameView() {
	a := &metadata.View{Name: "v", Definition: metadata.SQL("SELECT 1")}
	b := &metadata.View{Name: "v", Definition: metadata.SQL("SELECT 1"), Comment: "one"}
	fmt.Println(migrate.SameView(a, a), migrate.SameView(a, b))
	// Output: true false
}

// dbtool's own tables are no part of a schema.
func ExampleOwnTables() {
	fmt.Println(dialect.Scope{Exclude: migrate.OwnTables()}.Exclude)
	// Output: [dbtool_revisions dbtool_journal dbtool_backfill dbtool_lease]
}
