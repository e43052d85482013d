package mysql

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.TableRenamer = (*Dialect)(nil)

// TableRenamed renames the constraints that are called as the server would call
// them, whether it did or not: t_ibfk_1, and on MySQL t_chk_1.
func (*Dialect) TableRenamed(s *dialect.Server, t *metadata.Table, from string) {
	follow := func(name *string, infix string) {
		if numberedAfter(*name, from+infix) {
			*name = t.Name + strings.TrimPrefix(*name, from)
		}
	}
	for _, fk := range t.ForeignKeys {
		follow(&fk.Name, "_ibfk_")
	}
	for _, c := range t.Checks {
		if !isMaria(s) {
			follow(&c.Name, "_chk_")
		}
	}
}

// respelled states again what holds a column that is renamed, and does not
// change itself because the names differ in case alone: MySQL wants it said
// together with the rename.
func (p *combiner) respelled(changes []ddl.Change) []ddl.Change {
	if isMaria(p.s) {
		return changes
	}
	done := map[string]bool{}
	for _, c := range changes {
		done[c.Describe()] = true
	}
	add := func(list ...ddl.Change) {
		for _, c := range list {
			if !done[c.Describe()] {
				done[c.Describe()] = true
				changes = append(changes, c)
			}
		}
	}
	for _, c := range changes {
		if c, ok := c.(ddl.RenameColumn); ok && strings.EqualFold(c.Old, c.New) {
			in := ddl.In{From: p.have.Table(c.Ident()), To: p.want.Table(c.Ident())}
			p.respell(in, p.d.Ident(c.Old), add)
		}
	}
	return changes
}

func (p *combiner) respell(in ddl.In, name string, add func(...ddl.Change)) {
	holds := func(e *metadata.Expr) bool {
		return e != nil && strings.Contains(strings.ToLower(e.Text), strings.ToLower(name))
	}
	for _, w := range in.To.Columns {
		h := in.From.Column(w.Name)
		if h != nil && (holds(w.ServerDefault) || w.Computed != nil && holds(w.Computed.Expr)) && p.d.Alterable(p.s, ddl.AlterColumn{In: in, Old: h, New: w}) {
			add(ddl.AlterColumn{In: in, Old: h, New: w})
		}
	}
	for _, w := range in.To.Checks {
		for _, h := range in.From.Checks {
			if h.Name == w.Name && holds(w.Expr) {
				add(ddl.DropConstraint{In: in, Constraint: h}, ddl.AddConstraint{In: in, Constraint: w})
			}
		}
	}
	for _, w := range in.To.Indexes {
		h := indexNamed(in.From, w.Name)
		if h != nil && slices.ContainsFunc(w.Parts, func(p metadata.Part) bool { return holds(p.Expr) }) {
			add(ddl.DropIndex{In: in, Index: h}, ddl.CreateIndex{In: in, Index: w})
		}
	}
}
