package core

import (
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Order is an expression to sort by, and which way.
type Order struct{ o ast.Order }

func orders(by []Order) []ast.Order {
	list := make([]ast.Order, len(by))
	for i, o := range by {
		list[i] = o.o
	}
	return list
}

// NullsFirst has the rows without a value first.
func (o Order) NullsFirst() Order { o.o.Nulls = metadata.NullsFirst; return o }

// NullsLast has the rows without a value last.
func (o Order) NullsLast() Order { o.o.Nulls = metadata.NullsLast; return o }

// By is the same order by another node, for packages that build statements.
func (o Order) By(n ast.Node) Order { o.o.X = n; return o }
