package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// Far is a relation that leads through objects in between, which say more than
// that two belong together: from a user by memberships, each since a day, to
// groups. It is a [Loading], of both ways.
type Far[P, L, C any] struct {
	near Many[P, L]
	far  One[L, C]
}

// Through makes a relation of two: to the objects in between, and from those on.
// Conditions of the first, [Many.Where], hold for all that is asked or read.
func Through[P, L, C any](near Many[P, L], far One[L, C]) Far[P, L, C] {
	return Far[P, L, C]{near, far}
}

func (f Far[P, L, C]) loading() *load { return &f.near.handle.with([]load{f.far.handle.load}).load }
func (Far[P, L, C]) of(*P)            {}

// Any is true for owners that have a far object for which the conditions are
// true.
func (f Far[P, L, C]) Any(ps ...core.Expr[bool]) core.Pred { return f.near.Any(f.far.Any(ps...)) }

// Of returns the far objects, in the order of those in between, and
// [ErrNotLoaded] where one of the relations is not loaded.
func (f Far[P, L, C]) Of(s *Session, owner *P) ([]*C, error) {
	objs, err := objectsBehind(s, owner, f.near.handle.load.r, f.far.handle.load.r)
	if len(objs) == 0 {
		return nil, err
	}
	return listAs[*C](objs, err)
}

// objectsBehind are those that far leads to from those that near leads to.
func objectsBehind(s *Session, owner any, near, far *relation) ([]any, error) {
	links, err := objectsIn(s, owner, near)
	if err != nil {
		return nil, err
	}
	var list []any
	for _, l := range links {
		objs, err := objectsIn(s, l, far)
		if err != nil {
			return nil, err
		}
		list = append(list, objs...)
	}
	return list, nil
}

// Values is something of each far object, such as the words of a document's
// keywords; see [Far.Of].
func Values[P, L, C, V any](s *Session, f Far[P, L, C], owner *P, value func(c *C) V) ([]V, error) {
	objs, err := f.Of(s, owner)
	if err != nil {
		return nil, err
	}
	list := make([]V, len(objs))
	for i, c := range objs {
		list[i] = value(c)
	}
	return list, nil
}

// Select begins a query of an owner's far objects, without loading anything.
// The owner must be in the database.
func (f Far[P, L, C]) Select(owner *P) Query[C] {
	return Query[C]{selectedFar(&f.near.handle.load, &f.far.handle.load, owner)}
}

func selectedFar(near, far *load, owner any) *query {
	r, t := far.r, far.r.target
	q := t.selected(t.rel)
	between := near.selected(owner).filtered()
	st, err := between.core.Where(equalTo(refsOf(between.rel, r.local), t.refs(r.remote))).Statement()
	switch {
	case err == nil && near.limit > 0:
		err = fmt.Errorf("orm: %s.%s: Limit is for loading; limit the query that Select returns", near.r.owner, near.r.name)
	case err == nil && t.readsFrom(between.rel):
		err = fmt.Errorf("orm: %s.%s leads to the table that is in between; select from another name of it, with Any", r.owner, r.name)
	}
	if err != nil {
		return q.broken(err)
	}
	inner := *st.(*ast.Select)
	inner.Items, inner.OrderBy = []ast.Node{ast.Literal{Value: 1}}, nil
	return q.where(core.Condition(&ast.Exists{Query: &inner})).where(far.where...)
}

// Add gives an owner a far object: it makes the object in between, puts it into
// the owner's field and returns it, so that the rest of it can be filled in. If
// there is one already, it returns that. The next flush inserts what is new.
func (f Far[P, L, C]) Add(owner *P, c *C) (*L, error) {
	link, err := addBehind(f.near.handle.load.r, f.far.handle.load.r, owner, c)
	if err != nil {
		return nil, err
	}
	return link.(*L), nil
}

func addBehind(r, far *relation, owner, c any) (link any, err error) {
	if r.filing != nil {
		return nil, fmt.Errorf("orm: %s.%s is a map: make the %s, and put it under its key", r.owner, r.name, r.target)
	}
	op := placeOf(reflect.ValueOf(owner))
	var links []any
	r.each(op, func(l any) {
		links = append(links, l)
		if link == nil && far.leads(l, c) {
			link = l
		}
	})
	if link != nil {
		return link, nil
	}
	link = r.target.fresh()
	far.set(placeOf(reflect.ValueOf(link)), []any{c})
	r.set(op, append(links, link))
	return link, nil
}

// Remove takes far objects from an owner. The objects in between are deleted by
// the next flush, for which their relation has to be declared with Cascade. It
// is [ErrNotLoaded] if one cannot be found because the relation is not loaded.
func (f Far[P, L, C]) Remove(s *Session, owner *P, cs ...*C) error {
	return s.removeBehind(f.near.handle.load.r, f.far.handle.load.r, owner, anys(cs))
}

func (s *Session) removeBehind(r, far *relation, owner any, cs []any) error {
	e := s.entryOf(owner)
	switch {
	case e == nil:
		return fmt.Errorf("%w: %s.%s of a %T", ErrNotInSession, r.owner, r.name, owner)
	case !r.orphans:
		return fmt.Errorf("orm: %s.%s is declared without Cascade, so that what is taken out is left without an owner; delete the %s instead", r.owner, r.name, r.target)
	}
	found := make([]bool, len(cs))
	var kept []any
	r.each(e.p, func(l any) {
		i := slices.IndexFunc(cs, func(c any) bool { return far.leads(l, c) })
		if i < 0 {
			kept = append(kept, l)
			return
		}
		found[i] = true
	})
	if slices.Contains(found, false) && e.state != pending && !e.born && !e.isWhole(r) {
		return fmt.Errorf("%w: %s.%s", ErrNotLoaded, r.owner, r.name)
	}
	r.set(e.p, kept)
	return nil
}

// leads reports whether an object in between leads to c: it holds it, or its key.
func (r *relation) leads(link, c any) bool {
	p := placeOf(reflect.ValueOf(link))
	if !r.empty(p) {
		same := false
		r.each(p, func(o any) { same = o == c })
		return same
	}
	cp := placeOf(reflect.ValueOf(c))
	if !r.target.identity(cp).known() {
		return false
	}
	key, _ := keyOf(cp, r.remote)
	own, refers := keyOf(p, r.local)
	return refers && identityOf(r.local, own) == identityOf(r.remote, key)
}
