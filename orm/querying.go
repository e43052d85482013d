package orm

import (
	"context"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// query is what a [Query] is without the type of its objects. Others may have
// the same one, so it is not changed: its methods return changed copies.
type query struct {
	core  core.Query[struct{}]
	m     *mapper
	rel   *ast.Relation
	loads []load
	joins []queryJoin
	opts  options
	// fields are those to read, nil for all that are not deferred.
	fields []*field
	// later are types that extend this one and whose columns are read afterwards.
	later []*mapper
}

type options struct {
	readOnly, refresh, deleted, unfiltered bool
	// unmet says that no row is one that the session has an object for.
	unmet bool
}

// selected is the query of all objects of the type, read from its table or
// another name of it.
func (m *mapper) selected(rel *ast.Relation) *query {
	q := &query{core: m.whole, m: m, rel: rel}
	if rel != m.rel {
		items := make([]ast.Node, len(m.reads))
		for i, f := range m.reads {
			items[i] = f.in(rel)
		}
		q.core = core.SelectNodes(items...).From(core.TableOf(rel))
	}
	return q
}

//go:noinline // or each shell of each type would have one
func (q *query) copy() *query { c := *q; return &c }

// with is a copy that selects something else.
func (q *query) with(c core.Query[struct{}]) *query {
	n := q.copy()
	n.core = c
	return n
}

func (q *query) where(ps ...core.Expr[bool]) *query {
	if q.m.kin != nil {
		ps = q.ofKin(ps)
	}
	return q.with(q.core.Where(ps...))
}

func (q *query) orderBy(by ...core.Order) *query {
	if q.m.kin != nil {
		by = q.m.kin.orders(q.rel, q.joinedRels(), by)
	}
	return q.with(q.core.OrderBy(by...))
}

func (q *query) limit(n int) *query { return q.with(q.core.Limit(n)) }

func (q *query) offset(n int) *query { return q.with(q.core.Offset(n)) }

func (q *query) distinct() *query { return q.with(q.core.Distinct()) }

func (q *query) forUpdate(o []core.LockOption) *query {
	n := q.with(q.core.ForUpdate(o...))
	n.opts.refresh = true
	return n
}

//go:noinline
func (q *query) load(ls []load) *query {
	n := q.copy()
	n.loads = append(slices.Clip(q.loads), ls...)
	return n
}

func (q *query) readOnly() *query { n := q.copy(); n.opts.readOnly = true; return n }

func (q *query) refresh() *query { n := q.copy(); n.opts.refresh = true; return n }

func (q *query) withDeleted() *query { n := q.copy(); n.opts.deleted = true; return n }

func (q *query) unfiltered() *query { n := q.copy(); n.opts.unfiltered = true; return n }

// all returns the objects of a type that no row can be another than.
func (q *query) all(ctx context.Context, db core.DB) ([]*entry, error) {
	if err := q.m.single(); err != nil {
		return nil, err
	}
	return q.read(ctx, db)
}

func (q *query) one(ctx context.Context, db core.DB) (*entry, error) {
	if err := q.m.single(); err != nil {
		return nil, err
	}
	return q.only(ctx, db)
}

func (q *query) first(ctx context.Context, db core.DB) (*entry, error) {
	if err := q.m.single(); err != nil {
		return nil, err
	}
	return q.foremost(ctx, db)
}

// only is the only object, of whichever type.
func (q *query) only(ctx context.Context, db core.DB) (*entry, error) {
	es, err := q.limit(2).read(ctx, db)
	if err == nil && len(es) > 1 {
		err = core.ErrManyRows
	}
	return foremost(es, err)
}

// foremost is the first object, of whichever type.
func (q *query) foremost(ctx context.Context, db core.DB) (*entry, error) {
	return foremost(q.limit(1).read(ctx, db))
}

func foremost(es []*entry, err error) (*entry, error) {
	switch {
	case err != nil:
		return nil, err
	case len(es) == 0:
		return nil, core.ErrNoRows
	}
	return es[0], nil
}

func (q *query) count(ctx context.Context, db core.DB) (int64, error) {
	return q.filtered().core.Count(ctx, q.through(db))
}

func (q *query) exists(ctx context.Context, db core.DB) (bool, error) {
	return q.filtered().core.Exists(ctx, q.through(db))
}

// streaming calls yield with objects until it returns false, and last with an
// error if there is one to tell.
type streaming func(yield func(obj any, err error) bool)

// iter streams the objects of a type that no row can be another than.
//
//go:noinline
func (q *query) iter(ctx context.Context, db core.DB) streaming {
	return func(yield func(any, error) bool) {
		if err := q.m.single(); err != nil {
			yield(nil, err)
			return
		}
		q.each(ctx, db)(yield)
	}
}

//go:noinline
func (q *query) each(ctx context.Context, db core.DB) streaming {
	return func(yield func(any, error) bool) {
		more := true
		err := q.stream(ctx, db, func(obj any) bool {
			more = yield(obj, nil)
			return more
		})
		if err != nil && more {
			yield(nil, err)
		}
	}
}
