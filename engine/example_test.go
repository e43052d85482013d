package engine_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
)

// A program links only the dialects it lists.
func ExampleOpen() {
	e, err := engine.Open(context.Background(), []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	fmt.Println(e.Server.Product, e.Server.Caps.TransactionalDDL)
	// Output: SQLite true
}

func ExampleFind() {
	_, u, err := engine.Find([]dialect.Dialect{sqlite.New()}, "sqlite:app.db?_pragma=foreign_keys(0)")
	fmt.Println(u.Database, err)
	_, _, err = engine.Find([]dialect.Dialect{sqlite.New()}, "oracle://scott:tiger@host/db")
	fmt.Println(err)
	// Output:
	// app.db <nil>
	// bad database URL: no database goes by "oracle:"; there are sqlite, sqlite3
}
