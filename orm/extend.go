package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Discriminator makes a field say of which type a row is: this one, or one that
// extends it by [SingleTable] or [JoinedTable]. A session sets it. Own is what
// it says for rows of this type itself; without it there are none, and the type
// only has what others extend.
func Discriminator[K any](d *Def, field *K, own ...K) {
	d.discriminator(field)
	if len(own) > 0 && d.disc != nil {
		d.code = own[0]
	}
}

func (d *Def) discriminator(field any) {
	c := d.find(field)
	d.disc = c
	if len(c.index) > 1 && declares(d.proto.Field(c.index[0]).Type()) {
		d.disc = nil
		d.fail("it embeds %s, which others extend: give it a Declare method of its own that says how, as by orm.SingleTable(t, &x.%s, value)", d.proto.Field(c.index[0]).Type(), d.proto.Type().Field(c.index[0]).Name)
		return
	}
	if c.column.Nullable {
		d.fail("%s says of which type a row is, and cannot be NULL", c.name)
	}
}

// declares reports whether a struct has a Declare method.
func declares(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[Declarer]())
}

// SingleTable makes the struct extend the one that it embeds as its first
// field: both are kept in the base's table, which gets a column for each field
// that this one adds. Value is what the discriminator says for it; nil is for a
// type that has no rows itself. The columns are nullable, since other types'
// rows are in the table too; see [Def.RequireOwn].
func SingleTable[B any](d *Def, base *B, value any) {
	d.extending(base, objectsOf[B](), inBase, value)
}

// JoinedTable makes the struct extend the one that it embeds as its first
// field: what it adds is kept in a table of its own, whose primary key is the
// base's and refers to it. Value is what the discriminator says for it; nil is
// for a type that has no rows itself.
func JoinedTable[B any](d *Def, base *B, value any) {
	d.extending(base, objectsOf[B](), besideBase, value)
}

// ConcreteTable makes the struct extend the one that it embeds as its first
// field, and be kept in a table of its own altogether. There is no
// discriminator; queries of the base put the tables together by UNION ALL. See
// [Def.Abstract] for a base without a table.
func ConcreteTable[B any](d *Def, base *B) {
	d.extending(base, objectsOf[B](), concrete, nil)
}

// Abstract says that there are no rows of the type itself, and hence no table:
// others extend it, each by [ConcreteTable].
func (d *Def) Abstract() { d.abstract = true }

// RequireOwn adds a CHECK for each field that a type of [SingleTable] adds and
// that cannot be nil: rows of the type must have it. The columns themselves
// must be nullable.
func (d *Def) RequireOwn() { d.required = true }

// extension is what a Def knows of inheritance.
type extension struct {
	disc     *candidate
	code     any
	abstract bool
	required bool
	base     *mapper // what the struct extends
	storage  storage
	at       metadata.Position
	touched  []touch // inherited fields that were spoken of
}

type touch struct {
	c  *candidate
	at metadata.Position
}

func (d *Def) extending(base any, of objects, s storage, code any) {
	first := d.proto.Type().Field(0)
	switch {
	case d.base != nil:
		d.fail("it extends two structs, or one that a tag says already; one is enough")
	case !first.Anonymous || first.Type != of.typ || d.proto.Field(0).Addr().Interface() != base:
		d.fail("it can only extend a struct that it embeds as its first field, and %s is not", of.typ)
	default:
		m, err := mapType(d.m.meta, nil, of)
		if err != nil {
			d.errs = append(d.errs, err)
			return
		}
		d.extend(m, s, code)
	}
}

// extend has the struct extend one that is mapped.
func (d *Def) extend(base *mapper, s storage, code any) {
	d.base, d.storage, d.code, d.at = base, s, code, where()
	for _, c := range d.order {
		if f := d.shared(&c.field); f != &c.field {
			c.column = f.column
		}
	}
}

// shared is the base's own field for one that is inherited.
func (d *Def) shared(f *field) *field {
	if d.base == nil || len(f.index) < 2 || f.index[0] != 0 {
		return f
	}
	for _, b := range d.base.fields { // the base is the first field, so that they are at one place
		if b.offset == f.offset && b.typ == f.typ {
			return b
		}
	}
	return f
}

// inherited reports whether a field is of the struct that is extended.
func (d *Def) inherited(c *candidate) bool {
	return d.base != nil && len(c.index) > 1 && c.index[0] == 0
}

// own is the field at an address, to say something of it that the base has to
// say where the field is inherited.
func (d *Def) own(addr any) *candidate {
	c := d.find(addr)
	d.touch(c)
	return c
}

func (d *Def) touch(c *candidate) { d.touched = append(d.touched, touch{c, where()}) }

// loosen lets a column of a single table be NULL for rows of other types.
func (d *Def) loosen(c *candidate) {
	switch {
	case d.base != nil && c.isKey:
		d.refuse("%s cannot be part of the primary key, which is that of %s", c.name, d.base)
	case d.base != nil && d.storage == inBase && !c.column.Nullable:
		c.strict, c.column.Nullable = true, true
	}
}

// root makes a type the first of a family, if it says so.
func (d *Def) root() {
	m := d.m
	switch {
	case d.required:
		d.errs = append(d.errs, fmt.Errorf("%s: orm: %s: RequireOwn is for types that extend another one by orm.SingleTable", m.table.Pos, m.typ))
	case d.disc != nil:
		at := slices.Index(m.fields, &d.disc.field)
		m.fields = slices.Insert(slices.Delete(m.fields, at, at+1), 0, &d.disc.field)
		if d.code != nil {
			d.code = sendable(reflect.ValueOf(d.code))
		}
		m.found(&d.disc.field, d.code, false)
	case d.abstract:
		m.found(nil, nil, true)
	}
}

// refuse notes what the declaration must not do.
func (d *Def) refuse(format string, args ...any) {
	d.errs = append(d.errs, fmt.Errorf("%s: orm: %s: "+format, append([]any{d.at, d.m.typ}, args...)...))
}

// inherit finds the base, and takes its fields over.
func (d *Def) inherit(base *mapper) {
	m := d.m
	if base.kin == nil && d.storage == concrete {
		base.found(nil, nil, false)
	}
	if base.kin == nil {
		d.refuse("%s does not say which field tells the types of its rows; say orm.Discriminator(t, &x.Field, value) in its Declare", base)
		return
	}
	if base.kin.made != (d.storage == concrete) {
		d.refuse("%s is kept in concrete tables, or extended by them, and that cannot be mixed with others", base.kin.root)
		return
	}
	d.misplaced()
	m.kin = &kin{family: base.kin.family, m: m, base: base, storage: d.storage, abstract: d.abstract}
	m.space, m.version, m.soft = base.space, base.version, base.soft
	for _, r := range m.relations {
		for i, f := range r.local {
			r.local[i] = d.shared(f)
		}
	}
	m.relations = slices.Concat(base.relations, m.relations)
	d.checkCode()
	for _, t := range d.touched {
		if d.inherited(t.c) {
			d.errs = append(d.errs, fmt.Errorf("%s: orm: %s: %s is a field of %s, whose Declare says what it is", t.at, m.typ, t.c.name, base))
		}
	}
	switch d.storage {
	case concrete:
		m.space, m.version, m.soft = m, nil, nil
		for _, f := range base.fields {
			own := copied(f)
			m.fields = append(m.fields, own)
			if f == base.version {
				m.version = own
			}
			if f == base.soft {
				m.soft = own
			}
			if slices.Contains(base.keys, f) {
				m.keys = append(m.keys, own)
			}
		}
	default:
		m.fields, m.keys = slices.Clone(base.fields), base.keys
	}
}

// copied is the field of another table.
func copied(f *field) *field {
	own, c := *f, *f.column
	own.column, own.origin = &c, f
	return &own
}

// misplaced refuses what only the first of a family can say.
func (d *Def) misplaced() {
	own := func(f *field) bool { return f != nil && (len(f.index) == 1 || f.index[0] != 0) }
	switch m := d.m; {
	case d.disc != nil:
		d.refuse("the discriminator of its family is said by %s", d.base.kin.root)
	case own(m.version), own(m.soft):
		d.refuse("a version or soft delete counts for the whole row, and is said by %s", d.base)
	case d.abstract && d.storage != concrete:
		d.refuse("a type without rows of its own has nil for the discriminator's value; Abstract is for concrete tables")
	case d.required && d.storage != inBase:
		d.refuse("RequireOwn is for orm.SingleTable; elsewhere the columns themselves are NOT NULL")
	}
}

// checkCode sees to what the discriminator says.
func (d *Def) checkCode() {
	k := d.m.kin
	if d.code == nil || k.made {
		return
	}
	v, t := reflect.ValueOf(d.code), element(k.disc.typ)
	if v.Kind() != t.Kind() {
		d.refuse("the discriminator %s is a %s, and %v is a %s", k.disc.name, k.disc.typ, d.code, v.Type())
		return
	}
	d.code = sendable(v)
	if other := k.byCode[identify(d.code)]; other != nil {
		d.refuse("the discriminator says %v for %s already", d.code, other)
	}
}

// settle makes what queries and writes of a type need that extends another.
func (d *Def) settle(own []*field) error {
	m := d.m
	k := m.kin
	k.code = d.code
	m.rel = &ast.Relation{Table: m.table}
	k.own = own
	for _, f := range own {
		f.ops()
		k.label(f)
	}
	m.deepen()
	if k.made {
		m.stores = []*mapper{m.store(m.table, &ast.Relation{Table: m.table}, m.fields, m.keys)}
		m.stores[0].version, m.stores[0].soft = m.version, m.soft
	} else {
		m.stores = m.shared(own)
	}
	for _, st := range m.stores {
		for _, f := range st.fields {
			if f.ref == nil || f.ref.Rel.Table != st.table {
				f.ref = f.in(st.rel)
			}
		}
	}
	if err := k.welcome(); err != nil {
		return fmt.Errorf("%s: orm: %s: %w", d.at, m.typ, err)
	}
	k.enrol()
	return nil
}

// shared are the base's tables, and the type's own. Objects of several types
// are written to the base's tables together.
func (m *mapper) shared(own []*field) []*mapper {
	list := slices.Clone(m.kin.base.stores)
	last := list[len(list)-1]
	if m.kin.storage == inBase {
		st := m.store(last.table, last.rel, slices.Concat(last.fields, own), last.keys)
		st.version, st.soft, st.link = last.version, last.soft, last.link
		list[len(list)-1] = st
		return list
	}
	names := metadata.ColumnsOf(m.table.PrimaryKey.Parts)
	var keys []*field
	for i, k := range last.keys {
		key := copied(k)
		key.column, key.made = m.table.Column(names[i]), false
		keys = append(keys, key)
	}
	st := m.store(m.table, &ast.Relation{Table: m.table}, slices.Concat(keys, own), keys)
	st.link = m.link
	return append(list, st)
}
