package migrate

import (
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

func (d *differ) tables() {
	key := func(t *metadata.Table) metadata.Name { return d.foldTable(t.Ident()) }
	var created []*metadata.Table
	before := len(d.changes)
	pairUp(d.have.Tables(), d.want.Tables(), key, d.table,
		func(t *metadata.Table) { d.add(ddl.DropTable{Table: t}) },
		func(t *metadata.Table) { created = append(created, t) })
	d.createTables(created, tablesIn(d.changes[before:]))
	d.freeDropped()
}

// tablesIn are the names of tables that changes alter.
func tablesIn(changes []ddl.Change) map[metadata.Name]bool {
	names := map[metadata.Name]bool{}
	for _, c := range changes {
		if in, ok := ddl.TableOf(c); ok {
			names[in.Ident()] = true
		}
	}
	return names
}

// createTables adds new tables. A foreign key goes into CREATE TABLE when what
// it refers to is sure to be there; else it is added afterwards.
func (d *differ) createTables(created []*metadata.Table, altered map[metadata.Name]bool) {
	fresh := map[metadata.Name]bool{}
	for _, t := range created {
		fresh[t.Ident()] = true
	}
	later := map[*metadata.ForeignKey]bool{}
	_, cyclic := metadata.SortTables(created)
	for _, c := range cyclic {
		later[c.ForeignKey] = true
	}
	for _, t := range created {
		change := ddl.CreateTable{Table: t}
		in := ddl.In{From: t, To: t}
		for _, fk := range t.ForeignKeys {
			ready := !later[fk] && (fk.Ref == t.Ident() || fresh[fk.Ref] || !altered[fk.Ref]) && d.isKey(fk)
			if d.Server.Caps.AddForeignKey && !ready {
				change.Without = append(change.Without, fk)
				d.add(ddl.AddConstraint{In: in, Constraint: fk})
			}
		}
		d.add(change)
		for _, i := range t.Indexes {
			d.add(ddl.CreateIndex{In: in, Index: i})
		}
	}
}

// isKey reports whether fk refers to a primary key or unique constraint, which
// is there as soon as the table is; a unique index comes after it.
func (d *differ) isKey(fk *metadata.ForeignKey) bool {
	ref := d.want.Table(fk.Ref)
	if ref == nil {
		return true
	}
	if ref.PrimaryKey != nil && slices.Equal(metadata.ColumnsOf(ref.PrimaryKey.Parts), fk.RefColumns) {
		return true
	}
	return slices.ContainsFunc(ref.Uniques, func(u *metadata.Unique) bool {
		return slices.Equal(metadata.ColumnsOf(u.Parts), fk.RefColumns)
	})
}

// freeDropped drops the foreign keys between dropped tables that form cycles:
// no order of DROP TABLE would do.
func (d *differ) freeDropped() {
	if !d.Server.Caps.AddForeignKey {
		return
	}
	var dropped []*metadata.Table
	for _, c := range d.changes {
		if c, ok := c.(ddl.DropTable); ok {
			dropped = append(dropped, c.Table)
		}
	}
	_, cyclic := metadata.SortTables(dropped)
	for _, c := range cyclic {
		d.add(ddl.DropConstraint{In: ddl.In{From: c.Table, To: c.Table}, Constraint: c.ForeignKey})
	}
}

func (d *differ) table(h, w *metadata.Table) {
	in := ddl.In{From: h, To: w}
	before := len(d.changes)
	d.columns(in)
	d.columnOrder(in)
	parts := withAttached(in)
	d.constraints(parts)
	d.indexes(parts)
	d.leaveToParents(before, in)
	if h.Comment != w.Comment || !maps.Equal(h.Options, w.Options) || h.PartitionBy != w.PartitionBy ||
		!samePartition(h.PartitionOf, w.PartitionOf) || !slices.Equal(h.Inherits, w.Inherits) {
		d.add(ddl.AlterTable{In: in})
	}
}

// withAttached adds what a table keeps from parents that it leaves, and what
// it will have from those that it joins.
func withAttached(in ddl.In) ddl.In {
	h, w := in.From, in.To
	switch {
	case isChild(h) && !isChild(w) && h.Attached != nil:
		in.From = joined(h)
	case !isChild(h) && isChild(w) && w.Attached != nil:
		in.To = joined(w)
	}
	return in
}

func isChild(t *metadata.Table) bool { return t.PartitionOf != nil || len(t.Inherits) > 0 }

func joined(t *metadata.Table) *metadata.Table {
	c, a := t.Clone(), t.Attached
	if a.PrimaryKey != nil {
		c.PrimaryKey = a.PrimaryKey
	}
	c.Uniques = append(c.Uniques, a.Uniques...)
	c.ForeignKeys = append(c.ForeignKeys, a.ForeignKeys...)
	c.Checks = append(c.Checks, a.Checks...)
	c.Excludes = append(c.Excludes, a.Excludes...)
	c.Indexes = append(c.Indexes, a.Indexes...)
	return c
}

// leaveToParents takes out, of the changes since before, what a table gets by
// joining its parents. Checks it has to have already.
func (d *differ) leaveToParents(before int, in ddl.In) {
	if isChild(in.From) || !isChild(in.To) || in.To.Attached == nil {
		return
	}
	own := in.To.Attached
	d.changes = slices.DeleteFunc(d.changes, func(c ddl.Change) bool {
		if before--; before >= 0 {
			return false
		}
		switch c := c.(type) {
		case ddl.AddConstraint:
			_, check := c.Constraint.(*metadata.Check)
			return !check && slices.Contains(own.Constraints(), c.Constraint)
		case ddl.CreateIndex:
			return slices.Contains(own.Indexes, c.Index)
		}
		return false
	})
}

func samePartition(h, w *metadata.PartitionOf) bool {
	if h == nil || w == nil {
		return h == w
	}
	return *h == *w
}

func (d *differ) columns(in ddl.In) {
	after := ""
	place := map[string]string{}
	for _, c := range in.To.Columns {
		place[c.Name], after = after, c.Name
	}
	pairUp(in.From.Columns, in.To.Columns, func(c *metadata.Column) string { return d.foldColumn(c.Name) },
		func(h, w *metadata.Column) {
			if !sameColumn(h, w) || len(w.Type.ValuesRenamedFrom) > 0 {
				d.alter(ddl.AlterColumn{In: in, Old: h, New: w}, ddl.DropColumn{In: in, Column: h},
					ddl.AddColumn{In: in, Column: w, After: place[w.Name]})
			}
		},
		func(c *metadata.Column) { d.add(ddl.DropColumn{In: in, Column: c}) },
		func(c *metadata.Column) { d.add(ddl.AddColumn{In: in, Column: c, After: place[c.Name]}) })
}

func (d *differ) constraints(in ddl.In) {
	var havePK, wantPK []metadata.Constraint
	if in.From.PrimaryKey != nil {
		havePK = append(havePK, in.From.PrimaryKey)
	}
	if in.To.PrimaryKey != nil {
		wantPK = append(wantPK, in.To.PrimaryKey)
	}
	if len(havePK) == 1 && len(wantPK) == 1 {
		d.constraint(in, havePK[0], wantPK[0])
	} else {
		d.matched(in, havePK, wantPK)
	}
	d.matched(in, asConstraints(in.From.Uniques), asConstraints(in.To.Uniques))
	d.matched(in, asConstraints(in.From.ForeignKeys), asConstraints(in.To.ForeignKeys))
	d.matched(in, asConstraints(in.From.Checks), asConstraints(in.To.Checks))
	d.matched(in, asConstraints(in.From.Excludes), asConstraints(in.To.Excludes))
}

func asConstraints[T metadata.Constraint](list []T) []metadata.Constraint {
	all := make([]metadata.Constraint, len(list))
	for i, c := range list {
		all[i] = c
	}
	return all
}

// constraint compares two that belong together.
func (d *differ) constraint(in ddl.In, h, w metadata.Constraint) {
	sameName := h.ConstraintName() == w.ConstraintName() || implicit(w)
	if sameName && sameConstraint(h, w) {
		return
	}
	d.alter(ddl.AlterConstraint{In: in, Old: h, New: w},
		ddl.DropConstraint{In: in, Constraint: h}, ddl.AddConstraint{In: in, Constraint: w})
}

// matched pairs constraints of one kind: first by name, then what has no name
// or one that was made up by definition, and last what was only renamed.
func (d *differ) matched(in ddl.In, have, want []metadata.Constraint) {
	have, want = slices.Clone(have), slices.Clone(want)
	take := func(fits func(h, w metadata.Constraint) bool) {
		want = slices.DeleteFunc(want, func(w metadata.Constraint) bool {
			i := slices.IndexFunc(have, func(h metadata.Constraint) bool { return fits(h, w) })
			if i < 0 {
				return false
			}
			d.constraint(in, have[i], w)
			have = slices.Delete(have, i, i+1)
			return true
		})
	}
	take(func(h, w metadata.Constraint) bool {
		return h.ConstraintName() == w.ConstraintName() && sameConstraint(h, w)
	})
	take(func(h, w metadata.Constraint) bool {
		return h.ConstraintName() != "" && h.ConstraintName() == w.ConstraintName() && (!implicit(w) || sameConstraint(h, w))
	})
	take(func(h, w metadata.Constraint) bool { return implicit(w) && sameConstraint(h, w) })
	take(func(h, w metadata.Constraint) bool {
		return renamedFrom(w) != "" && renamedFrom(w) == h.ConstraintName()
	})
	take(sameConstraint)
	take(func(h, w metadata.Constraint) bool {
		return h.ConstraintName() == w.ConstraintName() && sameConstraint(h, w)
	})
	take(func(h, w metadata.Constraint) bool {
		return h.ConstraintName() != "" && h.ConstraintName() == w.ConstraintName()
	})
	for _, h := range have {
		d.add(ddl.DropConstraint{In: in, Constraint: h})
	}
	for _, w := range want {
		d.add(ddl.AddConstraint{In: in, Constraint: w})
	}
}

func renamedFrom(c metadata.Constraint) string {
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		return c.RenamedFrom
	case *metadata.Unique:
		return c.RenamedFrom
	case *metadata.ForeignKey:
		return c.RenamedFrom
	case *metadata.Check:
		return c.RenamedFrom
	case *metadata.Exclude:
		return c.RenamedFrom
	}
	return ""
}

func (d *differ) indexes(in ddl.In) {
	have, want := slices.Clone(in.From.Indexes), slices.Clone(in.To.Indexes)
	take := func(fits func(h, w *metadata.Index) bool) {
		want = slices.DeleteFunc(want, func(w *metadata.Index) bool {
			i := slices.IndexFunc(have, func(h *metadata.Index) bool { return fits(h, w) })
			if i < 0 {
				return false
			}
			d.index(in, have[i], w)
			have = slices.Delete(have, i, i+1)
			return true
		})
	}
	take(func(h, w *metadata.Index) bool { return h.Name == w.Name })
	take(func(h, w *metadata.Index) bool { return w.RenamedFrom != "" && w.RenamedFrom == h.Name })
	take(sameIndex)
	for _, h := range have {
		d.add(ddl.DropIndex{In: in, Index: h})
	}
	for _, w := range want {
		d.add(ddl.CreateIndex{In: in, Index: w})
	}
}

func (d *differ) index(in ddl.In, h, w *metadata.Index) {
	if sameIndex(h, w) && (h.Name == w.Name || w.Implicit) {
		return
	}
	d.alter(ddl.AlterIndex{In: in, Old: h, New: w}, ddl.DropIndex{In: in, Index: h}, ddl.CreateIndex{In: in, Index: w})
}
