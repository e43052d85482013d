package orm

import (
	"reflect"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// mistakes finds what the parts of a declaration may say each, and not together.
func (d *Def) mistakes(own []*field) {
	d.columnsOnce(own)
	if v := d.m.version; v != nil && (v.typ.Kind() < reflect.Int || v.typ.Kind() > reflect.Uint64) {
		d.fail("Version is for an integer, which counts the changes, and %s is a %s", v.name, v.typ)
	}
	if n := len(d.m.relations); n > 64 {
		d.fail("it has %d relations, and a session keeps 64 apart", n)
	}
	switch {
	case d.base != nil, d.abstract:
	case d.existing == nil:
		d.tableOnce()
	case d.disc == nil: // else other types may have the fields
		d.filled()
	}
}

// columnsOnce finds fields that stand for one column.
func (d *Def) columnsOnce(own []*field) {
	by := map[string]*field{}
	for _, f := range own {
		if first := by[f.column.Name]; first != nil {
			d.fail("%s and %s are both the column %s; give one another name, or leave it out with t.Ignore", d.path(first), d.path(f), f.column.Name)
		}
		by[f.column.Name] = f
	}
}

// path is a field's name with those of the structs that it is in.
func (d *Def) path(f *field) string {
	var names []string
	t := d.m.typ
	for _, i := range f.index {
		names = append(names, t.Field(i).Name)
		t = t.Field(i).Type
	}
	return strings.Join(names, ".")
}

// tableOnce finds another table of the name.
func (d *Def) tableOnce() {
	name := d.m.table.Ident()
	if name.Schema == "" {
		name.Schema = d.m.meta.Schema
	}
	if other := d.m.meta.Table(name); other != nil {
		d.fail("there is a table %s already, declared at %s; map a struct to it with orm.MapTo, or before what makes it, as ManyToMany does", name, other.Pos)
	}
}

// filled finds columns that a new row needs and that have no field.
func (d *Def) filled() {
	var known metadata.Table
	for _, f := range d.m.fields {
		known.Columns = append(known.Columns, f.column)
	}
	for _, c := range demanded(d.existing, &known) {
		d.fail("%s.%s can neither be NULL nor has it a default, and there is no field for it", d.existing.Ident(), c.Name)
	}
}
