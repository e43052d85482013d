package reflect

import (
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// isLink reports whether a table has nothing but the keys of two structs, each
// pair once, and nothing refers to it: it is a many-to-many relation. It must be
// in the namespace of both, where package orm looks for it.
func (g *ormWriter) isLink(t *ormTable) bool {
	fks := t.t.ForeignKeys
	if len(fks) != 2 || len(t.t.Columns) != len(fks[0].Columns)+len(fks[1].Columns) {
		return false
	}
	all := slices.Concat(fks[0].Columns, fks[1].Columns)
	for _, c := range t.t.Columns {
		if !slices.Contains(all, c.Name) || c.Computed != nil {
			return false
		}
	}
	for _, other := range g.tables {
		if slices.ContainsFunc(other.t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return fk.Ref == t.t.Ident() }) {
			return false
		}
	}
	return onlyOnce(t.t, all) && g.linksTo(t, fks[0]) && g.linksTo(t, fks[1])
}

// linksTo reports whether a key of a table in between refers to a struct's
// primary key, column by column.
func (g *ormWriter) linksTo(t *ormTable, fk *metadata.ForeignKey) bool {
	to := g.byName[fk.Ref]
	if to == nil || to.why != "" || to == t || to.t.Schema != t.t.Schema {
		return false
	}
	return slices.Equal(fk.RefColumns, metadata.ColumnsOf(to.t.PrimaryKey.Parts))
}

// through makes the relations that a table in between is. Where both its keys
// lead to one table, the side that is declared first has the first of them.
func (g *ormWriter) through(t *ormTable) {
	a, b := t.t.ForeignKeys[0], t.t.ForeignKeys[1]
	g.manyToMany(t, g.byName[a.Ref], b)
	g.manyToMany(t, g.byName[b.Ref], a)
}

// manyToMany is the relation of one side to what the key leads to.
func (g *ormWriter) manyToMany(link, owner *ormTable, to *metadata.ForeignKey) {
	target := g.byName[to.Ref]
	name, other := plural(target.typ), plural(target.typ)+"Via"+goName(link.t.Name)
	if role := roleOf(to); owner == target && role != "" {
		name = plural(goName(role))
	}
	r := owner.relation(target, name, other)
	r.many = true
	r.declare = fmt.Sprintf("orm.ManyToMany(t, &%%[1]s.%s, %s)", r.name, verbs(quote(link.t.Name)))
}
