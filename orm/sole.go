package orm

import (
	"context"
	"slices"
)

// sole is the one object that there is to write, where that is a single
// statement: the server carries it out as a whole, so that no transaction has to
// be begun and ended around it. It is nil where there is more, or may be.
func (s *Session) sole() *entry {
	if s.reader || len(s.txs) > 0 && !s.routing.reading || len(s.hooks) > 0 || len(s.criteria) > 0 {
		return nil
	}
	var sole *entry
	for _, e := range s.entries {
		switch {
		case e.state == gone:
		case e.state == deleting, e.state == clean && e.snap != nil && e.related():
			return nil
		case e.state == pending, e.state == clean && e.snap != nil && e.dirty():
			if sole != nil {
				return nil
			}
			sole = e
		}
	}
	switch {
	case sole == nil || len(sole.m.stores) > 1 || len(sole.extra().syncs) > 0:
		return nil
	case sole.state == pending && !s.insertsAlone(sole), sole.state == clean && !sole.updatesAlone():
		return nil
	}
	return sole
}

// insertsAlone reports whether a new object refers to no others, nor has any,
// and is not read back by a second statement.
func (s *Session) insertsAlone(e *entry) bool {
	if e.m.version != nil || slices.ContainsFunc(e.m.relations, func(r *relation) bool { return !r.viewOnly && !r.empty(e.p) }) {
		return false
	}
	if s.server().Caps.Returning {
		return true
	}
	st, fields := insertFields(e, e.store(0), nil)
	b := batch{m: st, fields: fields}
	return len(b.backFields()) == 0
}

// updatesAlone reports whether no other object follows what has changed in this
// one, nor a relation of its own.
func (e *entry) updatesAlone() bool {
	return !e.keyChanged() && !slices.ContainsFunc(e.m.relations, func(r *relation) bool { return !r.viewOnly && !r.empty(e.p) && e.touched(r.local) })
}

// writeSole writes it. If that fails, the session is as after a rollback.
func (s *Session) writeSole(ctx context.Context, e *entry) error {
	if err := s.endReading(); err != nil {
		return err
	}
	s.db = s.e
	s.routing.wrote = s.routing.on
	w := &work{s: s}
	write := w.insert
	if e.state == clean {
		write = w.update
	}
	err := write(ctx, []*entry{e})
	s.db = nil
	if err != nil {
		return s.undone(ctx, err)
	}
	e.take(e.m.dup)
	s.committed()
	return nil
}
