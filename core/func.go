package core

import (
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
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

// Coalesce is the first of its arguments that is not NULL.
func Coalesce[T any](first Expr[T], rest ...Expr[T]) Value[T] {
	ns := []ast.Node{first.inner()}
	for _, e := range rest {
		ns = append(ns, e.inner())
	}
	return Value[T]{&ast.Func{Name: "coalesce", Args: ns, Null: ast.NullIfAll}}
}

// Or is the value, or v where it is NULL.
func (v Value[T]) Or(x T) Value[T] {
	return Value[T]{&ast.Func{Name: "coalesce", Args: []ast.Node{v.n, arg(v.n, x)}, Null: ast.NullIfAll}}
}

// NullIf is NULL where the value is x.
func (v Value[T]) NullIf(x T) Value[T] {
	return Value[T]{&ast.Func{Name: "nullif", Args: []ast.Node{v.n, arg(v.n, x)}, Null: ast.NullMaybe}}
}

func textFunc(name string, args ...ast.Node) Text { return text(&ast.Func{Name: name, Args: args}) }

// Lower is the text in lower case.
func (t Text) Lower() Text { return textFunc("lower", t.n) }

// Upper is the text in upper case.
func (t Text) Upper() Text { return textFunc("upper", t.n) }

// Trim is the text without spaces at its ends.
func (t Text) Trim() Text { return textFunc("trim", t.n) }

// Length is the number of characters.
func (t Text) Length() Number[int] {
	return number[int](&ast.Func{Name: "char_length", Args: []ast.Node{t.n}})
}

// Substring is n characters from the one at position from, counted from 1.
func (t Text) Substring(from, n int) Text {
	return textFunc("substr", t.n, intArg(from), intArg(n))
}

// Replace is the text with every old replaced.
func (t Text) Replace(old, with string) Text {
	return textFunc("replace", t.n, arg(t.n, old), arg(t.n, with))
}

// Abs is the number without its sign.
func (v Number[T]) Abs() Number[T] { return number[T](&ast.Func{Name: "abs", Args: []ast.Node{v.n}}) }

// Round is the number rounded to so many digits behind the point.
func (v Number[T]) Round(digits int) Number[T] {
	return number[T](&ast.Func{Name: "round", Args: []ast.Node{v.n, intArg(digits)}})
}

// Now is the server's date and time, at the beginning of the transaction
// (PostgreSQL) or of the statement.
func Now() Moment {
	return Moment{Value[time.Time]{&ast.Func{Name: "current_timestamp", Null: ast.NullNever}}}
}

// Call calls a function of the server by its name, which is not quoted and
// must be a plain one, and may be qualified.
func Call[T any](name string, args ...Expression) Value[T] {
	return Value[T]{&ast.Func{Name: name, Args: nodes(args), Null: ast.NullMaybe}}
}

// CallAgg calls an aggregate or window function of the server.
func CallAgg[T any](name string, args ...Expression) AggOf[T] {
	return AggOf[T]{Value[T]{&ast.Func{Name: name, Args: nodes(args), Aggregate: true, Null: ast.NullMaybe}}}
}

// SQL is an expression in SQL text of one's own, with arguments at its
// question marks. The text is not checked: never build it from input.
func SQL[T any](sql string, args ...Expression) Value[T] {
	return Value[T]{&ast.Raw{SQL: sql, Args: nodes(args)}}
}

// Cast converts to a type.
func Cast[T any](e Expression, t metadata.Type) Value[T] {
	return Value[T]{&ast.Cast{X: e.inner(), Type: t}}
}

// Exists is true if the query has rows.
func Exists(q Selectable) Pred { return pred(&ast.Exists{Query: q.statement()}) }

// NotExists is true if the query has none.
func NotExists(q Selectable) Pred { return pred(&ast.Not{X: &ast.Exists{Query: q.statement()}}) }

// ScalarOf is the query, of one column and at most one row, as a value; NULL
// if it has no row.
func ScalarOf[T any](q Query[T]) Value[T] { return Value[T]{&ast.Scalar{Query: q.statement()}} }

// CaseOf is a CASE under construction.
type CaseOf[T any] struct{ whens []ast.When }

// If begins a CASE: the value where the condition is true.
func If[T any](cond Expr[bool], then Expr[T]) CaseOf[T] { return CaseOf[T]{}.ElseIf(cond, then) }

// ElseIf adds an arm.
func (c CaseOf[T]) ElseIf(cond Expr[bool], then Expr[T]) CaseOf[T] {
	return CaseOf[T]{append(c.whens[:len(c.whens):len(c.whens)], ast.When{If: cond.inner(), Then: then.inner()})}
}

// Else ends it.
func (c CaseOf[T]) Else(e Expr[T]) Value[T] {
	return Value[T]{&ast.Case{Whens: c.whens, Else: e.inner()}}
}

// End ends it with NULL.
func (c CaseOf[T]) End() Value[T] { return Value[T]{&ast.Case{Whens: c.whens}} }

// Over makes a window: Over(PartitionBy(Posts.UserID), SortBy(Posts.ID.Desc())).
func Over(options ...func(*Window)) Window {
	var w Window
	for _, o := range options {
		o(&w)
	}
	return w
}

// PartitionBy has a window of its own for all rows that are equal in by.
func PartitionBy(by ...Expression) func(*Window) {
	return func(w *Window) { w.PartitionBy = nodes(by) }
}

// SortBy is the order of rows in a window.
func SortBy(by ...Order) func(*Window) { return func(w *Window) { w.OrderBy = orders(by) } }

// FrameOf is the part of the window to look at.
func FrameOf(f Frame) func(*Window) { return func(w *Window) { w.Frame = &f } }

// RowNumber numbers the rows of a window from 1.
func RowNumber(w Window) Number[int64] { return windowed("row_number", w) }

// Rank numbers the rows of a window from 1, equal ones alike, with gaps behind them.
func Rank(w Window) Number[int64] { return windowed("rank", w) }

// DenseRank is [Rank] without gaps.
func DenseRank(w Window) Number[int64] { return windowed("dense_rank", w) }

func windowed(name string, w Window) Number[int64] {
	return number[int64](&ast.Func{Name: name, Over: &w, Null: ast.NullNever})
}

// Lag is e in the row n before; NULL where there is none.
func Lag[T any](e Expr[T], n int, w Window) Value[T] { return offset("lag", e, n, w) }

// Lead is e in the row n after; NULL where there is none.
func Lead[T any](e Expr[T], n int, w Window) Value[T] { return offset("lead", e, n, w) }

func offset[T any](name string, e Expr[T], n int, w Window) Value[T] {
	return Value[T]{&ast.Func{Name: name, Args: []ast.Node{e.inner(), ast.Literal{Value: n}}, Over: &w, Null: ast.NullMaybe}}
}
