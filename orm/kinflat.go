package orm

import (
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// flat is the statement without the query that puts together the tables of a
// type: they are joined by the statement itself, and those that it has no use
// for are not joined at all. Where the same is not sure to come of it, the
// statement is left as it is.
func (k *kin) flat(st *ast.Select) *ast.Select {
	rel := k.m.rel
	if rel.Query == nil || k.sel.Set != nil {
		return st
	}
	if flat := k.flattened(st); flat != nil {
		return flat
	}
	if st.More != nil && st.More.Lock != nil { // some servers lock nothing inside of a query
		refused := *st
		refused.Where = append(slices.Clip(st.Where), &ast.Broken{Err: fmt.Errorf("orm: rows of %s cannot be locked under another name of it, or where the query joins one of its tables; lock them in a query of their own", k.m)})
		return &refused
	}
	return st
}

// flattened is nil where the same is not sure to come of it.
func (k *kin) flattened(st *ast.Select) *ast.Select {
	rel := k.m.rel
	f := flattening{rel: rel, columns: map[string]*ast.ColumnRef{}}
	for _, item := range k.sel.Items {
		l := item.(*ast.Label)
		f.columns[l.Name] = l.X.(*ast.ColumnRef)
	}
	copied := ast.Copy(st, map[*ast.Relation]*ast.Relation{rel: rel}, f.visit)
	if len(f.selects) != 1 || f.joined || f.taken(&k.sel) {
		return nil
	}
	f.put(&k.sel)
	return copied
}

type flattening struct {
	rel     *ast.Relation
	columns map[string]*ast.ColumnRef
	refs    []*ast.ColumnRef
	// selects read from the relation; it is flattened where that is one.
	selects []*ast.Select
	joined  bool
}

func (f *flattening) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.ColumnRef:
		if n.Rel == f.rel {
			f.refs = append(f.refs, n)
		}
	case *ast.Select:
		f.joined = f.joined || n.Joined(f.rel)
		if slices.Contains(n.From, f.rel) {
			f.selects = append(f.selects, n)
			f.joined = f.joined || len(n.From) > 1
		}
	}
}

// taken reports whether the statement has one of the tables' names already.
func (f *flattening) taken(inner *ast.Select) bool {
	names := []string{inner.From[0].Name()}
	for _, j := range inner.Joins {
		names = append(names, j.Rel.Name())
	}
	return slices.ContainsFunc(f.selects[0].Joins, func(j ast.Join) bool { return slices.Contains(names, j.Rel.Name()) })
}

// put puts the tables in the relation's place.
func (f *flattening) put(inner *ast.Select) {
	used := map[*ast.Relation]bool{}
	for _, ref := range f.refs {
		to := f.columns[ref.Name]
		ref.Rel, ref.Name, ref.Column = to.Rel, to.Name, to.Column
		used[to.Rel] = true
	}
	var joins []ast.Join
	for _, j := range slices.Backward(inner.Joins) {
		if j.Kind == ast.LeftJoin && !used[j.Rel] {
			continue // it has a row at most
		}
		ast.Walk(j.On, func(n ast.Node) bool {
			if ref, ok := n.(*ast.ColumnRef); ok {
				used[ref.Rel] = true
			}
			return true
		})
		joins = append(joins, j)
	}
	slices.Reverse(joins)
	sel := f.selects[0]
	sel.From = inner.From
	sel.Joins = append(joins, sel.Joins...)
	sel.Where = append(slices.Clone(inner.Where), sel.Where...)
}
