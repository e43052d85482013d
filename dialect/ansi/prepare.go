// Package ansi is what the dialects have in common: the standard's spelling of
// definitions, and the part of normalizing a schema that needs no server.
package ansi

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Prepare is the first half of every Normalize. It copies the schema,
// validates it, picks the variants of types and expressions for the server,
// fills in referred columns that were left out, decides which columns number
// themselves (Autoincrement is On or empty then, never by rule), gives names
// by the schema's conventions, and drops options of other dialects. Names it
// makes are marked Implicit.
func Prepare(m *metadata.MetaData, s *dialect.Server) (*metadata.MetaData, error) {
	if m.Dialect != "" {
		return nil, fmt.Errorf("a schema in the form of %s cannot be used on %s: declare it in Go, or make one with dbtool inspect there", m.Dialect, s.Dialect)
	}
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m = m.Clone()
	m.Dialect, m.Product, m.Version = s.Dialect, s.Product, s.Version
	p := preparer{m, s}
	var errs []error
	for _, t := range m.Tables() {
		p.table(t)
		errs = append(errs, p.names(t))
	}
	errs = append(errs, p.enums())
	for _, d := range m.Domains {
		d.Type = d.Type.Resolve(s.Names...)
		d.ServerDefault = d.ServerDefault.On(s.Names...)
		for _, c := range d.Checks {
			c.Expr = c.Expr.On(s.Names...)
		}
	}
	for _, v := range m.Views {
		v.Definition = v.Definition.On(s.Names...)
		v.Options = Own(v.Options, s.Dialect)
		for _, i := range v.Indexes {
			p.index(i)
		}
	}
	m.Objects = slices.DeleteFunc(m.Objects, func(o *metadata.Object) bool { return o.Dialect != s.Dialect })
	m.Options = Own(m.Options, s.Dialect)
	return m, errors.Join(errs...)
}

// Own keeps the options of one dialect; nil if there are none.
func Own(o metadata.Options, name string) metadata.Options {
	var own metadata.Options
	for k, v := range o {
		if len(k) > len(name) && k[:len(name)] == name && k[len(name)] == '.' {
			if own == nil {
				own = metadata.Options{}
			}
			own[k] = v
		}
	}
	return own
}

type preparer struct {
	m *metadata.MetaData
	s *dialect.Server
}

func (p preparer) table(t *metadata.Table) {
	t.Options = Own(t.Options, p.s.Dialect)
	for _, c := range t.Columns {
		c.Type = c.Type.Resolve(p.s.Names...)
		c.ServerDefault = c.ServerDefault.On(p.s.Names...)
		c.OnUpdate = c.OnUpdate.On(p.s.Names...)
		if c.Computed != nil {
			c.Computed = &metadata.Computed{Expr: c.Computed.Expr.On(p.s.Names...), Stored: c.Computed.Stored}
		}
		c.Options = Own(c.Options, p.s.Dialect)
	}
	if c := numbered(t); c != nil {
		c.Autoincrement = metadata.AutoincrementOn
	}
	for _, c := range t.Columns {
		if c.Autoincrement == metadata.AutoincrementOff {
			c.Autoincrement = "" // which means off in a normal form
		}
	}
	for _, i := range t.Indexes {
		p.index(i)
	}
	for _, c := range t.Checks {
		c.Expr, c.Options = c.Expr.On(p.s.Names...), Own(c.Options, p.s.Dialect)
	}
	for _, fk := range t.ForeignKeys {
		if ref := p.m.Table(fk.Ref); ref != nil && len(fk.RefColumns) == 0 && ref.PrimaryKey != nil {
			fk.RefColumns = metadata.ColumnsOf(ref.PrimaryKey.Parts)
		}
	}
	for _, e := range t.Excludes {
		e.Where = e.Where.On(p.s.Names...)
		for i := range e.Elements {
			e.Elements[i].Expr = e.Elements[i].Expr.On(p.s.Names...)
		}
	}
}

func (p preparer) index(i *metadata.Index) {
	i.Where, i.Options = i.Where.On(p.s.Names...), Own(i.Options, p.s.Dialect)
	for k := range i.Parts {
		i.Parts[k].Expr = i.Parts[k].Expr.On(p.s.Names...)
	}
}

// numbered finds the column that numbers itself by SQLAlchemy's rule: an
// integer, alone in the primary key, with nothing else that fills it.
func numbered(t *metadata.Table) *metadata.Column {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Parts) != 1 {
		return nil
	}
	c := t.Column(t.PrimaryKey.Parts[0].Column)
	if c == nil || c.Autoincrement != metadata.AutoincrementByRule || !c.Type.IsInteger() ||
		c.ServerDefault != nil || c.Identity != nil || c.Computed != nil {
		return nil
	}
	for _, fk := range t.ForeignKeys {
		if slices.Contains(fk.Columns, c.Name) {
			return nil
		}
	}
	return c
}

// names applies the conventions. An index that has none gets
// ix_<table>_<columns>, since an index needs a name everywhere.
func (p preparer) names(t *metadata.Table) error {
	n := p.m.Naming
	if n["ix"] == "" {
		n = metadata.NamingConvention{"ix": "ix_%(table_name)s_%(column_0_N_name)s"}
		for k, v := range p.m.Naming {
			n[k] = v
		}
	}
	var errs []error
	apply := func(kind string, name *string, implicit *bool, of metadata.Named, pos metadata.Position) {
		if *name != "" && !n.UsesName(kind) {
			return
		}
		of.Table, of.Constraint = t.Name, *name
		made, err := n.Apply(kind, of)
		if err != nil {
			errs = append(errs, &metadata.ValidationError{Pos: pos, Table: t.Ident(), Msg: err.Error()})
		} else if made != "" {
			*name, *implicit = metadata.Truncate(made, p.s.Caps.Identifier), *name == ""
		}
	}
	if pk := t.PrimaryKey; pk != nil {
		apply("pk", &pk.Name, &pk.Implicit, metadata.Named{Columns: metadata.ColumnsOf(pk.Parts)}, pk.Pos)
	}
	for _, u := range t.Uniques {
		apply("uq", &u.Name, &u.Implicit, metadata.Named{Columns: metadata.ColumnsOf(u.Parts)}, u.Pos)
	}
	for _, fk := range t.ForeignKeys {
		apply("fk", &fk.Name, &fk.Implicit, metadata.Named{Columns: fk.Columns, RefTable: fk.Ref.Name, RefColumns: fk.RefColumns}, fk.Pos)
	}
	for _, c := range t.Checks {
		if c.Name != "" || !n.UsesName("ck") { // a nameless check has nothing to put into such a template
			apply("ck", &c.Name, &c.Implicit, metadata.Named{Columns: columnOf(c)}, c.Pos)
		}
	}
	for _, i := range t.Indexes {
		columns := metadata.ColumnsOf(i.Parts)
		if len(columns) == 0 {
			columns = []string{"expr"}
		}
		apply("ix", &i.Name, &i.Implicit, metadata.Named{Columns: columns}, i.Pos)
	}
	return errors.Join(errs...)
}

func columnOf(c *metadata.Check) []string {
	if c.Column == "" {
		return nil
	}
	return []string{c.Column}
}
