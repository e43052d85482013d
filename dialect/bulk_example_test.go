package dialect_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/metadata"
)

// two is two rows for a table of two columns.
func two() *ast.Bulk {
	t := metadata.NewTable(metadata.New(), "t", metadata.Col("a", metadata.Integer()), metadata.Col("b", metadata.Integer()))
	return &ast.Bulk{Table: t, Columns: t.Columns, Len: 2, Value: func(row, column int) any { return 10*row + column }}
}

func ExampleInsertHead() {
	fmt.Println(dialect.InsertHead(mysql.New(), two()))
	// Output: INSERT INTO `t` (`a`, `b`)
}

func ExampleBulkValues() {
	p := dialect.BulkValues(mysql.New(), two(), "", []int{2, 1})
	fmt.Println(p.Text(2), p.Args(nil, 0, 2))
	// Output: INSERT INTO `t` (`a`, `b`) VALUES (?, ?), (?, ?) [0 1 10 11]
}

func ExampleBindRows() {
	fmt.Println(dialect.BindRows(mysql.New(), two(), nil, 1, 1))
	// Output: [10 11]
}

func ExampleSizes() {
	fmt.Println(dialect.Sizes(100, 9, 50, 10, 1))
	// Output: [10 1]
}
