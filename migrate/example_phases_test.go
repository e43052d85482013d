package migrate_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

func ExampleNewPhases() {
	ctx := context.Background()
	e, have, err := opened(ctx, "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, fax VARCHAR(50))")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	want := have.Clone()
	users := want.Tables()[0]
	users.Source = ""
	users.Columns = slices.DeleteFunc(users.Columns, func(c *metadata.Column) bool { return c.Name == "fax" })
	users.Columns = append(users.Columns, &metadata.Column{Name: "age", Type: metadata.Exact("INTEGER"), Nullable: true})

	p, err := migrate.NewPhases(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, want, migrate.Renames{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range p.Expand.Up.Changes() {
		fmt.Println("before the new programs:", c.Describe())
	}
	for _, c := range p.Contract.Up.Changes() {
		fmt.Println("after the old programs:", c.Describe())
	}
	// Output:
	// before the new programs: add column users.age
	// after the old programs: drop column users.fax
}
