package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// Select begins a query of an owner's objects: to read some of them, to count,
// update or delete them, without loading the relation. The owner must be in the
// database.
func (h Many[P, C]) Select(owner *P) Query[C] { return Query[C]{h.handle.load.selected(owner)} }

// selected is the query of an owner's objects.
func (l *load) selected(owner any) *query {
	r, t := l.r, l.r.target
	q := t.selected(t.rel)
	key, known := r.keyOf(owner)
	if !known {
		err := fmt.Errorf("orm: %s.%s: the owner's key is not set; flush first", r.owner, r.name)
		return q.broken(err)
	}
	if r.kind == viaTable {
		link := &ast.Relation{Table: r.link, Alias: "dbtool_link"}
		linked := core.SelectNodes(ast.Literal{Value: 1}).From(core.TableOf(link)).
			Where(equalTo(columnsOf(link, r.linkTo), t.refs(r.remote)), core.Condition(one(columnsOf(link, r.linkOwn), key)))
		q = q.where(core.Exists(linked))
	} else {
		q = q.where(core.Condition(one(t.refs(r.remote), key)))
	}
	if l.limit > 0 {
		q = q.limit(l.limit)
	}
	return q.where(t.local(l.where)...).orderBy(t.localOrder(l.order)...)
}

// keyOf is an owner's key; not known while the database has not made it.
func (r *relation) keyOf(owner any) ([]any, bool) {
	p := placeOf(reflect.ValueOf(owner))
	key, known := keyOf(p, r.local)
	return key, known && r.owner.identity(p).known()
}

// Unlink takes objects out of a many-to-many relation that need not be loaded:
// rows of the table in between go at once, in the session's transaction. To put
// objects in, append them to the field, loaded or not.
func (h Many[P, C]) Unlink(ctx context.Context, s *Session, owner *P, objs ...*C) error {
	return s.unlink(ctx, h.handle.load.r, owner, anys(objs))
}

func (s *Session) unlink(ctx context.Context, r *relation, owner any, objs []any) error {
	if r.kind != viaTable {
		return fmt.Errorf("orm: %s.%s goes through no table in between; delete the objects, or give them another key", r.owner, r.name)
	}
	if err := s.ready(ctx); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	e := s.entryOf(owner)
	if e == nil {
		return fmt.Errorf("%w: %s.%s of a %T", ErrNotInSession, r.owner, r.name, owner)
	}
	own, _ := keyOf(e.source(), r.local)
	var pairs [][]any
	var gone []any
	for _, o := range objs {
		to, known := keyOf(placeOf(reflect.ValueOf(o)), r.remote)
		if !known {
			return fmt.Errorf("orm: %s.%s: an object to be taken out has no key", r.owner, r.name)
		}
		pairs, gone = append(pairs, slices.Concat(own, to)), append(gone, o)
	}
	rel := &ast.Relation{Table: r.link}
	all := columnsOf(rel, slices.Concat(r.linkOwn, r.linkTo))
	for part := range slices.Chunk(pairs, chunk) {
		if err := s.execLink(ctx, r, &ast.Delete{Rel: rel, Where: []ast.Node{matches(all, part)}}); err != nil {
			return err
		}
	}
	s.takeOut(e, r, gone)
	if inverse := r.other(); inverse != nil {
		for _, o := range gone {
			if c := s.entryOf(o); c != nil {
				s.takeOut(c, inverse, []any{owner})
			}
		}
	}
	return nil
}

// takeOut takes objects out of a relation's field, as the database has done.
func (s *Session) takeOut(e *entry, r *relation, gone []any) {
	var kept []any
	objs := e.objectsOf(r)
	for _, o := range objs {
		if !slices.Contains(gone, o) {
			kept = append(kept, o)
		}
	}
	if len(kept) == len(objs) {
		return
	}
	s.remember(e)
	r.set(e.p, kept)
	e.hold(r)
}
