package core

import (
	"github.com/dbtool/dbtool/core/ast"
)

// Numeric are the types of numbers.
type Numeric interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Number is an expression of numbers, with arithmetic.
type Number[T Numeric] struct{ Value[T] }

func (Number[T]) withNode(n ast.Node) Number[T] { return Number[T]{Value[T]{n}} }

func number[T Numeric](n ast.Node) Number[T] { return Number[T]{Value[T]{n}} }

func (v Number[T]) op(op ast.Op, x T) Number[T] { return number[T](binary(op, v.n, arg(v.n, x))) }

// Add is the sum.
func (v Number[T]) Add(x T) Number[T] { return v.op(ast.OpAdd, x) }

// Sub is the difference.
func (v Number[T]) Sub(x T) Number[T] { return v.op(ast.OpSub, x) }

// Mul is the product.
func (v Number[T]) Mul(x T) Number[T] { return v.op(ast.OpMul, x) }

// Div is the quotient; of integers it is cut off towards zero, as in Go.
// Divided by zero it is an error on PostgreSQL and NULL elsewhere.
func (v Number[T]) Div(x T) Number[T] { return v.op(divOf[T](), x) }

// Mod is the rest, with the sign of the dividend, as in Go.
func (v Number[T]) Mod(x T) Number[T] { return number[T](mod[T](v.n, arg(v.n, x))) }

// Neg is the number with the other sign.
func (v Number[T]) Neg() Number[T] { return number[T](&ast.Neg{X: v.n}) }

// BitAnd has the bits that both have.
func (v Number[T]) BitAnd(x T) Number[T] { return v.op(ast.OpBitAnd, x) }

// BitOr has the bits that either has.
func (v Number[T]) BitOr(x T) Number[T] { return v.op(ast.OpBitOr, x) }

// BitXor has the bits that one alone has.
func (v Number[T]) BitXor(x T) Number[T] { return v.op(ast.OpBitXor, x) }

// divOf is the division of a type: one half is zero for integers alone.
func divOf[T Numeric]() ast.Op {
	if T(1)/2 == 0 {
		return ast.OpIntDiv
	}
	return ast.OpDiv
}

// Add is a + b.
func Add[T Numeric](a, b Expr[T]) Number[T] { return arith(ast.OpAdd, a, b) }

// Sub is a - b.
func Sub[T Numeric](a, b Expr[T]) Number[T] { return arith(ast.OpSub, a, b) }

// Mul is a * b.
func Mul[T Numeric](a, b Expr[T]) Number[T] { return arith(ast.OpMul, a, b) }

// Div is a / b; see [Number.Div].
func Div[T Numeric](a, b Expr[T]) Number[T] { return arith(divOf[T](), a, b) }

// Mod is the rest of a / b; see [Number.Mod].
func Mod[T Numeric](a, b Expr[T]) Number[T] { return number[T](mod[T](a.inner(), b.inner())) }

// mod is a function for floats, of which the operator knows nothing on some
// servers.
func mod[T Numeric](a, b ast.Node) ast.Node {
	if divOf[T]() == ast.OpIntDiv {
		return binary(ast.OpMod, a, b)
	}
	return &ast.Func{Name: "mod", Args: []ast.Node{a, b}}
}

func arith[T Numeric](op ast.Op, a, b Expr[T]) Number[T] {
	return number[T](binary(op, a.inner(), b.inner()))
}

// Abs is the number without its sign.
func (v Number[T]) Abs() Number[T] { return number[T](&ast.Func{Name: "abs", Args: []ast.Node{v.n}}) }

// Round is the number rounded to so many digits behind the point. A half goes away
// from zero; in floats on MySQL and MariaDB, to the even neighbour.
func (v Number[T]) Round(digits int) Number[T] {
	return number[T](&ast.Func{Name: "round", Args: []ast.Node{v.n, intArg(digits)}})
}

// Shl is the bits moved n places up.
func (v Number[T]) Shl(n uint) Number[T] { return number[T](binary(ast.OpShl, v.n, intArg(int(n)))) }

// Shr is the bits moved n places down; the sign stays.
func (v Number[T]) Shr(n uint) Number[T] { return number[T](binary(ast.OpShr, v.n, intArg(int(n)))) }

// BitNot has the bits that it has not. MySQL and MariaDB take it for a number
// without sign.
func (v Number[T]) BitNot() Number[T] { return number[T](&ast.BitNot{X: v.n}) }

// Or is the number, or x where it is NULL.
func (v Number[T]) Or(x T) Number[T] { return number[T](v.Value.Or(x).n) }

// NullIf is NULL where the number is x.
func (v Number[T]) NullIf(x T) Number[T] { return number[T](v.Value.NullIf(x).n) }
