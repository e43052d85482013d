package core

import (
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

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
