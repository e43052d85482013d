package mysql

import (
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// effective says the collation that a table inherits, where it has another one
// before or after: left out, it would mean nothing to an ALTER TABLE.
func (p *combiner) effective(in ddl.In) ddl.In {
	from, to := p.collation(p.have, in.From), p.collation(p.want, in.To)
	if from == to && in.From.Options["mysql.collation"] == in.To.Options["mysql.collation"] {
		return in
	}
	return ddl.In{From: collated(in.From, from), To: collated(in.To, to)}
}

// collation is a table's, its own or the database's.
func (p *combiner) collation(m *metadata.MetaData, t *metadata.Table) string {
	for _, o := range []metadata.Options{t.Options, m.Options, p.have.Options} {
		if c := o["mysql.collation"]; c != "" {
			return c
		}
	}
	return p.s.Facts[factCollation]
}

func collated(t *metadata.Table, collation string) *metadata.Table {
	c := *t
	c.Options = maps.Clone(t.Options)
	if c.Options == nil {
		c.Options = metadata.Options{}
	}
	c.Options["mysql.collation"] = collation
	return &c
}

// inherit restates the text columns of a table whose default collation
// changes: those that have it from the table would otherwise keep the old one.
func inherit(g *ddl.TableChanges) {
	if g.From.Options["mysql.collation"] == g.To.Options["mysql.collation"] {
		return
	}
	done := map[string]bool{}
	for _, c := range g.Changes {
		switch c := c.(type) {
		case ddl.AlterColumn:
			done[c.New.Name] = true
		case ddl.AddColumn:
			done[c.Column.Name] = true
		}
	}
	for _, w := range g.To.Columns {
		h := g.From.Column(w.Name)
		if h != nil && !done[w.Name] && w.Collation == "" && textual(w.Type.SQL) {
			g.Changes = append(g.Changes, ddl.AlterColumn{In: g.In, Old: h, New: w})
		}
	}
}

// rebased adds what a new collation of the database means for tables: those
// that inherit it stay as they were until they are altered too. Foreign keys
// over such columns are in the way.
func (p *combiner) rebased(changes []ddl.Change) []ddl.Change {
	have, want := p.have.Options["mysql.collation"], p.want.Options["mysql.collation"]
	if have == want || have == "" || want == "" {
		return changes
	}
	described := map[string]bool{}
	for _, c := range changes {
		described[c.Describe()] = true
	}
	add := func(c ddl.Change) {
		if !described[c.Describe()] {
			described[c.Describe()] = true
			changes = append(changes, c)
		}
	}
	for _, w := range p.want.Tables() {
		h := p.have.Table(w.Ident())
		if h == nil || p.collation(p.have, h) == p.collation(p.want, w) {
			continue
		}
		alter := ddl.AlterTable{In: ddl.In{From: h, To: w}}
		add(alter)
		for _, other := range p.want.Tables() {
			p.free(alter, other, add)
		}
	}
	return changes
}

// free drops and adds the foreign keys of a table that are in the way.
func (p *combiner) free(alter ddl.AlterTable, w *metadata.Table, add func(ddl.Change)) {
	h := p.have.Table(w.Ident())
	if h == nil {
		return
	}
	for _, fk := range h.ForeignKeys {
		if !inherits(alter.From, fk) {
			continue
		}
		i := slices.IndexFunc(w.ForeignKeys, func(k *metadata.ForeignKey) bool { return k.Name == fk.Name })
		if i >= 0 {
			in := ddl.In{From: h, To: w}
			add(ddl.DropConstraint{In: in, Constraint: fk})
			add(ddl.AddConstraint{In: in, Constraint: w.ForeignKeys[i]})
		}
	}
}

// inherits reports whether a foreign key ties a column that has its collation
// from the table.
func inherits(t *metadata.Table, fk *metadata.ForeignKey) bool {
	return slices.ContainsFunc(ends(t, fk), func(name string) bool {
		c := t.Column(name)
		return c != nil && c.Collation == "" && textual(c.Type.SQL)
	})
}
