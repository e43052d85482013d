package core

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// Row is a row whose columns are known at run time only; see [Columns] and
// [ScanRow]. It keeps its values when the next row comes.
type Row struct {
	shape  *shape
	values []any
}

// shape is what the rows of one query have in common.
type shape struct {
	names []string
	nodes []ast.Node // nil where the columns are known by name only
}

// Len is the number of columns.
func (r Row) Len() int { return len(r.values) }

// Names are the names of the columns in order.
func (r Row) Names() []string {
	if r.shape == nil {
		return nil
	}
	return slices.Clone(r.shape.names)
}

// At is the value of the i-th column, from 0; nil for NULL.
func (r Row) At(i int) any { return r.values[i] }

// Values are the values of the columns in order; nil for NULL.
func (r Row) Values() []any { return slices.Clone(r.values) }

// Map is the values by name. Of columns with the same name, it has the last.
func (r Row) Map() map[string]any {
	m := make(map[string]any, len(r.values))
	for i, name := range r.Names() {
		m[name] = r.values[i]
	}
	return m
}

// find is the place of an expression in the row, or -1.
func (r Row) find(n ast.Node) int {
	if r.shape == nil {
		return -1
	}
	if i := slices.IndexFunc(r.shape.nodes, func(o ast.Node) bool { return ast.Same(o, n) }); i >= 0 {
		return i
	}
	if c, ok := n.(*ast.ColumnRef); r.shape.nodes != nil && (!ok || c.Rel != nil) { // known by more than its name
		return -1
	}
	return slices.Index(r.shape.names, ast.OutputName(n, -1))
}

// Get is the value of an expression in a row that has it. NULL and an
// expression that was not selected are errors.
func Get[T any](r Row, e Expr[T]) (T, error) {
	p, err := GetPtr(r, e)
	if err == nil && p == nil {
		err = fmt.Errorf("core: %s is NULL in this row; read it with GetPtr", ast.Describe(e.inner()))
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return *p, nil
}

// GetPtr is [Get] that gives nil for NULL.
func GetPtr[T any](r Row, e Expr[T]) (*T, error) {
	i := r.find(e.inner())
	if i < 0 {
		return nil, fmt.Errorf("core: the row has no %s", ast.Describe(e.inner()))
	}
	v := r.values[i]
	if v == nil {
		return nil, nil
	}
	if t, ok := v.(T); ok {
		return &t, nil
	}
	t := new(T)
	dest, _ := e.place(t)
	if err := dest.(sql.Scanner).Scan(v); err != nil {
		return nil, fmt.Errorf("core: column %q: %w", r.shape.names[i], err)
	}
	return t, nil
}

// Columns reads any number of expressions into a [Row]: a selection that is
// put together at run time.
func Columns(es ...Expression) Projection[Row] {
	if slices.Contains(es, nil) {
		return projecting[Row]{&projection{err: errors.New("core: an expression is nil")}}
	}
	s := &shape{nodes: nodes(es)}
	maybe := make([]bool, len(es))
	for i, n := range s.nodes {
		s.names = append(s.names, ast.OutputName(n, i))
		maybe[i] = true
	}
	p := newProjection(s.nodes, maybe, func() *reader {
		row := &Row{shape: s}
		dest := make([]any, len(es))
		for i, e := range es {
			dest[i] = &rowCell{row, i, e}
		}
		return &reader{row: row, dest: dest}
	})
	if len(es) == 0 {
		p.err = fmt.Errorf("core.Columns: no expressions are given")
	}
	return projecting[Row]{p}
}

// rowCell puts a value into a row. The first one of a row makes room for all.
type rowCell struct {
	row *Row
	i   int
	e   Expression // nil where the driver's own type is kept
}

// Scan implements [sql.Scanner].
func (c *rowCell) Scan(src any) error {
	if c.i == 0 {
		c.row.values = make([]any, len(c.row.shape.names))
	}
	v, err := valueOf(c.e, src)
	c.row.values[c.i] = v
	return err
}

// valueOf is a driver's value as the expression's type has it; nil for NULL.
func valueOf(e Expression, src any) (v any, err error) {
	switch {
	case src == nil:
		return nil, nil
	case e == nil:
		err = scanInto(&v, src)
		return v, err
	}
	field := reflect.New(e.elem())
	dest, _ := e.place(field.Interface())
	if err := dest.(sql.Scanner).Scan(src); err != nil {
		return nil, err
	}
	return field.Elem().Interface(), nil
}

// Map reads expressions into a map by their names.
func Map(es ...Expression) Projection[map[string]any] {
	columns := Columns(es...).projection()
	p := newProjection(columns.items, columns.maybe, func() *reader {
		row := new(map[string]any)
		dest := make([]any, len(es))
		for i, e := range es {
			dest[i] = &mapCell{row, i, ast.OutputName(columns.items[i], i), e}
		}
		return &reader{row: row, dest: dest}
	})
	if p.err = columns.err; p.err == nil && len(named(columns.items)) < len(es) {
		p.err = fmt.Errorf("core.Map: two of the expressions have the same name; label them with As")
	}
	return projecting[map[string]any]{p}
}

func named(items []ast.Node) map[string]bool {
	names := map[string]bool{}
	for i, n := range items {
		names[ast.OutputName(n, i)] = true
	}
	return names
}

// mapCell puts a value into a map, which the first one of a row makes.
type mapCell struct {
	row  *map[string]any
	i    int
	name string
	e    Expression
}

// Scan implements [sql.Scanner].
func (c *mapCell) Scan(src any) error {
	if c.i == 0 {
		*c.row = map[string]any{}
	}
	v, err := valueOf(c.e, src)
	(*c.row)[c.name] = v
	return err
}
