package orm

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// updateKin is Update for types whose rows may be in several tables, or beside
// those of others. A version counts on, in the base's table.
func (q *query) updateKin(ctx context.Context, db core.DB, set []core.Assign, where []ast.Node) (int64, error) {
	k := q.m.kin
	st, err := k.written(set)
	if err != nil {
		return 0, err
	}
	v := q.m.version
	if v != nil && !slices.ContainsFunc(set, func(a core.Assign) bool { return a.Column == v.column }) {
		if base := q.m.stores[0]; base.table == st.table {
			set = append(slices.Clone(set), v.counted())
		} else if _, err := q.run(ctx, db, &ast.Update{Rel: base.rel, Set: []ast.Assign{v.counted()}, Where: k.byKeys(base, where)}, false); err != nil {
			return 0, err
		}
	}
	return q.run(ctx, db, &ast.Update{Rel: st.rel, Set: set, Where: k.where(st, where)}, false)
}

// deleteKin is Delete for such types: the base's row goes, and the database
// deletes what belongs to it in other tables.
func (q *query) deleteKin(ctx context.Context, db core.DB, where []ast.Node) (int64, error) {
	k, st := q.m.kin, q.m.stores[0]
	if err := k.undivided("Delete"); err != nil {
		return 0, err
	}
	for _, m := range append([]*mapper{q.m}, k.descendants()...) {
		for _, st := range m.stores {
			if st.link != nil && st.link.OnDelete != metadata.Cascade {
				return 0, fmt.Errorf("orm: Delete of %s: the foreign key of %s to %s does not cascade, so that one statement cannot delete from both; delete the objects", q.m, st.table.Ident(), st.link.Ref)
			}
		}
	}
	return q.run(ctx, db, &ast.Delete{Rel: st.rel, Where: k.where(st, where)}, true)
}

// markKin is Delete for such types with a soft delete.
func (q *query) markKin(ctx context.Context, db core.DB, now time.Time, where []ast.Node) (int64, error) {
	if err := q.m.kin.undivided("Delete"); err != nil {
		return 0, err
	}
	st := q.m.stores[0]
	return q.run(ctx, db, st.marking(now, q.m.kin.where(st, where)), true)
}

// undivided is an error where no one statement can write all rows.
func (k *kin) undivided(verb string) error {
	if k.made && k.m.extended() {
		return fmt.Errorf("orm: %s of %s: its rows and those of what extends it are in tables of their own; say it of each type", verb, k.m)
	}
	return nil
}

// written is the table that an update writes.
func (k *kin) written(set []core.Assign) (*mapper, error) {
	if err := k.undivided("Update"); err != nil {
		return nil, err
	}
	stores := slices.Clone(k.m.stores)
	for _, d := range k.descendants() {
		stores = append(stores, d.anchor())
	}
	var found *mapper
	for _, a := range set {
		i := slices.IndexFunc(stores, func(st *mapper) bool { return st.fieldAt(a.Column) != nil })
		if i < 0 {
			return nil, fmt.Errorf("orm: Update of %s: %s is none of its columns", k.m, a.Column.Name)
		}
		if found != nil && found.table != stores[i].table {
			return nil, fmt.Errorf("orm: Update of %s: %s and %s are in different tables, %s and %s; update them one after the other", k.m, set[0].Column.Name, a.Column.Name, found.table.Ident(), stores[i].table.Ident())
		}
		found = stores[i]
	}
	return found, nil
}

// where are conditions on the type's rows, said of one of its tables.
func (k *kin) where(st *mapper, conditions []ast.Node) []ast.Node {
	base := k.m.stores[0]
	if st.table != base.table || !k.within(base, conditions) {
		return k.byKeys(st, conditions)
	}
	list := moved(conditions, k.m.rel, st.rel)
	if k.base != nil && !k.made {
		list = append(list, k.codes(k.disc.in(st.rel)))
	}
	return list
}

// within reports whether conditions are on columns of one table only.
func (k *kin) within(st *mapper, conditions []ast.Node) bool {
	ok := true
	for _, n := range conditions {
		ast.Copy(n, map[*ast.Relation]*ast.Relation{k.m.rel: k.m.rel}, func(c ast.Node) {
			switch c := c.(type) {
			case *ast.ColumnRef:
				ok = ok && (c.Rel != k.m.rel || st.table.Column(c.Name) == c.Column)
			case *ast.Select:
				ok = ok && !slices.Contains(c.From, k.m.rel) && !c.Joined(k.m.rel)
			}
		})
	}
	return ok
}

// byKeys tells the rows of one of the type's tables by their keys, which a query
// finds. It is distinct, and in a query of its own, because MySQL reads a table
// that it writes only where the rows have been put aside before.
func (k *kin) byKeys(st *mapper, conditions []ast.Node) []ast.Node {
	inner := &ast.Select{From: []*ast.Relation{k.m.rel}, Where: conditions, More: &ast.SelectMore{Distinct: true}}
	rel := &ast.Relation{Query: inner, Alias: "dbtool_keys"}
	outer := &ast.Select{From: []*ast.Relation{rel}}
	own := &ast.Tuple{}
	for i, key := range k.m.keys {
		ref := k.m.ref(key)
		inner.Items = append(inner.Items, ref)
		outer.Items = append(outer.Items, &ast.ColumnRef{Rel: rel, Name: ref.Name, Column: key.column})
		own.Items = append(own.Items, st.keys[i].in(st.rel))
	}
	if len(own.Items) == 1 {
		return []ast.Node{&ast.In{X: own.Items[0], Query: outer}}
	}
	return []ast.Node{&ast.In{X: own, Query: outer}}
}

// tables are those that rows of the type's space are in.
func (m *mapper) tables() []*metadata.Table {
	if m.kin == nil || m.kin.made {
		return []*metadata.Table{m.table}
	}
	var list []*metadata.Table
	for _, n := range m.kin.members {
		for _, st := range n.stores {
			if !slices.Contains(list, st.table) {
				list = append(list, st.table)
			}
		}
	}
	return list
}

// ofKin says a criterion of the table that all of a family have in common, so
// that it holds for whichever of them is read. Others would leave objects with
// holes.
func (c *Criterion) ofKin(m *mapper) {
	st := m.stores[0]
	for i, n := range c.where {
		c.where[i] = m.kin.local(n, m.rel, nil)
	}
	switch {
	case m.kin.made && m.extended():
		c.err = fmt.Errorf("orm.Where: rows of %s and of what extends it are in tables of their own; give a condition for each of the types", m)
	case m.kin.made:
		c.where, c.rel = moved(c.where, m.rel, st.rel), st.rel
	case m.kin.base != nil:
		c.err = fmt.Errorf("orm.Where: %s extends %s; give the condition for that, on its own columns", m, m.kin.root)
	case !m.kin.within(m.stores[0], c.where):
		c.err = fmt.Errorf("orm.Where: a condition on %s that always holds may use columns of %s only", m, st.table.Ident())
	default:
		c.where, c.rel = moved(c.where, m.rel, st.rel), st.rel
	}
}

// moved are expressions on another relation with the same columns.
func moved(list []ast.Node, from, to *ast.Relation) []ast.Node {
	var out []ast.Node
	for _, n := range list {
		out = append(out, ast.Copy(n, map[*ast.Relation]*ast.Relation{from: to}, nil))
	}
	return out
}

// underlying is the column of the first table that a column of a query of
// several tables is; itself where it is none of that.
func underlying(ref *ast.ColumnRef) *ast.ColumnRef {
	if ref == nil || ref.Rel == nil {
		return ref
	}
	sel, ok := ref.Rel.Query.(*ast.Select)
	if !ok || sel.Set != nil || ref.Rel.Alias == "" {
		return ref
	}
	for _, item := range sel.Items {
		if l, ok := item.(*ast.Label); ok && l.Name == ref.Name {
			if of, ok := l.X.(*ast.ColumnRef); ok && of.Rel == sel.From[0] {
				return of
			}
		}
	}
	return ref
}
