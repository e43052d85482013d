package orm

import (
	"context"
	"reflect"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// maxKeys is the longest key that can be read beside a row.
const maxKeys = 8

// copier is dup for many objects, of any type of the family.
func (m *mapper) copier() func(obj any) any {
	if m.kin != nil {
		return m.kin.copier()
	}
	return m.copies()
}

// read prepares to read rows that have all columns of the mapper's own fields.
func (m *mapper) read() {
	m.reader = core.NewRowReader(func() (any, []any) {
		obj := m.fresh()
		return obj, m.places(placeOf(reflect.ValueOf(obj)))
	})
}

// rows reads the rows of a statement that selects all columns. The object is
// used again for the next row.
func (m *mapper) rows(ctx context.Context, db core.DB, s ast.Statement, f func(obj any) bool) error {
	if m.kin != nil {
		return m.kin.rows(ctx, db, s, f)
	}
	return m.reader.Each(ctx, db, s, f)
}

// keyed does so for one that selects up to maxKeys other columns first.
func (m *mapper) keyed(ctx context.Context, db core.DB, s *ast.Select, f func(obj any, keys *[maxKeys]any) bool) error {
	if m.kin != nil {
		return m.kin.keyed(ctx, db, s, f)
	}
	var keys [maxKeys]any
	var dest []any
	for i := range len(s.Items) - len(m.fields) {
		dest = append(dest, core.Place(&keys[i]))
	}
	reader := core.NewRowReader(func() (any, []any) {
		obj := m.fresh()
		return obj, append(dest, m.places(placeOf(reflect.ValueOf(obj)))...)
	})
	return reader.Each(ctx, db, s, func(obj any) bool { return f(obj, &keys) })
}
