package ansi_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

func ExampleOnlyMentioned() {
	t := metadata.NewTable(metadata.New(), "orders",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("quantity", metadata.Integer()),
		metadata.Col("note", metadata.Text()).Default(metadata.Literal("")),
		metadata.Col("customer", metadata.BigInt()),
		metadata.CheckThat("Quantity > 0"))
	ansi.OnlyMentioned(t)
	for _, c := range t.Columns {
		fmt.Println(c.Name)
	}
	// Output:
	// quantity
	// note
}
