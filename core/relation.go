package core

import (
	"fmt"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core/ast"
)

// As is the query as something to select from, under a name. Its columns are
// had with [Of].
func (q Query[R]) As(name string) Relation {
	return q.query.as(name, false)
}

// Lateral is As for a query whose conditions use columns of what stands before
// it in FROM. SQLite and MariaDB have none.
func (q Query[R]) Lateral(name string) Relation {
	return q.query.as(name, true)
}

func (q *query) as(name string, lateral bool) Relation {
	return Relation{&ast.Relation{Query: q.nested(), Alias: name, Lateral: lateral}}
}

// CTEOption changes a common table expression.
type CTEOption func(*ast.CTE)

// Materialized has the query run once and its rows kept (PostgreSQL, SQLite).
func Materialized(c *ast.CTE) { c.Materialized = true }

// NotMaterialized has it planned as a part of the statement (PostgreSQL, SQLite).
func NotMaterialized(c *ast.CTE) { c.Inline = true }

// CTE is the query as a common table expression: WITH name AS (query). Used
// in several places, it is the same rows in all of them.
func (q Query[R]) CTE(name string, options ...CTEOption) Relation { return q.query.cte(name, options) }

func (q *query) cte(name string, options []CTEOption) Relation {
	c := &ast.CTE{Name: name, Query: q.nested()}
	for _, o := range options {
		o(c)
	}
	return Relation{&ast.Relation{CTE: c}}
}

// Recursive is a common table expression that adds rows made from its own:
// start is the first ones, and step is given the expression itself and selects
// from it until nothing comes any more. Each row is had once; see [RecursiveAll].
func Recursive[R any](name string, start Query[R], step func(self Relation) Query[R]) Relation {
	return recursive(name, start.query, false, func(self Relation) *query { return step(self).query })
}

// RecursiveAll is [Recursive] that keeps equal rows. It does not end by itself
// where rows lead back to themselves.
func RecursiveAll[R any](name string, start Query[R], step func(self Relation) Query[R]) Relation {
	return recursive(name, start.query, true, func(self Relation) *query { return step(self).query })
}

func recursive(name string, start *query, all bool, step func(self Relation) *query) Relation {
	c := &ast.CTE{Name: name, Recursive: true, Query: start.nested()}
	rel := Relation{&ast.Relation{CTE: c}}
	c.Query = compound("UNION", all, []*query{start, step(rel)}).nested()
	if s, ok := c.Query.(*ast.Select); ok {
		c.Columns = ast.OutputNames(s.Items)
	}
	return rel
}

// Of is the column of a query (from As, Lateral, CTE or Recursive) that carries
// e, of the same kind as e: Of(sub, Users.Name). An expression that is no
// column is found by its own value, labelled with [As] or not:
//
//	n := core.CountAll().As("n")
//	sub := core.Select(core.Pair(Posts.UserID, n)).GroupBy(Posts.UserID).As("sub")
//	core.Of(sub, n).Gt(3)
//
// NameNum[int64]("n") finds it by its name. Of columns with the same name, the
// second is called id_2 there, and so on; Of knows which one is meant. Of a [Text],
// the columns are found by name alone.
func Of[K any](r Relation, e interface {
	Expression
	withNode(ast.Node) K
}) K {
	return e.withNode(outputColumn(r.relation(), e.inner()))
}

// column finds the output column that is the expression.
func outputColumn(r *ast.Relation, n ast.Node) ast.Node {
	q := queryOf(r)
	c, isColumn := n.(*ast.ColumnRef)
	if isColumn && slices.Contains(r.Columns, c.Name) {
		_, table := r.Func.(*ast.JSONTable)
		return &ast.ColumnRef{Rel: r, Name: c.Name, Column: c.Column, Nullable: table}
	}
	items, sel := ast.Output(q)
	names := ast.OutputNames(items)
	at := slices.IndexFunc(items, func(item ast.Node) bool { return ast.Same(item, n) || ast.Same(origin(item), n) })
	if at < 0 && isColumn && c.Rel == nil {
		at = slices.Index(names, c.Name)
	}
	if at >= 0 {
		return &ast.ColumnRef{Rel: r, Name: names[at], Nullable: sel != nil && sel.ItemNullable(at)}
	}
	switch q := q.(type) {
	case *ast.Broken:
		return q
	case *ast.Text: // whose columns are known to nobody
		if isColumn {
			return &ast.ColumnRef{Rel: r, Name: c.Name, Nullable: c.Column != nil && c.Column.Nullable}
		}
		if l, ok := n.(*ast.Label); ok {
			return &ast.ColumnRef{Rel: r, Name: l.Name, Nullable: true}
		}
	}
	return &ast.Broken{Err: fmt.Errorf("core: %s is none of the columns of %s", ast.Describe(n), r.Name())}
}

// origin is the expression that a column of a query carries, through any
// number of queries in between.
func origin(n ast.Node) ast.Node {
	for {
		if l, ok := n.(*ast.Label); ok {
			n = l.X
			continue
		}
		c, ok := n.(*ast.ColumnRef)
		if !ok || c.Rel == nil || c.Rel.Table != nil {
			return n
		}
		items, _ := ast.Output(queryOf(c.Rel))
		i := slices.Index(ast.OutputNames(items), c.Name)
		if i < 0 {
			return n
		}
		n = items[i]
	}
}

func queryOf(r *ast.Relation) ast.Statement {
	if r.CTE != nil {
		return r.CTE.Query
	}
	return r.Query
}

// As labels the expression where it is selected, and is the same expression
// elsewhere.
func (v Value[T]) As(name string) Value[T] { return Value[T]{&ast.Label{X: v.n, Name: name}} }

// As labels the text where it is selected.
func (t String) As(name string) String { return str(&ast.Label{X: t.n, Name: name}) }

// As labels the number where it is selected.
func (v Number[T]) As(name string) Number[T] { return number[T](&ast.Label{X: v.n, Name: name}) }

// As labels the condition where it is selected.
func (p Pred) As(name string) Pred { return pred(&ast.Label{X: p.n, Name: name}) }

// As labels the time where it is selected.
func (m Moment) As(name string) Moment {
	return Moment{Value[time.Time]{&ast.Label{X: m.n, Name: name}}}
}
