package orm

import (
	"context"
	"database/sql"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// alone is what a session reads with before it needs a transaction, where each
// statement of one would see what is committed when it begins anyway: then one
// around it costs two messages and holds a connection, and changes nothing that
// is read. The first statement that may write, lock or tell the time begins it.
type alone struct{ s *Session }

// QueryStatement sends a statement that has rows.
func (a alone) QueryStatement(ctx context.Context, st core.Statement) (core.Rows, error) {
	if len(a.s.txs) == 0 && standsAlone(st) {
		return a.s.e.QueryStatement(ctx, st)
	}
	if err := a.s.begin(ctx); err != nil {
		return nil, err
	}
	return a.s.db.QueryStatement(ctx, st)
}

// beginFor begins what a statement needs that is sent when no other goroutine is
// kept out any more.
func (s *Session) beginFor(ctx context.Context, st core.Statement) error {
	if !onlyReads(st) {
		return s.begin(ctx)
	}
	if err := s.beginReading(ctx); err != nil {
		return err
	}
	if _, free := s.db.(alone); free && !standsAlone(st) {
		return s.begin(ctx)
	}
	return nil
}

// ExecStatement sends a statement that has none.
func (a alone) ExecStatement(ctx context.Context, st core.Statement) (sql.Result, error) {
	if err := a.s.begin(ctx); err != nil {
		return nil, err
	}
	return a.s.db.ExecStatement(ctx, st)
}

// standsAlone reports whether a statement does the same inside of a transaction
// and outside: it reads, and calls nothing that does more than compute. The
// time, above all, stands still in a transaction.
func standsAlone(st ast.Statement) bool {
	v := loner{yes: true}
	v.statement(st)
	return v.yes
}

// loner looks through a statement for what keeps it from standing alone.
type loner struct{ yes bool }

func (v *loner) statement(st ast.Statement) {
	q, ok := st.(*ast.Select)
	if !ok {
		v.yes = false
		return
	}
	v.query(q)
}

func (v *loner) query(q *ast.Select) {
	v.list(q.Items)
	for _, r := range q.From {
		v.relation(r)
	}
	for _, j := range q.Joins {
		v.relation(j.Rel)
		v.node(j.On)
	}
	v.list(q.Where)
	v.list(q.GroupBy)
	v.list(q.Having)
	for _, o := range q.OrderBy {
		v.node(o.X)
	}
	v.node(q.Limit)
	v.node(q.Offset)
	if q.Set != nil {
		for _, part := range q.Set.Parts {
			v.query(part)
		}
	}
	if q.More != nil {
		v.yes = v.yes && q.More.Lock == nil
		v.list(q.More.DistinctOn)
	}
}

func (v *loner) relation(r *ast.Relation) {
	if r.Query != nil {
		v.statement(r.Query)
	}
	v.yes = v.yes && r.CTE == nil // it may write
	v.node(r.Func)
	for _, row := range r.Values {
		v.list(row)
	}
}

func (v *loner) list(nodes []ast.Node) {
	for _, n := range nodes {
		v.node(n)
	}
}

func (v *loner) node(n ast.Node) {
	if n != nil && v.yes {
		ast.Walk(n, v.part)
	}
}

// part looks at one node, and reports whether those inside of it matter.
func (v *loner) part(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ColumnRef, *ast.Arg, ast.Literal, *ast.Binary, *ast.Neg, *ast.BitNot, *ast.Not, *ast.Logic, *ast.IsNull, *ast.Between,
		*ast.Like, *ast.Case, *ast.Cast, *ast.Extract, *ast.Tuple, *ast.ArrayOf, *ast.Collate, *ast.Label, *ast.JSONGet, *ast.Grouping:
	case *ast.Func:
		v.yes = v.yes && pure[n.Name]
	case *ast.In:
		v.inner(n.Query)
	case *ast.Exists:
		v.inner(n.Query)
	case *ast.Scalar:
		v.inner(n.Query)
	case *ast.Quantified:
		v.inner(n.Query)
	default:
		v.yes = false
	}
	return v.yes
}

func (v *loner) inner(q ast.Statement) {
	if q != nil {
		v.statement(q)
	}
}

// pure are functions that compute and do nothing else, on all servers.
var pure = map[string]bool{
	"count": true, "sum": true, "avg": true, "min": true, "max": true, "coalesce": true, "nullif": true, "greatest": true, "least": true,
	"lower": true, "upper": true,
	"char_length": true, "abs": true, "round": true, "row_number": true, "rank": true, "dense_rank": true, "lag": true, "lead": true,
}
