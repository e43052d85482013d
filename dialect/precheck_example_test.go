package dialect_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

func ExampleRowsOf() {
	fmt.Println(dialect.RowsOf([]dialect.Precheck{{Rows: "rows where a is null"}, {Rows: "rows that agree in b"}}))
	// Output: rows where a is null; rows that agree in b
}

// The table is still called people, and the column mail, when the rows are asked for.
func ExamplePrecheck_Query() {
	p := dialect.Precheck{Rows: "rows where email is null", Table: metadata.Name{Name: "users"}, Reads: []string{"email"}, Where: `"email" IS NULL`}
	source := func(metadata.Name) dialect.Source {
		return dialect.Source{Name: metadata.Name{Name: "people"}, Columns: [][2]string{{"id", "id"}, {"mail", "email"}}}
	}
	fmt.Println(p.Query(sqlite.New(), []string{"id"}, source, 6))
	// Output:
	// SELECT "id" FROM (SELECT "id" AS "id", "mail" AS "email" FROM "people") AS "users" WHERE ("email" IS NULL) LIMIT 6
}
