package core

import "github.com/dbtool/dbtool/core/ast"

// Query is a statement whose rows are Rs. It is a value: each method returns a
// changed copy. Mistakes in building it are kept and returned when it is run.
type Query[R any] struct {
	// All methods are shells around those of query, which knows nothing of R: the
	// compiler makes the shells anew for each R.
	query *query
}

// Select begins a query of one expression, of a [Projection] such as [Into] or
// [Columns], or of the rows of a table. Where From is not called, it reads
// from the relation that its columns belong to.
func Select[R any](p Projection[R]) Query[R] {
	return Query[R]{p.projection().all()}
}

// From sets what is selected from. Several relations are a cross join of all.
func (q Query[R]) From(sources ...Source) Query[R] { return Query[R]{q.query.from(sources)} }

// Join keeps the rows that have a match in s.
func (q Query[R]) Join(s Source, on Expr[bool]) Query[R] {
	return Query[R]{q.query.join(ast.InnerJoin, s, on)}
}

// LeftJoin keeps all rows; the columns of s are NULL where there is no match.
func (q Query[R]) LeftJoin(s Source, on Expr[bool]) Query[R] {
	return Query[R]{q.query.join(ast.LeftJoin, s, on)}
}

// RightJoin keeps all rows of s; the columns before it are NULL where there is
// no match.
func (q Query[R]) RightJoin(s Source, on Expr[bool]) Query[R] {
	return Query[R]{q.query.join(ast.RightJoin, s, on)}
}

// FullJoin keeps all rows of both sides. MySQL and MariaDB have none.
func (q Query[R]) FullJoin(s Source, on Expr[bool]) Query[R] {
	return Query[R]{q.query.join(ast.FullJoin, s, on)}
}

// CrossJoin puts every row beside every row.
func (q Query[R]) CrossJoin(s Source) Query[R] { return Query[R]{q.query.join(ast.CrossJoin, s, nil)} }

// Where keeps the rows for which all conditions are true. Empty conditions
// ([Given]) are passed over.
func (q Query[R]) Where(ps ...Expr[bool]) Query[R] { return Query[R]{q.query.filter(ps)} }

// GroupBy makes one row of all that are equal in the expressions.
func (q Query[R]) GroupBy(by ...Expression) Query[R] { return Query[R]{q.query.groupBy(by)} }

// Having keeps the groups for which all conditions are true.
func (q Query[R]) Having(ps ...Expr[bool]) Query[R] { return Query[R]{q.query.having(ps)} }

// OrderBy sorts, by the first and among equals by the next. A second call
// sorts further.
func (q Query[R]) OrderBy(by ...Order) Query[R] { return Query[R]{q.query.sort(by)} }

// Limit returns at most n rows. A negative n is none: all rows.
func (q Query[R]) Limit(n int) Query[R] { return Query[R]{q.query.atMost(n)} }

// Offset passes over the first n rows.
func (q Query[R]) Offset(n int) Query[R] { return Query[R]{q.query.offset(n)} }

// Distinct returns each row once.
func (q Query[R]) Distinct() Query[R] { return Query[R]{q.query.distinct()} }

// DistinctOn returns the first row of those that are equal in the expressions
// (PostgreSQL).
func (q Query[R]) DistinctOn(by ...Expression) Query[R] {
	return Query[R]{q.query.distinctOn(by)}
}

// WithTies returns, besides the rows of Limit, those equal to the last one in
// the order (PostgreSQL, MariaDB). Without a limit it changes nothing.
func (q Query[R]) WithTies() Query[R] { return Query[R]{q.query.withTies()} }

// Hint is a word for the optimizer, behind SELECT: Hint("MAX_EXECUTION_TIME(1000)").
// MySQL has them; elsewhere it is an error. See [Query.HintOn].
func (q Query[R]) Hint(text string) Query[R] { return Query[R]{q.query.hint("", text)} }

// HintOn is [Query.Hint] for one kind of server ("mysql"), which the others
// pass over. Each kind may be given one.
func (q Query[R]) HintOn(server, text string) Query[R] { return Query[R]{q.query.hint(server, text)} }

// With puts common table expressions before the query that it does not select
// from: an insert, update or delete whose rows nobody reads (PostgreSQL).
func (q Query[R]) With(ctes ...Relation) Query[R] { return Query[R]{q.query.with(ctes)} }

// ForUpdate locks the rows against others' changes until the transaction ends.
// SQLite has no such locks, and refuses it. A query has one lock, the one that it
// was given last.
func (q Query[R]) ForUpdate(options ...LockOption) Query[R] {
	return Query[R]{q.query.lock("UPDATE", options)}
}

// ForShare locks the rows against changes, but not against others' ForShare.
func (q Query[R]) ForShare(options ...LockOption) Query[R] {
	return Query[R]{q.query.lock("SHARE", options)}
}

// ForNoKeyUpdate is ForUpdate that lets others refer to the rows (PostgreSQL).
func (q Query[R]) ForNoKeyUpdate(options ...LockOption) Query[R] {
	return Query[R]{q.query.lock("NO KEY UPDATE", options)}
}

// ForKeyShare keeps others from changing the keys of the rows (PostgreSQL).
func (q Query[R]) ForKeyShare(options ...LockOption) Query[R] {
	return Query[R]{q.query.lock("KEY SHARE", options)}
}

// Statement is the query as data, for a dialect to spell.
func (q Query[R]) Statement() (ast.Statement, error) { return q.query.complete() }

// statement is the query inside of another one. Its mistakes travel as a node
// that refuses to be written.
func (q Query[R]) statement() ast.Statement { return q.query.nested() }

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
	parts := make([]*query, len(qs))
	for i := range qs {
		parts[i] = qs[i].query
	}
	return Query[R]{compound(op, all, parts)}
}
