package orm

import (
	"context"
	"iter"

	"github.com/dbtool/dbtool/core"
)

// Query selects objects. It is a value: each method returns a changed copy.
// With a [Session] it returns the session's objects, one for each row; with any
// other DB it returns new ones that nobody watches.
type Query[T any] struct {
	query *query // of which all methods are shells, as in package core
}

// Select begins a query of all objects of the table.
func (t Table[T]) Select() Query[T] { return Query[T]{t.m.selected(core.RelationOf(t.Table))} }

// Where keeps the objects for which all conditions are true.
func (q Query[T]) Where(ps ...core.Expr[bool]) Query[T] { return Query[T]{q.query.where(ps...)} }

// OrderBy sorts. A second call sorts further.
func (q Query[T]) OrderBy(by ...core.Order) Query[T] { return Query[T]{q.query.orderBy(by...)} }

// Limit returns at most n objects. A negative n is none: all.
func (q Query[T]) Limit(n int) Query[T] { return Query[T]{q.query.limit(n)} }

// Offset passes over the first n objects.
func (q Query[T]) Offset(n int) Query[T] { return Query[T]{q.query.offset(n)} }

// Distinct returns an object once, however many rows of joins it is in.
func (q Query[T]) Distinct() Query[T] { return Query[T]{q.query.distinct()} }

// ForUpdate locks the rows until the session's transaction ends. What the
// session has of them is read anew.
func (q Query[T]) ForUpdate(o ...core.LockOption) Query[T] { return Query[T]{q.query.forUpdate(o)} }

// Load reads relations with the objects, in one more query for each, however
// many objects there are: Load(Users.Posts, Users.Groups.Load(Groups.Owner)).
func (q Query[T]) Load(ls ...Loading[T]) Query[T] { return Query[T]{q.query.load(loadings(ls))} }

// ReadOnly reads objects that the session does not watch for changes: they
// are never written, and cost less.
func (q Query[T]) ReadOnly() Query[T] { return Query[T]{q.query.readOnly()} }

// Refresh reads objects anew that the session has already. What was changed in
// them and not flushed is lost.
func (q Query[T]) Refresh() Query[T] { return Query[T]{q.query.refresh()} }

// WithDeleted returns objects that were softly deleted as well.
func (q Query[T]) WithDeleted() Query[T] { return Query[T]{q.query.withDeleted()} }

// Unfiltered returns objects that the session's criteria would leave out.
func (q Query[T]) Unfiltered() Query[T] { return Query[T]{q.query.unfiltered()} }

// Core is the query in the terms of package core, to be a part of others.
func (q Query[T]) Core() core.Query[T] { return core.Retyped[T](q.query.filtered().core) }

// All returns all objects; nil if there are none.
func (q Query[T]) All(ctx context.Context, db core.DB) ([]*T, error) {
	return objectsAs[*T](q.query.all(ctx, db))
}

// One returns the only object. None is [core.ErrNoRows], more are
// [core.ErrManyRows].
func (q Query[T]) One(ctx context.Context, db core.DB) (*T, error) {
	return objectAs[*T](q.query.one(ctx, db))
}

// First returns the first object. None is [core.ErrNoRows].
func (q Query[T]) First(ctx context.Context, db core.DB) (*T, error) {
	return objectAs[*T](q.query.first(ctx, db))
}

// Count is how many objects there are.
func (q Query[T]) Count(ctx context.Context, db core.DB) (int64, error) {
	return q.query.count(ctx, db)
}

// Exists reports whether there is one.
func (q Query[T]) Exists(ctx context.Context, db core.DB) (bool, error) {
	return q.query.exists(ctx, db)
}

// Iter reads objects one by one. It never watches them, also in a session, so
// that memory stays the same however many there are; relations are loaded for
// 500 objects at a time, for which the rows of a transaction or connection are
// read in portions. Rows are closed when the loop ends, by break as well.
func (q Query[T]) Iter(ctx context.Context, db core.DB) iter.Seq2[*T, error] {
	return iterAs[*T](q.query.iter(ctx, db))
}

// Get returns the object with a primary key; of several columns, in their
// order. The session's own is returned without asking the database. None is
// [core.ErrNoRows].
func Get[T any](ctx context.Context, s *Session, key ...any) (*T, error) {
	return objectAs[*T](s.getOf(ctx, objectsOf[T](), key))
}
