package mysql

import (
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Combine makes one ALTER TABLE of the changes of each table. Foreign keys stay
// apart, dropped in one before and added in one after: together with the rest
// they would tie tables into cycles. Indexes of a new table are in its CREATE
// TABLE.
func (d *Dialect) Combine(s *dialect.Server, have, want *metadata.MetaData, changes []ddl.Change) ([]ddl.Change, error) {
	p := combiner{d: d, s: s, have: have, want: want, groups: map[groupKey]*ddl.TableChanges{}, created: map[metadata.Name]bool{}}
	changes = p.rebased(changes)
	changes = p.ordered(changes)
	changes = p.bodies(changes)
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
	if _, renames := c.(ddl.RenameColumn); !ok || renames {
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

// ordered makes triggers again that come after one that is made: a new trigger
// is the last of those that run at its time. They are made in their order.
func (p *combiner) ordered(changes []ddl.Change) []ddl.Change {
	drop, create := map[string]bool{}, map[string]bool{}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.DropTrigger:
			drop[c.Trigger.Name] = true
		case ddl.CreateTrigger:
			create[c.Trigger.Name] = true
		}
	}
	if len(create) == 0 {
		return changes
	}
	old := map[string]*metadata.Trigger{}
	for _, g := range p.have.Triggers {
		old[g.Name] = g
	}
	for again := true; again; {
		again = false
		for _, g := range p.want.Triggers {
			if create[g.Options["mysql.follows"]] && !create[g.Name] && old[g.Name] != nil && !drop[g.Name] {
				drop[g.Name], create[g.Name], again = true, true, true
				changes = append(changes, ddl.DropTrigger{Trigger: old[g.Name]}, ddl.CreateTrigger{Trigger: g})
			}
		}
	}
	return changes
}

// bodies makes the body of a package again whose head is made anew: dropping
// the head takes it away.
func (p *combiner) bodies(changes []ddl.Change) []ddl.Change {
	heads := map[string]bool{}
	for _, c := range changes {
		if c, ok := c.(ddl.DropRoutine); ok && c.Routine.Kind == "package" {
			heads[c.Routine.Name] = true
		}
	}
	if len(heads) == 0 {
		return changes
	}
	isBody := func(r *metadata.Routine) bool { return r.Kind == "package body" && heads[r.Name] }
	changes = slices.DeleteFunc(changes, func(c ddl.Change) bool {
		switch c := c.(type) {
		case ddl.AlterRoutine:
			return isBody(c.To)
		case ddl.DropRoutine:
			return isBody(c.Routine)
		case ddl.CreateRoutine:
			return isBody(c.Routine)
		}
		return false
	})
	for _, r := range p.have.Routines {
		if isBody(r) {
			changes = append(changes, ddl.DropRoutine{Routine: r})
		}
	}
	for _, r := range p.want.Routines {
		if isBody(r) {
			changes = append(changes, ddl.CreateRoutine{Routine: r})
		}
	}
	return changes
}

// Alterable reports what an ALTER can change in place.
func (d *Dialect) Alterable(s *dialect.Server, c ddl.Change) bool {
	switch c := c.(type) {
	case ddl.AlterColumn:
		return alterableColumn(c)
	case ddl.AlterIndex:
		if c.Old.Name != c.New.Name {
			same := *c.Old
			same.Name = c.New.Name
			return sameIndex(&same, c.New)
		}
		same := *c.Old
		same.Invisible = c.New.Invisible
		return sameIndex(&same, c.New)
	case ddl.AlterConstraint:
		h, ok := c.Old.(*metadata.Check)
		w, ok2 := c.New.(*metadata.Check)
		return ok && ok2 && has(s, notEnforced) && h.Name == w.Name && h.Expr.Equal(w.Expr) && h.NotEnforced != w.NotEnforced
	case ddl.AlterTable, ddl.AlterView, ddl.AlterDatabase, ddl.AlterSequence:
		return true
	case ddl.AlterRoutine:
		return alterableRoutine(s, c)
	}
	return false
}

// alterableRoutine: MySQL has no CREATE OR REPLACE of routines, and that of a
// package takes its body away.
func alterableRoutine(s *dialect.Server, c ddl.AlterRoutine) bool {
	switch c.To.Kind {
	case "event":
		return alterableEvent(c.From, c.To)
	case "package":
		return false
	}
	return isMaria(s) && strings.HasPrefix(c.To.Definition, "CREATE ") && !strings.HasPrefix(c.To.Definition, "CREATE OR ")
}

// alterableColumn: a virtual column's kind and expression change only by drop
// and add, and so does what makes a column a period's.
func alterableColumn(c ddl.AlterColumn) bool {
	h, w := c.Old.Computed, c.New.Computed
	switch {
	case h == nil && w == nil:
		return true
	case h == nil:
		return false // its values would be thrown away under the same name
	case strings.HasPrefix(h.Expr.Text, "ROW ") || w != nil && strings.HasPrefix(w.Expr.Text, "ROW "):
		return false
	case w == nil:
		return h.Stored // the values stay
	}
	return h.Stored && w.Stored || !h.Stored && !w.Stored && h.Expr.Equal(w.Expr)
}

func sameIndex(a, b *metadata.Index) bool {
	return a.Name == b.Name && a.Unique == b.Unique && a.Method == b.Method && a.Comment == b.Comment && a.Invisible == b.Invisible &&
		maps.Equal(a.Options, b.Options) && slices.EqualFunc(a.Parts, b.Parts, func(x, y metadata.Part) bool {
		return x.Column == y.Column && x.Expr.Equal(y.Expr) && x.Desc == y.Desc && x.Length == y.Length
	})
}

// Obstructs: a foreign key holds the types of both its ends and the key it
// refers to; a generated column, a check and an index hold what they read.
func (d *Dialect) Obstructs(_ *dialect.Server, c ddl.Change, dependent any) bool {
	if fk, ok := dependent.(*metadata.ForeignKey); ok {
		return holds(c, fk)
	}
	if _, ok := c.(ddl.DropRoutine); ok {
		// The server would let it go; but what calls the old one and the new one
		// can come neither before nor after both.
		_, isView := dependent.(*metadata.View)
		return isView
	}
	drop, ok := c.(ddl.DropColumn)
	if !ok {
		return false
	}
	name := d.Ident(drop.Column.Name)
	switch dep := dependent.(type) {
	case *metadata.Column:
		return dep != drop.Column && dep.Computed != nil && strings.Contains(dep.Computed.Expr.Text, name)
	case *metadata.Check:
		return dep.Column == "" && strings.Contains(dep.Expr.Text, name)
	case *metadata.Index: // the server would take the column out of it
		return slices.ContainsFunc(dep.Parts, func(p metadata.Part) bool {
			return p.Column == drop.Column.Name || p.Expr != nil && strings.Contains(p.Expr.Text, name)
		})
	}
	return false
}

// ends are the columns of a table that a foreign key ties: its own, or those
// that it refers to.
func ends(t *metadata.Table, fk *metadata.ForeignKey) []string {
	var list []string
	if slices.Contains(t.ForeignKeys, fk) {
		list = append(list, fk.Columns...)
	}
	if fk.Ref == t.Ident() {
		list = append(list, fk.RefColumns...)
	}
	return list
}

// inherits reports whether a foreign key ties a column that has its collation
// from the table.
func inherits(t *metadata.Table, fk *metadata.ForeignKey) bool {
	return slices.ContainsFunc(ends(t, fk), func(name string) bool {
		c := t.Column(name)
		return c != nil && c.Collation == "" && textual(c.Type.SQL)
	})
}

func holds(c ddl.Change, fk *metadata.ForeignKey) bool {
	switch c := c.(type) {
	case ddl.AlterColumn:
		changed := !c.Old.Type.Equal(c.New.Type) || c.Old.Collation != c.New.Collation || c.Old.Nullable != c.New.Nullable ||
			c.Old.Autoincrement != c.New.Autoincrement || (c.Old.Computed == nil) != (c.New.Computed == nil)
		return changed && slices.Contains(ends(c.From, fk), c.Old.Name)
	case ddl.DropColumn:
		return slices.Contains(ends(c.From, fk), c.Column.Name)
	case ddl.DropConstraint:
		pk, ok := c.Constraint.(*metadata.PrimaryKey)
		return ok && fk.Ref == c.From.Ident() && begins(pk.Parts, fk.RefColumns)
	case ddl.DropIndex: // unless another key is there when the ALTER is done
		return slices.Contains(c.From.ForeignKeys, fk) && begins(c.Index.Parts, fk.Columns) && !serving(c.To, fk.Columns) ||
			fk.Ref == c.From.Ident() && begins(c.Index.Parts, fk.RefColumns) && !serving(c.To, fk.RefColumns)
	case ddl.AlterTable:
		return c.From.Options["mysql.engine"] != c.To.Options["mysql.engine"] || (c.From.PartitionBy == "") != (c.To.PartitionBy == "") ||
			c.From.Options["mysql.collation"] != c.To.Options["mysql.collation"] && inherits(c.From, fk)
	}
	return false
}
