package orm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"

	"github.com/dbtool/dbtool/core"
)

// Poly is what a struct of handles embeds instead of [Table] where others
// extend T: I is an interface that pointers to all of them implement, and what
// queries return. A row is an object of its own type.
type Poly[I, T any] struct{ Table[T] }

func (t *Poly[I, T]) binding() binding {
	b := t.Table.binding()
	b.face = reflect.TypeFor[I]()
	return b
}

// readAs has objects of the type, and of those that extend it, read as an
// interface; nil is none.
func (m *mapper) readAs(face reflect.Type) error {
	if face == nil {
		return nil
	}
	if m.kin == nil {
		m.found(nil, nil, false)
	}
	if face.Kind() != reflect.Interface {
		return fmt.Errorf("orm.Bind: %s is no interface, and orm.Poly returns objects of several types", face)
	}
	m.kin.faces = append(m.kin.faces, face)
	errs := []error{m.kin.shows(face)}
	for _, d := range m.kin.descendants() {
		errs = append(errs, d.kin.shows(face))
	}
	return errors.Join(errs...)
}

// shows is an error for a type that does not implement the interface by which
// it is read.
func (k *kin) shows(face reflect.Type) error {
	t := reflect.PointerTo(k.m.typ)
	if k.code == nil || t.Implements(face) {
		return nil
	}
	return fmt.Errorf("orm: %s does not implement %s, which objects of its family are read as; see orm.Poly", t, face)
}

// Select begins a query of all objects of the type, and of those that extend it.
func (t Poly[I, T]) Select() PolyQuery[I, T] {
	return PolyQuery[I, T]{t.m.selected(core.RelationOf(t.Table.Table))}
}

// Get returns the object with a primary key, whatever its type, as [Get] does.
func (t Poly[I, T]) Get(ctx context.Context, s *Session, key ...any) (I, error) {
	return objectAs[I](s.getAny(ctx, t.m, key))
}

// Kind is a table of handles of a type: what Bind returns for one that embeds
// [Table] or [Poly].
type Kind interface{ mapper() *mapper }

// PolyQuery is a [Query] of objects of several types, each returned as what it
// is. Conditions and orders may use the handles of all of them; what a row's
// type does not have is NULL.
type PolyQuery[I, T any] struct{ query *query }

// Where keeps the objects for which all conditions are true.
func (q PolyQuery[I, T]) Where(ps ...core.Expr[bool]) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.where(ps...)}
}

// OfType keeps the objects of some types, and of those that extend them.
func (q PolyQuery[I, T]) OfType(types ...Kind) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.ofType(types)}
}

// OrderBy sorts. A second call sorts further.
func (q PolyQuery[I, T]) OrderBy(by ...core.Order) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.orderBy(by...)}
}

// Limit returns at most n objects. A negative n is none: all.
func (q PolyQuery[I, T]) Limit(n int) PolyQuery[I, T] { return PolyQuery[I, T]{q.query.limit(n)} }

// Offset passes over the first n objects.
func (q PolyQuery[I, T]) Offset(n int) PolyQuery[I, T] { return PolyQuery[I, T]{q.query.offset(n)} }

// Distinct returns an object once, however many rows of joins it is in.
func (q PolyQuery[I, T]) Distinct() PolyQuery[I, T] { return PolyQuery[I, T]{q.query.distinct()} }

// Join keeps the objects that have a match in another table.
func (q PolyQuery[I, T]) Join(s core.Source, on core.Expr[bool]) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.join(s, on, false)}
}

// LeftJoin lets conditions and order use another table, and keeps all objects.
func (q PolyQuery[I, T]) LeftJoin(s core.Source, on core.Expr[bool]) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.join(s, on, true)}
}

// ForUpdate locks the rows until the session's transaction ends.
func (q PolyQuery[I, T]) ForUpdate(o ...core.LockOption) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.forUpdate(o)}
}

// Load reads relations with the objects, those that only some of the types have
// among them. See [Query.Load].
func (q PolyQuery[I, T]) Load(ls ...AnyLoading) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.loadKin(ls)}
}

// ReadOnly reads objects that the session does not watch for changes.
func (q PolyQuery[I, T]) ReadOnly() PolyQuery[I, T] { return PolyQuery[I, T]{q.query.readOnly()} }

// Refresh reads objects anew that the session has already.
func (q PolyQuery[I, T]) Refresh() PolyQuery[I, T] { return PolyQuery[I, T]{q.query.refresh()} }

// WithDeleted returns objects that were softly deleted as well.
func (q PolyQuery[I, T]) WithDeleted() PolyQuery[I, T] { return PolyQuery[I, T]{q.query.withDeleted()} }

// Unfiltered returns objects that the session's criteria would leave out.
func (q PolyQuery[I, T]) Unfiltered() PolyQuery[I, T] { return PolyQuery[I, T]{q.query.unfiltered()} }

// Only reads these columns of the objects, as [Query.Only] does.
func (q PolyQuery[I, T]) Only(columns ...core.Handle) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.onlyColumns(columns)}
}

// With reads columns that are deferred too.
func (q PolyQuery[I, T]) With(columns ...core.Handle) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.withColumns(columns)}
}

// SelectIn reads what these types add in a further query for each of them, and
// only if there are such objects; without types, what any adds. By itself, a
// query joins the tables of all types, which is one trip to the server; this is
// for many types, or wide ones of which few rows are found.
func (q PolyQuery[I, T]) SelectIn(types ...Kind) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.selectIn(types)}
}

// After continues the query behind an object, as [Query.After] does. A nil
// object is the first page.
func (q PolyQuery[I, T]) After(last I) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.query.after(last)}
}

// All returns all objects; nil if there are none.
func (q PolyQuery[I, T]) All(ctx context.Context, db core.DB) ([]I, error) {
	return objectsAs[I](q.query.read(ctx, db))
}

// One returns the only object. None is [core.ErrNoRows], more are
// [core.ErrManyRows].
func (q PolyQuery[I, T]) One(ctx context.Context, db core.DB) (I, error) {
	return objectAs[I](q.query.only(ctx, db))
}

// First returns the first object. None is [core.ErrNoRows].
func (q PolyQuery[I, T]) First(ctx context.Context, db core.DB) (I, error) {
	return objectAs[I](q.query.foremost(ctx, db))
}

// Iter reads objects one by one, as [Query.Iter] does.
func (q PolyQuery[I, T]) Iter(ctx context.Context, db core.DB) iter.Seq2[I, error] {
	return iterAs[I](q.query.each(ctx, db))
}

// Count is how many objects there are.
func (q PolyQuery[I, T]) Count(ctx context.Context, db core.DB) (int64, error) {
	return q.query.count(ctx, db)
}

// Exists reports whether there is one.
func (q PolyQuery[I, T]) Exists(ctx context.Context, db core.DB) (bool, error) {
	return q.query.exists(ctx, db)
}

// Update changes all rows that the query finds, as [Query.Update] does. The
// columns must be of one table.
func (q PolyQuery[I, T]) Update(ctx context.Context, db core.DB, set ...core.Assign) (int64, error) {
	return q.query.update(ctx, db, set)
}

// Delete deletes all rows that the query finds, as [Query.Delete] does.
func (q PolyQuery[I, T]) Delete(ctx context.Context, db core.DB) (int64, error) {
	return q.query.delete(ctx, db)
}

// Core is the query in the terms of package core, to be a part of others.
func (q PolyQuery[I, T]) Core() core.Query[T] { return core.Retyped[T](q.query.filtered().core) }
