package engine_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
)

type maker struct {
	ID   int64
	Name string
}

func ExampleEngine_InsertBulk() {
	ctx := context.Background()
	e, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	if _, err := e.Exec(ctx, "CREATE TABLE makers (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"); err != nil {
		fmt.Println(err)
		return
	}
	list := []maker{{Name: "acme"}, {Name: "bell"}, {Name: "cord"}}
	err = core.InsertAllKeys(ctx, e, makers, list, makers.ID, func(m *maker, id int64) { m.ID = id },
		core.FromRow(makers.Name, func(m *maker) string { return m.Name }))
	fmt.Println(list, err)
	// Output: [{1 acme} {2 bell} {3 cord}] <nil>
}
