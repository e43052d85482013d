package mysql

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// declared makes indexes again that the server may have made for a foreign key
// and that are to stay. No catalog tells such an index from one that was
// declared, but the server takes it away as soon as another index serves the
// key, and gives it the name of a key that is added over its columns. Made
// again it is declared; one that was so already costs nothing.
func (p *combiner) declared(changes []ddl.Change) []ddl.Change {
	touched := map[metadata.Name]*keyChanges{}
	var order []ddl.In
	for _, c := range changes {
		in, ok := ddl.TableOf(c)
		if !ok || p.have.Table(in.From.Ident()) == nil {
			continue
		}
		k := touched[in.Ident()]
		if k == nil {
			k = &keyChanges{gone: map[string]bool{}}
			touched[in.Ident()] = k
			order = append(order, in)
		}
		k.note(c)
	}
	for _, in := range order {
		k := touched[in.Ident()]
		for _, i := range in.From.Indexes {
			w := indexNamed(in.To, i.Name)
			if w != nil && !k.gone[i.Name] && sameIndex(i, w) && madeForKey(in.From, i) && k.takes(i) {
				changes = append(changes, ddl.DropIndex{In: in, Index: i}, ddl.CreateIndex{In: in, Index: w})
			}
		}
	}
	return changes
}

// keyChanges are the changes of one table's keys and indexes.
type keyChanges struct {
	dropped, added []*metadata.ForeignKey
	created        [][]metadata.Part
	gone           map[string]bool // names of indexes that are dropped or altered
}

func (k *keyChanges) note(c ddl.Change) {
	switch c := c.(type) {
	case ddl.DropIndex:
		k.gone[c.Index.Name] = true
	case ddl.AlterIndex:
		k.gone[c.Old.Name] = true
	case ddl.CreateIndex:
		k.created = append(k.created, c.Index.Parts)
	case ddl.DropConstraint:
		if fk, ok := c.Constraint.(*metadata.ForeignKey); ok {
			k.dropped = append(k.dropped, fk)
		}
	case ddl.AddConstraint:
		switch con := c.Constraint.(type) {
		case *metadata.ForeignKey:
			k.added = append(k.added, con)
		case *metadata.PrimaryKey:
			k.created = append(k.created, con.Parts)
		}
	}
}

// takes reports whether the server would take the index away or rename it with
// these changes, or later because the key that it was made for goes.
func (k *keyChanges) takes(i *metadata.Index) bool {
	columns := metadata.ColumnsOf(i.Parts)
	over := func(fk *metadata.ForeignKey) bool { return sameNames(fk.Columns, columns) }
	return slices.ContainsFunc(k.created, func(parts []metadata.Part) bool { return begins(parts, columns) }) ||
		slices.ContainsFunc(k.added, func(fk *metadata.ForeignKey) bool { return over(fk) && fk.Name != i.Name }) ||
		slices.ContainsFunc(k.dropped, over) && !slices.ContainsFunc(k.added, over)
}

// madeForKey reports whether the server may have made the index.
func madeForKey(t *metadata.Table, i *metadata.Index) bool {
	columns := metadata.ColumnsOf(i.Parts)
	plain := &metadata.Index{Name: i.Name, Parts: metadata.Parts(columns...)}
	return sameIndex(plain, i) && slices.ContainsFunc(t.ForeignKeys, func(fk *metadata.ForeignKey) bool { return sameNames(fk.Columns, columns) })
}

func sameNames(a, b []string) bool { return slices.EqualFunc(a, b, strings.EqualFold) }

func indexNamed(t *metadata.Table, name string) *metadata.Index {
	for _, i := range t.Indexes {
		if i.Name == name {
			return i
		}
	}
	return nil
}
