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

func aggOf[T any](name string, e Expression, more ...ast.Node) AggOf[T] {
	return AggOf[T]{Value[T]{&ast.Func{Name: name, Args: append([]ast.Node{e.inner()}, more...), Aggregate: true, Null: ast.NullIfEmpty}}}
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

// OrderBy is the order in which the aggregate sees the rows of a group.
func (a AggOf[T]) OrderBy(by ...Order) AggOf[T] {
	return a.change(func(f *ast.Func) { f.OrderBy = orders(by) })
}

// Within sorts the group for a function of the sorted whole (PostgreSQL):
// CallAgg[float64]("percentile_cont", Val(0.5)).Within(Users.Age.Asc()).
func (a AggOf[T]) Within(by ...Order) AggOf[T] {
	return a.change(func(f *ast.Func) { f.Within = orders(by) })
}

// Distinct looks at each value once.
func (a AggOf[T]) Distinct() AggOf[T] { return a.change(func(f *ast.Func) { f.Distinct = true }) }

// Distinct looks at each value once.
func (a Agg[T]) Distinct() Agg[T] { return a.change(func(f *ast.Func) { f.Distinct = true }) }

// StringAgg is the texts of a group, with a separator between them; NULL for
// no rows. OrderBy sorts them. MySQL and MariaDB cut it off at
// group_concat_max_len.
func StringAgg(e Expr[string], separator string) AggOf[string] {
	return aggOf[string]("string_agg", e, &ast.Arg{Value: separator})
}

// ArrayAgg is the values of a group as an array (PostgreSQL).
func ArrayAgg[T any](e Expr[T]) ListAgg[T] {
	return ListAgg[T]{List[T]{&ast.Func{Name: "array_agg", Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullIfNoRows}}}
}

// ListAgg is an aggregate that makes an array.
type ListAgg[T any] struct{ List[T] }

// OrderBy is the order of the elements.
func (a ListAgg[T]) OrderBy(by ...Order) ListAgg[T] {
	return ListAgg[T]{List[T]{changed(a.n, func(f *ast.Func) { f.OrderBy = orders(by) })}}
}

// Filter looks only at rows for which the conditions are true.
func (a ListAgg[T]) Filter(ps ...Expr[bool]) ListAgg[T] {
	return ListAgg[T]{List[T]{changed(a.n, func(f *ast.Func) { f.Filter = logic(false, ps).n })}}
}

// JSONAgg is the values of a group as a JSON array, of which the order is not
// known; NULL for no rows.
func JSONAgg[T any](e Expr[T]) Doc[[]T] {
	return Doc[[]T]{&ast.Func{Name: "json_agg", Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullIfNoRows}}
}

// JSONObjectAgg is the values of a group as a JSON object; NULL for no rows.
func JSONObjectAgg[T any](key Expr[string], value Expr[T]) Doc[map[string]T] {
	return Doc[map[string]T]{&ast.Func{Name: "json_object_agg", Args: []ast.Node{key.inner(), value.inner()}, Aggregate: true, Null: ast.NullIfNoRows}}
}

// BoolAnd is true if the condition is true of all rows; NULL for no rows.
func BoolAnd(e Expr[bool]) AggOf[bool] { return aggOf[bool]("bool_and", e) }

// BoolOr is true if the condition is true of one row; NULL for no rows.
func BoolOr(e Expr[bool]) AggOf[bool] { return aggOf[bool]("bool_or", e) }

// StdDev is the standard deviation of a sample; NULL for less than two rows.
// SQLite has none.
func StdDev[T Numeric](e Expr[T]) Agg[float64] { return statistic("stddev_samp", e) }

// StdDevPop is the standard deviation of the whole; NULL for no rows. SQLite
// has none.
func StdDevPop[T Numeric](e Expr[T]) Agg[float64] { return statistic("stddev_pop", e) }

// Variance is the variance of a sample; NULL for less than two rows. SQLite has
// none.
func Variance[T Numeric](e Expr[T]) Agg[float64] { return statistic("var_samp", e) }

// VariancePop is the variance of the whole; NULL for no rows. SQLite has none.
func VariancePop[T Numeric](e Expr[T]) Agg[float64] { return statistic("var_pop", e) }

func statistic(name string, e Expression) Agg[float64] {
	return agg[float64](&ast.Func{Name: name, Args: []ast.Node{e.inner()}, Aggregate: true, Null: ast.NullMaybe})
}
