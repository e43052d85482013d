package core_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
)

// A package that reads rows by itself has a place for each column.
func ExampleScanPlaces() {
	ctx := context.Background()
	db, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	statement, err := core.Text("SELECT 1 AS n, NULL AS note").Statement()
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, err := db.QueryStatement(ctx, statement)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rows.Close()
	var n int64
	var note string
	for rows.Next() {
		fmt.Println(core.ScanPlaces(rows, []any{core.Place(&n), core.Place(&note)}))
	}
	// Output: core: column "note": the value is NULL; read it with Ptr, Maybe, ToPtr or ToNull
}
