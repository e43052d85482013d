package sqlite

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// impliedKeys adds changes for foreign keys whose text names no columns, and
// so will mean others when the primary key of the table they refer to changes,
// although they are to mean what they do now.
func (p *planner) impliedKeys() {
	moved := p.movedKeys()
	if len(moved) == 0 {
		return
	}
	was := folded(p.have)
	for _, w := range p.want.Tables() {
		h := was[strings.ToLower(w.Name)]
		if h == nil || !slices.ContainsFunc(w.ForeignKeys, func(fk *metadata.ForeignKey) bool { return moved[strings.ToLower(fk.Ref.Name)] != nil }) {
			continue
		}
		text, err := parseTable(h.Name, h.Source)
		if err != nil {
			continue
		}
		for _, fk := range text.ForeignKeys {
			key := moved[strings.ToLower(fk.Ref.Name)]
			if key != nil && len(fk.RefColumns) == 0 {
				p.keepMeaning(ddl.In{From: h, To: w}, fk, key)
			}
		}
	}
}

// movedKeys are the columns of the primary keys that change, by their tables.
func (p *planner) movedKeys() map[string][]string {
	moved := map[string][]string{}
	for id, g := range p.groups {
		if g.From.PrimaryKey == nil || g.To.PrimaryKey == nil {
			continue
		}
		now := metadata.ColumnsOf(g.To.PrimaryKey.Parts)
		if !slices.EqualFunc(metadata.ColumnsOf(g.From.PrimaryKey.Parts), now, strings.EqualFold) {
			moved[strings.ToLower(id.Name)] = now
		}
	}
	return moved
}

// keepMeaning alters a foreign key that stays, from what its text will mean to
// what it shall.
func (p *planner) keepMeaning(in ddl.In, fk *metadata.ForeignKey, key []string) {
	for _, w := range in.To.ForeignKeys {
		stays := slices.EqualFunc(fk.Columns, w.Columns, strings.EqualFold) && strings.EqualFold(fk.Ref.Name, w.Ref.Name) &&
			fk.Name == w.Name && keyActions(fk) == keyActions(w)
		if stays && !slices.EqualFunc(w.RefColumns, key, strings.EqualFold) {
			later := *fk
			later.Ref, later.RefColumns = w.Ref, key
			p.group(in, ddl.AlterConstraint{In: in, Old: &later, New: w})
		}
	}
}
