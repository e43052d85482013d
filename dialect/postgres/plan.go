package postgres

import (
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Alterable reports what can be changed in place.
func (d *Dialect) Alterable(s *dialect.Server, c ddl.Change) bool {
	switch c := c.(type) {
	case ddl.AlterColumn:
		return alterableColumn(s, c.Old, c.New)
	case ddl.AlterConstraint:
		return alterableConstraint(c.Old, c.New)
	case ddl.AlterIndex:
		return equalIndex(c.Old, c.New)
	case ddl.AlterView:
		h, t := c.From, c.To
		return h.Materialized == t.Materialized && h.Definition.Equal(t.Definition) && h.CheckOption == t.CheckOption &&
			slices.Equal(h.Columns, t.Columns) && h.Options["postgres.tablespace"] == t.Options["postgres.tablespace"]
	case ddl.AlterRoutine:
		return head(c.From) == head(c.To)
	case ddl.AlterObject:
		return alterableObject(c.From, c.To)
	case ddl.AlterTable, ddl.AlterDatabase, ddl.AlterDomain:
		return true
	}
	return false
}

// head is a routine's definition up to its body: CREATE OR REPLACE keeps name,
// argument names and result type, or refuses.
func head(r *metadata.Routine) string {
	text, _, _ := strings.Cut(r.Definition, "\n LANGUAGE")
	return text
}

func alterableColumn(s *dialect.Server, h, n *metadata.Column) bool {
	a, b := h.Computed, n.Computed
	switch {
	case a == nil && b == nil:
		return true
	case a == nil:
		return false
	case b == nil:
		return a.Stored
	case a.Stored != b.Stored:
		return false
	}
	return a.Expr.Equal(b.Expr) || canSetExpression(s)
}

// alterableConstraint: the name, the comment, storage of the index, NOT VALID
// that becomes valid, and when a foreign key is checked.
func alterableConstraint(h, n metadata.Constraint) bool {
	switch h := h.(type) {
	case *metadata.PrimaryKey:
		n := n.(*metadata.PrimaryKey)
		return slices.EqualFunc(h.Parts, n.Parts, equalPart) && slices.Equal(h.Include, n.Include) && h.Deferrable == n.Deferrable && h.WithoutOverlaps == n.WithoutOverlaps
	case *metadata.Unique:
		n := n.(*metadata.Unique)
		return slices.EqualFunc(h.Parts, n.Parts, equalPart) && slices.Equal(h.Include, n.Include) && h.Deferrable == n.Deferrable &&
			h.WithoutOverlaps == n.WithoutOverlaps && h.NullsNotDistinct == n.NullsNotDistinct
	case *metadata.ForeignKey:
		n := n.(*metadata.ForeignKey)
		a, b := *h, *n
		a.NotValid = a.NotValid && b.NotValid
		return slices.Equal(a.Columns, b.Columns) && a.Ref == b.Ref && slices.Equal(a.RefColumns, b.RefColumns) && a.OnDelete == b.OnDelete && a.OnUpdate == b.OnUpdate &&
			slices.Equal(a.OnDeleteColumns, b.OnDeleteColumns) && a.Match == b.Match && a.NotValid == b.NotValid && a.NotEnforced == b.NotEnforced && a.Period == b.Period
	case *metadata.Check:
		n := n.(*metadata.Check)
		return h.Expr.Equal(n.Expr) && (h.NotValid == n.NotValid || h.NotValid) && h.NoInherit == n.NoInherit && h.NotEnforced == n.NotEnforced
	}
	return false
}

// Combine leaves out what the server does by itself: changes of inherited
// columns, which follow the parent's, and the sequence of a serial column that
// is dropped.
func (d *Dialect) Combine(_ *dialect.Server, have, want *metadata.MetaData, changes []ddl.Change) ([]ddl.Change, error) {
	dropped := map[metadata.ColumnRef]bool{}
	tables := map[metadata.Name]bool{}
	views := map[metadata.Name]bool{}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.DropTable:
			tables[c.Table.Ident()] = true
		case ddl.DropColumn:
			dropped[metadata.ColumnRef{Table: c.From.Ident(), Column: c.Column.Name}] = true
		case ddl.DropView:
			views[c.View.Ident()] = true
		}
	}
	changes = renamedSequences(have, want, followParents(have, want, slices.Clone(changes)))
	changes = d.freeDefaults(have, want, changes)
	replaced, made := replacedSequences(changes), d.madeSequences(changes)
	return slices.DeleteFunc(changes, func(c ddl.Change) bool {
		switch c := c.(type) {
		case ddl.AddColumn:
			return isInherited(c.Column) && len(parentsOf(c.From)) > 0
		case ddl.DropColumn:
			return isInherited(c.Column)
		case ddl.DropSequence:
			o := c.Sequence.Owner
			return o != (metadata.ColumnRef{}) && (dropped[o] || tables[o.Table] || replaced[o])
		case ddl.CreateSequence:
			return made[c.Sequence.Ident()]
		case ddl.DropTrigger:
			return tables[c.Trigger.Table]
		case ddl.DropObject:
			return tables[c.Object.Table]
		case ddl.DropTable: // goes with its parent
			return c.Table.PartitionOf != nil && tables[c.Table.PartitionOf.Parent]
		}
		return false
	}), nil
}

// replacedSequences finds serial columns that become identity columns. Their
// sequence is dropped in the middle of the change, so that the new one can have
// its name; the column is marked for that.
func replacedSequences(changes []ddl.Change) map[metadata.ColumnRef]bool {
	replaced := map[metadata.ColumnRef]bool{}
	for _, c := range changes {
		drop, ok := c.(ddl.DropSequence)
		if !ok || drop.Sequence.Owner == (metadata.ColumnRef{}) {
			continue
		}
		for i, o := range changes {
			alter, ok := o.(ddl.AlterColumn)
			if !ok || alter.From.Ident() != drop.Sequence.Owner.Table || alter.Old.Name != drop.Sequence.Owner.Column || alter.Old.Identity != nil || alter.New.Identity == nil {
				continue
			}
			column := *alter.New
			column.Options = maps.Clone(column.Options)
			set(&column.Options, dropSequence, drop.Sequence.Name)
			alter.New = &column
			changes[i] = alter
			replaced[drop.Sequence.Owner] = true
		}
	}
	return replaced
}

// madeSequences is the way back: an identity column that becomes a serial one
// frees the name of its sequence only when the identity is dropped.
func (d *Dialect) madeSequences(changes []ddl.Change) map[metadata.Name]bool {
	made := map[metadata.Name]bool{}
	for _, c := range changes {
		create, ok := c.(ddl.CreateSequence)
		if !ok {
			continue
		}
		q := create.Sequence
		for i, o := range changes {
			alter, ok := o.(ddl.AlterColumn)
			if !ok || alter.To.Ident() != q.Owner.Table || alter.New.Name != q.Owner.Column || alter.Old.Identity == nil || alter.New.Identity != nil {
				continue
			}
			w := &script{d: d}
			w.sequence(create)
			column := *alter.New
			column.Options = maps.Clone(column.Options)
			set(&column.Options, createSequence, w.list[0].SQL)
			set(&column.Options, createdSequence, w.n(q.Ident()))
			alter.New = &column
			changes[i] = alter
			made[q.Ident()] = true
		}
	}
	return made
}

// These mark a column whose serial sequence goes or comes while it is altered;
// they are never printed.
const (
	dropSequence    = "drop_sequence"
	createSequence  = "create_sequence"
	createdSequence = "created_sequence"
)
