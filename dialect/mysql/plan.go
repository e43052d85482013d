package mysql

import (
	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Combine makes one ALTER TABLE of the changes of each table. MySQL renames
// columns there: it refuses the name alone while checks, defaults and generated
// columns hold the old one. MariaDB renames in those by itself, and would not
// find the new name in the same statement. Foreign keys stay apart, dropped in
// one before and added in one after: together with the rest they would tie
// tables into cycles. Indexes of a new table are in its CREATE TABLE.
func (d *Dialect) Combine(s *dialect.Server, have, want *metadata.MetaData, changes []ddl.Change) ([]ddl.Change, error) {
	p := combiner{d: d, s: s, have: have, want: want, groups: map[groupKey]*ddl.TableChanges{}, created: map[metadata.Name]bool{}}
	changes = p.rebased(changes)
	changes = p.ordered(changes)
	changes = p.bodies(changes)
	changes = p.declared(changes)
	changes = p.respelled(changes)
	for _, c := range changes {
		if c, ok := c.(ddl.CreateTable); ok {
			p.created[c.Table.Ident()] = true
		}
	}
	var rest []ddl.Change
	for _, c := range changes {
		if !p.take(c) {
			rest = append(rest, c)
		}
	}
	return p.result(rest), nil
}

type combiner struct {
	d          *Dialect
	s          *dialect.Server
	have, want *metadata.MetaData
	groups     map[groupKey]*ddl.TableChanges
	order      []groupKey
	created    map[metadata.Name]bool
}

// groupKey is a table, and whether it is about foreign keys that go, the rest,
// or foreign keys that come.
type groupKey struct {
	table metadata.Name
	phase int
}

// take puts a change with the others of its table.
func (p *combiner) take(c ddl.Change) bool {
	in, ok := ddl.TableOf(c)
	if _, isIndex := c.(ddl.CreateIndex); isIndex && p.created[in.Ident()] {
		return true // it is in the CREATE TABLE
	}
	if _, renames := c.(ddl.RenameColumn); renames {
		if isMaria(p.s) {
			return false
		}
		in = ddl.In{From: p.have.Table(in.Ident()), To: p.want.Table(in.Ident())}
	}
	if !ok {
		return false
	}
	key := groupKey{in.Ident(), 1}
	switch c := c.(type) {
	case ddl.DropConstraint:
		if isForeignKey(c.Constraint) {
			key.phase = 0
		}
	case ddl.AddConstraint:
		if isForeignKey(c.Constraint) {
			key.phase = 2
		}
	}
	g := p.groups[key]
	if g == nil {
		g = &ddl.TableChanges{In: p.effective(in)}
		p.groups[key] = g
		p.order = append(p.order, key)
	}
	g.Changes = append(g.Changes, c)
	return true
}

func isForeignKey(c metadata.Constraint) bool {
	_, ok := c.(*metadata.ForeignKey)
	return ok
}

// result lists the keys that go first and those that come last: the caller's
// order keeps that among changes that could come in any.
func (p *combiner) result(rest []ddl.Change) []ddl.Change {
	var out []ddl.Change
	for phase := range 3 {
		if phase == 1 {
			out = append(out, rest...)
		}
		for _, key := range p.order {
			if key.phase == phase {
				g := p.groups[key]
				inherit(g)
				p.rekey(g)
				out = append(out, *g)
			}
		}
	}
	return out
}

// rekey makes keys anew when the table's KEY_BLOCK_SIZE changes: on MariaDB they
// keep the one they were made with.
func (p *combiner) rekey(g *ddl.TableChanges) {
	if !isMaria(p.s) || g.From.Options["mysql.key_block_size"] == g.To.Options["mysql.key_block_size"] {
		return
	}
	done := map[string]bool{}
	for _, c := range g.Changes {
		done[c.Describe()] = true
	}
	add := func(drop, create ddl.Change) {
		if !done[drop.Describe()] {
			g.Changes = append(g.Changes, drop, create)
		}
	}
	if g.From.PrimaryKey != nil && g.To.PrimaryKey != nil {
		add(ddl.DropConstraint{In: g.In, Constraint: g.From.PrimaryKey}, ddl.AddConstraint{In: g.In, Constraint: g.To.PrimaryKey})
	}
	for _, h := range g.From.Indexes {
		for _, w := range g.To.Indexes {
			if h.Name == w.Name && h.Method == "" {
				add(ddl.DropIndex{In: g.In, Index: h}, ddl.CreateIndex{In: g.In, Index: w})
			}
		}
	}
}
