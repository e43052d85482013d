package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// mapper is how one type of struct is kept in one table.
type mapper struct {
	table  *metadata.Table
	rel    *ast.Relation
	fields []*field
	keys   []*field
	// version is the field that counts changes, or nil; soft the one that says
	// when a row was deleted.
	version, soft  *field
	relations      []*relation
	items          []ast.Node           // all columns, as they are selected
	whole          core.Query[struct{}] // of them
	eager          []*field             // what queries read that are not told
	deep           []*field             // fields that a plain copy would share
	spans          []span               // where those are that are equal if their bytes are
	beside         []*field             // all others
	meta           *metadata.MetaData
	fills, refills bool // some have values made
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
	objects
	reader *core.RowReader // of rows that have all columns
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
	m, err := mapType(meta, nil, objectsOf[T]())
	if err != nil {
		return nil, err
	}
	return m.table, nil
}

// MapTo maps T to a table that exists, declared or reflected: each field to the
// column of its name. A column that is neither mapped, nullable nor made by the
// database is a mistake, as is a field without a column.
func MapTo[T any](meta *metadata.MetaData, table *metadata.Table) error {
	return mapTo(meta, table, objectsOf[T]())
}

func mapTo(meta *metadata.MetaData, table *metadata.Table, of objects) error {
	if table == nil {
		return fmt.Errorf("orm.MapTo: there is no table for %s", of.typ)
	}
	_, err := mapType(meta, table, of)
	return err
}

func mapType(meta *metadata.MetaData, existing *metadata.Table, of objects) (*mapper, error) {
	typ := of.typ
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
	m := &mapper{objects: of, meta: meta}
	m.space = m
	proto := reflect.New(typ)
	d := newDef(m, proto.Elem(), existing)
	if declarer, ok := proto.Interface().(Declarer); ok {
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
	m.read()
	for _, f := range m.fields {
		f.ops()
		f.label = f.column.Name
		f.ref = f.in(m.rel)
		m.items = append(m.items, f.ref)
	}
	m.whole = core.SelectNodes(m.items...).From(core.TableOf(m.rel))
	m.deepen()
}

// deepen finds the fields that a plain copy would share, and those that have
// values made.
func (m *mapper) deepen() {
	for _, f := range m.fields {
		m.fills, m.refills = m.fills || f.fill != nil, m.refills || f.refill != nil
		f.dated = f.typ == reflect.TypeFor[time.Time]() && f.column.ServerDefault != nil
		inner, _ := generic(f.typ)
		if f.json || shared(f.typ.Kind()) || inner != nil && shared(inner.Kind()) {
			m.deep = append(m.deep, f)
		}
	}
	m.spans, m.beside = spansOf(m.fields)
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
