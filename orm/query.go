package orm

import (
	"context"
	"iter"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// Query selects objects. It is a value: each method returns a changed copy.
// With a [Session] it returns the session's objects, one for each row; with any
// other DB it returns new ones that nobody watches.
type Query[T any] struct {
	core  core.Query[T]
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
}

// Select begins a query of all objects of the table.
func (t Table[T]) Select() Query[T] {
	rel := core.RelationOf(t.Table)
	items := t.m.items
	if rel != t.m.rel {
		items = make([]ast.Node, len(t.m.reads))
		for i, f := range t.m.reads {
			items[i] = f.in(rel)
		}
	}
	return Query[T]{core: core.Select(core.ReadInto[T](items, nil)).From(t.Table), m: t.m, rel: rel}
}

// Where keeps the objects for which all conditions are true.
func (q Query[T]) Where(ps ...core.Expr[bool]) Query[T] {
	if q.m.kin != nil {
		ps = q.ofKin(ps)
	}
	q.core = q.core.Where(ps...)
	return q
}

// OrderBy sorts. A second call sorts further.
func (q Query[T]) OrderBy(by ...core.Order) Query[T] {
	if q.m.kin != nil {
		by = q.m.kin.orders(q.rel, q.joinedRels(), by)
	}
	q.core = q.core.OrderBy(by...)
	return q
}

// Limit returns at most n objects. A negative n is none: all.
func (q Query[T]) Limit(n int) Query[T] { q.core = q.core.Limit(n); return q }

// Offset passes over the first n objects.
func (q Query[T]) Offset(n int) Query[T] { q.core = q.core.Offset(n); return q }

// Distinct returns an object once, however many rows of joins it is in.
func (q Query[T]) Distinct() Query[T] { q.core = q.core.Distinct(); return q }

// ForUpdate locks the rows until the session's transaction ends. What the
// session has of them is read anew.
func (q Query[T]) ForUpdate(o ...core.LockOption) Query[T] {
	q.core, q.opts.refresh = q.core.ForUpdate(o...), true
	return q
}

// Load reads relations with the objects, in one more query for each, however
// many objects there are: Load(Users.Posts, Users.Groups.Load(Groups.Owner)).
func (q Query[T]) Load(ls ...Loading[T]) Query[T] {
	q.loads = slices.Clip(q.loads)
	for _, l := range ls {
		q.loads = append(q.loads, l.loading())
	}
	return q
}

// ReadOnly reads objects that the session does not watch for changes: they
// are never written, and cost less.
func (q Query[T]) ReadOnly() Query[T] { q.opts.readOnly = true; return q }

// Refresh reads objects anew that the session has already. What was changed in
// them and not flushed is lost.
func (q Query[T]) Refresh() Query[T] { q.opts.refresh = true; return q }

// WithDeleted returns objects that were softly deleted as well.
func (q Query[T]) WithDeleted() Query[T] { q.opts.deleted = true; return q }

// Core is the query in the terms of package core, to be a part of others.
func (q Query[T]) Core() core.Query[T] { return q.filtered().core }

// session is the session to read with, and what to call afterwards.
func session(ctx context.Context, db core.DB, st core.Statement) (*Session, func(), error) {
	s, ok := db.(*Session)
	if !ok {
		return readerOf(db), func() {}, nil
	}
	if err := s.readyFor(ctx, st); err != nil {
		return nil, nil, err
	}
	if err := s.enter(); err != nil {
		return nil, nil, err
	}
	return s, s.leave, nil
}

// read returns the entries of the rows, with their relations loaded.
func (q Query[T]) read(ctx context.Context, db core.DB) ([]*entry, error) {
	st, err := q.statement()
	if err != nil {
		return nil, err
	}
	var more *ast.SelectMore
	if with := st.More; with != nil && with.Lock != nil {
		if q, more, err = q.locking(with.Lock); err != nil {
			return nil, err
		}
	}
	loads := owned(q.loads, st, 0, q.m)
	p, err := planOf(st, 0, q.m, q.fields, loads, q.opts)
	if err != nil {
		return nil, err
	}
	s, done, err := session(ctx, db, st)
	if err != nil {
		return nil, err
	}
	defer done()
	var es []*entry
	if p != nil {
		es, err = s.readPlan(ctx, p)
	} else {
		es, err = s.readRows(ctx, q.m, st, q.opts)
		if err == nil {
			err = s.loadAll(ctx, es, loads, q.opts)
		}
	}
	if err == nil && q.later != nil {
		err = q.readLater(ctx, s, es, more)
	}
	if err != nil {
		return nil, err
	}
	return es, s.fireLoaded(ctx)
}

func (s *Session) readRows(ctx context.Context, m *mapper, st ast.Statement, o options) ([]*entry, error) {
	var es []*entry
	if sel, ok := st.(*ast.Select); ok {
		es = s.expect(m, count(sel.Limit, 0))
	}
	watch := s.watch(m, o)
	err := m.rows(ctx, s.reading(o), st, func(row any) bool {
		if e := s.adopt(m, row, watch, o, columns{}); e.state != deleting {
			es = append(es, e)
		}
		return true
	})
	return es, err
}

// expect makes room for rows that may come, in a session that has none yet: to
// move what is there to more room again and again takes as long as the rest.
func (s *Session) expect(m *mapper, rows int) []*entry {
	rows = min(rows, 1024)
	if rows < 16 || len(s.entries) > 0 {
		return nil
	}
	s.maps[m.space] = newIdentityMap(rows)
	s.entries = make([]*entry, 0, rows)
	return make([]*entry, 0, rows)
}

func (s *Session) readPlan(ctx context.Context, p *plan) ([]*entry, error) {
	var es []*entry
	seen := map[*entry]bool{}
	err := p.read(ctx, s, func(e *entry, _ *[maxKeys]any) bool {
		if !seen[e] {
			seen[e] = true
			es = append(es, e)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return es, p.finish(ctx, s, es)
}

// watch makes the copies of objects that are watched for changes.
func (s *Session) watch(m *mapper, o options) func(any) any {
	if s.reader || o.readOnly {
		return nil
	}
	return m.copier()
}

// All returns all objects; nil if there are none.
func (q Query[T]) All(ctx context.Context, db core.DB) ([]*T, error) {
	if err := q.m.single(); err != nil {
		return nil, err
	}
	es, err := q.read(ctx, db)
	if err != nil || len(es) == 0 {
		return nil, err
	}
	all := make([]*T, len(es))
	for i, e := range es {
		all[i] = e.obj.(*T)
	}
	return all, nil
}

// One returns the only object. None is [core.ErrNoRows], more are
// [core.ErrManyRows].
func (q Query[T]) One(ctx context.Context, db core.DB) (*T, error) {
	all, err := q.Limit(2).All(ctx, db)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, core.ErrNoRows
	case len(all) > 1:
		return nil, core.ErrManyRows
	}
	return all[0], nil
}

// First returns the first object. None is [core.ErrNoRows].
func (q Query[T]) First(ctx context.Context, db core.DB) (*T, error) {
	all, err := q.Limit(1).All(ctx, db)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, core.ErrNoRows
	}
	return all[0], nil
}

// Count is how many objects there are.
func (q Query[T]) Count(ctx context.Context, db core.DB) (int64, error) {
	return q.filtered().core.Count(ctx, q.through(db))
}

// Exists reports whether there is one.
func (q Query[T]) Exists(ctx context.Context, db core.DB) (bool, error) {
	return q.filtered().core.Exists(ctx, q.through(db))
}

// window is how many objects Iter reads ahead where relations are loaded.
const window = 500

// Iter reads objects one by one. It never watches them, also in a session, so
// that memory stays the same however many there are; relations are loaded for
// 500 objects at a time, for which the rows of a transaction or connection are
// read in portions. Rows are closed when the loop ends, by break as well.
func (q Query[T]) Iter(ctx context.Context, db core.DB) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		err := q.m.single()
		if err == nil {
			err = q.stream(ctx, db, func(obj any) bool { return yield(obj.(*T), nil) })
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// stream calls yield with the objects.
func (q Query[T]) stream(ctx context.Context, db core.DB, yield func(any) bool) error {
	st, err := q.statement()
	if err != nil {
		return err
	}
	if s, ok := db.(*Session); ok {
		if err := s.readyFor(ctx, st); err != nil {
			return err
		}
		db = s.reading(q.opts)
	}
	if len(q.loads) == 0 && q.fields == nil && !q.m.defersSome() {
		return q.m.rows(ctx, db, st, func(row any) bool { return yield(q.m.actual(row).dup(row)) })
	}
	return q.portions(ctx, db, yield)
}

// portions reads some objects at a time, so that no rows are open while
// relations are read: each portion from where the last one ended, or, where the
// order does not tell that, by counting.
func (q Query[T]) portions(ctx context.Context, db core.DB, yield func(any) bool) error {
	st, err := q.joined().Statement()
	if err != nil {
		return err
	}
	sel := st.(*ast.Select)
	limit, offset := count(sel.Limit, -1), count(sel.Offset, 0)
	steps, err := q.steps(sel)
	byKey := err == nil
	for _, by := range steps { // to go on from there
		q = q.reading([]*field{by.field})
	}
	if !byKey {
		q = q.OrderBy(q.byKey()...)
	}
	var last any
	for read := 0; limit < 0 || read < limit; {
		n := window
		if limit >= 0 {
			n = min(n, limit-read)
		}
		page := q.Limit(n).Offset(offset + read)
		if byKey {
			page = q.Limit(n).Offset(offset).after(last)
			offset = 0
		}
		es, err := page.read(ctx, db)
		if err != nil {
			return err
		}
		for _, e := range es {
			if !yield(e.obj) {
				return nil
			}
			last = e.obj
		}
		if read += len(es); len(es) < n {
			return nil
		}
	}
	return nil
}

// count is the number in a LIMIT or OFFSET, or otherwise.
func count(n ast.Node, otherwise int) int {
	if a, ok := n.(*ast.Arg); ok {
		return int(reflect.ValueOf(a.Value).Int())
	}
	return otherwise
}

func (q Query[T]) byKey() []core.Order {
	var by []core.Order
	for _, ref := range refsOf(q.rel, q.m.keys) {
		by = append(by, core.OrderBy(ref))
	}
	return by
}

// Get returns the object with a primary key; of several columns, in their
// order. The session's own is returned without asking the database. None is
// [core.ErrNoRows].
func Get[T any](ctx context.Context, s *Session, key ...any) (*T, error) {
	m, err := mapType(s.meta, nil, objectsOf[T]())
	if err != nil {
		return nil, err
	}
	if err := s.enter(); err != nil {
		return nil, err
	}
	e, err := s.get(ctx, m, key)
	s.leave()
	if err != nil {
		return nil, err
	}
	obj, ok := e.obj.(*T)
	if !ok {
		return nil, e.otherThan(m)
	}
	return obj, nil
}
