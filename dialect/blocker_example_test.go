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
