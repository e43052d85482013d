package orm

import (
	"context"
	"slices"
)

// sole are the objects that there are to write, where that is a single
// statement: one change, or new rows of one table. The server carries it out as
// a whole, so that no transaction has to be begun and ended around it. They are
// nil where there is more, or may be.
func (s *Session) sole() []*entry {
	if s.reader || len(s.txs) > 0 && !s.routing.reading || len(s.hooks) > 0 || len(s.criteria) > 0 {
		return nil
	}
	var sole []*entry
	for _, e := range s.entries {
		switch {
		case e.state == gone:
		case e.state == deleting, e.state == clean && e.snap != nil && e.related():
			return nil
		case e.state == pending, e.state == clean && e.snap != nil && e.dirty():
			if len(sole) > 0 && (e.state == clean || sole[0].state == clean || e.m != sole[0].m) || !e.byItself() {
				return nil
			}
			sole = append(sole, e)
		}
	}
	if len(sole) == 0 || sole[0].state == pending && !s.insertsAtOnce(sole) {
		return nil
	}
	return sole
}

// byItself reports whether an object has its row in one table, nothing of which is
// read back, and no other object follows it or is followed by it, nor a relation
// of its own.
func (e *entry) byItself() bool {
	if len(e.m.stores) > 1 || e.computed() || len(e.extra().syncs) > 0 {
		return false
	}
	if e.state == pending {
		return !slices.ContainsFunc(e.m.relations, func(r *relation) bool { return !r.viewOnly && !r.empty(e.p) })
	}
	return !e.keyChanged() && !e.m.remade(e.changes()) && !slices.ContainsFunc(e.m.relations, func(r *relation) bool { return !r.viewOnly && !r.empty(e.p) && e.touched(r.local) })
}

// insertsAtOnce reports whether new rows of one table go into it by a single
// statement, or by what the engine does as a whole.
func (s *Session) insertsAtOnce(es []*entry) bool {
	returning := s.server().Caps.Returning
	if returning && len(es) == 1 {
		return true
	}
	list := batches(es, func(e *entry, room []*field) (*mapper, []*field) { return insertFields(e, e.store(0), room) })
	if len(list) != 1 {
		return false
	}
	b := list[0]
	return b.goesInBulk() || len(es) <= b.rowsTogether() && (returning || len(b.backFields()) == 0)
}

// writeSole writes them. If that fails, the session is as after a rollback.
func (s *Session) writeSole(ctx context.Context, es []*entry) error {
	if err := s.endReading(); err != nil {
		return err
	}
	s.db = s.e
	s.routing.wrote = s.routing.on
	w := &work{s: s}
	write := w.insert
	if es[0].state == clean {
		write = w.update
	}
	u := &undo{}
	if m := es[0].m; m.fills || m.version != nil { // else a statement that fails leaves nothing in the objects
		s.undo = []*undo{u}
	}
	err := write(ctx, es)
	s.db, s.undo = nil, nil
	if err != nil {
		s.revert(u)
		return s.undone(ctx, err)
	}
	takeAll(es[0].m, es)
	s.committed()
	return nil
}
