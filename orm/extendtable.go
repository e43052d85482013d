package orm

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// extendTable gives the columns of the fields that a type adds to the table
// that they are in. They are d.m.table's so far.
func (d *Def) extendTable(own []*field) {
	m := d.m
	base := m.kin.base
	if base.soft != nil && m.kin.storage != besideBase { // the rows that are marked are in the same table
		d.soft = &SoftDeletion{d: d, at: d.at, field: &candidate{field: *base.soft}}
		d.freeKeys()
	}
	switch m.kin.storage {
	case inBase:
		d.intoBase(base.stores[len(base.stores)-1].table, own)
	case besideBase:
		d.linked(base.stores[len(base.stores)-1])
	case concrete:
		d.alone(len(own))
	}
}

// intoBase moves columns and constraints to the base's table.
func (d *Def) intoBase(to *metadata.Table, own []*field) {
	from := d.m.table
	if d.existing != nil {
		if d.existing != to {
			d.refuse("it is kept in %s, the table of %s, and cannot be mapped to %s", to.Ident(), d.m.kin.base, d.existing.Ident())
		}
		return
	}
	if d.named {
		d.refuse("it is kept in %s, the table of %s, and has none to be named; say orm.JoinedTable for one", to.Ident(), d.m.kin.base)
	}
	for i, c := range from.Columns {
		if other := to.Column(c.Name); other == nil {
			to.Columns = append(to.Columns, c)
		} else if own[i].column = other; !other.Type.Equal(c.Type) {
			d.refuse("the column %s is in %s already, as %s and not as %s; give it another name with t.Col(...).Name", c.Name, to.Ident(), other.Type, c.Type)
		}
	}
	to.Uniques, to.Indexes = append(to.Uniques, from.Uniques...), append(to.Indexes, from.Indexes...)
	to.Checks, to.ForeignKeys = append(to.Checks, from.Checks...), append(to.ForeignKeys, from.ForeignKeys...)
	d.m.table = to
	d.demands(to, own)
}

// linked makes the primary key of a table refer to the base's.
func (d *Def) linked(base *mapper) {
	t := d.m.table
	if d.existing != nil {
		d.adoptLink(base)
		return
	}
	fk := &metadata.ForeignKey{Ref: base.table.Ident(), OnDelete: metadata.Cascade, Pos: d.at}
	t.PrimaryKey = &metadata.PrimaryKey{Pos: t.Pos}
	var keys []*metadata.Column
	for _, k := range base.keys {
		c := &metadata.Column{Name: k.column.Name, Type: k.column.Type, Autoincrement: metadata.AutoincrementOff, Pos: d.at}
		if t.Column(c.Name) != nil {
			d.refuse("the column %s of a field is that of the primary key too; give it another name with t.Col(...).Name", c.Name)
		}
		keys = append(keys, c)
		t.PrimaryKey.Parts = append(t.PrimaryKey.Parts, metadata.Part{Column: c.Name})
		fk.Columns, fk.RefColumns = append(fk.Columns, c.Name), append(fk.RefColumns, k.column.Name)
	}
	t.Columns = append(keys, t.Columns...)
	t.ForeignKeys = append(t.ForeignKeys, fk)
	d.m.link = fk
}

// adoptLink finds the foreign key of a table that exists.
func (d *Def) adoptLink(base *mapper) {
	t := d.existing
	var want []string
	for _, k := range base.keys {
		want = append(want, k.column.Name)
	}
	var own []string
	if t.PrimaryKey != nil {
		own = metadata.ColumnsOf(t.PrimaryKey.Parts)
	}
	for _, fk := range t.ForeignKeys {
		if fk.Ref == base.table.Ident() && slices.Equal(fk.Columns, own) && slices.Equal(fk.RefColumns, want) {
			d.m.link = fk
			return
		}
	}
	d.refuse("the primary key of %s has no foreign key to %s (%s), so that their rows do not belong together", t.Ident(), base.table.Ident(), strings.Join(want, ", "))
}

// alone makes a table that has all columns, those of the base first.
func (d *Def) alone(own int) {
	t := d.m.table
	if d.existing != nil {
		d.adoptBase(d.m.fields[:len(d.m.fields)-own])
		return
	}
	var columns []*metadata.Column
	t.PrimaryKey = &metadata.PrimaryKey{Pos: t.Pos}
	for _, f := range d.m.fields[:len(d.m.fields)-own] {
		if t.Column(f.column.Name) != nil {
			d.refuse("the column %s is also that of a field of %s; give it another name with t.Col(...).Name", f.column.Name, d.m.kin.base)
		}
		columns = append(columns, f.column)
	}
	for _, k := range d.m.keys {
		t.PrimaryKey.Parts = append(t.PrimaryKey.Parts, metadata.Part{Column: k.column.Name})
	}
	t.Columns = append(columns, t.Columns...)
	for _, fk := range d.m.kin.base.table.ForeignKeys { // relations of the base's
		c := *fk
		c.Name = ""
		t.ForeignKeys = append(t.ForeignKeys, &c)
	}
}

// adoptBase finds the columns of the base's fields in a concrete table that
// exists, as those of the others were.
func (d *Def) adoptBase(fields []*field) {
	m, t := d.m, d.existing
	for _, f := range fields {
		c := &candidate{field: *f}
		d.adopt(c)
		f.column, f.made = c.column, c.made
	}
	var own []string
	if t.PrimaryKey != nil {
		own = metadata.ColumnsOf(t.PrimaryKey.Parts)
	}
	for _, k := range m.keys {
		if len(own) != len(m.keys) || !slices.Contains(own, k.column.Name) {
			d.refuse("the primary key of %s is (%s), and %s has another one", t.Ident(), strings.Join(own, ", "), m.kin.base)
			return
		}
	}
	if len(m.keys) == 1 {
		m.keys[0].made = makesKey(m.keys[0].column)
	}
}
