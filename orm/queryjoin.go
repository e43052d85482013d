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
	q.joins = append(slices.Clip(q.joins), queryJoin{s, q.joinCondition(s, on), false})
	return q
}

// LeftJoin lets conditions and order use another table, and keeps all objects.
func (q Query[T]) LeftJoin(s core.Source, on core.Expr[bool]) Query[T] {
	q.joins = append(slices.Clip(q.joins), queryJoin{s, q.joinCondition(s, on), true})
	return q
}

// joined is the query in the terms of package core, with its joins.
func (q Query[T]) joined() core.Query[T] {
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
func (q Query[T]) filtered() Query[T] {
	q.core, q.joins = q.joined(), nil
	if q.m.soft != nil && !q.opts.deleted {
		q.core = q.core.Where(core.Condition(q.m.here(q.rel)))
	}
	return q
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
