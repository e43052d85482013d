package sqlite

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// native reports whether ALTER TABLE can make all changes of a table:
// https://www.sqlite.org/lang_altertable.html
func (p *planner) native(g *ddl.TableChanges) bool {
	taken := 0
	for _, c := range g.Changes {
		switch c := c.(type) {
		case ddl.AddColumn:
			own := slices.DeleteFunc(constraintsOf(c, g.Changes), isUnique)
			if !addable(c.Column) || !last(c) || len(own) > 0 && c.Column.ServerDefault != nil {
				return false
			}
			taken += 1 + len(own)
		case ddl.DropColumn:
			if p.broken() || !droppable(p.have, c) || burdened(c.From, c.Column.Name) {
				return false
			}
			taken++
		}
	}
	return taken == len(g.Changes)
}

// natively compiles what native allows, in the order of the columns. The
// constraints to be added go with their columns.
func (d *Dialect) natively(g ddl.TableChanges) []dialect.Statement {
	var list []dialect.Statement
	for _, c := range g.Changes {
		switch c := c.(type) {
		case ddl.AddColumn:
			var own []metadata.Constraint
			for _, o := range constraintsOf(c, g.Changes) {
				own = append(own, o.(ddl.AddConstraint).Constraint)
			}
			list = append(list, dialect.Statement{SQL: "ALTER TABLE " + d.Ident(g.To.Name) + " ADD COLUMN " + d.column(c.Column, nil, own)})
		case ddl.DropColumn:
			list = append(list, dialect.Statement{SQL: "ALTER TABLE " + d.Ident(g.To.Name) + " DROP COLUMN " + d.Ident(c.Column.Name)})
		}
	}
	return list
}

// constraintsOf are the constraints to be added that can be written at a new
// column: its foreign keys, that it is unique, and the checks of it alone.
func constraintsOf(c ddl.AddColumn, changes []ddl.Change) []ddl.Change {
	var own []ddl.Change
	for _, o := range changes {
		a, ok := o.(ddl.AddConstraint)
		if !ok {
			continue
		}
		switch con := a.Constraint.(type) {
		case *metadata.ForeignKey:
			ok = fitsInline(con, c.Column)
		case *metadata.Unique:
			ok = fitsInline(con, c.Column)
		case *metadata.Check:
			ok = fitsInline(con, c.Column) && mentions(con.Expr.Text, c.Column.Name) && !slices.ContainsFunc(c.To.Columns, func(o *metadata.Column) bool {
				return o != c.Column && mentions(con.Expr.Text, o.Name)
			})
		default:
			ok = false
		}
		if ok {
			own = append(own, o)
		}
	}
	return own
}

// isUnique: ADD COLUMN refuses UNIQUE.
func isUnique(c ddl.Change) bool {
	_, ok := c.(ddl.AddConstraint).Constraint.(*metadata.Unique)
	return ok
}

// ownConstraints takes apart a column to be added with its constraints.
func ownConstraints(c ddl.TableChanges) (ddl.AddColumn, []metadata.Constraint) {
	var own []metadata.Constraint
	for _, o := range c.Changes[1:] {
		own = append(own, o.(ddl.AddConstraint).Constraint)
	}
	return c.Changes[0].(ddl.AddColumn), own
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

// addable reports whether ADD COLUMN can add the column to a table with rows in it.
func addable(c *metadata.Column) bool {
	if slices.Contains(rowidNames, strings.ToLower(c.Name)) { // CREATE TABLE lets them through
		return false
	}
	if c.Computed != nil {
		return !c.Computed.Stored && c.Nullable
	}
	if c.ServerDefault == nil {
		return c.Nullable
	}
	text := strings.ToUpper(c.ServerDefault.Text)
	return !strings.HasPrefix(text, "(") && !strings.HasPrefix(text, "CURRENT_") && text != "NULL"
}

// burdened reports whether a check stands at a column, which may be about
// others, or comments beside it. DROP COLUMN takes the check with it and the
// comments of the neighbours, and stumbles over a comma in one.
func burdened(t *metadata.Table, column string) bool {
	l, err := parseLayout(t.Name, t.Source)
	if err != nil {
		return false
	}
	for k, i := range l.items {
		if i.column == nil || !strings.EqualFold(i.column.Name, column) {
			continue
		}
		from, to := l.body.from, l.body.to
		if k > 0 {
			from = l.items[k-1].to
		}
		if k+1 < len(l.items) {
			to = l.items[k+1].from
		}
		around := l.text[from:i.from] + l.text[i.to:to]
		return len(i.of(checkClause)) > 0 || strings.Contains(around, "--") || strings.Contains(around, "/*")
	}
	return false
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
