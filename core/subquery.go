package core

import (
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/core/ast"
)

// Exists is true if the query has rows.
func Exists(q Selectable) Pred { return pred(&ast.Exists{Query: q.statement()}) }

// NotExists is true if the query has none.
func NotExists(q Selectable) Pred { return pred(&ast.Not{X: &ast.Exists{Query: q.statement()}}) }

// ScalarOf is the query, of one column and at most one row, as a value; NULL
// if it has no row.
func ScalarOf[T any](q Query[T]) Value[T] { return Value[T]{&ast.Scalar{Query: q.query.column()}} }

// column is the query inside of an expression, where it has one column.
func (q *query) column() ast.Statement {
	s := q.nested()
	if items, _ := ast.Output(s); len(items) > 1 {
		return &ast.Broken{Err: fmt.Errorf("core: a query that is one value or one of several has one column, not %d", len(items))}
	}
	return s
}

// In is true if e is one of es. Without any, it is false.
func In[T any](e Expr[T], es ...Expr[T]) Pred {
	return pred(&ast.In{X: e.inner(), List: fitAll(nodes(es), ast.TypeOf(e.inner()))})
}

// NotIn is true if e is none of es. Without any, it is true.
func NotIn[T any](e Expr[T], es ...Expr[T]) Pred {
	return pred(&ast.In{X: e.inner(), List: fitAll(nodes(es), ast.TypeOf(e.inner())), Not: true})
}

// Quantified is any or all of several values, at the right side of a
// comparison. It is no value by itself.
type Quantified[T any] struct{ n ast.Node }

func (q Quantified[T]) inner() ast.Node     { return q.n }
func (Quantified[T]) typed(T)               {}
func (Quantified[T]) elem() reflect.Type    { return reflect.TypeFor[T]() }
func (Quantified[T]) place(any) (any, bool) { return nil, false }

// AnyRow is true of a comparison if it is true of one row of the query:
// core.Gt(Users.Age, core.AnyRow(ages)). SQLite has none.
func AnyRow[T any](q Query[T]) Quantified[T] {
	return Quantified[T]{&ast.Quantified{Query: q.query.column()}}
}

// AllRows is true of a comparison if it is true of all rows of the query.
// SQLite has none.
func AllRows[T any](q Query[T]) Quantified[T] {
	return Quantified[T]{&ast.Quantified{Query: q.query.column(), All: true}}
}
