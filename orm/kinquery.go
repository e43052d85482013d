package orm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// ofKin lets conditions that were made from the handles of related types hold
// for the query's own rows. More is what is about to be joined.
func (q *query) ofKin(ps []core.Expr[bool], more ...*ast.Relation) []core.Expr[bool] {
	return q.m.kin.conditions(q.rel, append(q.joinedRels(), more...), ps)
}

// joinCondition is the condition of a join in terms of the query's own rows.
func (q *query) joinCondition(s core.Source, on core.Expr[bool]) core.Expr[bool] {
	if q.m.kin == nil {
		return on
	}
	return q.ofKin([]core.Expr[bool]{on}, core.RelationOf(s))[0]
}

// joinedRels are what the query joins, which handles may stand for.
func (q *query) joinedRels() []*ast.Relation {
	var rels []*ast.Relation
	for _, j := range q.joins {
		rels = append(rels, core.RelationOf(j.s))
	}
	return rels
}

func (k *kin) conditions(rel *ast.Relation, joined []*ast.Relation, ps []core.Expr[bool]) []core.Expr[bool] {
	list := make([]core.Expr[bool], len(ps))
	for i, p := range ps {
		list[i] = p
		if p == nil {
			continue
		}
		if n := core.NodeOf(p); n != nil {
			list[i] = core.Condition(k.local(n, rel, joined))
		}
	}
	return list
}

func (k *kin) orders(rel *ast.Relation, joined []*ast.Relation, by []core.Order) []core.Order {
	list := make([]core.Order, len(by))
	for i, o := range by {
		list[i] = o.By(k.local(core.OrderOf(o).X, rel, joined))
	}
	return list
}

// local is an expression in which columns of types that extend the query's, or
// that it extends, are those of the query's own rows. What the query joins, and
// what queries inside of the expression read, is what it is.
func (k *kin) local(n ast.Node, rel *ast.Relation, joined []*ast.Relation) ast.Node {
	same := map[*ast.Relation]*ast.Relation{}
	for _, m := range k.members {
		if r := m.rel; r != rel && !slices.Contains(joined, r) && (m.is(k.m) || k.m.is(m)) && m != k.m {
			same[r] = r
		}
	}
	used, read := map[*ast.Relation]bool{}, map[*ast.Relation]bool{}
	ast.Copy(n, same, func(c ast.Node) {
		switch c := c.(type) {
		case *ast.ColumnRef:
			used[c.Rel] = true
		case *ast.Select:
			for _, r := range c.From {
				read[r] = true
			}
			for _, j := range c.Joins {
				read[j.Rel] = true
			}
		}
	})
	swap := map[*ast.Relation]*ast.Relation{}
	for r := range same {
		if used[r] && !read[r] {
			swap[r] = rel
		}
	}
	if len(swap) == 0 {
		return n
	}
	return ast.Copy(n, swap, nil)
}

// local are conditions on the type's rows, wherever their handles come from.
func (m *mapper) local(ps []core.Expr[bool]) []core.Expr[bool] {
	if m.kin == nil {
		return ps
	}
	return m.kin.conditions(m.rel, nil, ps)
}

func (m *mapper) localOrder(by []core.Order) []core.Order {
	if m.kin == nil {
		return by
	}
	return m.kin.orders(m.rel, nil, by)
}

// single is an error for a type whose rows may be of others that extend it.
func (m *mapper) single() error {
	if !m.extended() {
		return nil
	}
	var names []string
	for _, d := range m.kin.descendants() {
		names = append(names, d.String())
	}
	return fmt.Errorf("orm: a query of %s may find what extends it (%s), which no *%s can hold; bind it with orm.Poly and an interface, instead of orm.Table", m, strings.Join(names, ", "), m)
}

// actual is the type that an object is of.
func (m *mapper) actual(obj any) *mapper {
	if m.kin == nil {
		return m
	}
	m, _ = m.kin.actual(obj, columns{})
	return m
}

// otherThan is the error for an object that is not of the type that was asked
// for.
func (e *entry) otherThan(m *mapper) error {
	return fmt.Errorf("orm: the row is a %s, and a %s was asked for: %w", e.m, m, core.ErrNoRows)
}

// statement selects what queries of the type read by now: types that extend it
// may have been mapped since the query was made.
func (q *query) statement() (*ast.Select, error) {
	st, err := q.filtered().core.Statement()
	if err != nil {
		return nil, err
	}
	sel := st.(*ast.Select)
	if q.m.kin == nil || len(sel.Items) == len(q.m.reads) {
		return sel, nil
	}
	fresh := *sel
	fresh.Items = nil
	for _, ref := range refsOf(q.rel, q.m.reads) {
		fresh.Items = append(fresh.Items, ref)
	}
	return &fresh, nil
}

// AnyLoading is a relation to load, of whichever type; see [Loading].
type AnyLoading interface{ loading() *load }

func (q *query) loadKin(ls []AnyLoading) *query {
	loads := loadings(ls)
	for _, l := range loads {
		if r := l.r; !r.owner.is(q.m) && !q.m.is(r.owner) {
			return q.broken(fmt.Errorf("orm: load %s.%s: a query of %s has no such objects", r.owner, r.name, q.m))
		}
	}
	return q.load(loads)
}

func (q *query) broken(err error) *query {
	return q.where(core.Condition(&ast.Broken{Err: err}))
}

func (q *query) ofType(kinds []Kind) *query {
	in, err := q.m.only(q.rel, kinds)
	if err != nil {
		return q.broken(err)
	}
	return q.where(core.Condition(in))
}

// selectIn leaves columns to further queries.
func (q *query) selectIn(kinds []Kind) *query {
	n := q.copy()
	n.later = q.m.kin.descendants()
	if len(kinds) > 0 {
		n.later = nil
	}
	for _, k := range kinds {
		if m := k.mapper(); m == q.m || !m.is(q.m) {
			return q.broken(fmt.Errorf("orm: SelectIn: %s does not extend %s", m, q.m))
		}
		n.later = append(n.later, k.mapper())
	}
	now := q.fields
	if now == nil {
		now = q.m.eager
	}
	n.fields = q.m.subset(func(f *field) bool { return slices.Contains(now, f) && !n.leaves(f) })
	return n
}

// leaves reports whether a column is left to a further query: only types that
// are read later add it.
func (q *query) leaves(f *field) bool {
	left := false
	for _, m := range q.m.kin.descendants() {
		if slices.ContainsFunc(m.kin.own, func(own *field) bool { return own.column == f.column }) {
			if !slices.Contains(q.later, m) {
				return false
			}
			left = true
		}
	}
	return left
}

// readLater reads what the query has left to further ones: one for each type
// that was found. Rows that the query has locked are locked in these tables too,
// and objects that are read anew are so as a whole.
func (q *query) readLater(ctx context.Context, s *Session, es []*entry, more *ast.SelectMore) error {
	o := options{unfiltered: true, refresh: q.opts.refresh, readOnly: q.opts.readOnly}
	for _, m := range q.later {
		var anew, lacking []*entry
		adds := slices.DeleteFunc(slices.Clone(m.kin.own), func(f *field) bool { return f.deferred })
		for _, e := range es {
			switch {
			case !e.m.is(m):
			case o.refresh || e.expired:
				anew = append(anew, e)
			case slices.ContainsFunc(e.extra().missing, func(f *field) bool { return f.isIn(adds) }):
				lacking = append(lacking, e)
			}
		}
		whole := slices.DeleteFunc(slices.Clone(m.fields), func(f *field) bool { return f.deferred })
		err := s.complete(ctx, m, anew, whole, o, more)
		if err == nil {
			err = s.complete(ctx, m, lacking, adds, o, more)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// locking is the query with a lock that all servers know: none has one for what
// an outer join may leave without a row.
func (q *query) locking(lock *ast.Lock) (*query, *ast.SelectMore, error) {
	k := q.m.kin
	if k == nil || len(k.subs) == 0 {
		return q, nil, nil
	}
	if k.made {
		return q, nil, fmt.Errorf("orm: ForUpdate of %s: its rows and those of what extends it are in tables of their own; lock those of each type", q.m)
	}
	if q.m.rel.Table == nil && q.later == nil {
		q = q.selectIn(nil)
	}
	return q, &ast.SelectMore{Lock: &ast.Lock{Strength: lock.Strength, NoWait: lock.NoWait}}, nil
}

// only is the condition for rows to be of types, or of what extends them.
func (m *mapper) only(rel *ast.Relation, kinds []Kind) (ast.Node, error) {
	in := &ast.In{X: m.kin.disc.in(rel)}
	for _, kind := range kinds {
		t := kind.mapper()
		if !t.is(m) {
			return nil, fmt.Errorf("orm: OfType: %s does not extend %s", t, m)
		}
		in.List = append(in.List, t.kin.codes(nil).(*ast.In).List...)
	}
	return in, nil
}
