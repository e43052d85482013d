package core

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/core/ast"
)

// TextOf is a statement in SQL text of one's own.
type TextOf struct {
	s   ast.Text
	err error
}

// Text is a statement in SQL text. Its arguments stand at question marks, in
// order, or at :name if they are given as [sql.Named]; they may be expressions.
// Two question marks together are one that is meant. The text is not checked:
// never build it from input.
//
//	core.Text("UPDATE users SET age = age + 1 WHERE id = :id", sql.Named("id", 3)).Exec(ctx, db)
func Text(text string, args ...any) TextOf {
	t := TextOf{s: ast.Text{SQL: text}}
	for _, a := range args {
		named, ok := a.(sql.NamedArg)
		if !ok {
			t.s.Args = append(t.s.Args, textArg(a))
			continue
		}
		if t.s.Named == nil {
			t.s.Named = map[string]ast.Node{}
		}
		if _, twice := t.s.Named[named.Name]; twice {
			t.err = errors.Join(t.err, fmt.Errorf("core.Text: the argument :%s is given twice", named.Name))
		}
		t.s.Named[named.Name] = textArg(named.Value)
	}
	return t
}

func textArg(v any) ast.Node {
	if e, ok := v.(Expression); ok {
		return e.inner()
	}
	return &ast.Arg{Value: v}
}

// Statement is the text as data.
func (t TextOf) Statement() (ast.Statement, error) { return &t.s, t.err }

// Exec runs it.
func (t TextOf) Exec(ctx context.Context, db DB) (Result, error) { return exec(ctx, db, &t.s, t.err) }

// Read is the rows of a text as the projection has them. Expressions ([Pair],
// [Into], [Struct] ...) take the columns in order; [Scan], [ScanRow] and
// [ScanMap] look at their names. NULL is found out when it comes.
func Read[R any](t TextOf, p Projection[R]) Query[R] {
	out := p.projection()
	q := Query[R]{dml: &t.s, out: out, err: errors.Join(t.err, out.err)}
	if out.open == nil {
		q.out = counted(out)
	}
	return q
}

// counted is a projection that looks whether there are as many columns as it
// has places.
func counted[R any](out *projection[R]) *projection[R] {
	c := *out
	c.open = func(columns []string) (*reader[R], error) {
		if len(columns) != len(out.items) {
			return nil, fmt.Errorf("core.Read: the text has %d columns, and %d are read", len(columns), len(out.items))
		}
		return out.pool.New().(*reader[R]), nil
	}
	return &c
}

// Scan reads the columns of a [Text] into the fields of the same names, as
// [Struct] names them. A column without a field is an error, and so is a field
// without a column.
func Scan[R any]() Projection[R] {
	paths := fieldPaths(reflect.TypeFor[R]())
	if len(paths) == 0 {
		return &projection[R]{err: fmt.Errorf("core.Scan: %s has no fields", reflect.TypeFor[R]())}
	}
	return &projection[R]{open: func(columns []string) (*reader[R], error) {
		row := new(R)
		v := reflect.ValueOf(row).Elem()
		dest := make([]any, len(columns))
		seen := map[string]bool{}
		for i, name := range columns {
			path, ok := paths[name]
			if !ok || seen[name] {
				return nil, fmt.Errorf("core.Scan: %s has no field for column %q", v.Type(), name)
			}
			seen[name] = true
			dest[i] = Place(v.FieldByIndex(path).Addr().Interface())
		}
		for name := range paths {
			if !seen[name] {
				return nil, fmt.Errorf("core.Scan: there is no column %q for %s", name, v.Type())
			}
		}
		return &reader[R]{row: row, dest: dest}, nil
	}}
}

// ScanRow reads the columns of a [Text], whatever they are, as the driver has
// them: numbers as int64 or float64, times, text as a string or, on MySQL and
// MariaDB, as bytes.
func ScanRow() Projection[Row] {
	return &projection[Row]{open: func(columns []string) (*reader[Row], error) {
		row := &Row{shape: &shape{names: columns}}
		dest := make([]any, len(columns))
		for i := range columns {
			dest[i] = &rowCell{row, i, nil}
		}
		return &reader[Row]{row: row, dest: dest}, nil
	}}
}

// ScanMap reads the columns of a [Text], whatever they are, into a map.
func ScanMap() Projection[map[string]any] {
	return &projection[map[string]any]{open: func(columns []string) (*reader[map[string]any], error) {
		row := new(map[string]any)
		dest := make([]any, len(columns))
		for i, name := range columns {
			dest[i] = &mapCell{row, i, name, nil}
		}
		return &reader[map[string]any]{row: row, dest: dest}, nil
	}}
}
