package core

import "github.com/dbtool/dbtool/core/ast"

// Decimal is an expression of exact numbers, in a type of the program's choice
// that is a [database/sql/driver.Valuer] and a [database/sql.Scanner]: those of
// the usual decimal packages are.
type Decimal[T any] struct{ Value[T] }

func (Decimal[T]) withNode(n ast.Node) Decimal[T] { return decimal[T](n) }

func decimal[T any](n ast.Node) Decimal[T] { return Decimal[T]{Value[T]{n}} }

// Dec is a column of exact numbers.
type Dec[T any] struct {
	Decimal[T]
	column[T]
}

func (c *Dec[T]) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

// DecimalOf is an expression of exact numbers with arithmetic.
func DecimalOf[T any](e Expr[T]) Decimal[T] { return decimal[T](e.inner()) }

func (d Decimal[T]) op(op ast.Op, x T) Decimal[T] { return decimal[T](binary(op, d.n, arg(d.n, x))) }

// Add is the sum.
func (d Decimal[T]) Add(x T) Decimal[T] { return d.op(ast.OpAdd, x) }

// Sub is the difference.
func (d Decimal[T]) Sub(x T) Decimal[T] { return d.op(ast.OpSub, x) }

// Mul is the product.
func (d Decimal[T]) Mul(x T) Decimal[T] { return d.op(ast.OpMul, x) }

// Div is the quotient, with as many digits as the server gives it.
func (d Decimal[T]) Div(x T) Decimal[T] { return d.op(ast.OpDiv, x) }

// Neg is the number with the other sign.
func (d Decimal[T]) Neg() Decimal[T] { return decimal[T](&ast.Neg{X: d.n}) }

// Abs is the number without its sign.
func (d Decimal[T]) Abs() Decimal[T] {
	return decimal[T](&ast.Func{Name: "abs", Args: []ast.Node{d.n}})
}

// Round is the number rounded to so many digits behind the point.
func (d Decimal[T]) Round(digits int) Decimal[T] {
	return decimal[T](&ast.Func{Name: "round", Args: []ast.Node{d.n, intArg(digits)}})
}

// SumOf is the sum of a group, in the type of its numbers; NULL for no rows.
// Unlike [Sum], it is exact.
func SumOf[T any](e interface {
	Expr[T]
	withNode(ast.Node) Decimal[T]
}) AggOf[T] {
	return aggOf[T]("sum", e)
}

// As labels the number where it is selected.
func (d Decimal[T]) As(name string) Decimal[T] {
	return decimal[T](&ast.Label{X: d.n, Name: name})
}
