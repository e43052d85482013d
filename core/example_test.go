package core_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// The examples share a database in memory: users ann (20), bob (30) and cy
// (40), the first two with two posts each.
func sample() (context.Context, *engine.Engine) {
	ctx := context.Background()
	db, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		panic(err)
	}
	if err := migrate.CreateAll(ctx, db, meta); err != nil {
		panic(err)
	}
	if err := fill(ctx, db); err != nil {
		panic(err)
	}
	return ctx, db
}

// show prints the rows of a query on the examples' database.
func show[R any](q core.Query[R]) {
	ctx, db := sample()
	defer db.Close()
	rows, err := q.All(ctx, db)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rows {
		fmt.Println(r)
	}
}

// spell prints how a server is told, with the values that go apart from it.
func spell(d dialect.Dialect, s interface {
	Statement() (core.Statement, error)
}) {
	stmt, err := s.Statement()
	if err != nil {
		fmt.Println(err)
		return
	}
	text, args, err := dialect.Spell(d, &dialect.Server{Dialect: d.Name(), Product: d.Name(), Names: []string{d.Name()}, Number: 180000}, stmt)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text, args)
}
