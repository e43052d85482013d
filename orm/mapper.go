package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// mapper is how one type of struct is kept in one table.
type mapper struct {
	typ    reflect.Type
	table  *metadata.Table
	rel    *ast.Relation
	fields []*field
	keys   []*field
	// version is the field that counts changes, or nil; soft the one that says
	// when a row was deleted.
	version, soft *field
	relations     []*relation
	items         []ast.Node // all columns, as they are selected
	eager         []*field   // what queries read that are not told
	deep          []*field   // fields that a plain copy would share
	meta          *metadata.MetaData
	// stores are the tables that an object's row is in, the first of which has
	// what identifies it: the mapper itself, or one for each table.
	stores []*mapper
	// space is the mapper by which rows are told apart: types that share rows have
	// one.
	space *mapper
	// link is the foreign key of a table to another one that has a part of the
	// same row.
	link *metadata.ForeignKey
	// reads are the fields whose columns are items: the mapper's own, or those of
	// all types that a row may be of.
	reads []*field
	kin   *kin // nil for types that neither extend others nor are extended
	generics
}

// generics are what needs the struct's type at compile time. Objects travel as
// pointers in an any.
type generics struct {
	fresh func() any
	// with is the same for another mapper of the type.
	with func(m *mapper) generics
	// dup is a copy of an object; assign copies one onto another.
	dup    func(obj any) any
	assign func(to, from any)
	// copier is dup for many: copies are made several at a time.
	copier func() func(obj any) any
	// rows reads the rows of a statement that selects all columns. The object
	// is used again for the next row.
	rows func(ctx context.Context, db core.DB, s ast.Statement, f func(obj any) bool) error
	// keyed does so for one that selects up to maxKeys other columns first.
	keyed func(ctx context.Context, db core.DB, s ast.Statement, f func(obj any, keys *[maxKeys]any) bool) error
}

// maxKeys is the longest key that can be read beside a row.
const maxKeys = 8

type keyedRow[T any] struct {
	keys [maxKeys]any
	row  T
}

func genericsOf[T any](m *mapper) generics {
	plain := core.ReadInto(nil, func() (*T, []any) {
		row := new(T)
		return row, m.places(placeOf(reflect.ValueOf(row)))
	})
	return generics{
		fresh:  func() any { return new(T) },
		with:   genericsOf[T],
		dup:    func(obj any) any { c := *obj.(*T); return &c },
		assign: func(to, from any) { *to.(*T) = *from.(*T) },
		copier: func() func(any) any {
			var slab []T
			size := 1
			return func(obj any) any {
				if len(slab) == 0 {
					slab = make([]T, size)
					size = min(64, size*4)
				}
				c := &slab[0]
				slab = slab[1:]
				*c = *obj.(*T)
				return c
			}
		},
		rows: func(ctx context.Context, db core.DB, s ast.Statement, f func(any) bool) error {
			return core.QueryOf(s, plain).Each(ctx, db, func(r *T) bool { return f(r) })
		},
		keyed: func(ctx context.Context, db core.DB, s ast.Statement, f func(any, *[maxKeys]any) bool) error {
			n := len(s.(*ast.Select).Items) - len(m.fields)
			p := core.ReadInto(nil, func() (*keyedRow[T], []any) {
				r := new(keyedRow[T])
				var dest []any
				for i := range n {
					dest = append(dest, core.Place(&r.keys[i]))
				}
				return r, append(dest, m.places(placeOf(reflect.ValueOf(&r.row)))...)
			})
			return core.QueryOf(s, p).Each(ctx, db, func(r *keyedRow[T]) bool { return f(&r.row, &r.keys) })
		},
	}
}

func (m *mapper) String() string { return m.typ.String() }

// registry is what a MetaData knows of mapped types.
type registry map[reflect.Type]*mapper

type registryKey struct{}

func registryOf(meta *metadata.MetaData) registry {
	r, _ := meta.Attached(registryKey{}).(registry)
	if r == nil {
		r = registry{}
		meta.Attach(registryKey{}, r)
	}
	return r
}

// Map maps T, and all types that it has relations with, to tables of meta, and
// returns T's table. A type is mapped once; a second call returns the same
// table. All mistakes are returned together.
func Map[T any](meta *metadata.MetaData) (*metadata.Table, error) {
	m, err := mapType[T](meta, nil)
	if err != nil {
		return nil, err
	}
	return m.table, nil
}

// MapTo maps T to a table that exists, declared or reflected: each field to the
// column of its name. A column that is neither mapped, nullable nor made by the
// database is a mistake, as is a field without a column.
func MapTo[T any](meta *metadata.MetaData, table *metadata.Table) error {
	if table == nil {
		return fmt.Errorf("orm.MapTo: there is no table for %s", reflect.TypeFor[T]())
	}
	_, err := mapType[T](meta, table)
	return err
}

func mapType[T any](meta *metadata.MetaData, existing *metadata.Table) (*mapper, error) {
	typ := reflect.TypeFor[T]()
	known := registryOf(meta)
	if m := known[typ]; m != nil {
		if existing != nil && m.table != existing {
			return nil, fmt.Errorf("orm: %s is mapped to %s already", typ, m.table.Ident())
		}
		return m, nil
	}
	if typ.Kind() != reflect.Struct {
		return nil, fmt.Errorf("orm: %s is no struct", typ)
	}
	m := &mapper{typ: typ, meta: meta}
	m.generics = genericsOf[T](m)
	m.space = m
	proto := new(T)
	d := newDef(m, reflect.ValueOf(proto).Elem(), existing)
	if declarer, ok := any(proto).(Declarer); ok {
		declarer.Declare(d)
	}
	if m := known[typ]; m != nil { // a relation of its base led to it
		return m, nil
	}
	if err := d.finish(); err != nil {
		return nil, err
	}
	known[typ] = m
	if existing == nil && meta.Table(m.table.Ident()) != m.table && !d.abstract {
		meta.Add(m.table)
	}
	var errs []error
	for _, r := range m.relations {
		if r.owner != m {
			continue
		}
		if err := r.resolve(); err != nil {
			errs = append(errs, fmt.Errorf("%s: orm: %s.%s: %w", r.at, typ, r.name, err))
		}
	}
	errs = append(errs, m.defers())
	if err := errors.Join(errs...); err != nil {
		delete(known, typ)
		return nil, err
	}
	known.pair()
	return m, nil
}

// pair finds the other side of each relation now, so that sessions in several
// goroutines only read it.
func (k registry) pair() {
	for _, m := range k {
		for _, r := range m.relations {
			r.other()
		}
	}
}

// seal makes what queries need, when the fields are known.
func (m *mapper) seal() {
	m.rel = &ast.Relation{Table: m.table}
	m.stores, m.reads = []*mapper{m}, m.fields
	for _, f := range m.fields {
		f.ops()
		f.label = f.column.Name
		f.ref = f.in(m.rel)
		m.items = append(m.items, f.ref)
	}
	m.deepen()
}

// deepen finds the fields that a plain copy would share.
func (m *mapper) deepen() {
	for _, f := range m.fields {
		inner, _ := generic(f.typ)
		if f.json || shared(f.typ.Kind()) || inner != nil && shared(inner.Kind()) {
			m.deep = append(m.deep, f)
		}
	}
}

// places is what the columns of a row are scanned into.
func (m *mapper) places(p place) []any {
	list := make([]any, len(m.fields))
	for i, f := range m.fields {
		list[i] = m.fieldPlace(p, f)
	}
	return list
}

func (m *mapper) fieldPlace(p place, f *field) any {
	if f.json {
		return jsonValue{value(p, f)}
	}
	return core.Place(value(p, f).Addr().Interface())
}

// isKey reports whether the field is a part of the primary key.
func (f *field) isKey(m *mapper) bool { return slices.Contains(m.keys, f) }

// fieldOf finds a mapped field by the name of its column.
func (m *mapper) fieldOf(column string) *field {
	for _, f := range m.fields {
		if f.column.Name == column {
			return f
		}
	}
	return nil
}

// fieldAt finds a field by its column, those of types that extend this one among
// them.
func (m *mapper) fieldAt(c *metadata.Column) *field {
	for _, f := range m.reads {
		if f.column == c {
			return f
		}
	}
	return nil
}

// relation finds a relation by the name of its field.
func (m *mapper) relation(name string) *relation {
	for _, r := range m.relations {
		if r.name == name {
			return r
		}
	}
	return nil
}
