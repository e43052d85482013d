package core

import (
	"github.com/dbtool/dbtool/core/ast"
)

// Exists is true if the query has rows.
func Exists(q Selectable) Pred { return pred(&ast.Exists{Query: q.statement()}) }

// NotExists is true if the query has none.
func NotExists(q Selectable) Pred { return pred(&ast.Not{X: &ast.Exists{Query: q.statement()}}) }

// ScalarOf is the query, of one column and at most one row, as a value; NULL
// if it has no row.
func ScalarOf[T any](q Query[T]) Value[T] { return Value[T]{&ast.Scalar{Query: q.statement()}} }
