package orm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

// Poly is what a struct of handles embeds instead of [Table] where others
// extend T: I is an interface that pointers to all of them implement, and what
// queries return. A row is an object of its own type.
type Poly[I, T any] struct{ Table[T] }

func (t *Poly[I, T]) setMapper(meta *metadata.MetaData) (*mapper, error) {
	m, err := t.Table.setMapper(meta)
	if err != nil {
		return nil, err
	}
	if m.kin == nil {
		m.found(nil, nil, false)
	}
	face := reflect.TypeFor[I]()
	if face.Kind() != reflect.Interface {
		return nil, fmt.Errorf("orm.Bind: %s is no interface, and orm.Poly returns objects of several types", face)
	}
	m.kin.faces = append(m.kin.faces, face)
	errs := []error{m.kin.shows(face)}
	for _, d := range m.kin.descendants() {
		errs = append(errs, d.kin.shows(face))
	}
	return m, errors.Join(errs...)
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
func (t Poly[I, T]) Select() PolyQuery[I, T] { return PolyQuery[I, T]{t.Table.Select()} }

// Get returns the object with a primary key, whatever its type, as [Get] does.
func (t Poly[I, T]) Get(ctx context.Context, s *Session, key ...any) (I, error) {
	var none I
	if err := s.enter(); err != nil {
		return none, err
	}
	e, err := s.get(ctx, t.m, key)
	s.leave()
	if err != nil {
		return none, err
	}
	return e.obj.(I), nil
}

// Kind is a table of handles of a type: what Bind returns for one that embeds
// [Table] or [Poly].
type Kind interface{ mapper() *mapper }

// PolyQuery is a [Query] of objects of several types, each returned as what it
// is. Conditions and orders may use the handles of all of them; what a row's
// type does not have is NULL.
type PolyQuery[I, T any] struct{ q Query[T] }

// Where keeps the objects for which all conditions are true.
func (q PolyQuery[I, T]) Where(ps ...core.Expr[bool]) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.Where(ps...)}
}

// OfType keeps the objects of some types, and of those that extend them.
func (q PolyQuery[I, T]) OfType(types ...Kind) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.ofType(types)}
}

// OrderBy sorts. A second call sorts further.
func (q PolyQuery[I, T]) OrderBy(by ...core.Order) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.OrderBy(by...)}
}

// Limit returns at most n objects. A negative n is none: all.
func (q PolyQuery[I, T]) Limit(n int) PolyQuery[I, T] { return PolyQuery[I, T]{q.q.Limit(n)} }

// Offset passes over the first n objects.
func (q PolyQuery[I, T]) Offset(n int) PolyQuery[I, T] { return PolyQuery[I, T]{q.q.Offset(n)} }

// Distinct returns an object once, however many rows of joins it is in.
func (q PolyQuery[I, T]) Distinct() PolyQuery[I, T] { return PolyQuery[I, T]{q.q.Distinct()} }

// Join keeps the objects that have a match in another table.
func (q PolyQuery[I, T]) Join(s core.Source, on core.Expr[bool]) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.Join(s, on)}
}

// LeftJoin lets conditions and order use another table, and keeps all objects.
func (q PolyQuery[I, T]) LeftJoin(s core.Source, on core.Expr[bool]) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.LeftJoin(s, on)}
}

// ForUpdate locks the rows until the session's transaction ends.
func (q PolyQuery[I, T]) ForUpdate(o ...core.LockOption) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.ForUpdate(o...)}
}

// Load reads relations with the objects, those that only some of the types have
// among them. See [Query.Load].
func (q PolyQuery[I, T]) Load(ls ...AnyLoading) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.loadKin(ls)}
}

// ReadOnly reads objects that the session does not watch for changes.
func (q PolyQuery[I, T]) ReadOnly() PolyQuery[I, T] { return PolyQuery[I, T]{q.q.ReadOnly()} }

// Refresh reads objects anew that the session has already.
func (q PolyQuery[I, T]) Refresh() PolyQuery[I, T] { return PolyQuery[I, T]{q.q.Refresh()} }

// WithDeleted returns objects that were softly deleted as well.
func (q PolyQuery[I, T]) WithDeleted() PolyQuery[I, T] { return PolyQuery[I, T]{q.q.WithDeleted()} }

// Unfiltered returns objects that the session's criteria would leave out.
func (q PolyQuery[I, T]) Unfiltered() PolyQuery[I, T] { return PolyQuery[I, T]{q.q.Unfiltered()} }

// Only reads these columns of the objects, as [Query.Only] does.
func (q PolyQuery[I, T]) Only(columns ...core.Handle) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.Only(columns...)}
}

// With reads columns that are deferred too.
func (q PolyQuery[I, T]) With(columns ...core.Handle) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.With(columns...)}
}

// SelectIn reads what these types add in a further query for each of them, and
// only if there are such objects; without types, what any adds. By itself, a
// query joins the tables of all types, which is one trip to the server; this is
// for many types, or wide ones of which few rows are found.
func (q PolyQuery[I, T]) SelectIn(types ...Kind) PolyQuery[I, T] {
	return PolyQuery[I, T]{q.q.selectIn(types)}
}

// After continues the query behind an object, as [Query.After] does. A nil
// object is the first page.
func (q PolyQuery[I, T]) After(last I) PolyQuery[I, T] {
	if any(last) == nil {
		return PolyQuery[I, T]{q.q.after(nil)}
	}
	return PolyQuery[I, T]{q.q.after(last)}
}

// All returns all objects; nil if there are none.
func (q PolyQuery[I, T]) All(ctx context.Context, db core.DB) ([]I, error) {
	es, err := q.q.read(ctx, db)
	if err != nil || len(es) == 0 {
		return nil, err
	}
	all := make([]I, len(es))
	for i, e := range es {
		all[i] = e.obj.(I)
	}
	return all, nil
}

// One returns the only object. None is [core.ErrNoRows], more are
// [core.ErrManyRows].
func (q PolyQuery[I, T]) One(ctx context.Context, db core.DB) (I, error) {
	all, err := q.Limit(2).All(ctx, db)
	if err == nil && len(all) > 1 {
		err = core.ErrManyRows
	}
	return first(all, err)
}

// First returns the first object. None is [core.ErrNoRows].
func (q PolyQuery[I, T]) First(ctx context.Context, db core.DB) (I, error) {
	return first(q.Limit(1).All(ctx, db))
}

func first[I any](all []I, err error) (I, error) {
	var none I
	switch {
	case err != nil:
		return none, err
	case len(all) == 0:
		return none, core.ErrNoRows
	}
	return all[0], nil
}

// Iter reads objects one by one, as [Query.Iter] does.
func (q PolyQuery[I, T]) Iter(ctx context.Context, db core.DB) iter.Seq2[I, error] {
	return func(yield func(I, error) bool) {
		err := q.q.stream(ctx, db, func(obj any) bool { return yield(obj.(I), nil) })
		if err != nil {
			var none I
			yield(none, err)
		}
	}
}

// Count is how many objects there are.
func (q PolyQuery[I, T]) Count(ctx context.Context, db core.DB) (int64, error) {
	return q.q.Count(ctx, db)
}

// Exists reports whether there is one.
func (q PolyQuery[I, T]) Exists(ctx context.Context, db core.DB) (bool, error) {
	return q.q.Exists(ctx, db)
}

// Update changes all rows that the query finds, as [Query.Update] does. The
// columns must be of one table.
func (q PolyQuery[I, T]) Update(ctx context.Context, db core.DB, set ...core.Assign) (int64, error) {
	return q.q.Update(ctx, db, set...)
}

// Delete deletes all rows that the query finds, as [Query.Delete] does.
func (q PolyQuery[I, T]) Delete(ctx context.Context, db core.DB) (int64, error) {
	return q.q.Delete(ctx, db)
}

// Core is the query in the terms of package core, to be a part of others.
func (q PolyQuery[I, T]) Core() core.Query[T] { return q.q.Core() }
