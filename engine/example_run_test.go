package engine_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
)

func ExampleOpenWith() {
	ctx := context.Background()
	e, err := engine.OpenWith(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:", engine.Options{Statements: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	_, err = engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite:app.db?dbtool_timeout=soon")
	fmt.Println(err)
	// Output: bad database URL: parameter dbtool_timeout: time: invalid duration "soon"
}

// Every statement is written to the log, without the values that it was sent
// with. Tags go along to the server.
func ExampleLog() {
	out := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == "time" || a.Key == "duration" || a.Key == "caller" {
			return slog.Attr{} // they differ each time
		}
		return a
	}}))
	ctx := context.Background()
	e, err := engine.OpenWith(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:", engine.Options{Hooks: []engine.Hook{engine.Log(out, engine.LogOptions{})}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	ctx = engine.With(ctx, engine.Execution{Tags: map[string]string{"route": "/users/:id"}})
	rows, err := e.Query(ctx, "SELECT ? UNION SELECT 2", "my secret")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rows.Close()
	for rows.Next() {
	}
	fmt.Println(rows.Err(), rows.Close())
	// Output:
	// level=INFO msg=statement sql="SELECT ? UNION SELECT 2 /*route='%2Fusers%2F%3Aid'*/" rows=2
	// <nil> <nil>
}

func ExampleWith() {
	ctx := context.Background()
	e, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	few := engine.With(ctx, engine.Execution{MaxRows: 1})
	rows, err := e.Query(few, "SELECT 1 UNION SELECT 2")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		fmt.Println("a row")
	}
	fmt.Println(errors.Is(rows.Err(), engine.ErrMaxRows))
	// Output:
	// a row
	// true
}

// The declaration of a key is what its violation is found by.
func ExampleStatementError() {
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
	insert := core.Insert(makers).Values(makers.ID.Set(1), makers.Name.Set("acme"))
	_, err = insert.Exec(ctx, e)
	fmt.Println(err)
	_, err = insert.Exec(ctx, e)
	fmt.Println(errors.Is(err, core.KeyOn(makers.ID)), errors.Is(err, engine.ErrUnique), errors.Is(err, core.NotNullOf(makers.Name)))
	// Output:
	// <nil>
	// true true false
}
