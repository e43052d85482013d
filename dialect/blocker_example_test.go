package dialect_test

import (
	"context"
	"database/sql"
	"fmt"

	_ "modernc.org/sqlite"

	"github.com/dbtool/dbtool/dialect"
)

func ExampleReadBlockers() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	list, err := dialect.ReadBlockers(context.Background(), db, "SELECT '4711', 'app', 95.0, 'SELECT * FROM orders'")
	fmt.Println(list, err)
	// Output:
	// [session 4711 of user app, for 1m35s: SELECT * FROM orders] <nil>
}

func ExampleAskProgress() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	p, ok, err := dialect.AskProgress(context.Background(), db, "SELECT 'scanning table', 30, 120")
	fmt.Println(p.Phase, p.Percent(), ok, err)
	// Output: scanning table 25 true <nil>
}

func ExampleReadNames() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	names, err := dialect.ReadNames(context.Background(), db, "SELECT 'a' UNION SELECT 'b' ORDER BY 1")
	fmt.Println(names, err)
	// Output: [a b] <nil>
}

func ExampleReadRows() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	var name string
	var n int
	err = dialect.ReadRows(context.Background(), db, "SELECT 'a', ?1 UNION SELECT 'b', ?1 + 1 ORDER BY 1", []any{7}, []any{&name, &n}, func() error {
		fmt.Println(name, n)
		return nil
	})
	fmt.Println(err)
	// Output:
	// a 7
	// b 8
	// <nil>
}

func ExampleReadTexts() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	err = dialect.ReadTexts(context.Background(), db, "SELECT 1.5 AS x, NULL AS y", nil, func(columns []string, row []sql.NullString) error {
		for i, c := range columns {
			fmt.Println(c, row[i].String, row[i].Valid)
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// x 1.5 true
	// y  false
	// <nil>
}
