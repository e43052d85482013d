package ansi_test

import (
	"context"
	"database/sql"
	"fmt"

	_ "modernc.org/sqlite"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

func ExampleNulls() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (NULL)"); err != nil {
		fmt.Println(err)
		return
	}
	m := metadata.New()
	m.Add(&metadata.Table{Name: "t", Columns: []*metadata.Column{{Name: "a", Nullable: true}}})
	found := ansi.Measured()
	ansi.Nulls(ctx, db, sqlite.New(), m, map[metadata.Name]dialect.Size{{Name: "t"}: {Rows: 2}}, found)
	fmt.Println(found.Nulls[metadata.ColumnRef{Table: metadata.Name{Name: "t"}, Column: "a"}])
	// Output: 0.5
}

func ExampleMeasured() {
	fmt.Println(len(ansi.Measured().Nulls))
	// Output: 0
}

func ExampleRows() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	found := ansi.Measured()
	ansi.Rows(ctx, db, found, "a number", "SELECT 1 + 1", func(row []string) { fmt.Println(row[0]) })
	ansi.Rows(ctx, db, found, "a table", "SELECT * FROM nosuch", func([]string) {})
	fmt.Println(found.Missing)
	// Output:
	// 2
	// [a table: SQL logic error: no such table: nosuch (1)]
}
