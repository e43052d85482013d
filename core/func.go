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
	return Value[T]{&ast.Func{Name: "coalesce", Args: fitted(ns), Null: ast.NullIfAll}}
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

// TryCast converts to a type, and is NULL for what cannot be converted
// (PostgreSQL 16 and later).
func TryCast[T any](e Expression, t metadata.Type) Value[T] {
	return Value[T]{&ast.Cast{X: e.inner(), Type: t, Try: true}}
}

// Cast converts to a type. What cannot be converted is an error on PostgreSQL,
// and something else elsewhere.
func Cast[T any](e Expression, t metadata.Type) Value[T] {
	return Value[T]{&ast.Cast{X: e.inner(), Type: t}}
}

// Search is a full-text search, for words in texts: MATCH ... AGAINST on MySQL
// and MariaDB, which need a FULLTEXT index of just these columns; the query as
// websearch_to_tsquery reads it on PostgreSQL; MATCH on SQLite, of one column
// of an FTS5 table, which cannot stand under Or and Not. Of several words
// PostgreSQL and SQLite want all, MySQL and MariaDB any.
func Search(query string, columns ...Expr[string]) Pred { return SearchIn("", query, columns...) }

// SearchIn is [Search] in a language, by the name that the server's
// configuration for it has (PostgreSQL): SearchIn("english", "quick fox", Posts.Body).
func SearchIn(language, query string, columns ...Expr[string]) Pred {
	return pred(&ast.Search{Columns: nodes(columns), Query: &ast.Arg{Value: query}, Language: language})
}

// Greatest is the greatest of its arguments. Where one is NULL it is NULL, but
// on PostgreSQL it is passed over.
func Greatest[T any](first Expr[T], rest ...Expr[T]) Value[T] {
	return Value[T]{&ast.Func{Name: "greatest", Args: fitted(append([]ast.Node{first.inner()}, nodes(rest)...))}}
}

// Least is the smallest of its arguments; see [Greatest].
func Least[T any](first Expr[T], rest ...Expr[T]) Value[T] {
	return Value[T]{&ast.Func{Name: "least", Args: fitted(append([]ast.Node{first.inner()}, nodes(rest)...))}}
}
