package orm

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

// Declarer is a struct that says more of its table than its fields do. The
// method is called once, on a struct of zeros, whose fields it names by their
// addresses.
type Declarer interface{ Declare(t *Def) }

// Def is a table on its way from a struct.
type Def struct {
	m        *mapper
	existing *metadata.Table
	// byAddr finds a field by its address: as a pointer of the field's type,
	// since a struct and its first field are at one place.
	byAddr map[any]*candidate
	order  []*candidate
	soft   *SoftDeletion
	errs   []error
	proto  reflect.Value
	named  bool // it was given a table name
	naming Naming
	extension
}

// candidate is a field that may be a column.
type candidate struct {
	field
	at       reflect.Value
	skip     bool // ignored, or a relation
	unknown  bool // it has no type of column by itself
	isKey    bool
	isUnique bool
	indexed  bool
}

func newDef(m *mapper, proto reflect.Value, existing *metadata.Table) *Def {
	d := &Def{m: m, existing: existing, byAddr: map[any]*candidate{}, proto: proto, naming: namingOf(m.meta)}
	m.table = existing
	if existing == nil {
		m.table = &metadata.Table{Name: d.naming.Table(m.typ.Name()), Pos: where()}
	}
	d.collect(proto, nil, "", 0, "")
	return d
}

// where is the place of the call that came from outside of this package.
func where() metadata.Position {
	for i := 2; i < 12; i++ {
		pc, file, line, ok := runtime.Caller(i)
		if !ok {
			break
		}
		name := runtime.FuncForPC(pc).Name()
		if !strings.Contains(name, "/dbtool/orm.") {
			return metadata.Position{File: file, Line: line}
		}
	}
	return metadata.Position{}
}

// collect finds the exported fields, those of embedded structs among them.
func (d *Def) collect(v reflect.Value, index []int, path string, offset uintptr, prefix string) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("db"), ",")
		if f.Type.Size() == 0 {
			continue
		}
		at := append(slices.Clone(index), i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct && !isValue(f.Type) {
			d.collect(v.Field(i), at, path, offset+f.Offset, prefix)
			if len(index) == 0 {
				d.tagBase(f, options)
			}
			continue
		}
		if !f.IsExported() {
			continue
		}
		if tag == "" {
			tag = d.naming.Column(f.Name)
		}
		c := &candidate{at: v.Field(i), skip: tag == "-"} // a relation has its address too
		c.name, c.index, c.offset, c.typ, c.of = path+f.Name, at, offset+f.Offset, f.Type, d.m.typ
		typ, null, ok := typeOf(f.Type)
		c.unknown = !ok
		c.column = &metadata.Column{Name: prefix + tag, Type: typ, Nullable: null, Pos: d.m.table.Pos}
		_, generic := generic(f.Type)
		c.opt = generic == "Opt"
		if !c.skip {
			d.tag(c, options)
		}
		d.byAddr[v.Field(i).Addr().Interface()] = c
		d.order = append(d.order, c)
	}
}

// isValue reports whether a struct is a value of one column.
func isValue(t reflect.Type) bool {
	_, _, ok := typeOf(t)
	return ok
}

// tag reads the options of a `db` tag: "email,unique,size=200".
func (d *Def) tag(c *candidate, options string) {
	for _, o := range strings.Split(options, ",") {
		word, arg, _ := strings.Cut(strings.TrimSpace(o), "=")
		switch word {
		case "":
		case "pk":
			c.isKey = true
		case "unique":
			c.isUnique = true
		case "index":
			c.indexed = true
		case "null":
			c.column.Nullable = true
		case "json":
			(&ColDef{d, c}).JSON()
		case "discriminator":
			if len(c.index) == 1 { // what is inherited was said by the base
				d.tagDiscriminator(c, arg)
			}
		case "version":
			d.m.version = &c.field
		case "size":
			n := 0
			if _, err := fmt.Sscanf(arg, "%d", &n); err != nil || n <= 0 {
				d.fail("the tag of %s says size=%s, which is no length", c.name, arg)
			}
			c.column.Type = metadata.String(n)
		default:
			d.fail("the tag of %s has %q; there are pk, unique, index, null, json, version, discriminator, size=N", c.name, word)
		}
	}
}

func (d *Def) fail(format string, args ...any) {
	d.errs = append(d.errs, fmt.Errorf("%s: orm: %s: "+format, append([]any{where(), d.m.typ}, args...)...))
}

// find is the field at an address.
func (d *Def) find(addr any) *candidate {
	c := d.byAddr[addr]
	if c == nil {
		d.fail("%s is not the address of an exported field of the struct that Declare was called on", strings.TrimPrefix(fmt.Sprintf("%T", addr), "*"))
		c = &candidate{}
		c.column = &metadata.Column{}
	}
	return c
}

// Name sets the table's name. Without it, that is the type's in snake case.
func (d *Def) Name(name string) { d.m.table.Name, d.named = name, true }

// Schema sets the namespace of the table.
func (d *Def) Schema(name string) { d.m.table.Schema = name }

// Comment sets the table's comment.
func (d *Def) Comment(text string) { d.m.table.Comment = text }

// RenamedFrom names the table as databases that are behind may know it.
func (d *Def) RenamedFrom(name string) { d.m.table.RenamedFrom = name }

// Option sets a setting of one dialect: "mysql.engine".
func (d *Def) Option(key, value string) {
	if d.m.table.Options == nil {
		d.m.table.Options = metadata.Options{}
	}
	d.m.table.Options[key] = value
}

// Col is the column of a field, for its methods to change.
func (d *Def) Col(field any) *ColDef {
	c := d.own(field)
	c.column.Pos = where()
	return &ColDef{d, c}
}

// PK makes fields the primary key. Without it, that is the field ID.
func (d *Def) PK(fields ...any) {
	for _, f := range fields {
		d.own(f).isKey = true
	}
}

// Ignore keeps fields out of the table.
func (d *Def) Ignore(fields ...any) {
	for _, f := range fields {
		d.own(f).skip = true
	}
}

// Inline keeps the fields of a struct in columns of their own, whose names
// begin with prefix: a value object over several columns.
func (d *Def) Inline(field any, prefix string) {
	c := d.own(field)
	if c.at.Kind() != reflect.Struct {
		d.fail("Inline is for structs, and %s is a %s", c.name, c.typ)
		return
	}
	c.skip = true
	at := slices.Index(d.order, c)
	tail := slices.Clone(d.order[at+1:])
	d.order = d.order[:at+1]
	d.collect(c.at, c.index, c.name+".", c.offset, prefix)
	d.order = append(d.order, tail...)
}

// Version makes an integer field count the changes of its row: an update or
// delete of a row that somebody else has changed since it was read fails with
// [StaleError].
func (d *Def) Version(field any) { d.m.version = &d.own(field).field }

// Unique adds a unique constraint over fields.
func (d *Def) Unique(fields ...any) *metadata.Unique {
	u := &metadata.Unique{Parts: metadata.Parts(d.names(fields)...), Pos: where()}
	d.m.table.Uniques = append(d.m.table.Uniques, u)
	return u
}

// Index adds an index over fields. An empty name is made by the naming
// convention.
func (d *Def) Index(name string, fields ...any) *metadata.Index {
	i := &metadata.Index{Name: name, Parts: metadata.Parts(d.names(fields)...), Pos: where()}
	d.m.table.Indexes = append(d.m.table.Indexes, i)
	return i
}

// Check adds a check of SQL text.
func (d *Def) Check(name, sql string) {
	d.m.table.Checks = append(d.m.table.Checks, &metadata.Check{Name: name, Expr: metadata.SQL(sql), Pos: where()})
}

func (d *Def) names(fields []any) []string {
	var names []string
	for _, f := range fields {
		names = append(names, d.find(f).column.Name)
	}
	return names
}

// ColDef is a column on its way from a field. Its methods change it and return
// it.
type ColDef struct {
	d *Def
	c *candidate
}

// Name sets the column's name; call it before the field is used in a key or
// index. Without it, that is the field's in snake case.
func (c *ColDef) Name(name string) *ColDef { c.c.column.Name = name; return c }

// Len limits text to n characters, or bytes to n.
func (c *ColDef) Len(n int) *ColDef {
	if c.c.column.Type.Kind == metadata.KindBinary {
		return c.Type(metadata.Binary(n))
	}
	return c.Type(metadata.String(n))
}

// Type sets the column's type.
func (c *ColDef) Type(t metadata.Type) *ColDef {
	c.c.column.Type, c.c.unknown = t, false
	return c
}

// JSON keeps the field, whatever its type, as a JSON document. Nil is NULL.
func (c *ColDef) JSON() *ColDef {
	c.c.json = true
	if c.c.typ != nil {
		switch c.c.typ.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
			c.c.column.Nullable = true
		}
	}
	return c.Type(metadata.JSON())
}

// NotNull refuses NULL in a field that can be nil.
func (c *ColDef) NotNull() *ColDef { c.c.column.Nullable = false; return c }

// Default is what the database fills in for rows that others insert, and for
// what is not set: fields of type [Opt], and a time.Time that is zero.
func (c *ColDef) Default(e *metadata.Expr) *ColDef { c.c.column.ServerDefault = e; return c }

// Made says that the database makes the value, as by a trigger: it is never
// sent, and read back after an insert or update.
func (c *ColDef) Made() *ColDef { c.c.made = true; return c }

// Computed makes it a generated column; stored ones are kept in the table.
func (c *ColDef) Computed(e *metadata.Expr, stored bool) *ColDef {
	c.c.column.Computed = &metadata.Computed{Expr: e, Stored: stored}
	return c.Made()
}

// Unique adds a unique constraint over this column alone.
func (c *ColDef) Unique() *ColDef { c.c.isUnique = true; return c }

// Index adds an index over this column alone.
func (c *ColDef) Index() *ColDef { c.c.indexed = true; return c }

// Comment sets the column's comment.
func (c *ColDef) Comment(text string) *ColDef { c.c.column.Comment = text; return c }

// RenamedFrom names the column as databases that are behind may know it.
func (c *ColDef) RenamedFrom(name string) *ColDef { c.c.column.RenamedFrom = name; return c }

// Collate sets the collation, in the server's spelling.
func (c *ColDef) Collate(name string) *ColDef { c.c.column.Collation = name; return c }

// References adds a foreign key, for one that no relation stands for.
func (c *ColDef) References(table, column string) *metadata.ForeignKey {
	fk := metadata.ForeignKeyTo(table, column).From(c.c.column.Name)
	fk.Pos = c.c.column.Pos
	c.d.m.table.ForeignKeys = append(c.d.m.table.ForeignKeys, fk)
	return fk
}

// finish makes columns of the fields that are left.
func (d *Def) finish() error {
	m := d.m
	if d.base != nil && len(d.errs) == 0 {
		d.inherit(d.base)
	}
	var own []*field
	for _, c := range d.order {
		if c.skip || d.inherited(c) {
			continue
		}
		if c.unknown {
			d.fail("%s is a %s, which has no type of column by itself; say t.Col(&x.%s).Type(...) or .JSON(), t.Inline, t.Ignore, or make it a relation", c.name, c.typ, c.name)
			continue
		}
		d.loosen(c)
		m.fields, own = append(m.fields, &c.field), append(own, &c.field)
		if d.existing == nil {
			m.table.Columns = append(m.table.Columns, c.column)
			d.constrain(c)
		} else {
			d.adopt(c)
		}
	}
	switch {
	case d.base == nil:
		d.key()
		d.freeKeys()
	case m.kin != nil:
		d.extendTable(own)
	}
	d.lengths()
	d.mistakes(own)
	if err := errors.Join(d.errs...); err != nil {
		return err
	}
	if d.base != nil {
		return d.settle(own)
	}
	m.seal()
	d.root()
	return errors.Join(d.errs...)
}

func (d *Def) constrain(c *candidate) {
	t := d.m.table
	if c.isUnique {
		t.Uniques = append(t.Uniques, &metadata.Unique{Parts: metadata.Parts(c.column.Name), Pos: c.column.Pos})
	}
	if c.indexed {
		t.Indexes = append(t.Indexes, &metadata.Index{Parts: metadata.Parts(c.column.Name), Pos: c.column.Pos})
	}
}

// adopt finds the column of a table that exists.
func (d *Def) adopt(c *candidate) {
	col := d.existing.Column(c.column.Name)
	switch {
	case col == nil:
		d.fail("table %s has no column %s for the field %s", d.existing.Ident(), c.column.Name, c.name)
		return
	case !c.json && !core.Holds(col.Type, element(c.typ)):
		d.fail("the field %s is a %s, and %s.%s holds %s", c.name, c.typ, d.existing.Ident(), col.Name, col.Type)
	case col.Nullable && !c.column.Nullable && !c.json:
		d.fail("%s.%s may be NULL, and the field %s, a %s, cannot hold that; make it a pointer", d.existing.Ident(), col.Name, c.name, c.typ)
	}
	c.made = c.made || col.Computed != nil
	c.column = col
}

// key finds the primary key.
func (d *Def) key() {
	m := d.m
	if m.table.PrimaryKey != nil {
		for _, name := range metadata.ColumnsOf(m.table.PrimaryKey.Parts) {
			if f := m.fieldOf(name); f != nil {
				m.keys = append(m.keys, f)
			} else {
				d.fail("the primary key of %s has the column %s, for which there is no field", m.table.Ident(), name)
			}
		}
	} else {
		d.declaredKey()
	}
	if len(m.keys) == 0 {
		d.fail("there is no primary key: say t.PK(&x.Field), or have a field ID")
		return
	}
	for _, k := range m.keys {
		if k.opt || canBeNil(k.typ) {
			d.fail("%s is part of the primary key and cannot be optional", k.name)
		}
	}
	if len(m.keys) == 1 && makesKey(m.keys[0].column) {
		m.keys[0].made = true
	}
}

// makesKey reports whether the database numbers the rows.
func makesKey(c *metadata.Column) bool {
	return c.Identity != nil || c.Autoincrement == metadata.AutoincrementOn ||
		c.Autoincrement == metadata.AutoincrementByRule && c.Type.IsInteger() && c.ServerDefault == nil
}

func (d *Def) declaredKey() {
	m := d.m
	for _, c := range d.order {
		if c.isKey && !c.skip && !c.unknown {
			m.keys = append(m.keys, &c.field)
		}
	}
	if len(m.keys) == 0 {
		for _, f := range m.fields {
			if f.name == "ID" {
				m.keys = append(m.keys, f)
			}
		}
	}
	pk := &metadata.PrimaryKey{Pos: m.table.Pos}
	for _, k := range m.keys {
		pk.Parts = append(pk.Parts, metadata.Part{Column: k.column.Name})
	}
	if len(pk.Parts) > 0 && d.existing == nil {
		m.table.PrimaryKey = pk
	}
}

// lengths refuses text of any length in a key or index, which MySQL cannot
// have, on every server: a schema is to work on all of them.
func (d *Def) lengths() {
	if d.existing != nil {
		return
	}
	t := d.m.table
	parts := [][]metadata.Part{}
	if t.PrimaryKey != nil {
		parts = append(parts, t.PrimaryKey.Parts)
	}
	for _, u := range t.Uniques {
		parts = append(parts, u.Parts)
	}
	for _, i := range t.Indexes {
		parts = append(parts, i.Parts)
	}
	for _, name := range metadata.ColumnsOf(slices.Concat(parts...)) {
		if c := t.Column(name); c != nil && c.Type.Kind == metadata.KindText {
			d.fail("%s is text of any length and in a key or index; give it a length, t.Col(...).Len(200), or a type with t.Col(...).Type(...)", name)
		}
	}
}
