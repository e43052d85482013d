package core

import (
	"reflect"

	"github.com/dbtool/dbtool/core/ast"
)

// Grouping is several groupings at once, for GroupBy. What a group is not
// grouped by is NULL in its row.
type Grouping struct{ n *ast.Grouping }

func (g Grouping) inner() ast.Node     { return g.n }
func (Grouping) elem() reflect.Type    { return reflect.TypeFor[any]() }
func (Grouping) place(any) (any, bool) { return nil, false }

// Rollup is a group for each of the expressions together, for all but the last,
// and so on to one for all rows.
func Rollup(es ...Expression) Grouping { return grouping("ROLLUP", es) }

// Cube is a group for each set of the expressions (PostgreSQL).
func Cube(es ...Expression) Grouping { return grouping("CUBE", es) }

func grouping(kind string, es []Expression) Grouping {
	g := &ast.Grouping{Kind: kind}
	for _, e := range es {
		g.Sets = append(g.Sets, []ast.Node{e.inner()})
	}
	return Grouping{g}
}

// GroupingSets is a group for each of the sets (PostgreSQL). An empty set is
// one group of all rows.
func GroupingSets(sets ...[]Expression) Grouping {
	g := &ast.Grouping{Kind: "GROUPING SETS"}
	for _, es := range sets {
		g.Sets = append(g.Sets, nodes(es))
	}
	return Grouping{g}
}

// GroupedBy tells a row that has no group of e, where it is 1, from a group in
// which e is NULL. MariaDB and SQLite have none.
func GroupedBy(e Expression) Number[int] {
	return number[int](&ast.Func{Name: "grouping", Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullNever})
}
