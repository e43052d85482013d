package orm

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// kinRow is a row that may be of any type of a family. The discriminator comes
// first, and with it the struct that the other columns go into. It is used again
// for the next row.
type kinRow struct {
	m      *mapper // the type that was asked for
	fields []*field
	types  map[*mapper]*kinObject
	now    *kinObject // nil where the row has no object
	// stranger is what the discriminator says where no type is known for that.
	stranger any
}

// kinObject is an object of one type, and where each column goes in it: nil for
// those of other types.
type kinObject struct {
	m      *mapper
	obj    any
	places []sql.Scanner
}

func (m *mapper) kinRow(fields []*field) *kinRow {
	return &kinRow{m: m, fields: fields, types: map[*mapper]*kinObject{}}
}

// places is what the row's columns are scanned into.
func (r *kinRow) places() []any {
	list := make([]any, len(r.fields))
	for i := range r.fields {
		list[i] = kinPlace{r, i}
	}
	return list
}

// of is the object of a type.
func (r *kinRow) of(m *mapper) *kinObject {
	o := r.types[m]
	if o == nil {
		o = &kinObject{m: m, obj: m.fresh(), places: make([]sql.Scanner, len(r.fields))}
		p := placeOf(reflect.ValueOf(o.obj))
		for i, f := range r.fields {
			if own := m.counterpart(f); own != nil {
				o.places[i] = m.fieldPlace(p, own).(sql.Scanner)
			}
		}
		r.types[m] = o
	}
	return o
}

// kinPlace is one column of a [kinRow].
type kinPlace struct {
	row *kinRow
	i   int
}

// Scan implements [sql.Scanner].
func (p kinPlace) Scan(src any) error {
	if p.i == 0 {
		if err := p.row.begin(src); err != nil || p.row.now == nil {
			return err
		}
	}
	if o := p.row.now; o != nil && o.places[p.i] != nil {
		return o.places[p.i].Scan(src)
	}
	return nil
}

// begin finds the type that a row is of.
func (r *kinRow) begin(src any) error {
	r.now, r.stranger = nil, nil
	k := r.m.kin
	if k.made && r.fields[0] != k.disc { // of one table
		r.now = r.of(r.m)
		return nil
	}
	if src == nil {
		return nil
	}
	var code any
	if err := k.scanCode(src, &code); err != nil {
		return err
	}
	if m := k.byCode[identify(code)]; m != nil && m.is(r.m) {
		r.now = r.of(m)
	} else {
		r.stranger = code
	}
	return nil
}

// scanCode reads what a discriminator says.
func (k *kin) scanCode(src any, code *any) error {
	if k.made {
		var n int64
		err := core.Place(&n).(sql.Scanner).Scan(src)
		*code = n
		return err
	}
	p := placeOf(reflect.ValueOf(k.root.fresh()))
	err := k.root.fieldPlace(p, k.disc).(sql.Scanner).Scan(src)
	*code = k.disc.arg(p)
	return err
}

// check is an error where the row is of no known type.
func (r *kinRow) check() error {
	k := r.m.kin
	if r.now != nil {
		return nil
	}
	if m := k.byCode[identify(r.stranger)]; r.stranger != nil && m != nil {
		return fmt.Errorf("orm: a row of %s is a %s by its %s, %v, and not a %s", k.root.table.Ident(), m, k.disc.column.Name, r.stranger, r.m)
	}
	if r.stranger == nil {
		return fmt.Errorf("orm: a row of %s is of no type: its %s is NULL", k.root.table.Ident(), k.disc.column.Name)
	}
	return fmt.Errorf("orm: a row of %s is of no type that is mapped: its %s is %v; map the type, with orm.Map or orm.Bind, before rows are read", k.root.table.Ident(), k.disc.column.Name, r.stranger)
}

// rows reads the rows of a statement that selects all columns of the type and
// of those that extend it. The object is of the type that its row is of, and is
// used again for the next row of that type.
func (k *kin) rows(ctx context.Context, db core.DB, s ast.Statement, f func(obj any) bool) error {
	return k.keyed(ctx, db, s.(*ast.Select), func(obj any, _ *[maxKeys]any) bool { return f(obj) })
}

func (k *kin) keyed(ctx context.Context, db core.DB, st *ast.Select, f func(obj any, keys *[maxKeys]any) bool) error {
	row := k.m.kinRow(k.m.reads)
	var keys [maxKeys]any
	var dest []any
	for i := range len(st.Items) - len(k.m.reads) {
		dest = append(dest, core.Place(&keys[i]))
	}
	reader := core.NewRowReader(func() (any, []any) { return row, append(dest, row.places()...) })
	var failed error
	err := reader.Each(ctx, db, k.flat(st), func(any) bool {
		if failed = row.check(); failed != nil {
			return false
		}
		return f(row.now.obj, &keys)
	})
	if failed != nil {
		return failed
	}
	return err
}

// copier copies objects of any type of the family.
func (k *kin) copier() func(obj any) any {
	copiers := map[reflect.Type]func(any) any{}
	return func(obj any) any {
		t := reflect.TypeOf(obj).Elem()
		c := copiers[t]
		if c == nil {
			c = k.byType[t].copies()
			copiers[t] = c
		}
		return c(obj)
	}
}

// actual is the type that an object is of, and what its row has and has not in
// terms of that.
func (k *kin) actual(obj any, c columns) (*mapper, columns) {
	m := k.byType[reflect.TypeOf(obj).Elem()]
	if c.read == nil {
		return m, c
	}
	var own columns
	for _, f := range m.fields {
		if f.isIn(c.read) {
			own.read = append(own.read, f)
		} else {
			own.missing = append(own.missing, f)
		}
	}
	return m, own
}

// isIn reports whether a list has the field, the one that it is a copy of, or
// another one for its column.
func (f *field) isIn(list []*field) bool {
	for o := f; o != nil; o = o.origin {
		if slices.ContainsFunc(list, func(l *field) bool { return l.column == o.column }) {
			return true
		}
	}
	return false
}

// counterpart is the type's own field for one that queries of its family read;
// nil if it has none.
func (m *mapper) counterpart(f *field) *field {
	if m.has(f) {
		return f
	}
	for _, own := range m.fields {
		if own.isIn([]*field{f}) {
			return own
		}
	}
	return nil
}

// changesOf are the changes that are written to one of several tables. The
// version, which is in the first, counts for all of them.
func (e *entry) changesOf(m *mapper) []*field {
	changed := e.changes()
	list := slices.DeleteFunc(slices.Clone(changed), func(f *field) bool { return !slices.Contains(m.fields, f) })
	if len(list) == 0 && len(changed) > 0 && m.version != nil {
		return []*field{m.version}
	}
	return list
}

// having are those of the objects that have the relation.
func (l load) having(es []*entry) []*entry {
	if !slices.ContainsFunc(es, func(e *entry) bool { return !e.m.is(l.r.owner) }) {
		return es
	}
	return slices.DeleteFunc(slices.Clone(es), func(e *entry) bool { return !e.m.is(l.r.owner) })
}

// turned reports whether a row has become one of another type, so that the
// object that the session has is no longer its own. An object cannot change its
// type: the session lets go of it, and the read fails if it was changed.
func (s *Session) turned(e *entry, m *mapper) bool {
	if e.m == m {
		return false
	}
	if e.dirty() || e.state != clean {
		s.clash = fmt.Errorf("orm: a %s that was changed in the session has become a %s in the database; read it anew", e.m, m)
	}
	s.forget(e)
	return true
}
