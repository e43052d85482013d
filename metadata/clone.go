package metadata

import (
	"maps"
	"slices"
)

// Clone copies the schema so deep that changing the copy's objects leaves the
// original alone. Expressions, types and values are shared: they are never changed.
func (m *MetaData) Clone() *MetaData {
	c := *m
	c.Options = maps.Clone(m.Options)
	c.Naming = maps.Clone(m.Naming)
	c.Schemas = cloneAll(m.Schemas)
	c.Extensions = cloneAll(m.Extensions)
	c.Enums = cloneAll(m.Enums)
	c.Sequences = cloneAll(m.Sequences)
	c.Routines = cloneAll(m.Routines)
	c.Triggers = cloneAll(m.Triggers)
	c.Objects = cloneAll(m.Objects)
	c.Domains = cloneAll(m.Domains)
	for _, d := range c.Domains {
		d.Checks = cloneAll(d.Checks)
	}
	c.Views = cloneAll(m.Views)
	for _, v := range c.Views {
		v.Indexes = cloneIndexes(v.Indexes)
	}
	c.Unmanaged = slices.Clone(m.Unmanaged)
	c.attached = nil
	c.tables, c.byName = nil, make(map[Name]*Table, len(m.tables))
	for _, t := range m.tables {
		t = t.Clone()
		t.of = &c
		c.tables = append(c.tables, t)
		c.byName[t.Ident()] = t
	}
	return &c
}

// Clone copies the table like [MetaData.Clone].
func (t *Table) Clone() *Table {
	c := *t
	c.Options = maps.Clone(t.Options)
	c.Columns = cloneAll(t.Columns)
	for _, col := range c.Columns {
		col.Options = maps.Clone(col.Options)
	}
	if t.PrimaryKey != nil {
		pk := *t.PrimaryKey
		pk.Parts = slices.Clone(pk.Parts)
		pk.Options = maps.Clone(pk.Options)
		c.PrimaryKey = &pk
	}
	c.ForeignKeys = cloneAll(t.ForeignKeys)
	for _, fk := range c.ForeignKeys {
		fk.Columns, fk.RefColumns = slices.Clone(fk.Columns), slices.Clone(fk.RefColumns)
	}
	c.Uniques = cloneAll(t.Uniques)
	for _, u := range c.Uniques {
		u.Parts, u.Options = slices.Clone(u.Parts), maps.Clone(u.Options)
	}
	c.Checks = cloneAll(t.Checks)
	c.Excludes = cloneAll(t.Excludes)
	for _, e := range c.Excludes {
		e.Elements = slices.Clone(e.Elements)
	}
	c.Indexes = cloneIndexes(t.Indexes)
	c.Inherits = slices.Clone(t.Inherits)
	return &c
}

func cloneIndexes(list []*Index) []*Index {
	c := cloneAll(list)
	for _, i := range c {
		i.Parts, i.Options = slices.Clone(i.Parts), maps.Clone(i.Options)
	}
	return c
}

func cloneAll[T any](list []*T) []*T {
	if list == nil {
		return nil
	}
	c := make([]*T, len(list))
	for i, p := range list {
		v := *p
		c[i] = &v
	}
	return c
}
