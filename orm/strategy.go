package orm

import (
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// together is for how many owners one query reads the relation.
func (l load) together(owners int) int {
	switch {
	case l.immediate:
		return 1
	case l.owners != nil:
		return max(1, owners)
	}
	return chunk
}

// placed refuses a subquery of owners that no query has read.
func (l load) placed() error {
	if l.subquery && l.owners == nil {
		return fmt.Errorf("orm: load %s.%s: Subquery repeats the query that its owners come from, and these come by their keys or in a join; say Subquery for their relation too, or leave it out here", l.r.owner, l.r.name)
	}
	return nil
}

// twoWays reports whether a relation is to be read in another way besides a
// subquery or at once.
func (l load) twoWays() bool {
	return l.subquery && l.immediate || (l.subquery || l.immediate) && l.inRows()
}

// owned gives relations that are read by a subquery the query of their owners,
// which selects all columns of m behind a number of keys.
func owned(loads []load, sel *ast.Select, keys int, m *mapper) []load {
	if !slices.ContainsFunc(loads, func(l load) bool { return l.subquery }) {
		return loads
	}
	loads = slices.Clone(loads)
	for i := range loads {
		if loads[i].subquery {
			loads[i].owners = ownersIn(sel, keys, m, loads[i].r.local)
		}
	}
	return loads
}

// ownersIn selects the keys of the objects that a query finds, each once.
func ownersIn(sel *ast.Select, keys int, m *mapper, local []*field) *ast.Select {
	inner := *sel
	rel := &ast.Relation{Query: &inner, Alias: "dbtool_found"}
	outer := &ast.Select{From: []*ast.Relation{rel}, More: &ast.SelectMore{Distinct: true}}
	inner.Items = make([]ast.Node, len(sel.Items)) // all of them: a DISTINCT counts them
	for i, item := range sel.Items {
		inner.Items[i] = &ast.Label{X: item, Name: fmt.Sprintf("c%d", i)}
	}
	for _, f := range local {
		outer.Items = append(outer.Items, &ast.ColumnRef{Rel: rel, Name: fmt.Sprintf("c%d", keys+slices.Index(m.reads, f)), Column: f.column})
	}
	if inner.Limit == nil && inner.Offset == nil {
		inner.OrderBy = nil
	}
	if inner.More != nil {
		more := *inner.More
		more.Lock = nil
		inner.More = &more
	}
	return outer
}

// of joins the owners' query to that of the related objects.
func (l load) of(q core.Query[struct{}], owners []*ast.ColumnRef) core.Query[struct{}] {
	labelled := *l.owners
	rel := &ast.Relation{Query: &labelled, Alias: "dbtool_owners"}
	labelled.Items = slices.Clone(labelled.Items)
	refs := make([]*ast.ColumnRef, len(owners))
	for i, item := range labelled.Items {
		name := fmt.Sprintf("k%d", i)
		labelled.Items[i] = &ast.Label{X: item, Name: name}
		refs[i] = &ast.ColumnRef{Rel: rel, Name: name, Column: item.(*ast.ColumnRef).Column}
	}
	return q.Join(core.TableOf(rel), equalTo(owners, refs))
}

// inner are the relations to read with the objects that l has read.
func (s *Session) inner(l load, o options) ([]load, error) {
	if l.owners == nil || len(l.inner) == 0 {
		return l.inner, nil
	}
	st, err := l.statement(nil, o)
	if err != nil {
		return nil, err
	}
	return owned(l.inner, st, len(l.r.local), l.r.target), nil
}
