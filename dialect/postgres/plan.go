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
		return head(c.From) == head(c.To) && (c.From.Comment == "" || c.To.Comment != "")
	case ddl.AlterDomain:
		return c.From.Type.Equal(c.To.Type) && c.From.Collation == c.To.Collation
	case ddl.AlterObject:
		return alterableObject(c.From, c.To)
	case ddl.AlterTable, ddl.AlterDatabase:
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

// Obstructs reports what the server refuses to change under its dependents:
// https://www.postgresql.org/docs/current/ddl-depend.html
func (d *Dialect) Obstructs(_ *dialect.Server, c ddl.Change, dependent any) bool {
	switch dep := dependent.(type) {
	case *metadata.View:
		return viewInTheWay(c, dep)
	case *metadata.Trigger:
		return triggerInTheWay(c, dep)
	case *metadata.Object:
		return objectInTheWay(c, dep)
	case *metadata.ForeignKey:
		return keyInTheWay(c, dep)
	case *metadata.Column:
		return d.generatedInTheWay(c, dep)
	case *metadata.Routine:
		return routineInTheWay(c, dep)
	case *metadata.Index:
		return d.goesWithColumn(c, dep.Include, dep.Where, dep.Parts) || enumReplaced(c) && indexSpeaksOf(dep, c.(ddl.AlterEnum).From.Name)
	case metadata.Constraint:
		return d.constraintInTheWay(c, dep)
	}
	return false
}

// enumReplaced reports a change that makes an enum anew.
func enumReplaced(c ddl.Change) bool {
	e, ok := c.(ddl.AlterEnum)
	return ok && !onlyAdds(e.From.Values, e.To.Values)
}

// goesWithColumn reports whether a column is dropped that an index or
// constraint is made of: it goes with it, and has to come again if the column
// does.
func (d *Dialect) goesWithColumn(c ddl.Change, columns []string, text *metadata.Expr, parts []metadata.Part) bool {
	drop, ok := c.(ddl.DropColumn)
	if !ok {
		return false
	}
	name := drop.Column.Name
	return slices.Contains(columns, name) || d.speaksOf(text, name) ||
		slices.ContainsFunc(parts, func(p metadata.Part) bool { return p.Column == name || d.speaksOf(p.Expr, name) })
}

func (d *Dialect) constraintInTheWay(c ddl.Change, k metadata.Constraint) bool {
	switch k := k.(type) {
	case *metadata.PrimaryKey:
		return d.goesWithColumn(c, k.Include, nil, k.Parts)
	case *metadata.Unique:
		return d.goesWithColumn(c, k.Include, nil, k.Parts)
	case *metadata.Check:
		return d.goesWithColumn(c, nil, k.Expr, nil) || enumReplaced(c) && strings.Contains(k.Expr.Text, c.(ddl.AlterEnum).From.Name)
	case *metadata.Exclude:
		parts := make([]metadata.Part, len(k.Elements))
		for i, e := range k.Elements {
			parts[i] = e.Part
		}
		return d.goesWithColumn(c, k.Include, k.Where, parts)
	}
	return false
}

// generatedInTheWay: a generated column holds the type of what it reads.
func (d *Dialect) generatedInTheWay(c ddl.Change, g *metadata.Column) bool {
	if enumReplaced(c) {
		e := c.(ddl.AlterEnum)
		return d.speaksOf(g.Computed.Expr, e.From.Name) || slices.ContainsFunc(e.Columns, func(x ddl.EnumColumn) bool { return d.speaksOf(g.Computed.Expr, x.Column.Name) })
	}
	column, ok := touched(c)
	return ok && g.Name != column && d.speaksOf(g.Computed.Expr, column)
}

// routineInTheWay: a body in standard SQL holds the columns that it reads, and
// every routine the types of its arguments and result.
func routineInTheWay(c ddl.Change, r *metadata.Routine) bool {
	on := func(n metadata.Name, kinds ...string) bool {
		return slices.ContainsFunc(r.DependsOn, func(x metadata.Dependency) bool { return x.Name == n && slices.Contains(kinds, x.Kind) })
	}
	switch c := c.(type) {
	case ddl.DropView:
		return on(c.View.Ident(), "table", "type")
	case ddl.DropTable:
		return on(c.Table.Ident(), "table", "type")
	case ddl.AlterEnum:
		return enumReplaced(c) && on(c.From.Ident(), "type")
	case ddl.DropRoutine:
		return on(c.Routine.Ident(), "routine")
	}
	var column string
	switch c := c.(type) {
	case ddl.DropColumn:
		column = c.Column.Name
	case ddl.AlterColumn:
		if name, retyped := touched(c); retyped {
			column = name
		}
	}
	in, ok := ddl.TableOf(c)
	return ok && column != "" && slices.ContainsFunc(r.DependsOn, func(x metadata.Dependency) bool {
		return x.Kind == "table" && x.Name == in.From.Ident() && x.Column == column
	})
}

func indexSpeaksOf(i *metadata.Index, name string) bool {
	if i.Where != nil && strings.Contains(i.Where.Text, name) {
		return true
	}
	return slices.ContainsFunc(i.Parts, func(p metadata.Part) bool { return p.Expr != nil && strings.Contains(p.Expr.Text, name) })
}

// touched is the column whose type, expression or existence changes.
func touched(c ddl.Change) (string, bool) {
	switch c := c.(type) {
	case ddl.DropColumn:
		return c.Column.Name, true
	case ddl.AlterColumn:
		return c.Old.Name, !c.Old.Type.Equal(c.New.Type) || c.Old.Collation != c.New.Collation
	}
	return "", false
}

func (d *Dialect) speaksOf(e *metadata.Expr, column string) bool {
	return e != nil && (strings.Contains(e.Text, d.soft(column)) || strings.Contains(e.Text, d.Ident(column)))
}

func viewInTheWay(c ddl.Change, v *metadata.View) bool {
	switch c := c.(type) {
	case ddl.DropView, ddl.DropRoutine:
		return true
	case ddl.DropTable:
		return slices.ContainsFunc(v.DependsOn, func(x metadata.Dependency) bool { return x.Name == c.Table.Ident() })
	case ddl.AlterEnum:
		if onlyAdds(c.From.Values, c.To.Values) {
			return false
		}
		return slices.ContainsFunc(c.Columns, func(e ddl.EnumColumn) bool { return reads(v.DependsOn, e.Table, e.Column.Name) }) ||
			slices.ContainsFunc(v.DependsOn, func(x metadata.Dependency) bool { return x.Kind == "type" && x.Name == c.From.Ident() })
	case ddl.DropColumn:
		return reads(v.DependsOn, c.From.Ident(), c.Column.Name)
	case ddl.AlterColumn:
		_, retyped := touched(c)
		return retyped && reads(v.DependsOn, c.From.Ident(), c.Old.Name)
	case ddl.DropConstraint: // GROUP BY a primary key
		_, ok := c.Constraint.(*metadata.PrimaryKey)
		return ok && strings.Contains(v.Definition.Text, "GROUP BY") && slices.ContainsFunc(v.DependsOn, func(x metadata.Dependency) bool { return x.Name == c.From.Ident() })
	}
	return false
}

// objectInTheWay: policies, rules and statistics hold what they speak of; an
// event trigger only its function.
func objectInTheWay(c ddl.Change, o *metadata.Object) bool {
	switch o.Kind {
	case "policy", "rule":
		if v, ok := c.(ddl.DropView); ok && v.View.Ident() == o.Table {
			return true
		}
		return viewInTheWay(c, &metadata.View{Definition: metadata.SQL(o.Definition), DependsOn: o.DependsOn})
	case "composite type":
		return enumReplaced(c) && slices.Contains(o.DependsOn, metadata.Dependency{Kind: "type", Name: c.(ddl.AlterEnum).From.Ident()})
	case "statistics": // they follow a change of type by themselves
		d, ok := c.(ddl.DropColumn)
		return ok && reads(o.DependsOn, d.From.Ident(), d.Column.Name)
	}
	_, ok := c.(ddl.DropRoutine)
	return ok
}

func reads(list []metadata.Dependency, table metadata.Name, column string) bool {
	return slices.ContainsFunc(list, func(x metadata.Dependency) bool {
		return x.Kind == "table" && x.Name == table && (x.Column == column || x.Column == "")
	})
}

func triggerInTheWay(c ddl.Change, g *metadata.Trigger) bool {
	switch c := c.(type) {
	case ddl.DropView:
		return g.Table == c.View.Ident()
	case ddl.DropRoutine:
		return true
	case ddl.DropColumn, ddl.AlterColumn:
		column, ok := touched(c)
		return ok && slices.ContainsFunc(g.DependsOn, func(x metadata.Dependency) bool { return x.Column == column })
	case ddl.AlterEnum:
		return enumReplaced(c) && strings.Contains(g.Definition, c.From.Name)
	}
	return false
}

// keyInTheWay: a primary key or unique constraint is held by what refers to it,
// and both ends of a foreign key need types that compare.
func keyInTheWay(c ddl.Change, fk *metadata.ForeignKey) bool {
	var table metadata.Name
	var parts []metadata.Part
	switch c := c.(type) {
	case ddl.AlterColumn:
		ends := slices.Contains(fk.Columns, c.Old.Name) || fk.Ref == c.From.Ident() && slices.Contains(fk.RefColumns, c.Old.Name)
		return ends && family(c.Old.Type.SQL) != family(c.New.Type.SQL)
	case ddl.DropConstraint:
		table = c.From.Ident()
		switch k := c.Constraint.(type) {
		case *metadata.PrimaryKey:
			parts = k.Parts
		case *metadata.Unique:
			parts = k.Parts
		}
	case ddl.DropIndex:
		if c.Index.Unique {
			table, parts = c.From.Ident(), c.Index.Parts
		}
	}
	if len(parts) == 0 || fk.Ref != table || len(parts) != len(fk.RefColumns) {
		return false
	}
	return !slices.ContainsFunc(metadata.ColumnsOf(parts), func(c string) bool { return !slices.Contains(fk.RefColumns, c) })
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
	changes = followParents(have, want, slices.Clone(changes))
	replaced, made := replacedSequences(changes), d.madeSequences(changes)
	return slices.DeleteFunc(changes, func(c ddl.Change) bool {
		switch c := c.(type) {
		case ddl.AddColumn:
			return isInherited(c.Column)
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
