package core

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// query is what a [Query] is without the type of its rows. Others may have the
// same one, so it is not changed: its methods return changed copies. It is small,
// since there is one for each call of a method.
type query struct {
	out   *projection // nil for a Query of zeros
	rest  *rest       // nil where there is nothing else
	where []ast.Node
	order []ast.Order
	limit uint // one more than that; 0 is none
	// terms and by are where a copy has a usual number of conditions and its order,
	// in the same piece of memory.
	terms [3]ast.Node
	by    [1]ast.Order
}

// rest is what few queries have. It is not changed either.
type rest struct {
	sel ast.Select // without Where, OrderBy and Limit
	// dml is set, and sel empty, for rows that an insert, update or delete
	// returns, and for SQL text.
	dml  ast.Statement
	ctes []*ast.CTE
	err  error
}

//go:noinline // or each shell of each type would have one
func (q *query) copy() *query {
	c := new(query)
	if q != nil {
		c.out, c.rest, c.where, c.order, c.limit = q.out, q.rest, q.where, q.order, q.limit
	}
	return c
}

// another is a copy with a rest of its own, which is returned to be changed.
func (q *query) another() (*query, *rest) {
	c, r := q.copy(), new(rest)
	switch {
	case c.rest != nil:
		*r = *c.rest
	case c.out != nil:
		r.sel.Items, r.err = c.out.items, c.out.err
	}
	c.rest = r
	return c, r
}

// mistakes are those made so far.
func (q *query) mistakes() error {
	switch {
	case q == nil || q.out == nil:
		return errors.New("core: the query is a Query of zeros; begin one with Select")
	case q.rest == nil:
		return q.out.err
	}
	return q.rest.err
}

func (q *query) from(sources []Source) *query {
	c, r := q.another()
	for _, s := range sources {
		r.sel.From = append(slices.Clip(r.sel.From), s.relation())
	}
	return c
}

func (q *query) join(kind ast.JoinKind, s Source, on Expr[bool]) *query {
	c, r := q.another()
	j := ast.Join{Kind: kind, Rel: s.relation()}
	if on != nil {
		j.On = on.inner()
	}
	if j.On == nil && kind != ast.CrossJoin {
		r.err = errors.Join(r.err, fmt.Errorf("core: %s %s needs a condition; for every row with every row there is CrossJoin", kind, j.Rel.Name()))
	}
	r.sel.Joins = append(slices.Clip(r.sel.Joins), j)
	return c
}

func (q *query) filter(ps []Expr[bool]) *query {
	c := q.copy()
	c.where = conditions(append(c.terms[:0], c.where...), ps)
	return c
}

func (q *query) groupBy(by []Expression) *query {
	c, r := q.another()
	r.sel.GroupBy = append(slices.Clip(r.sel.GroupBy), nodes(by)...)
	return c
}

func (q *query) having(ps []Expr[bool]) *query {
	c, r := q.another()
	r.sel.Having = conditions(slices.Clip(r.sel.Having), ps)
	return c
}

func (q *query) sort(by []Order) *query {
	c := q.copy()
	c.order = slices.Grow(append(c.by[:0], c.order...), len(by))
	for _, o := range by {
		c.order = append(c.order, o.o)
	}
	return c
}

func (q *query) atMost(n int) *query {
	c := q.copy()
	c.limit = 0
	if n >= 0 {
		c.limit = uint(n) + 1
	}
	return c
}

func (q *query) offset(n int) *query {
	c, r := q.another()
	r.sel.Offset = nil
	if n > 0 {
		r.sel.Offset = intArg(n)
	}
	return c
}

// more is another query, and what of it is to be changed.
func (q *query) more() (*query, *ast.SelectMore) {
	c, r := q.another()
	m := &ast.SelectMore{}
	if r.sel.More != nil {
		*m = *r.sel.More
	}
	r.sel.More = m
	return c, m
}

func (q *query) distinct() *query {
	c, m := q.more()
	m.Distinct = true
	return c
}

func (q *query) distinctOn(by []Expression) *query {
	c, m := q.more()
	m.DistinctOn = nodes(by)
	return c
}

func (q *query) withTies() *query {
	c, m := q.more()
	m.WithTies = true
	return c
}

func (q *query) hint(server, text string) *query {
	c, m := q.more()
	m.Hints = maps.Clone(m.Hints)
	if m.Hints == nil {
		m.Hints = map[string]string{}
	}
	m.Hints[server] = text
	return c
}

func (q *query) with(ctes []Relation) *query {
	c, r := q.another()
	for _, cte := range ctes {
		rel := cte.relation()
		if rel.CTE == nil {
			r.err = errors.Join(r.err, fmt.Errorf("core: %s is no common table expression", rel.Name()))
			continue
		}
		r.ctes = append(slices.Clip(r.ctes), rel.CTE)
	}
	return c
}

func (q *query) lock(strength string, options []LockOption) *query {
	l := &ast.Lock{Strength: strength}
	for _, o := range options {
		o(l)
	}
	c, m := q.more()
	m.Lock = l
	if l.NoWait && l.SkipLocked {
		c.rest.err = errors.Join(c.rest.err, errors.New("core: a lock fails at rows that are locked (NoWait) or passes over them (SkipLocked), not both"))
	}
	return c
}

func nodes[E Expression](es []E) []ast.Node {
	list := make([]ast.Node, len(es))
	for i, e := range es {
		list[i] = nodeOf(e)
	}
	return list
}

// nodeOf is the data of an expression, which may be missing.
func nodeOf(e Expression) ast.Node {
	if e == nil {
		return &ast.Broken{Err: errors.New("core: an expression is nil")}
	}
	return e.inner()
}

// compound is the rows of several queries.
func compound(op string, all bool, qs []*query) *query {
	if len(qs) == 1 {
		return qs[0]
	}
	r := &rest{sel: ast.Select{Set: &ast.SetOp{Op: op, All: all}}}
	if len(qs) == 0 {
		r.err = fmt.Errorf("core: %s of no queries", op)
		return &query{out: &projection{}, rest: r}
	}
	for _, q := range qs {
		sel, err := q.selection()
		if _, ok := q.returned(); ok {
			err = errors.Join(err, fmt.Errorf("core: %s takes queries only", op))
		}
		r.err = errors.Join(r.err, err, q.leading())
		r.sel.Set.Parts = append(r.sel.Set.Parts, sel)
	}
	r.sel.Items = r.sel.Set.Parts[0].Items
	return &query{out: qs[0].copy().out, rest: r}
}
