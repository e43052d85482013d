package orm

import (
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// queryJoin is a join of a query, which waits for whether deleted rows are asked
// for.
type queryJoin struct {
	s    core.Source
	on   core.Expr[bool]
	left bool
}

// Join keeps the objects that have a match in another table. See [Many.On] for
// the condition of a relation.
func (q Query[T]) Join(s core.Source, on core.Expr[bool]) Query[T] {
	return Query[T]{q.query.join(s, on, false)}
}

// LeftJoin lets conditions and order use another table, and keeps all objects.
func (q Query[T]) LeftJoin(s core.Source, on core.Expr[bool]) Query[T] {
	return Query[T]{q.query.join(s, on, true)}
}

func (q *query) join(s core.Source, on core.Expr[bool], left bool) *query {
	n := q.copy()
	n.joins = append(slices.Clip(q.joins), queryJoin{s, q.joinCondition(s, on), left})
	return n
}

// joined is the query in the terms of package core, with its joins.
func (q *query) joined() core.Query[struct{}] {
	c := q.core
	for _, j := range q.joins {
		on := j.on
		if m := q.m.mapperAt(core.RelationOf(j.s)); m != nil && m.soft != nil && !q.opts.deleted && on != nil {
			on = core.Condition(&ast.Logic{Terms: []ast.Node{core.NodeOf(on), m.here(core.RelationOf(j.s))}})
		}
		if j.left {
			c = c.LeftJoin(j.s, on)
		} else {
			c = c.Join(j.s, on)
		}
	}
	return c
}

// filtered has the query's joins, and the condition of its soft delete.
func (q *query) filtered() *query {
	soft := q.m.soft != nil && !q.opts.deleted
	if len(q.joins) == 0 && !soft {
		return q
	}
	n := q.with(q.joined())
	n.joins = nil
	if soft {
		n.core = n.core.Where(core.Condition(q.m.here(q.rel)))
	}
	return n
}

// mapperAt is how the table of a relation is mapped, nil if it is not.
func (m *mapper) mapperAt(rel *ast.Relation) *mapper {
	if rel == nil {
		return nil
	}
	for _, o := range registryOf(m.meta) {
		if o.readsFrom(rel) {
			return o
		}
	}
	return nil
}
