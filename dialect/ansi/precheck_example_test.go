package ansi_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/metadata"
)

func ExamplePrechecks() {
	users := &metadata.Table{Name: "users", Columns: []*metadata.Column{{Name: "email", Type: metadata.Exact("text")}}}
	d := sqlite.New()
	for _, p := range ansi.Prechecks(d, ddl.AddConstraint{In: ddl.In{From: users, To: users}, Constraint: metadata.UniqueOn("email")},
		func(p metadata.Part) string { return d.Ident(p.Column) }) {
		fmt.Println(p.Rows, p.Agree)
	}
	// Output: rows that agree in email ["email"]
}

func ExampleMissing() {
	fmt.Println(ansi.Missing([]string{"new", "sent", "paid"}, []string{"paid", "new"}))
	// Output: [sent]
}
