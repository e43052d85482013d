package sqlite

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Alterable: what belongs to a table's own text can all be changed, by making
// the table anew. Indexes and views are dropped and created.
func (*Dialect) Alterable(_ *dialect.Server, c ddl.Change) bool {
	switch c.(type) {
	case ddl.AlterColumn, ddl.AlterConstraint, ddl.AlterTable, ddl.AlterDatabase:
		return true
	}
	return false
}

// Obstructs: nothing stands in the way of a table that is made anew, since
// views and triggers refer to it by name; those of a dropped view's triggers go.
func (*Dialect) Obstructs(_ *dialect.Server, c ddl.Change, dependent any) bool {
	drop, ok := c.(ddl.DropView)
	if !ok {
		return false
	}
	g, ok := dependent.(*metadata.Trigger)
	return ok && strings.EqualFold(g.Table.Name, drop.View.Name)
}

// Combine gathers the changes of each table. What ALTER TABLE can do stays as
// it is; for anything else the table is made anew, once.
func (d *Dialect) Combine(_ *dialect.Server, have, want *metadata.MetaData, changes []ddl.Change) ([]ddl.Change, error) {
	groups := map[metadata.Name]*ddl.TableChanges{}
	var order []metadata.Name
	var out []ddl.Change
	for _, c := range changes {
		in, ok := inTable(c)
		if !ok {
			out = append(out, c)
			continue
		}
		g := groups[in.Ident()]
		if g == nil {
			g = &ddl.TableChanges{In: in}
			groups[in.Ident()] = g
			order = append(order, in.Ident())
		}
		g.Changes = append(g.Changes, c)
	}
	for _, id := range order {
		g := groups[id]
		if d.native(have, g) {
			out = append(out, g.Changes...)
			continue
		}
		g.Rebuild = true
		g.Restore = restore(have, want, g)
		out = append(withoutIndexes(out, id), *g)
	}
	return out, nil
}

// inTable is the table of a change to the text of CREATE TABLE.
func inTable(c ddl.Change) (ddl.In, bool) {
	switch c := c.(type) {
	case ddl.AddColumn:
		return c.In, true
	case ddl.DropColumn:
		return c.In, true
	case ddl.AlterColumn:
		return c.In, true
	case ddl.AddConstraint:
		return c.In, true
	case ddl.DropConstraint:
		return c.In, true
	case ddl.AlterConstraint:
		return c.In, true
	case ddl.AlterTable:
		return c.In, true
	}
	return ddl.In{}, false
}

// native reports whether ALTER TABLE can make all changes:
// https://www.sqlite.org/lang_altertable.html
func (d *Dialect) native(have *metadata.MetaData, g *ddl.TableChanges) bool {
	for _, c := range g.Changes {
		switch c := c.(type) {
		case ddl.AddColumn:
			if !addable(c.Column) || !last(c) {
				return false
			}
		case ddl.DropColumn:
			if !droppable(have, c) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// last reports whether the column comes behind all that are there, so that
// ADD COLUMN puts it where it is wanted.
func last(c ddl.AddColumn) bool {
	i := slices.Index(c.To.Columns, c.Column)
	for _, o := range c.To.Columns[i+1:] {
		if c.From.Column(o.Name) != nil {
			return false
		}
	}
	return true
}

func addable(c *metadata.Column) bool {
	if c.Computed != nil {
		return !c.Computed.Stored && c.Nullable
	}
	if c.ServerDefault == nil {
		return c.Nullable
	}
	text := strings.ToUpper(c.ServerDefault.Text)
	return !strings.HasPrefix(text, "(") && !strings.HasPrefix(text, "CURRENT_") && text != "NULL"
}

// droppable reports whether nothing else names the column. A name in a text
// that only looks like the column's makes it a rebuild, which is always right.
func droppable(have *metadata.MetaData, c ddl.DropColumn) bool {
	name := strings.ToLower(c.Column.Name)
	in := func(text string) bool { return strings.Contains(strings.ToLower(text), name) }
	t := c.From
	for _, con := range t.Constraints() {
		switch con := con.(type) {
		case *metadata.Check:
			if in(con.Expr.Text) {
				return false
			}
		case *metadata.ForeignKey:
			if slices.Contains(con.Columns, c.Column.Name) {
				return false
			}
		case *metadata.PrimaryKey:
			if slices.Contains(metadata.ColumnsOf(con.Parts), c.Column.Name) {
				return false
			}
		case *metadata.Unique:
			if slices.Contains(metadata.ColumnsOf(con.Parts), c.Column.Name) {
				return false
			}
		}
	}
	for _, o := range t.Columns {
		if o.Computed != nil && in(o.Computed.Expr.Text) {
			return false
		}
	}
	return !named(have, t, name)
}

// named reports whether an index, view or trigger may name the column.
func named(have *metadata.MetaData, t *metadata.Table, column string) bool {
	for _, i := range t.Indexes {
		for _, p := range i.Parts {
			if strings.EqualFold(p.Column, column) || p.Expr != nil && strings.Contains(strings.ToLower(p.Expr.Text), column) {
				return true
			}
		}
		if i.Where != nil && strings.Contains(strings.ToLower(i.Where.Text), column) {
			return true
		}
	}
	for _, v := range have.Views {
		if mentions(v.Definition.Text, t.Name) {
			return true
		}
	}
	for _, g := range have.Triggers {
		if mentions(g.Definition, t.Name) {
			return true
		}
	}
	return false
}

func mentions(text, name string) bool {
	tokens, err := lex.Tokens(text, lex.SQLite())
	if err != nil {
		return true
	}
	return slices.ContainsFunc(tokens, func(t lex.Token) bool {
		return (t.Kind == lex.Word || t.Kind == lex.Quoted) && strings.EqualFold(t.Value(lex.SQLite()), name)
	})
}

// restore lists what goes with the old table and is made again: all indexes of
// the wanted table, and the triggers that stay as they are. Triggers that
// change come as changes of their own.
func restore(have, want *metadata.MetaData, g *ddl.TableChanges) []ddl.Change {
	var list []ddl.Change
	for _, i := range g.To.Indexes {
		list = append(list, ddl.CreateIndex{In: g.In, Index: i})
	}
	for _, w := range want.Triggers {
		if w.Table != g.To.Ident() {
			continue
		}
		for _, h := range have.Triggers {
			if h.Table == g.From.Ident() && h.Name == w.Name && h.Definition == w.Definition {
				list = append(list, ddl.CreateTrigger{Trigger: w})
			}
		}
	}
	return list
}

// withoutIndexes leaves out the index changes of a table that is made anew
// with the indexes it shall have.
func withoutIndexes(changes []ddl.Change, id metadata.Name) []ddl.Change {
	return slices.DeleteFunc(changes, func(c ddl.Change) bool {
		switch c := c.(type) {
		case ddl.CreateIndex:
			return c.Ident() == id
		case ddl.DropIndex:
			return c.Ident() == id
		}
		return false
	})
}
