package core

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/core/ast"
)

// Struct reads expressions into the fields of the same names: the field UserID
// takes the expression called user_id, unless a tag says otherwise, `db:"uid"`.
// An expression is called as its column or by its label ([Value.As]). That
// each has a field, which holds its type, and NULL if it may be NULL, is found
// out before anything is sent. Where fields are named in Go, see [Into].
func Struct[R any](es ...Expression) Projection[R] {
	return projecting[R]{fieldwise(reflect.TypeFor[R](), es)}
}

func fieldwise(t reflect.Type, es []Expression) *projection {
	paths := fieldPaths(t)
	items, maybe, at := make([]ast.Node, len(es)), make([]bool, len(es)), make([][]int, len(es))
	proto := reflect.New(t).Elem()
	var errs []error
	for i, e := range es {
		items[i] = e.inner()
		name := ast.OutputName(items[i], i)
		path, ok := paths[name]
		if !ok {
			errs = append(errs, fmt.Errorf("core.Struct: %s has no field for %s", t, name))
			continue
		}
		at[i] = path
		field := proto.FieldByIndex(path)
		dest, null := e.place(field.Addr().Interface())
		if maybe[i] = null; dest == nil {
			errs = append(errs, fmt.Errorf("core.Struct: the field for %s of %s is a %s, and the values are %s", name, t, field.Type(), e.elem()))
		}
	}
	p := newProjection(items, maybe, func() *reader { return structReader(t, es, at) })
	if p.err = errors.Join(errs...); len(es) == 0 {
		p.err = errors.New("core.Struct: no expressions are given")
	}
	return p
}

func structReader(t reflect.Type, es []Expression, at [][]int) *reader {
	row := reflect.New(t)
	v := row.Elem()
	dest := make([]any, len(es))
	for i, e := range es {
		dest[i], _ = e.place(v.FieldByIndex(at[i]).Addr().Interface())
	}
	return &reader{row: row.Interface(), dest: dest}
}

// fieldPaths are the fields of a struct by the column each one takes. Fields
// of embedded structs count as the struct's own; `db:"-"` leaves one out.
func fieldPaths(t reflect.Type) map[string][]int {
	paths := map[string][]int{}
	if t.Kind() != reflect.Struct {
		return paths
	}
	for _, f := range reflect.VisibleFields(t) {
		name := f.Tag.Get("db")
		if !f.IsExported() || name == "-" || throughPointer(t, f.Index) {
			continue
		}
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			continue
		}
		if name == "" {
			name = SnakeCase(f.Name)
		}
		if old, ok := paths[name]; !ok || len(f.Index) < len(old) {
			paths[name] = f.Index
		}
	}
	return paths
}

// throughPointer reports whether a field is reached by way of a pointer that
// may be nil.
func throughPointer(t reflect.Type, path []int) bool {
	for _, i := range path[:len(path)-1] {
		f := t.Field(i)
		if f.Type.Kind() == reflect.Pointer {
			return true
		}
		t = f.Type
	}
	return false
}
