package core

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"

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
func (t TextOf) Statement() (ast.Statement, error) { return &t.s, t.check() }

func (t TextOf) check() error {
	if t.err == nil && strings.TrimSpace(t.s.SQL) == "" {
		return errors.New("core.Text: the text is empty")
	}
	return t.err
}

// Exec runs it.
func (t TextOf) Exec(ctx context.Context, db DB) (Result, error) {
	return exec(ctx, db, &t.s, t.check())
}

// Read is the rows of a text as the projection has them. Expressions ([Pair],
// [Into], [Struct] ...) take the columns in order; [Scan], [ScanRow] and
// [ScanMap] look at their names. NULL is found out when it comes.
func Read[R any](t TextOf, p Projection[R]) Query[R] {
	return Query[R]{t.read(p.projection())}
}

func (t TextOf) read(out *projection) *query {
	q := &query{out: out, rest: &rest{dml: &t.s, err: errors.Join(t.check(), out.err)}}
	if out.open == nil {
		q.out = counted(out)
	}
	return q
}

// counted is a projection that looks whether there are as many columns as it
// has places.
func counted(out *projection) *projection {
	c := *out
	c.open = func(columns []string) (*reader, error) {
		if len(columns) != len(out.items) {
			return nil, fmt.Errorf("core.Read: the text has %d columns, and %d are read", len(columns), len(out.items))
		}
		return out.pool.New().(*reader), nil
	}
	return &c
}

// Scan reads the columns of a [Text] into the fields of the same names, as
// [Struct] names them. A column without a field is an error, and so is a field
// without a column.
func Scan[R any]() Projection[R] { return projecting[R]{byName(reflect.TypeFor[R]())} }

func byName(t reflect.Type) *projection {
	paths := fieldPaths(t)
	if len(paths) == 0 {
		return &projection{err: fmt.Errorf("core.Scan: %s has no fields", t)}
	}
	return &projection{open: func(columns []string) (*reader, error) {
		row := reflect.New(t)
		v := row.Elem()
		dest := make([]any, len(columns))
		seen := map[string]bool{}
		for i, name := range columns {
			path, ok := paths[name]
			if !ok || seen[name] {
				return nil, fmt.Errorf("core.Scan: %s has no field for column %q", t, name)
			}
			seen[name] = true
			dest[i] = Place(v.FieldByIndex(path).Addr().Interface())
		}
		for name := range paths {
			if !seen[name] {
				return nil, fmt.Errorf("core.Scan: there is no column %q for %s", name, t)
			}
		}
		return &reader{row: row.Interface(), dest: dest}, nil
	}}
}

// ScanRow reads the columns of a [Text], whatever they are, as the driver has
// them: numbers as int64 or float64, times, text as a string or, on MySQL and
// MariaDB, as bytes.
func ScanRow() Projection[Row] {
	return projecting[Row]{&projection{open: func(columns []string) (*reader, error) {
		row := &Row{shape: &shape{names: columns}}
		dest := make([]any, len(columns))
		for i := range columns {
			dest[i] = &rowCell{row, i, nil}
		}
		return &reader{row: row, dest: dest}, nil
	}}}
}

// ScanMap reads the columns of a [Text], whatever they are, into a map.
func ScanMap() Projection[map[string]any] {
	return projecting[map[string]any]{&projection{open: func(columns []string) (*reader, error) {
		row := new(map[string]any)
		dest := make([]any, len(columns))
		for i, name := range columns {
			dest[i] = &mapCell{row, i, name, nil}
		}
		return &reader{row: row, dest: dest}, nil
	}}}
}
