package engine_test

import (
	"context"
	"database/sql"
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

// A reader of a file that is not there wants to know, and not an empty file.
func ExampleOpenExisting() {
	_, err := engine.OpenExisting(context.Background(), []dialect.Dialect{sqlite.New()}, "sqlite:no_such.db")
	fmt.Println(err)
	// Output: open sqlite:no_such.db: there is no such database
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

// An application that has a handle already lends it; the engine's Close would
// close it.
func ExampleNew() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	e, err := engine.New(context.Background(), db, sqlite.New(), &dialect.URL{Scheme: "sqlite"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Dialect.Name(), e.DB == db)
	// Output: sqlite true
}

// A scratch database is there until it is closed.
func ExampleOpenScratch() {
	ctx := context.Background()
	s, err := engine.OpenScratch(ctx, sqlite.New(), &dialect.URL{Scheme: "sqlite"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = s.DB.ExecContext(ctx, "CREATE TABLE draft (id INTEGER)")
	fmt.Println(err)
	fmt.Println(s.Close())
	// Output:
	// <nil>
	// <nil>
}
