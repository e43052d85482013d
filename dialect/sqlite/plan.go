package sqlite

import (
	"errors"
	"fmt"
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
	p := planner{d: d, have: have, want: want, tables: folded(want), groups: map[metadata.Name]*ddl.TableChanges{}}
	for _, c := range changes {
		p.take(c)
	}
	p.impliedKeys()
	var errs []error
	for _, id := range p.order {
		errs = append(errs, p.table(p.groups[id]))
	}
	return p.out, errors.Join(errs...)
}

type planner struct {
	d          *Dialect
	have, want *metadata.MetaData
	tables     map[string]*metadata.Table // those wanted
	groups     map[metadata.Name]*ddl.TableChanges
	order      []metadata.Name
	out        []ddl.Change
	dangling   *bool // see broken
}

// take puts a change into the group of its table, or passes it on. A text that
// came with a new object is used if it says what the object is.
func (p *planner) take(c ddl.Change) {
	in, ok := inTable(c)
	if !ok {
		switch o := c.(type) {
		case ddl.CreateTable:
			o.Table = p.withText(o.Table, o.Table.Source)
			c = o
		case ddl.CreateIndex:
			o.Index = p.d.indexText(o.Index, o.To)
			c = o
		}
		p.out = append(p.out, c)
		return
	}
	p.group(in, c)
}

func (p *planner) group(in ddl.In, c ddl.Change) {
	g := p.groups[in.Ident()]
	if g == nil {
		g = &ddl.TableChanges{In: in}
		p.groups[in.Ident()] = g
		p.order = append(p.order, in.Ident())
	}
	g.Changes = append(g.Changes, c)
}

// withText is the table with a text for its CREATE TABLE, unless that says
// something else.
func (p *planner) withText(t *metadata.Table, text string) *metadata.Table {
	if text != "" && !p.d.says(text, t, p.tables) {
		text = ""
	}
	if text == t.Source {
		return t
	}
	t = t.Clone()
	t.Source = text
	return t
}

// indexText is the index with its text if that says what the index is.
func (d *Dialect) indexText(i *metadata.Index, t *metadata.Table) *metadata.Index {
	if i.Source == "" {
		return i
	}
	plain := *i
	plain.Source = ""
	name, ok := createdName(i.Source)
	if parsed, err := parseIndex(i.Name, i.Source, t); err == nil && ok && name == i.Name {
		parsed.Source = ""
		if d.createIndex(t.Name, parsed) == d.createIndex(t.Name, &plain) && mentions(i.Source, t.Name) {
			return i
		}
	}
	return &plain
}

// table adds the changes of one table: as they are, or as a rebuild.
func (p *planner) table(g *ddl.TableChanges) error {
	if p.native(g) {
		if len(g.Changes) == 1 {
			p.out = append(p.out, g.Changes[0])
		} else {
			p.out = append(p.out, *g) // which keeps their order
		}
		return nil
	}
	if err := p.rebuildable(g); err != nil {
		return err
	}
	g.Rebuild = true
	text := p.d.rewrite(g, p.tables)
	if text == "" {
		text = g.To.Source
	}
	g.Restore = p.restore(g)
	g.To = p.withText(g.To, text)
	p.takeIndexes(g)
	p.out = append(p.out, *g)
	return nil
}

// rebuildable refuses to make a table anew if something would be lost, or if
// the name that the old table has meanwhile is another's.
func (p *planner) rebuildable(g *ddl.TableChanges) error {
	for _, u := range p.have.Unmanaged {
		if strings.EqualFold(u.Table.Name, g.From.Name) {
			return fmt.Errorf("table %s has to be made anew, but its %s %s would be lost: %s: %w", g.From.Name, u.Kind, u.Name, u.Why, dialect.ErrUnsupported)
		}
	}
	taken := func(name string) bool { return strings.EqualFold(name, oldName(g.From)) }
	if slices.ContainsFunc(p.have.Tables(), func(t *metadata.Table) bool { return taken(t.Name) }) ||
		slices.ContainsFunc(p.have.Views, func(v *metadata.View) bool { return taken(v.Name) }) ||
		slices.ContainsFunc(p.have.Unmanaged, func(u metadata.Unmanaged) bool { return taken(u.Name.Name) }) {
		return fmt.Errorf("table %s has to be made anew under the name %s for a moment, which is taken: rename or drop that one first", g.From.Name, oldName(g.From))
	}
	return nil
}

// inTable is the table of a change to the text of CREATE TABLE.
func inTable(c ddl.Change) (ddl.In, bool) {
	switch c.(type) {
	case ddl.AddColumn, ddl.DropColumn, ddl.AlterColumn, ddl.AddConstraint, ddl.DropConstraint, ddl.AlterConstraint, ddl.AlterTable:
		return ddl.TableOf(c)
	}
	return ddl.In{}, false
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
// What stays as it is keeps its text.
func (p *planner) restore(g *ddl.TableChanges) []ddl.Change {
	var list []ddl.Change
	for _, i := range g.To.Indexes {
		list = append(list, ddl.CreateIndex{In: g.In, Index: p.d.indexText(p.before(g, i), g.To)})
	}
	for _, w := range p.want.Triggers {
		if w.Table != g.To.Ident() {
			continue
		}
		for _, h := range p.have.Triggers {
			if h.Table == g.From.Ident() && h.Name == w.Name && h.Definition == w.Definition {
				list = append(list, ddl.CreateTrigger{Trigger: w})
			}
		}
	}
	return list
}

// before is an index as it was, if it was the same.
func (p *planner) before(g *ddl.TableChanges, i *metadata.Index) *metadata.Index {
	spelled := func(i metadata.Index) string {
		i.Source = ""
		return p.d.createIndex(g.To.Name, &i)
	}
	for _, h := range g.From.Indexes {
		if h.Source != "" && h.Name == i.Name && spelled(*h) == spelled(*i) {
			return h
		}
	}
	return i
}

// takeIndexes gives a table that is made anew its index changes: they are done
// with it, since it comes with the indexes it shall have.
func (p *planner) takeIndexes(g *ddl.TableChanges) {
	p.out = slices.DeleteFunc(p.out, func(c ddl.Change) bool {
		switch c.(type) {
		case ddl.CreateIndex, ddl.DropIndex:
			if in, _ := ddl.TableOf(c); in.Ident() == g.Ident() {
				g.Changes = append(g.Changes, c)
				return true
			}
		}
		return false
	})
}
