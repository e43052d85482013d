package core

import (
	"github.com/dbtool/dbtool/core/ast"
)

// compared are two expressions, of which one that is a value is sent as one of
// the other's type.
func compared(a Expression, op ast.Op, b Expression) Pred {
	l, r := a.inner(), b.inner()
	return compare(fit(l, ast.TypeOf(r)), op, fit(r, ast.TypeOf(l)))
}

// Eq compares two expressions of one type.
func Eq[T any](a, b Expr[T]) Pred { return compared(a, ast.OpEq, b) }

// Ne is the opposite of [Eq].
func Ne[T any](a, b Expr[T]) Pred { return compared(a, ast.OpNe, b) }

// Lt is a < b.
func Lt[T any](a, b Expr[T]) Pred { return compared(a, ast.OpLt, b) }

// Le is a <= b.
func Le[T any](a, b Expr[T]) Pred { return compared(a, ast.OpLe, b) }

// Gt is a > b.
func Gt[T any](a, b Expr[T]) Pred { return compared(a, ast.OpGt, b) }

// Ge is a >= b.
func Ge[T any](a, b Expr[T]) Pred { return compared(a, ast.OpGe, b) }

// Same is equal, where NULL equals NULL.
func Same[T any](a, b Expr[T]) Pred { return compared(a, ast.OpSame, b) }

// Differ is the opposite of [Same].
func Differ[T any](a, b Expr[T]) Pred { return compared(a, ast.OpDiffer, b) }

// Between is low <= x <= high.
func Between[T any](x, low, high Expr[T]) Pred {
	n := fitted([]ast.Node{x.inner(), low.inner(), high.inner()})
	return pred(&ast.Between{X: n[0], Low: n[1], High: n[2]})
}
