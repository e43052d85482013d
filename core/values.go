package core

import (
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Values1 is a list of values to select from or to join, as one column:
//
//	id := core.NameNum[int64]("id")
//	wanted := core.Values1("wanted", id, 1, 2, 3)
//	core.Select(Users.Name).From(Users).Join(wanted, core.Eq(Users.ID, core.Of(wanted, id)))
func Values1[A any](name string, a Expr[A], rows ...A) Relation {
	list := make([][]ast.Node, len(rows))
	for i, r := range rows {
		list[i] = []ast.Node{given(r)}
	}
	var none A
	return valuesOf(name, list, []ast.Node{given(none)}, a)
}

// Values2 is a list of rows of two columns.
func Values2[A, B any](name string, a Expr[A], b Expr[B], rows ...Tuple2[A, B]) Relation {
	list := make([][]ast.Node, len(rows))
	for i, r := range rows {
		list[i] = []ast.Node{given(r.A), given(r.B)}
	}
	var none Tuple2[A, B]
	return valuesOf(name, list, []ast.Node{given(none.A), given(none.B)}, a, b)
}

// Values3 is a list of rows of three columns.
func Values3[A, B, C any](name string, a Expr[A], b Expr[B], c Expr[C], rows ...Tuple3[A, B, C]) Relation {
	list := make([][]ast.Node, len(rows))
	for i, r := range rows {
		list[i] = []ast.Node{given(r.A), given(r.B), given(r.C)}
	}
	var none Tuple3[A, B, C]
	return valuesOf(name, list, []ast.Node{given(none.A), given(none.B), given(none.C)}, a, b, c)
}

func given(v any) *ast.Arg { return &ast.Arg{Value: v} }

// valuesOf is a relation of values. Without rows, it is a query that finds
// none, as no server has a list of nothing; its items tell the types.
func valuesOf(name string, rows [][]ast.Node, items []ast.Node, columns ...Expression) Relation {
	rel := &ast.Relation{Alias: name, Values: rows, Columns: columnNames(columns)}
	if len(rows) > 0 {
		return Relation{rel}
	}
	none := &ast.Select{Where: []ast.Node{&ast.Logic{Or: true}}}
	for i := range columns {
		none.Items = append(none.Items, &ast.Label{X: items[i], Name: rel.Columns[i]})
	}
	rel.Values, rel.Query, rel.Columns = nil, none, nil
	return Relation{rel}
}

func columnNames(columns []Expression) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = ast.OutputName(c.inner(), i)
	}
	return names
}

// TableFunc is a function of the server that returns rows, under a name of its
// own; columns are what its columns are to be called, in order. The function's
// name is not quoted and must be a plain one.
func TableFunc(name string, columns []Expression, function string, args ...Expression) Relation {
	return Relation{&ast.Relation{Alias: name, Columns: columnNames(columns),
		Func: &ast.Func{Name: function, Args: nodes(args), Null: ast.NullMaybe}}}
}

// Series is the numbers from start up to and including stop, as a column that
// [Of] finds by n (PostgreSQL). Elsewhere there is [RecursiveAll].
func Series[T Numeric](name string, n Number[T], start, stop Expr[T]) Relation {
	return Relation{&ast.Relation{Alias: name, Columns: columnNames([]Expression{n}),
		Func: &ast.Func{Name: "generate_series", Args: []ast.Node{start.inner(), stop.inner()}}}}
}

// Unnest is the elements of an array as rows, under a name of their own
// (PostgreSQL); [Of] finds the column by element.
func Unnest[T any](name string, element Value[T], l Expr[[]T]) Relation {
	return Relation{&ast.Relation{Alias: name, Columns: columnNames([]Expression{element}),
		Func: &ast.Func{Name: "unnest", Args: []ast.Node{l.inner()}}}}
}

// Elements is the elements of a JSON array as rows: the position, from 1, and
// the value. It may use columns of what stands before it in FROM, to which it
// is joined with CrossJoin.
func Elements[T any](name string, position Number[int], value Doc[any], d Expr[T]) Relation {
	return Relation{&ast.Relation{Alias: name, Columns: columnNames([]Expression{position, value}),
		Func: &ast.JSONEach{Doc: d.inner()}}}
}

// NameDoc is [Name] of a column of JSON documents.
func NameDoc[T any](name string) Doc[T] { return Doc[T]{free(name)} }

// Sample is a part of a table, chosen by chance: about so many percent of its
// rows, or with System of its pages (PostgreSQL). The handles it returns are
// those of the part.
func Sample[H any](h *H, percent float64, options ...SampleOption) *H {
	return rebind(h, func(r *ast.Relation) {
		r.Sample = &ast.Sample{Method: "BERNOULLI", Percent: percent}
		for _, o := range options {
			o(r.Sample)
		}
	})
}

// SampleOption changes how a part of a table is chosen.
type SampleOption func(*ast.Sample)

// System chooses pages, which is quick, instead of rows.
func System(s *ast.Sample) { s.Method = "SYSTEM" }

// Seed chooses the same part again, as long as the table is the same.
func Seed(n int64) SampleOption { return func(s *ast.Sample) { s.Seed = &n } }

// JSONColumn is a column of [JSONTable].
type JSONColumn struct{ c ast.JSONColumn }

// JSONField is a column of [JSONTable]: what is at a path of keys (string) and
// indexes (int) of each element, as a type of the database; NULL where there is
// nothing.
func JSONField(e Expression, t metadata.Type, path ...any) JSONColumn {
	return JSONColumn{ast.JSONColumn{Name: ast.OutputName(e.inner(), 0), Type: t, Path: path}}
}

// JSONTable is the elements of a JSON array as rows, taken apart into columns
// (MySQL, MariaDB, PostgreSQL 17 and later).
func JSONTable[T any](name string, d Expr[T], columns ...JSONColumn) Relation {
	t := &ast.JSONTable{Doc: d.inner()}
	rel := &ast.Relation{Alias: name, Func: t}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.c)
		rel.Columns = append(rel.Columns, c.c.Name)
	}
	return Relation{rel}
}
