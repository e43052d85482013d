package orm

import "slices"

// reverted has what was read in a transaction or savepoint that is no more read
// anew: rows may have been written in it, by statements too that objects do not
// know of.
func (s *Session) reverted() {
	for _, e := range s.entries {
		if e.state != clean {
			continue
		}
		if e.more != nil {
			s.dropNew(e)
		}
		e.outdate()
	}
}

// dropNew takes objects out of relations' fields that are no longer in the
// session: their rows were new, and are not there any more.
func (s *Session) dropNew(e *entry) {
	for _, h := range e.more.held {
		kept := slices.DeleteFunc(slices.Clone(h.objs), func(o any) bool { return s.entryOf(o) == nil && !s.expunged[o] })
		if len(kept) < len(h.objs) {
			h.r.set(e.p, kept)
			e.hadHeld(h.r, kept)
		}
	}
}

// unread forgets relations that were read after the entry was remembered.
func (e *entry) unread(before holding) {
	for _, r := range e.m.relations {
		if !before.has(r) {
			e.loaded &^= r.bit()
			e.partly &^= r.bit()
		}
	}
}
