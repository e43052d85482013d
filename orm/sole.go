package orm

import (
	"context"
	"errors"
)

// sole is the one new object that there is to write, where that is a single
// statement: the server carries it out as a whole, so that no transaction has to
// be begun and ended around it. It is nil where there is more, or may be.
func (s *Session) sole() *entry {
	if s.reader || len(s.txs) > 0 || len(s.hooks) > 0 || len(s.criteria) > 0 {
		return nil
	}
	var sole *entry
	for _, e := range s.entries {
		switch {
		case e.state == gone:
		case e.state == deleting, e.state == pending && sole != nil, e.state == clean && e.snap != nil && (e.dirty() || e.related()):
			return nil
		case e.state == pending:
			sole = e
		}
	}
	if sole == nil || !sole.byItself() {
		return nil
	}
	if s.server().Caps.Returning {
		return sole
	}
	st, fields := insertFields(sole, sole.store(0), nil)
	b := batch{m: st, fields: fields}
	if len(b.backFields()) > 0 {
		return nil // it is read back by a second statement
	}
	return sole
}

// byItself reports whether an object refers to no others, nor has any, and has
// its row in one table.
func (e *entry) byItself() bool {
	for _, r := range e.m.relations {
		if !r.viewOnly && !r.empty(e.p) {
			return false
		}
	}
	return len(e.m.stores) == 1 && len(e.extra().syncs) == 0 && e.m.version == nil
}

// insertSole writes it. If that fails, the session is as after a rollback.
func (s *Session) insertSole(ctx context.Context, e *entry) error {
	s.db = s.e
	s.routing.wrote = s.routing.on
	w := &work{s: s}
	err := w.insert(ctx, []*entry{e})
	s.db = nil
	if err != nil {
		return errors.Join(err, s.rollback())
	}
	e.take(e.m.dup)
	s.committed()
	return nil
}
