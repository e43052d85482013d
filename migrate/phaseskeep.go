package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// keep puts back into the schema between what old programs need. Constraints and
// indexes that go stay only with the columns that they are about.
func (x *phaser) keep(c ddl.Change) {
	switch c := c.(type) {
	case ddl.DropTable:
		if !x.named(c.Table.Ident()) {
			x.mid.Add(c.Table.Clone())
		}
	case ddl.DropColumn:
		x.keepColumn(c.From, c.Column)
	case ddl.AddColumn:
		x.loosen(c.To.Ident(), c.Column.Name)
	case ddl.AlterColumn:
		if c.Old.Nullable && !c.New.Nullable {
			x.loosen(c.To.Ident(), c.New.Name)
		}
		if c.Old.Type.SQL != c.New.Type.SQL {
			x.notes = append(x.notes, c.Describe()+": programs that still run know the old type")
		}
	case ddl.AddConstraint:
		x.demands(c, c.From, c.Constraint)
	case ddl.CreateIndex:
		if c.Index.Unique {
			x.demands(c, c.From, &metadata.Unique{Parts: c.Index.Parts})
		}
	default:
		x.keepObject(c)
	}
}

// demands notes a constraint on what old programs write.
func (x *phaser) demands(c ddl.Change, from *metadata.Table, k metadata.Constraint) {
	if x.have.Table(from.Ident()) == nil {
		return
	}
	var columns []string
	switch k := k.(type) {
	case *metadata.Unique:
		columns = metadata.ColumnsOf(k.Parts)
	case *metadata.ForeignKey:
		columns = k.Columns
	case *metadata.PrimaryKey:
		return
	}
	isNew := func(name string) bool { return from.Column(name) == nil }
	if !slices.ContainsFunc(columns, isNew) { // old programs leave a new column NULL
		x.notes = append(x.notes, c.Describe()+": programs that still run may write what it refuses")
	}
}

// keepObject keeps whole objects that have no successor of the same name.
func (x *phaser) keepObject(c ddl.Change) {
	switch c := c.(type) {
	case ddl.DropView:
		if !x.named(c.View.Ident()) {
			x.mid.Views = append(x.mid.Views, c.View)
		}
	case ddl.DropSequence:
		if !x.named(c.Sequence.Ident()) && !x.served(c.Sequence.Owner) {
			x.mid.Sequences = append(x.mid.Sequences, c.Sequence)
		}
	case ddl.DropEnum:
		if !slices.ContainsFunc(x.mid.Enums, func(e *metadata.Enum) bool { return e.Ident() == c.Enum.Ident() }) {
			x.mid.Enums = append(x.mid.Enums, c.Enum)
		}
	case ddl.DropDomain:
		if !slices.ContainsFunc(x.mid.Domains, func(d *metadata.Domain) bool { return d.Ident() == c.Domain.Ident() }) {
			x.mid.Domains = append(x.mid.Domains, c.Domain)
		}
	case ddl.DropRoutine:
		if !slices.ContainsFunc(x.mid.Routines, func(r *metadata.Routine) bool { return r.Ident() == c.Routine.Ident() }) {
			x.mid.Routines = append(x.mid.Routines, c.Routine)
		}
	case ddl.DropTrigger:
		if !slices.ContainsFunc(x.mid.Triggers, func(g *metadata.Trigger) bool { return nameOfTrigger(g) == nameOfTrigger(c.Trigger) }) {
			x.mid.Triggers = append(x.mid.Triggers, c.Trigger)
		}
	case ddl.DropObject:
		if !slices.ContainsFunc(x.mid.Objects, func(o *metadata.Object) bool { return objectKey(o) == objectKey(c.Object) }) {
			x.mid.Objects = append(x.mid.Objects, c.Object)
		}
	case ddl.DropSchema:
		x.mid.Schemas = append(x.mid.Schemas, c.Schema)
	case ddl.DropExtension:
		x.mid.Extensions = append(x.mid.Extensions, c.Extension)
	}
}

// named reports whether a table, view or sequence has the name.
func (x *phaser) named(n metadata.Name) bool {
	return x.mid.Table(n) != nil || slices.ContainsFunc(x.mid.Views, func(v *metadata.View) bool { return v.Ident() == n }) ||
		slices.ContainsFunc(x.mid.Sequences, func(q *metadata.Sequence) bool { return q.Ident() == n })
}

// served reports whether a column stays and goes without its sequence.
func (x *phaser) served(owner metadata.ColumnRef) bool {
	t := x.want.Table(owner.Table)
	return t != nil && t.Column(owner.Column) != nil
}

// loosen lets rows be written without a value for a column that is demanded in
// the end. A new table is nobody's yet, and a column of the key, or one that
// the server fills in, is not left out.
func (x *phaser) loosen(table metadata.Name, column string) {
	if slices.ContainsFunc(x.pairs, func(p twoNames) bool { return p.table == table && p.new == column }) {
		return // see sync
	}
	t := x.mid.Table(table)
	c := t.Column(column)
	filled := c.ServerDefault != nil || c.Identity != nil || c.Computed != nil || c.Autoincrement == metadata.AutoincrementOn
	h := x.have.Table(table)
	was := h != nil && h.Column(column) != nil // then old programs may write NULL
	if c.Nullable || filled && !was || t.PrimaryKey != nil && hasPart(t.PrimaryKey.Parts, column) {
		return
	}
	if !filled && !was && h != nil {
		x.before = append(x.before, fmt.Sprintf("rows from before have no %s.%s: write what fills it, such as a -- dbtool:backfill, in front of what demands it", table, column))
	}
	c.Nullable, t.Source = true, ""
}

// keepColumn keeps a column that goes, with its keys and checks. New programs do
// not write it.
func (x *phaser) keepColumn(from *metadata.Table, column *metadata.Column) {
	t := x.mid.Table(from.Ident())
	if t == nil || t.Column(column.Name) != nil {
		return
	}
	c := *column
	counts := func(o *metadata.Column) bool { return o.Autoincrement == metadata.AutoincrementOn }
	if counts(&c) && slices.ContainsFunc(t.Columns, counts) {
		c.Autoincrement = "" // one counts at a time
	}
	inKey := from.PrimaryKey != nil && hasPart(from.PrimaryKey.Parts, c.Name)
	if c.ServerDefault == nil && c.Identity == nil && c.Computed == nil && c.Autoincrement != metadata.AutoincrementOn && !inKey {
		c.Nullable = true
	}
	at := 0
	for _, o := range from.Columns {
		if o.Name == c.Name {
			break
		}
		if k := slices.IndexFunc(t.Columns, func(w *metadata.Column) bool { return w.Name == o.Name }); k >= 0 {
			at = k + 1
		}
	}
	t.Columns, t.Source = slices.Insert(t.Columns, at, &c), "" // its text knows nothing of this
	if inKey {
		t.PrimaryKey = from.PrimaryKey
	}
	x.keepKeys(t, from, c.Name)
}

// keepKeys keeps what is about a column. Where its name has been given to
// another, the other comes later.
func (x *phaser) keepKeys(t, from *metadata.Table, column string) {
	for _, u := range from.Uniques {
		if hasPart(u.Parts, column) {
			t.Uniques = slices.DeleteFunc(t.Uniques, func(o *metadata.Unique) bool { return o.Name == u.Name && u.Name != "" })
			t.Uniques = append(t.Uniques, u)
		}
	}
	for _, fk := range from.ForeignKeys {
		if slices.Contains(fk.Columns, column) && x.fits(t, fk) {
			t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(o *metadata.ForeignKey) bool { return o.Name == fk.Name && fk.Name != "" })
			t.ForeignKeys = append(t.ForeignKeys, fk)
		}
	}
	for _, i := range from.Indexes {
		other := func(fk *metadata.ForeignKey) bool { return fk.Name == i.Name && !slices.Contains(fk.Columns, column) }
		if hasPart(i.Parts, column) && !slices.ContainsFunc(t.ForeignKeys, other) { // else the key needs the name for its own
			t.Indexes = slices.DeleteFunc(t.Indexes, func(o *metadata.Index) bool { return o.Name == i.Name && i.Name != "" })
			t.Indexes = append(t.Indexes, i)
		}
	}
	for _, k := range from.Checks {
		if k.Column == column || k.Expr != nil && strings.Contains(strings.ToLower(k.Expr.Text), strings.ToLower(column)) {
			t.Checks = slices.DeleteFunc(t.Checks, func(o *metadata.Check) bool {
				return o.Name == k.Name && k.Name != "" || o.Expr.Equal(k.Expr)
			})
			t.Checks = append(t.Checks, k)
		}
	}
}

// fits reports whether the columns of a foreign key have the types of those that
// they refer to.
func (x *phaser) fits(t *metadata.Table, fk *metadata.ForeignKey) bool {
	ref := x.mid.Table(fk.Ref)
	if ref == nil {
		return true // it comes yet
	}
	for i, c := range fk.Columns {
		if i >= len(fk.RefColumns) || t.Column(c) == nil || ref.Column(fk.RefColumns[i]) == nil {
			continue
		}
		if t.Column(c).Type.SQL != ref.Column(fk.RefColumns[i]).Type.SQL {
			x.notes = append(x.notes, fmt.Sprintf("the foreign key %s of %s goes at once, since the type that it refers to changes", fk.Name, t.Ident()))
			return false
		}
	}
	return true
}

// sync keeps two columns the same while both are there.
func (x *phaser) sync(p twoNames) {
	d := x.Dialect.(dialect.Syncer) // else there is no pair
	t := x.mid.Table(p.table)
	t.Column(p.new).Nullable = true
	t.Column(p.new).ServerDefault = nil // the triggers tell by it who writes
	triggers, routines := d.Sync(x.Server, t, p.old, p.new)
	x.mid.Triggers = append(x.mid.Triggers, triggers...)
	x.mid.Routines = append(x.mid.Routines, routines...)
}
