package core

import (
	"github.com/dbtool/dbtool/core/ast"
)

// CountAll is count(*), the number of rows.
func CountAll() Agg[int64] {
	return agg[int64](&ast.Func{Name: "count", Star: true, Aggregate: true, Null: ast.NullNever})
}

// Count is the number of rows in which e is not NULL.
func Count(e Expression) Agg[int64] {
	return agg[int64](&ast.Func{Name: "count", Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullNever})
}

// CountDistinct is the number of different values of e that are not NULL.
func CountDistinct(e Expression) Agg[int64] {
	return agg[int64](&ast.Func{Name: "count", Args: []ast.Node{e.inner()}, Distinct: true, Aggregate: true, Null: ast.NullNever})
}

// Agg is an aggregate of numbers: it can be told which rows to look at, and
// whose group they are.
type Agg[T Numeric] struct{ Number[T] }

func agg[T Numeric](f *ast.Func) Agg[T] { return Agg[T]{number[T](f)} }

func (a Agg[T]) change(f func(*ast.Func)) Agg[T] { return agg[T](changed(a.n, f)) }

// changed is a function with something changed.
func changed(n ast.Node, f func(*ast.Func)) *ast.Func {
	old, ok := n.(*ast.Func)
	if !ok {
		return &ast.Func{Name: "?"}
	}
	c := *old
	f(&c)
	return &c
}

// Filter looks only at rows for which the conditions are true. MySQL and
// MariaDB are given a CASE instead.
func (a Agg[T]) Filter(ps ...Expr[bool]) Agg[T] {
	return a.change(func(f *ast.Func) { f.Filter = logic(false, ps).n })
}

// Over computes it for the rows of a window and keeps all rows.
func (a Agg[T]) Over(w Window) Number[T] {
	return a.change(func(f *ast.Func) { f.Over = &w }).Number
}

// AggOf is an aggregate of any type.
type AggOf[T any] struct{ Value[T] }

func (a AggOf[T]) change(f func(*ast.Func)) AggOf[T] { return AggOf[T]{Value[T]{changed(a.n, f)}} }

// Filter looks only at rows for which the conditions are true.
func (a AggOf[T]) Filter(ps ...Expr[bool]) AggOf[T] {
	return a.change(func(f *ast.Func) { f.Filter = logic(false, ps).n })
}

// Over computes it for the rows of a window and keeps all rows.
func (a AggOf[T]) Over(w Window) Value[T] {
	return a.change(func(f *ast.Func) { f.Over = &w }).Value
}

// Min is the smallest value; NULL for no rows.
func Min[T any](e Expr[T]) AggOf[T] { return aggOf[T]("min", e) }

// Max is the greatest value; NULL for no rows.
func Max[T any](e Expr[T]) AggOf[T] { return aggOf[T]("max", e) }

func aggOf[T any](name string, e Expression) AggOf[T] {
	return AggOf[T]{Value[T]{&ast.Func{Name: name, Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullIfEmpty}}}
}

// Sum is the sum; NULL for no rows. A sum that does not fit into a T is an
// error when it is read.
func Sum[T Numeric](e Expr[T]) Agg[T] {
	return agg[T](&ast.Func{Name: "sum", Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullIfEmpty})
}

// Avg is the mean; NULL for no rows.
func Avg[T Numeric](e Expr[T]) Agg[float64] {
	return agg[float64](&ast.Func{Name: "avg", Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullIfEmpty})
}
