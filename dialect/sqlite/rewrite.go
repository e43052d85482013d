package sqlite

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// rewriter makes changes in a table's text: what they do not concern keeps its
// comments, spelling and place.
type rewriter struct {
	d     *Dialect
	l     *layout
	to    *metadata.Table
	edits map[*item][]edit
	gone  map[*item]bool
	// columns are the texts of new columns by their names in small letters,
	// constraints those of new constraints of the table.
	columns     map[string]string
	constraints []string
	dropped     []*clause
	key         bool // the primary key changes
	tail        string
}

// rewrite is the text of a table with changes made in it; "" if there is no
// text to begin with, or if what came out did not say what it should.
func (d *Dialect) rewrite(g *ddl.TableChanges, tables map[string]*metadata.Table) string {
	l, err := parseLayout(g.From.Name, g.From.Source)
	if err != nil {
		return ""
	}
	r := rewriter{d: d, l: l, to: g.To, edits: map[*item][]edit{}, gone: map[*item]bool{}, columns: map[string]string{}}
	r.tail = l.text[l.tail().from:l.tail().to]
	for _, c := range paired(g) {
		if !r.change(c) {
			return ""
		}
	}
	r.keepChecks()
	if r.key {
		r.placeKey()
	}
	text := l.text[:l.body.from] + r.body() + ")" + r.tail
	if !d.says(text, g.To, tables) {
		return ""
	}
	return text
}

// paired are the changes of a table with those put together that make one
// clause: a constraint dropped and one like it added, a column and what is
// added for it alone.
func paired(g *ddl.TableChanges) []ddl.Change {
	used := map[metadata.Constraint]bool{}
	var list []ddl.Change
	for _, c := range g.Changes {
		switch c := c.(type) {
		case ddl.AddColumn:
			own := constraintsOf(c, g.Changes)
			for _, o := range own {
				used[o.(ddl.AddConstraint).Constraint] = true
			}
			list = append(list, ddl.TableChanges{In: c.In, Changes: append([]ddl.Change{c}, own...)})
		case ddl.DropConstraint:
			if now := successor(c, g.Changes, used); now != nil {
				used[now] = true
				list = append(list, ddl.AlterConstraint{In: c.In, Old: c.Constraint, New: now})
			} else {
				list = append(list, c)
			}
		default:
			list = append(list, c)
		}
	}
	return slices.DeleteFunc(list, func(c ddl.Change) bool {
		add, ok := c.(ddl.AddConstraint)
		return ok && used[add.Constraint]
	})
}

// successor is a constraint to be added, and not used yet, that speaks of the
// same columns as the one dropped.
func successor(drop ddl.DropConstraint, changes []ddl.Change, used map[metadata.Constraint]bool) metadata.Constraint {
	for _, o := range changes {
		add, ok := o.(ddl.AddConstraint)
		if !ok || used[add.Constraint] {
			continue
		}
		switch now := add.Constraint.(type) {
		case *metadata.ForeignKey:
			old, same := drop.Constraint.(*metadata.ForeignKey)
			ok = same && slices.EqualFunc(old.Columns, now.Columns, strings.EqualFold)
		case *metadata.Unique:
			old, same := drop.Constraint.(*metadata.Unique)
			ok = same && slices.EqualFunc(metadata.ColumnsOf(old.Parts), metadata.ColumnsOf(now.Parts), strings.EqualFold)
		case *metadata.Check:
			old, same := drop.Constraint.(*metadata.Check)
			ok = same && slices.Equal(mentioned(old.Expr.Text, drop.To), mentioned(now.Expr.Text, drop.To))
		default:
			ok = false
		}
		if ok {
			return add.Constraint
		}
	}
	return nil
}

// mentioned are the columns of a table that a text names.
func mentioned(text string, t *metadata.Table) []string {
	var names []string
	for _, c := range t.Columns {
		if mentions(text, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// change makes one change; false if its object is not in the text.
func (r *rewriter) change(c ddl.Change) bool {
	switch c := c.(type) {
	case ddl.AddColumn:
		r.columns[strings.ToLower(c.Column.Name)] = r.d.column(c.Column, inlineKey(r.to)[c.Column], nil)
	case ddl.TableChanges:
		add, own := ownConstraints(c)
		r.columns[strings.ToLower(add.Column.Name)] = r.d.column(add.Column, inlineKey(r.to)[add.Column], own)
	case ddl.DropColumn:
		i := r.l.find(c.Column.Name)
		if i == nil {
			return false
		}
		r.gone[i] = true
	case ddl.AlterColumn:
		return r.alterColumn(c.Old, c.New)
	case ddl.AddConstraint:
		if _, ok := c.Constraint.(*metadata.PrimaryKey); ok {
			r.key = true
			break
		}
		r.constraints = append(r.constraints, r.d.constraint(c.Constraint, false))
	case ddl.DropConstraint:
		return r.alterConstraint(c.Constraint, nil)
	case ddl.AlterConstraint:
		return r.alterConstraint(c.Old, c.New)
	case ddl.AlterTable:
		r.tail = tableOptions(r.to)
	default:
		return false
	}
	return true
}

// keepChecks gives the table the checks that were written at a column that
// goes, but stay.
func (r *rewriter) keepChecks() {
	for _, i := range r.l.items {
		if !r.gone[i] || i.column == nil {
			continue
		}
		for _, cl := range i.of(checkClause) {
			if !slices.Contains(r.dropped, cl) {
				r.constraints = append(r.constraints, r.l.text[cl.from:cl.to])
			}
		}
		if len(i.of(primaryKeyClause)) > 0 {
			r.key = true
		}
	}
}

// alterConstraint edits the clause of a constraint; with nothing to become, it
// is removed.
func (r *rewriter) alterConstraint(old, now metadata.Constraint) bool {
	if _, ok := old.(*metadata.PrimaryKey); ok {
		r.key = true
		return true
	}
	i, cl := r.locate(old)
	if cl == nil {
		return false
	}
	inline := i.column != nil
	if now == nil || inline && !fitsInline(now, i.column) {
		r.remove(i, cl)
		if now != nil {
			r.constraints = append(r.constraints, r.d.constraint(now, false))
		}
		return true
	}
	r.editPart(i, cl, cl.name, r.d.label(old.ConstraintName()), r.d.label(now.ConstraintName()))
	r.editPart(i, cl, cl.core, r.d.core(old, inline), r.d.core(now, inline))
	r.editPart(i, cl, cl.rest, rest(old), rest(now))
	return true
}

// fitsInline reports whether a constraint can be written at a column, where a
// check cannot say ON CONFLICT.
func fitsInline(con metadata.Constraint, c *metadata.Column) bool {
	switch con := con.(type) {
	case *metadata.Unique:
		p := con.Parts[0]
		return len(con.Parts) == 1 && strings.EqualFold(p.Column, c.Name) && p.Collation == "" && !p.Desc
	case *metadata.ForeignKey:
		return len(con.Columns) == 1 && strings.EqualFold(con.Columns[0], c.Name)
	case *metadata.Check:
		return onConflict(con.Options) == ""
	}
	return true
}

// locate finds the clause of a constraint that was not found before.
func (r *rewriter) locate(con metadata.Constraint) (*item, *clause) {
	for _, i := range r.l.items {
		for _, cl := range i.clauses {
			if cl.of != nil && !slices.Contains(r.dropped, cl) && r.same(cl.of, con) {
				r.dropped = append(r.dropped, cl)
				return i, cl
			}
		}
	}
	return nil, nil
}

// same compares a constraint as the text has it with one of the model, which
// may know more of what a foreign key refers to.
func (r *rewriter) same(text, con metadata.Constraint) bool {
	a, ok := text.(*metadata.ForeignKey)
	b, both := con.(*metadata.ForeignKey)
	if !ok || !both {
		return ok == both && r.d.constraint(text, false) == r.d.constraint(con, false)
	}
	c := *a
	if strings.EqualFold(c.Ref.Name, b.Ref.Name) {
		c.Ref = b.Ref
	}
	if len(c.RefColumns) == 0 || slices.EqualFunc(c.RefColumns, b.RefColumns, strings.EqualFold) {
		c.RefColumns = b.RefColumns
	}
	return r.d.constraint(&c, false) == r.d.constraint(b, false)
}

// remove takes a clause out: a constraint of the table with its line.
func (r *rewriter) remove(i *item, cl *clause) {
	if i.column == nil {
		r.gone[i] = true
		return
	}
	r.edit(i, span{r.l.behind(i, cl), cl.to}, "")
}

// editPart replaces a part of a clause if it is to say something else.
func (r *rewriter) editPart(i *item, cl *clause, part span, old, now string) {
	switch {
	case old == now:
	case part.empty() && part.from == cl.from: // a name in front
		r.edit(i, part, now+" ")
	case part.empty():
		r.edit(i, part, " "+now)
	case now == "" && part.from == cl.from:
		r.edit(i, span{part.from, cl.core.from}, "")
	case now == "":
		r.edit(i, span{cl.core.to, part.to}, "")
	default:
		r.edit(i, part, now)
	}
}

func (r *rewriter) edit(i *item, s span, text string) {
	r.edits[i] = append(r.edits[i], edit{s, text})
}

// behind is where the white space in front of a clause of a column begins; the
// clause itself when there is a comment in it.
func (l *layout) behind(i *item, cl *clause) int {
	end := max(i.name.to, i.typ.to)
	for _, o := range i.clauses {
		if o.to <= cl.from {
			end = max(end, o.to)
		}
	}
	if strings.TrimSpace(l.text[end:cl.from]) != "" {
		return cl.from
	}
	return end
}
