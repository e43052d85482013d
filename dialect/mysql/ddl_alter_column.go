package mysql

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// noteRename keeps what several renames come to: one ALTER TABLE knows columns
// by the names that they have before it, and may swap them.
func (a *alteration) noteRename(c ddl.RenameColumn) {
	first := c.Old
	if before, ok := a.was[c.Old]; ok {
		first = before
		delete(a.was, c.Old)
	}
	a.was[c.New] = first
}

// renameColumn writes a rename, unless the column is written whole: then its
// old name is in front of that. MySQL 5.7 renames only so.
func (a *alteration) renameColumn(name string) {
	old, net := a.was[name]
	switch {
	case !net || a.whole[name] || old == name:
	case has(a.s, renameColumns):
		a.clause("RENAME COLUMN ", a.d.Ident(old), " TO ", a.d.Ident(name))
	default:
		if c := a.in.To.Column(name); c != nil {
			a.clause(a.verb(name), a.definition(c))
		}
	}
}

// verb begins a clause that writes a column whole.
func (a *alteration) verb(column string) string {
	if old := a.before(column); old != column {
		return "CHANGE COLUMN " + a.d.Ident(old) + " "
	}
	return "MODIFY COLUMN "
}

// before is the name that a column has before the statement.
func (a *alteration) before(column string) string {
	if old, renamed := a.was[column]; renamed {
		return old
	}
	return column
}

// restate writes a column again, once, for a check that belongs to it.
func (a *alteration) restate(column string) {
	c := a.in.To.Column(column)
	if c == nil || a.in.From.Column(column) == nil || a.whole[column] {
		return
	}
	a.whole[column] = true
	a.clause(a.verb(column), a.definition(c))
}

// definition is a column as it is to be. Where the table's collation changes
// in the same statement, the column's is said.
func (a *alteration) definition(c *metadata.Column) string {
	collation := c.Collation
	if to := a.in.To.Options["mysql.collation"]; collation == "" && textual(c.Type.SQL) && to != a.in.From.Options["mysql.collation"] {
		collation = to
	}
	return a.columnCollated(a.in.To, c, collation)
}

// alterColumn fills rows that hold NULL before the column refuses it: with the
// default, if it has one. A default of another type fits only after the type
// has changed, so that the column refuses NULL in a statement of its own.
func (a *alteration) alterColumn(c ddl.AlterColumn) {
	to := c.New
	if c.Old.Nullable && !c.New.Nullable && c.New.ServerDefault != nil && c.New.Computed == nil {
		if c.Old.Type.Equal(c.New.Type) {
			a.earlier = append(a.earlier, plain(a.fill(c, a.before(c.New.Name)))...)
		} else {
			open := *c.New
			open.Nullable = true
			to = &open
			a.later = append(a.later, plain(a.fill(c, c.New.Name))...)
			a.later = append(a.later, plain("ALTER TABLE "+a.d.Ident(a.in.To.Name)+"\n  MODIFY COLUMN "+a.column(a.in.To, c.New))...)
		}
	}
	text := a.verb(c.New.Name) + a.definition(to)
	if _, moves := a.moved[c.New.Name]; moves {
		a.moved[c.New.Name] = text
		return
	}
	a.clause(text)
}

// fill puts the default into rows that hold NULL. It keeps the columns that the
// server would set to the time of the update.
func (a *alteration) fill(c ddl.AlterColumn, name string) string {
	b := dialect.NewBuilder(a.d)
	b.W("UPDATE ").Ident(a.in.To.Name).W(" SET ").Ident(name).W(" = ", a.defaultText(c.New.ServerDefault.Text))
	for _, other := range a.in.From.Columns {
		if other.OnUpdate != nil && other != c.Old {
			b.W(", ").Ident(other.Name).W(" = ").Ident(other.Name)
		}
	}
	return b.W(" WHERE ").Ident(name).W(" IS NULL").String()
}

// at is the place of the column that is made or moved; such a clause may name
// the column before it, which must stand by then.
func (a *alteration) at(c ddl.Change) int {
	var name string
	switch c := c.(type) {
	case ddl.AddColumn:
		name = c.Column.Name
	case ddl.MoveColumn:
		name = c.Column.Name
	}
	return slices.IndexFunc(a.in.To.Columns, func(c *metadata.Column) bool { return c.Name == name })
}

// place takes the clauses that say where a column stands.
func (a *alteration) place(c ddl.Change) error {
	switch c := c.(type) {
	case ddl.AddColumn:
		place := a.behind(c.After)
		if last := a.in.To.Columns[len(a.in.To.Columns)-1]; c.Column.Name == last.Name {
			place = ""
		}
		a.clause("ADD COLUMN ", a.definition(c.Column), place)
	case ddl.MoveColumn:
		if a.added[c.Column.Name] {
			return nil
		}
		text := a.moved[c.Column.Name]
		if text == "" {
			text = a.verb(c.Column.Name) + a.definition(c.Column)
		}
		a.clause(text, a.behind(c.After))
	}
	return nil
}

func (a *alteration) behind(column string) string {
	if column == "" {
		return " FIRST"
	}
	return " AFTER " + a.d.Ident(column)
}
