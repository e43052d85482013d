package metadata

import (
	"cmp"
	"runtime"
	"slices"
)

// Name is the name of an object and of the schema (namespace) it lives in.
// An empty Schema means the connection's default one.
type Name struct {
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
}

// String is the name as people read it, unquoted: "app.users".
func (n Name) String() string {
	if n.Schema == "" {
		return n.Name
	}
	return n.Schema + "." + n.Name
}

// Compare orders names by schema, then by name, byte by byte.
func (n Name) Compare(o Name) int {
	return cmp.Or(cmp.Compare(n.Schema, o.Schema), cmp.Compare(n.Name, o.Name))
}

// caller is the place that called the exported function which calls caller.
func caller() Position {
	_, file, line, _ := runtime.Caller(2)
	return Position{File: file, Line: line}
}

// Options are settings of one dialect that have no counterpart elsewhere. The
// key is the dialect's name, a dot and the setting: "mysql.engine",
// "sqlite.strict", "postgres.fillfactor". Keys of other dialects are passed
// over; an unknown key of the dialect in use is an error. A nil map is empty.
type Options map[string]string

// MetaData is a whole schema. The zero value is not ready; use [New].
type MetaData struct {
	// Schema is the namespace of tables that name none. Empty means the
	// connection's default.
	Schema string
	// Naming gives names to constraints and indexes that have none.
	Naming NamingConvention
	// Dialect is the dialect whose normal form this is, or "" if portable.
	Dialect string
	// Product and Version tell which server it was read from: "MariaDB", "10.11.6".
	Product, Version string
	// Options belong to the database as a whole: "mysql.charset".
	Options Options

	Schemas    []*Schema
	Extensions []*Extension
	Enums      []*Enum
	Domains    []*Domain
	Sequences  []*Sequence
	Views      []*View
	Routines   []*Routine
	Triggers   []*Trigger
	Objects    []*Object
	// Unmanaged lists what the database holds and this model cannot express.
	// It is reported and never touched.
	Unmanaged []Unmanaged

	tables   []*Table
	byName   map[Name]*Table
	attached map[any]any
}

// New returns an empty, portable MetaData.
func New() *MetaData { return &MetaData{byName: map[Name]*Table{}} }

// Tables are all tables, in the order of declaration. The slice must not be
// changed; its tables may be, except for their names.
func (m *MetaData) Tables() []*Table { return m.tables }

// Table finds a table by its name, and by its schema where that is not the
// default one. It is nil if there is none.
func (m *MetaData) Table(name Name) *Table { return m.byName[name] }

// Add takes a table in and returns it. A table without a Schema gets the
// MetaData's, and so does what its foreign keys refer to. A second table of the same name is kept out and reported by
// [MetaData.Validate], so that all mistakes are told at once.
func (m *MetaData) Add(t *Table) *Table {
	if t.Schema == "" {
		t.Schema = m.Schema
	}
	for _, fk := range t.ForeignKeys {
		if fk.Ref.Schema == "" {
			fk.Ref.Schema = m.Schema
		}
	}
	if t.Pos == (Position{}) && m.Dialect == "" {
		t.Pos = caller()
	}
	if first, taken := m.byName[t.Ident()]; taken {
		first.duplicates = append(first.duplicates, t.Pos)
		return t
	}
	t.of = m
	m.tables = append(m.tables, t)
	m.byName[t.Ident()] = t
	return t
}

// Remove takes a table out. Foreign keys that point to it stay.
func (m *MetaData) Remove(name Name) {
	delete(m.byName, name)
	m.tables = slices.DeleteFunc(m.tables, func(t *Table) bool { return t.Ident() == name })
}

// AddEnum declares a named enumeration and returns it.
func (m *MetaData) AddEnum(e *Enum) *Enum {
	if e.Pos == (Position{}) && m.Dialect == "" {
		e.Pos = caller()
	}
	m.Enums = append(m.Enums, e)
	return e
}

// AddSequence declares a sequence and returns it.
func (m *MetaData) AddSequence(s *Sequence) *Sequence {
	m.Sequences = append(m.Sequences, s)
	return s
}

// AddView declares a view and returns it.
func (m *MetaData) AddView(v *View) *View {
	if v.Pos == (Position{}) && m.Dialect == "" {
		v.Pos = caller()
	}
	m.Views = append(m.Views, v)
	return v
}

// Sort puts every list into the order of names, so that equal schemas become
// equal bytes whatever the order they were declared or read in. Columns keep
// their order.
func (m *MetaData) Sort() {
	byIdent := func(a, b interface{ Ident() Name }) int { return a.Ident().Compare(b.Ident()) }
	slices.SortStableFunc(m.tables, func(a, b *Table) int { return byIdent(a, b) })
	slices.SortStableFunc(m.Schemas, func(a, b *Schema) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(m.Extensions, func(a, b *Extension) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(m.Enums, func(a, b *Enum) int { return byIdent(a, b) })
	slices.SortStableFunc(m.Domains, func(a, b *Domain) int { return byIdent(a, b) })
	slices.SortStableFunc(m.Sequences, func(a, b *Sequence) int { return byIdent(a, b) })
	slices.SortStableFunc(m.Views, func(a, b *View) int { return byIdent(a, b) })
	slices.SortStableFunc(m.Routines, func(a, b *Routine) int {
		return cmp.Or(byIdent(a, b), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Signature, b.Signature))
	})
	slices.SortStableFunc(m.Triggers, func(a, b *Trigger) int {
		return cmp.Or(a.Table.Compare(b.Table), cmp.Compare(a.Name, b.Name))
	})
	slices.SortStableFunc(m.Objects, func(a, b *Object) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), a.Table.Compare(b.Table), byIdent(a, b))
	})
	slices.SortStableFunc(m.Unmanaged, func(a, b Unmanaged) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), a.Name.Compare(b.Name), a.Table.Compare(b.Table))
	})
	for _, t := range m.tables {
		t.sort()
	}
}
