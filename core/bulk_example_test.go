package core_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

type city struct {
	ID    int64
	Name  string
	Mayor *string
}

var atlas = metadata.New()

var cities = core.NewTable[struct {
	core.Table
	ID    core.Num[int64]
	Name  core.Str
	Mayor core.Str
}](atlas, "cities",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("name", metadata.String(50)).Unique(),
	metadata.Col("mayor", metadata.String(50)).Null(),
)

// withCities calls f with a database in memory that has the table.
func withCities(f func(ctx context.Context, db *engine.Engine) error) {
	ctx := context.Background()
	db, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err == nil {
		err = migrate.CreateAll(ctx, db, atlas)
	}
	if err == nil {
		defer db.Close()
		err = f(ctx, db)
	}
	if err != nil {
		fmt.Println(err)
	}
}

func ExampleInsertAll() {
	withCities(func(ctx context.Context, db *engine.Engine) error {
		list := []city{{Name: "Rome"}, {Name: "Oslo"}, {Name: "Rome"}}
		return core.InsertAll(ctx, db, cities, list, core.FromRow(cities.Name, func(c *city) string { return c.Name }))
	})
	// Output: row 3: UNIQUE constraint failed: cities.name: INSERT INTO "cities" ("name") VALUES (?)
}

func ExampleInsertAllKeys() {
	withCities(func(ctx context.Context, db *engine.Engine) error {
		list := []city{{Name: "Rome"}, {Name: "Oslo"}}
		err := core.InsertAllKeys(ctx, db, cities, list, cities.ID, func(c *city, id int64) { c.ID = id },
			core.FromRow(cities.Name, func(c *city) string { return c.Name }))
		fmt.Println(list[0].ID, list[1].ID)
		return err
	})
	// Output: 1 2
}

func ExampleFromRowPtr() {
	withCities(func(ctx context.Context, db *engine.Engine) error {
		list := []city{{Name: "Rome"}, {Name: "Oslo", Mayor: new(string)}}
		err := core.InsertAll(ctx, db, cities, list,
			core.FromRow(cities.Name, func(c *city) string { return c.Name }),
			core.FromRowPtr(cities.Mayor, func(c *city) *string { return c.Mayor }))
		if err != nil {
			return err
		}
		n, err := core.Select(cities.ID).Where(cities.Mayor.IsNull()).Count(ctx, db)
		fmt.Println(n)
		return err
	})
	// Output: 1
}
