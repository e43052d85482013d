package core

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// Query is a statement whose rows are Rs. It is a value: each method returns a
// changed copy. Mistakes in building it are kept and returned when it is run.
type Query[R any] struct {
	sel ast.Select
	// dml is set, and sel empty, for rows that an insert, update or delete
	// returns, and for SQL text.
	dml  ast.Statement
	with []*ast.CTE
	out  *projection[R]
	err  error
}

// Select begins a query of one expression, of a [Projection] such as [Into] or
// [Columns], or of the rows of a table. Where From is not called, it reads
// from the relation that its columns belong to.
func Select[R any](p Projection[R]) Query[R] {
	out := p.projection()
	return Query[R]{sel: ast.Select{Items: out.items}, out: out, err: out.err}
}

// Source is something to select from: a bound table, or what Alias, As, With
// and the table functions return.
type Source interface{ relation() *ast.Relation }

// RelationOf is the data behind a source, for dialects and tools.
func RelationOf(s Source) *ast.Relation { return s.relation() }

// Relation is something to select from that is no table: what As, Lateral, CTE
// and Recursive return. Its columns are had with [Of].
type Relation struct{ rel *ast.Relation }

func (r Relation) relation() *ast.Relation { return r.rel }

// From sets what is selected from. Several relations are a cross join of all.
func (q Query[R]) From(sources ...Source) Query[R] {
	for _, s := range sources {
		q.sel.From = append(slices.Clip(q.sel.From), s.relation())
	}
	return q
}

func (q Query[R]) join(kind ast.JoinKind, s Source, on Expr[bool]) Query[R] {
	j := ast.Join{Kind: kind, Rel: s.relation()}
	if on != nil {
		j.On = on.inner()
	}
	if j.On == nil && kind != ast.CrossJoin {
		q.err = errors.Join(q.err, fmt.Errorf("core: %s %s needs a condition; for every row with every row there is CrossJoin", kind, j.Rel.Name()))
	}
	q.sel.Joins = append(slices.Clip(q.sel.Joins), j)
	return q
}

// Join keeps the rows that have a match in s.
func (q Query[R]) Join(s Source, on Expr[bool]) Query[R] { return q.join(ast.InnerJoin, s, on) }

// LeftJoin keeps all rows; the columns of s are NULL where there is no match.
func (q Query[R]) LeftJoin(s Source, on Expr[bool]) Query[R] { return q.join(ast.LeftJoin, s, on) }

// RightJoin keeps all rows of s; the columns before it are NULL where there is
// no match.
func (q Query[R]) RightJoin(s Source, on Expr[bool]) Query[R] { return q.join(ast.RightJoin, s, on) }

// FullJoin keeps all rows of both sides. MySQL and MariaDB have none.
func (q Query[R]) FullJoin(s Source, on Expr[bool]) Query[R] { return q.join(ast.FullJoin, s, on) }

// CrossJoin puts every row beside every row.
func (q Query[R]) CrossJoin(s Source) Query[R] { return q.join(ast.CrossJoin, s, nil) }

// Where keeps the rows for which all conditions are true. Empty conditions
// ([Given]) are passed over.
func (q Query[R]) Where(ps ...Expr[bool]) Query[R] {
	q.sel.Where = conditions(slices.Clip(q.sel.Where), ps)
	return q
}

// GroupBy makes one row of all that are equal in the expressions.
func (q Query[R]) GroupBy(by ...Expression) Query[R] {
	q.sel.GroupBy = append(slices.Clip(q.sel.GroupBy), nodes(by)...)
	return q
}

// Having keeps the groups for which all conditions are true.
func (q Query[R]) Having(ps ...Expr[bool]) Query[R] {
	q.sel.Having = conditions(slices.Clip(q.sel.Having), ps)
	return q
}

// OrderBy sorts, by the first and among equals by the next. A second call
// sorts further.
func (q Query[R]) OrderBy(by ...Order) Query[R] {
	q.sel.OrderBy = append(slices.Clip(q.sel.OrderBy), orders(by)...)
	return q
}

// Limit returns at most n rows. A negative n is none: all rows.
func (q Query[R]) Limit(n int) Query[R] {
	q.sel.Limit = nil
	if n >= 0 {
		q.sel.Limit = intArg(n)
	}
	return q
}

// Offset passes over the first n rows.
func (q Query[R]) Offset(n int) Query[R] {
	q.sel.Offset = nil
	if n > 0 {
		q.sel.Offset = intArg(n)
	}
	return q
}

func (q *Query[R]) more() *ast.SelectMore {
	m := &ast.SelectMore{}
	if q.sel.More != nil {
		*m = *q.sel.More
	}
	q.sel.More = m
	return m
}

// Distinct returns each row once.
func (q Query[R]) Distinct() Query[R] { q.more().Distinct = true; return q }

// DistinctOn returns the first row of those that are equal in the expressions
// (PostgreSQL).
func (q Query[R]) DistinctOn(by ...Expression) Query[R] {
	q.more().DistinctOn = nodes(by)
	return q
}

// WithTies returns, besides the rows of Limit, those equal to the last one in
// the order (PostgreSQL, MariaDB).
func (q Query[R]) WithTies() Query[R] { q.more().WithTies = true; return q }

// Hint is a word for the optimizer, behind SELECT: Hint("MAX_EXECUTION_TIME(1000)").
// MySQL has them; elsewhere it is an error. See [Query.HintOn].
func (q Query[R]) Hint(text string) Query[R] { return q.HintOn("", text) }

// HintOn is [Query.Hint] for one kind of server ("mysql"), which the others
// pass over. Each kind may be given one.
func (q Query[R]) HintOn(server, text string) Query[R] {
	m := q.more()
	hints := maps.Clone(m.Hints)
	if hints == nil {
		hints = map[string]string{}
	}
	hints[server] = text
	m.Hints = hints
	return q
}

// With puts common table expressions before the query that it does not select
// from: an insert, update or delete whose rows nobody reads (PostgreSQL).
func (q Query[R]) With(ctes ...Relation) Query[R] {
	for _, r := range ctes {
		if r.rel.CTE == nil {
			q.err = errors.Join(q.err, fmt.Errorf("core: %s is no common table expression", r.rel.Name()))
			continue
		}
		q.with = append(slices.Clip(q.with), r.rel.CTE)
	}
	return q
}

// LockOption changes what a lock does about rows that others hold.
type LockOption func(*ast.Lock)

// NoWait fails at once.
func NoWait(l *ast.Lock) { l.NoWait = true }

// SkipLocked passes over them.
func SkipLocked(l *ast.Lock) { l.SkipLocked = true }

// LockOf locks only the rows of the given relations.
func LockOf(sources ...Source) LockOption {
	return func(l *ast.Lock) {
		for _, s := range sources {
			l.Of = append(l.Of, s.relation())
		}
	}
}

func (q Query[R]) lock(strength string, options []LockOption) Query[R] {
	l := &ast.Lock{Strength: strength}
	for _, o := range options {
		o(l)
	}
	q.more().Lock = l
	return q
}

// ForUpdate locks the rows against others' changes until the transaction ends.
// SQLite has no such locks, and refuses it.
func (q Query[R]) ForUpdate(options ...LockOption) Query[R] { return q.lock("UPDATE", options) }

// ForShare locks the rows against changes, but not against others' ForShare.
func (q Query[R]) ForShare(options ...LockOption) Query[R] { return q.lock("SHARE", options) }

// ForNoKeyUpdate is ForUpdate that lets others refer to the rows (PostgreSQL).
func (q Query[R]) ForNoKeyUpdate(options ...LockOption) Query[R] {
	return q.lock("NO KEY UPDATE", options)
}

// ForKeyShare keeps others from changing the keys of the rows (PostgreSQL).
func (q Query[R]) ForKeyShare(options ...LockOption) Query[R] { return q.lock("KEY SHARE", options) }

func nodes[E Expression](es []E) []ast.Node {
	list := make([]ast.Node, len(es))
	for i, e := range es {
		list[i] = e.inner()
	}
	return list
}

// Union is the rows of all queries, each once. OrderBy, Limit and Offset of the
// result are those of the whole.
func Union[R any](qs ...Query[R]) Query[R] { return setOp("UNION", false, qs) }

// UnionAll is the rows of all queries.
func UnionAll[R any](qs ...Query[R]) Query[R] { return setOp("UNION", true, qs) }

// Intersect is the rows that all queries have, each once.
func Intersect[R any](qs ...Query[R]) Query[R] { return setOp("INTERSECT", false, qs) }

// IntersectAll is the rows that all queries have, as often as each has them.
func IntersectAll[R any](qs ...Query[R]) Query[R] { return setOp("INTERSECT", true, qs) }

// Except is the rows of the first query that no other has, each once.
func Except[R any](qs ...Query[R]) Query[R] { return setOp("EXCEPT", false, qs) }

// ExceptAll is the rows of the first query, less those of the others.
func ExceptAll[R any](qs ...Query[R]) Query[R] { return setOp("EXCEPT", true, qs) }

func setOp[R any](op string, all bool, qs []Query[R]) Query[R] {
	if len(qs) == 0 {
		return Query[R]{err: fmt.Errorf("core: %s of no queries", op)}
	}
	set := &ast.SetOp{Op: op, All: all}
	out := Query[R]{out: qs[0].out}
	for _, q := range qs {
		out.err = errors.Join(out.err, q.err)
		if q.dml != nil {
			out.err = errors.Join(out.err, fmt.Errorf("core: %s takes queries only", op))
			continue
		}
		sel, err := q.selection()
		out.err = errors.Join(out.err, err)
		set.Parts = append(set.Parts, sel)
	}
	if len(qs) == 1 {
		return qs[0]
	}
	out.sel.Set = set
	out.sel.Items = qs[0].sel.Items
	return out
}

// selection is the query as data, with what it reads from filled in.
func (q Query[R]) selection() (*ast.Select, error) {
	s := q.sel
	if s.Set != nil {
		return &s, checkCompound(&s)
	}
	if len(s.From) > 0 {
		return &s, nil
	}
	from := q.out.from
	if len(s.Joins) > 0 || from == nil || len(s.Items) != len(q.out.items) {
		from = s.Derive()
	}
	if len(from) > 1 {
		return &s, fmt.Errorf("core: the columns come from %s and %s, which nothing joins; use Join, or From with both for every row with every row", from[0].Name(), from[1].Name())
	}
	s.From = from
	return &s, nil
}

func checkCompound(s *ast.Select) error {
	if len(s.From)+len(s.Joins)+len(s.Where)+len(s.GroupBy)+len(s.Having) > 0 {
		return fmt.Errorf("core: a %s is sorted and limited only; put conditions into its parts, or select from it with As", s.Set.Op)
	}
	return nil
}

// Statement is the query as data, for a dialect to spell.
func (q Query[R]) Statement() (ast.Statement, error) {
	if q.err != nil {
		return nil, q.err
	}
	if q.dml != nil {
		return q.dml, nil
	}
	s, err := q.selection()
	if err != nil {
		return nil, err
	}
	if len(q.with) > 0 {
		return &ast.With{CTEs: q.with, Of: s}, q.out.check(s)
	}
	return s, q.out.check(s)
}

// statement is the query inside of another one. Its mistakes travel as a node
// that refuses to be written.
func (q Query[R]) statement() ast.Statement {
	if q.dml != nil && q.err == nil {
		return q.dml
	}
	s, err := q.selection()
	if err = errors.Join(q.err, err); err != nil {
		return &ast.Broken{Err: err}
	}
	return s
}
