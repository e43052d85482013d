package orm

import (
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/metadata"
)

// ErrNotLoaded is returned for a relation that was asked for and not loaded.
var ErrNotLoaded = errors.New("orm: the relation is not loaded; load it with the query, or with orm.Load")

// Of returns the objects in the relation's field, and [ErrNotLoaded] where the
// field is empty only because nobody has loaded it. Objects that are not in the
// database yet have all that they will have.
func (h Many[P, C]) Of(s *Session, obj *P) ([]*C, error) {
	return listAs[*C](objectsIn(s, obj, h.handle.load.r))
}

// Of returns the object in the relation's field, nil if there is none, and
// [ErrNotLoaded] where that is only because nobody has loaded it.
func (h One[P, C]) Of(s *Session, obj *P) (*C, error) {
	return onlyAs[*C](objectsIn(s, obj, h.handle.load.r))
}

func objectsIn(s *Session, obj any, r *relation) ([]any, error) {
	e := s.entryOf(obj)
	switch {
	case e == nil:
		return nil, fmt.Errorf("%w: %s.%s of a %T", ErrNotInSession, r.owner, r.name, obj)
	case e.state != pending && !e.isLoaded(r) && (r.many() || r.empty(e.p)) && !e.refersToNone(r):
		return nil, fmt.Errorf("%w: %s.%s", ErrNotLoaded, r.owner, r.name)
	}
	return e.objectsOf(r), nil
}

// refersToNone reports whether the object's own foreign key is NULL, so that
// nothing has to be loaded to know that there is no object.
func (e *entry) refersToNone(r *relation) bool {
	_, refers := keyOf(e.p, r.local)
	return r.kind == toOne && !refers
}

// RepeatedLoadError tells of objects that are read one by one by the same line
// of a program, with a trip to the server for each, where one query could read
// them all.
type RepeatedLoadError struct {
	// What was read: "Post.User", or "User by its key".
	What string
	// Count is how many times that was, in one transaction.
	Count int
	// Pos is the line that did it.
	Pos metadata.Position
}

func (e *RepeatedLoadError) Error() string {
	return fmt.Sprintf("%s: orm: %s was read %d times, one by one", e.Pos, e.What, e.Count)
}

// Hint is the next step.
func (e *RepeatedLoadError) Hint() string {
	return "load it for all objects together: with Load in their query, orm.Load with all of them, or a query with In"
}

// guard counts what is read one by one.
type guard struct {
	after  int
	report func(*RepeatedLoadError) error
	counts map[repeat]int
}

type repeat struct {
	what string
	pos  metadata.Position
}

// GuardLoads tells of objects and relations that one line of the program reads
// one by one, by [Get] or [Load], more than a number of times in a transaction.
// The function is told once for each line, and its error is that of the read;
// without one every further read fails with the [RepeatedLoadError], which is
// for tests. It costs a look at the stack for each such read.
func (s *Session) GuardLoads(after int, report func(*RepeatedLoadError) error) {
	s.guard = &guard{after: after, report: report, counts: map[repeat]int{}}
}

// one counts a read of one object. The place is looked up from the public
// function that calls it.
func (g *guard) one(what string) error {
	r := repeat{what, where()}
	g.counts[r]++
	n := g.counts[r]
	err := &RepeatedLoadError{What: r.what, Count: n, Pos: r.pos}
	switch {
	case n <= g.after || g.report != nil && n > g.after+1:
		return nil
	case g.report != nil:
		return g.report(err)
	}
	return err
}

func (g *guard) reset() {
	if g != nil {
		clear(g.counts)
	}
}

// guardLoad counts loads of relations for a single object that has them not.
func (s *Session) guardLoad(es []*entry, ls []load) error {
	if s.guard == nil || len(es) != 1 {
		return nil
	}
	for _, l := range ls {
		if es[0].isRead(l.r) && l.whole() {
			continue
		}
		if err := s.guard.one(l.r.owner.typ.Name() + "." + l.r.name); err != nil {
			return err
		}
	}
	return nil
}
