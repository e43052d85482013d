package migrate

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

func (e *effects) merge(o effects) {
	e.creates = append(e.creates, o.creates...)
	e.drops = append(e.drops, o.drops...)
	e.modifies = append(e.modifies, o.modifies...)
	e.uses = append(e.uses, o.uses...)
	e.frees = append(e.frees, o.frees...)
}

func (s *scope) ofTable(c ddl.Change) effects {
	switch c := c.(type) {
	case ddl.CreateTable:
		return s.created(c)
	case ddl.DropTable:
		return s.dropped(c.Table)
	case ddl.AddColumn:
		col := c.Column
		e := effects{creates: []key{s.column(c.Ident(), col.Name)}, uses: append(s.columnUses(s.wantNames, col), s.relation(c.Ident()))}
		if col.Computed != nil {
			e.uses = append(e.uses, s.others(c.To, col)...)
		}
		return e
	case ddl.DropColumn:
		e := effects{drops: []key{s.column(c.Ident(), c.Column.Name)}, frees: append(s.columnUses(s.haveNames, c.Column), s.relation(c.Ident()))}
		if c.Column.Computed != nil {
			e.frees = append(e.frees, s.others(c.From, c.Column)...)
		}
		return e
	case ddl.AlterColumn:
		return effects{modifies: []key{s.column(c.Ident(), c.New.Name)}, uses: append(s.columnUses(s.wantNames, c.New), s.inheritedFrom(c.To, c.New)...), frees: letGo(s.columnUses(s.haveNames, c.Old), s.columnUses(s.wantNames, c.New))}
	case ddl.MoveColumn:
		return effects{uses: []key{s.relation(c.Ident()), s.column(c.Ident(), c.Column.Name)}}
	case ddl.AlterTable:
		return s.altered(c)
	case ddl.TableChanges:
		var e effects
		for _, part := range append(slices.Clone(c.Changes), c.Restore...) {
			e.merge(s.of(part))
		}
		return e
	}
	return effects{}
}

// letGo are the keys of old that are not in now: what stays in use is not freed.
func letGo(old, now []key) []key {
	return slices.DeleteFunc(old, func(k key) bool { return slices.Contains(now, k) })
}

// inheritedFrom are the columns of the parents: a change of theirs reaches the
// children, and what these have of their own comes after it.
func (s *scope) inheritedFrom(t *metadata.Table, c *metadata.Column) []key {
	var keys []key
	if t.PartitionOf != nil {
		keys = append(keys, s.column(t.PartitionOf.Parent, c.Name))
	}
	for _, p := range t.Inherits {
		keys = append(keys, s.column(p, c.Name))
	}
	return keys
}

// others are the columns that a generated column reads.
func (s *scope) others(t *metadata.Table, c *metadata.Column) []key {
	return slices.DeleteFunc(s.textColumns(t, c.Computed.Expr), func(k key) bool {
		return k == s.column(t.Ident(), c.Name)
	})
}

func (s *scope) created(c ddl.CreateTable) effects {
	t := c.Table
	e := effects{creates: []key{s.relation(t.Ident()), typeKey(t.Ident())}, uses: []key{schemaOf(t.Ident())}}
	for _, col := range t.Columns {
		e.creates = append(e.creates, s.column(t.Ident(), col.Name))
		e.uses = append(e.uses, s.columnUses(s.wantNames, col)...)
	}
	for _, con := range t.Constraints() {
		if fk, ok := con.(*metadata.ForeignKey); ok && slices.Contains(c.Without, fk) {
			continue
		}
		e.creates = append(e.creates, s.constraintMade(t, con)...)
		e.uses = append(e.uses, s.constraintUses(s.wantNames, t, con)...)
	}
	if t.PartitionOf != nil {
		e.uses = append(e.uses, s.relation(t.PartitionOf.Parent))
	}
	for _, p := range t.Inherits {
		e.uses = append(e.uses, s.relation(p))
	}
	return e
}

func (s *scope) dropped(t *metadata.Table) effects {
	e := effects{drops: []key{s.relation(t.Ident()), typeKey(t.Ident())}, frees: []key{schemaOf(t.Ident())}}
	for _, col := range t.Columns {
		e.drops = append(e.drops, s.column(t.Ident(), col.Name))
		e.frees = append(e.frees, s.columnUses(s.haveNames, col)...)
	}
	for _, con := range t.Constraints() {
		e.drops = append(e.drops, s.constraintMade(t, con)...)
		e.frees = append(e.frees, s.constraintUses(s.haveNames, t, con)...)
	}
	for _, i := range t.Indexes {
		e.drops = append(e.drops, s.indexMade(t, i)...)
		e.frees = append(e.frees, s.indexUses(s.haveNames, t, i)...)
	}
	if t.PartitionOf != nil {
		e.frees = append(e.frees, s.relation(t.PartitionOf.Parent))
	}
	for _, p := range t.Inherits {
		e.frees = append(e.frees, s.relation(p))
	}
	return e
}

// altered: a table leaves its parents before they or it change, and joins
// others when both have got the columns and checks that they are to have.
func (s *scope) altered(c ddl.AlterTable) effects {
	e := effects{uses: []key{s.relation(c.Ident())}}
	old, now := parentsOf(c.From), parentsOf(c.To)
	for _, p := range now {
		e.uses = append(e.uses, s.relation(p))
		if !slices.Contains(old, p) {
			e.uses = append(e.uses, s.allOf(s.want, p)...)
			e.uses = append(e.uses, s.allOf(s.want, c.Ident())...)
		}
	}
	for _, p := range old {
		e.frees = append(e.frees, s.relation(p))
		if !slices.Contains(now, p) {
			e.frees = append(e.frees, s.allOf(s.have, p)...)
			e.frees = append(e.frees, s.allOf(s.have, c.From.Ident())...)
		}
	}
	return e
}

func parentsOf(t *metadata.Table) []metadata.Name {
	if t.PartitionOf != nil {
		return []metadata.Name{t.PartitionOf.Parent}
	}
	return t.Inherits
}

// allOf are the columns, constraints and indexes of a table.
func (s *scope) allOf(m *metadata.MetaData, n metadata.Name) []key {
	t := m.Table(n)
	if t == nil {
		return nil
	}
	var keys []key
	for _, c := range t.Columns {
		keys = append(keys, s.column(n, c.Name))
	}
	constraints, indexes := t.Constraints(), t.Indexes
	if t.Attached != nil {
		constraints, indexes = append(constraints, t.Attached.Constraints()...), append(slices.Clone(indexes), t.Attached.Indexes...)
	}
	for _, con := range constraints {
		if con.ConstraintName() != "" {
			keys = append(keys, s.constraintMade(t, con)[0])
		}
	}
	for _, i := range indexes {
		keys = append(keys, s.indexMade(t, i)[0])
	}
	return keys
}

func (s *scope) constraintMade(t *metadata.Table, c metadata.Constraint) []key {
	name := s.fold(t.Ident())
	if s.caps.ConstraintPerSchema {
		name = metadata.Name{Schema: t.Schema}
	}
	keys := []key{{"constraint", name, c.ConstraintName()}}
	if c.ConstraintName() == "" {
		keys = nil
	}
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		keys = append(keys, s.keyOf(t.Ident(), c.Parts))
	case *metadata.Unique:
		keys = append(keys, s.keyOf(t.Ident(), c.Parts))
	}
	return keys
}

func (s *scope) indexMade(t *metadata.Table, i *metadata.Index) []key {
	name := metadata.Name{Schema: t.Schema}
	if s.caps.IndexPerTable {
		name = s.fold(t.Ident())
	}
	keys := []key{{"index", name, i.Name}}
	if i.Unique {
		keys = append(keys, s.keyOf(t.Ident(), i.Parts))
	}
	return keys
}

func (s *scope) ofConstraint(c ddl.Change) effects {
	switch c := c.(type) {
	case ddl.AddConstraint:
		return effects{creates: s.constraintMade(c.To, c.Constraint), uses: s.constraintUses(s.wantNames, c.To, c.Constraint)}
	case ddl.DropConstraint:
		return effects{drops: s.constraintMade(c.From, c.Constraint), frees: s.constraintUses(s.haveNames, c.From, c.Constraint)}
	case ddl.AlterConstraint:
		return effects{drops: nameOnly(s.constraintMade(c.From, c.Old)), creates: nameOnly(s.constraintMade(c.To, c.New)),
			uses: s.constraintUses(s.wantNames, c.To, c.New), frees: s.constraintUses(s.haveNames, c.From, c.Old)}
	case ddl.CreateIndex:
		return effects{creates: s.indexMade(c.To, c.Index), uses: s.indexUses(s.wantNames, c.To, c.Index)}
	case ddl.DropIndex:
		return effects{drops: s.indexMade(c.From, c.Index), frees: s.indexUses(s.haveNames, c.From, c.Index)}
	case ddl.AlterIndex:
		return effects{drops: nameOnly(s.indexMade(c.From, c.Old)), creates: nameOnly(s.indexMade(c.To, c.New)), uses: []key{s.relation(c.Ident())}}
	}
	return effects{}
}

// nameOnly leaves out the keys that foreign keys refer to: altering in place
// keeps them.
func nameOnly(keys []key) []key {
	return slices.DeleteFunc(keys, func(k key) bool { return k.kind == "key" })
}
