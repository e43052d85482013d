package core

import (
	"github.com/dbtool/dbtool/core/ast"
)

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

// Bound is an end of a window's frame.
type Bound = ast.Bound

// Unbounded is as far as the window goes: its first row where a frame begins,
// its last one where a frame ends.
func Unbounded() Bound { return Bound{Unbounded: true} }

// CurrentRow is the row itself; in a range, and among groups, also those equal
// to it in what is sorted by.
func CurrentRow() Bound { return Bound{} }

// Preceding is so many rows, units or groups before.
func Preceding(n uint) Bound { return Bound{Offset: -int(n)} }

// Following is so many rows, units or groups behind.
func Following(n uint) Bound { return Bound{Offset: int(n)} }

// RowsBetween has a function look at a part of the window, counted in rows.
func RowsBetween(start, end Bound) func(*Window) { return frame("ROWS", start, end) }

// RangeBetween has a function look at the rows whose value is in a range around
// that of the current row. The window is sorted by one number then.
func RangeBetween(start, end Bound) func(*Window) { return frame("RANGE", start, end) }

// GroupsBetween has a function look at a part of the window, counted in groups
// of rows that are equal in what is sorted by. MySQL and MariaDB have none.
func GroupsBetween(start, end Bound) func(*Window) { return frame("GROUPS", start, end) }

func frame(unit string, start, end Bound) func(*Window) {
	return func(w *Window) { w.Frame = &ast.Frame{Unit: unit, Start: start, End: end} }
}

// Exclusion are rows that a frame leaves out.
type Exclusion string

// What a frame can leave out.
const (
	ExcludeCurrentRow Exclusion = "CURRENT ROW"
	ExcludeGroup      Exclusion = "GROUP" // the current row and those equal to it
	ExcludeTies       Exclusion = "TIES"  // those equal to the current row
)

// Exclude leaves rows out of the frame that stands before it. MySQL and MariaDB
// cannot.
func Exclude(what Exclusion) func(*Window) {
	return func(w *Window) {
		f := ast.Frame{Unit: "RANGE", Start: Unbounded()}
		if w.Frame != nil {
			f = *w.Frame
		}
		f.Exclude = string(what)
		w.Frame = &f
	}
}

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
