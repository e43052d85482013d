package ast_test

import (
	"fmt"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

var users = core.NewTable[struct {
	core.Table
	ID   core.Num[int64]
	Name core.Str
}](metadata.New(), "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("name", metadata.String(50)))

// A tool finds out which columns a condition mentions.
func ExampleWalk() {
	condition := core.NodeOf(core.And(users.ID.Gt(1), users.Name.Lower().Eq("ann")))
	ast.Walk(condition, func(n ast.Node) bool {
		if c, ok := n.(*ast.ColumnRef); ok {
			fmt.Println(ast.Describe(c))
		}
		return true
	})
	// Output:
	// users.id
	// users.name
}

// What a query selects, and what that is called by a query around it.
func ExampleOutput() {
	s, err := core.Select(core.Pair(users.Name, core.CountAll())).GroupBy(users.Name).Statement()
	if err != nil {
		fmt.Println(err)
		return
	}
	items, _ := ast.Output(s)
	for i, n := range ast.Named(items) {
		fmt.Println(ast.OutputName(n, i), ast.Same(n, core.NodeOf(users.Name)))
	}
	// Output:
	// name true
	// column2 false
}

// A condition on one name of a table, said of another.
func ExampleCopy() {
	boss := &ast.Relation{Table: core.RelationOf(users).Table, Alias: "boss"}
	condition := core.NodeOf(users.Name.Lower().Eq("ann"))
	same := ast.Copy(condition, map[*ast.Relation]*ast.Relation{core.RelationOf(users): boss}, nil)
	for _, n := range []ast.Node{condition, same} {
		ast.Walk(n, func(n ast.Node) bool {
			if c, ok := n.(*ast.ColumnRef); ok {
				fmt.Println(ast.Describe(c), c.Rel == boss)
			}
			return true
		})
	}
	// Output:
	// users.name false
	// boss.name true
}

// Columns of one name are told apart outside of their query.
func ExampleOutputNames() {
	id := core.NodeOf(users.ID)
	fmt.Println(ast.OutputNames([]ast.Node{id, core.NodeOf(core.CountAll()), id}))
	// Output: [id column2 id_2]
}

// The type of a column is known through expressions and queries.
func ExampleTypeOf() {
	days := core.NewTable[struct {
		core.Table
		Day core.Time
	}](metadata.New(), "days", metadata.Col("day", metadata.Date()))
	sub := core.Select(days.Day).As("sub")
	day := core.Coalesce(core.Null[time.Time](), core.Of(sub, days.Day))
	fmt.Println(ast.TypeOf(core.NodeOf(day)), ast.TypeOf(core.NodeOf(users.ID)))
	// Output: date <nil>
}
