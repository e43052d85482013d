package core

import (
	"github.com/dbtool/dbtool/core/ast"
)

// Eq compares two expressions of one type.
func Eq[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpEq, b.inner()) }

// Ne is the opposite of [Eq].
func Ne[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpNe, b.inner()) }

// Lt is a < b.
func Lt[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpLt, b.inner()) }

// Le is a <= b.
func Le[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpLe, b.inner()) }

// Gt is a > b.
func Gt[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpGt, b.inner()) }

// Ge is a >= b.
func Ge[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpGe, b.inner()) }

// Same is equal, where NULL equals NULL.
func Same[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpSame, b.inner()) }

// Differ is the opposite of [Same].
func Differ[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpDiffer, b.inner()) }

// Between is low <= x <= high.
func Between[T any](x, low, high Expr[T]) Pred {
	return pred(&ast.Between{X: x.inner(), Low: low.inner(), High: high.inner()})
}
