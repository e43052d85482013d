package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/core"
)

// Merge copies an object that comes from elsewhere, such as a request or
// another session, onto the one that the session has for its key, or onto one
// that is read, and returns that. Where there is no such row, a new object is
// added. Relations that are nil in obj stay as they are; others are merged too.
// Where the type has a [Def.Version], and obj says which one it was made of, a row
// that was changed since is a [StaleError].
func Merge[T any](ctx context.Context, s *Session, obj *T) (*T, error) {
	return objectAs[*T](s.mergeOne(ctx, obj))
}

func (s *Session) mergeOne(ctx context.Context, obj any) (*entry, error) {
	if err := s.readyToRead(ctx); err != nil {
		return nil, err
	}
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	return s.merge(ctx, obj, map[any]*entry{})
}

// mergedKey stands for the objects of one graph that have one key, which may be
// several where they come from outside.
type mergedKey struct {
	space *mapper
	id    identity
}

func (s *Session) merge(ctx context.Context, obj any, done map[any]*entry) (*entry, error) {
	if e := done[obj]; e != nil {
		return e, nil
	}
	if e := s.entryOf(obj); e != nil {
		return e, nil
	}
	m, err := s.mapperOf(obj)
	if err != nil {
		return nil, err
	}
	from := placeOf(reflect.ValueOf(obj))
	same := mergedKey{m.space, m.identity(from)}
	e := done[same]
	if e == nil || !same.id.known() {
		if e, err = s.counterpart(ctx, m, from); err != nil {
			return nil, err
		}
	}
	if err := e.older(obj, from); err != nil {
		return nil, err
	}
	done[obj], done[same] = e, e
	if len(e.extra().missing) > 0 { // to see what differs
		if err := s.complete(ctx, m, []*entry{e}, e.extra().missing, options{unfiltered: true}, nil); err != nil {
			return nil, err
		}
	}
	for _, f := range m.fields {
		if f != m.version && !f.made && !m.discerns(f) {
			f.keep(e.p, from)
		}
	}
	for _, r := range m.relations {
		if r.viewOnly || r.empty(from) {
			continue
		}
		if err := s.mergeRelation(ctx, e, r, from, done); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// counterpart is the session's object with the same key, or a new one.
func (s *Session) counterpart(ctx context.Context, m *mapper, from place) (*entry, error) {
	if id := m.identity(from); id.known() {
		if e := s.maps[m.space].get(id); e != nil && !e.expired && !e.outside && e.m == m {
			return e, e.buriedBut(from)
		}
		key, _ := keyOf(from, m.keys)
		e, err := s.fetch(ctx, m.asked(), key, options{deleted: true})
		switch {
		case err == nil && e.m != m:
			return nil, fmt.Errorf("orm: the row is a %s, and a %s cannot be merged into it", e.m, m)
		case err == nil:
			err = e.buriedBut(from)
		}
		if err == nil || !errors.Is(err, core.ErrNoRows) {
			return e, err
		}
	}
	return s.add(m.fresh())
}

// older refuses the copy of an object that somebody has changed since. A copy
// whose version is zero knows of none.
func (e *entry) older(obj any, from place) error {
	v := e.m.version
	if v == nil || e.snap == nil || value(from, v).IsZero() || v.equal(from, e.sp) {
		return nil
	}
	st := &StaleError{Object: obj, Fresh: e.obj, m: e.m}
	for _, f := range e.m.fields {
		if !e.lacks(f) && !f.equal(from, e.sp) {
			st.Fields = append(st.Fields, f.name)
		}
	}
	return fmt.Errorf("orm: Merge: %w", st)
}

// buriedBut refuses to bring a deleted row back by the way, as the copy of an
// object does that knows nothing of it.
func (e *entry) buriedBut(from place) error {
	if e.marked() && e.m.soft.arg(from) == nil {
		return fmt.Errorf("orm: Merge: the %s is deleted; say Restore for it first, or merge it as deleted", e.m)
	}
	return nil
}

func (s *Session) mergeRelation(ctx context.Context, e *entry, r *relation, from place, done map[any]*entry) error {
	if e.state == clean && !e.isRead(r) { // to see what is no longer there
		if _, err := s.related(ctx, []*entry{e}, load{r: r}, options{}); err != nil {
			return err
		}
	}
	var objs []any
	var first error
	r.each(from, func(o any) {
		c, err := s.merge(ctx, o, done)
		if err != nil {
			first = errors.Join(first, err)
			return
		}
		objs = append(objs, c.obj)
	})
	if first == nil && r.filing != nil {
		first = r.filing.clash(objs)
	}
	if first == nil {
		r.set(e.p, objs)
	}
	return first
}
