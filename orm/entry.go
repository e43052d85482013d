package orm

import (
	"reflect"
	"slices"
)

// state is what a session knows of an object.
type state uint8

const (
	pending  state = iota // added, to be inserted
	clean                 // in the database; dirty ones are found by comparing
	deleting              // to be deleted
	gone                  // deleted, or no longer in the session
)

// entry is an object in a session.
type entry struct {
	m     *mapper
	obj   any
	p     place
	id    identity
	state state
	// expired objects are read anew when a query meets them.
	expired bool
	// outside is an object that was read without the session's criteria.
	outside bool
	// born objects were inserted by this session and not read since: what their
	// relations hold is all that there is.
	born bool
	// hard is a delete that does not only mark the row.
	hard bool
	// snap is a copy as the database has it, and sp its place. Nil for objects
	// that are only read.
	snap any
	sp   place
	// loaded tells, by the relation's place in the mapper, whose objects are
	// known, and partly those of which a condition or a limit has left out some.
	loaded, partly uint64
	more           *entryMore // see extra
}

// sync copies the key of another object into a foreign key of ours.
type sync struct {
	from     *entry
	key, ref []*field // theirs, ours
}

// take keeps the object as it is now as what the database has. The function
// makes the copy, if there is none yet.
func (e *entry) take(dup func(any) any) {
	if e.snap == nil {
		e.snap = dup(e.obj)
		e.sp = placeOf(reflect.ValueOf(e.snap))
	} else {
		e.m.assign(e.snap, e.obj)
	}
	for _, f := range e.m.deep {
		f.keep(e.sp, e.p)
	}
}

// takeAll is take for objects of one type.
func takeAll(m *mapper, es []*entry) {
	dup := m.dup
	if len(es) > 1 {
		dup = m.copier()
	}
	for _, e := range es {
		e.take(dup)
	}
}

// changes are the fields that differ from what the database has.
func (e *entry) changes() []*field {
	if e.snap == nil {
		return nil
	}
	var changed []*field
	for _, f := range e.m.fields {
		if e.differs(f) {
			changed = append(changed, f)
		}
	}
	return changed
}

// changesIn are the changes that are written to a table.
func (e *entry) changesIn(m *mapper) (*mapper, []*field) {
	switch {
	case m == nil:
		return nil, nil
	case len(e.m.stores) == 1:
		return m, e.changes()
	}
	return m, e.changesOf(m)
}

// differs reports whether the field is to be written. What is not set stays what
// it is.
func (e *entry) differs(f *field) bool {
	return !f.made && !f.equal(e.p, e.sp) && !f.unset(e.p)
}

// dirty reports whether a field differs, without listing them.
func (e *entry) dirty() bool {
	if e.snap == nil {
		return false
	}
	fields := e.m.fields
	if sameBytes(e.p, e.sp, e.m.spans) {
		fields = e.m.beside
	}
	for _, f := range fields {
		if e.differs(f) {
			return true
		}
	}
	return false
}

// objectsOf are the objects in a relation's field.
func (e *entry) objectsOf(r *relation) []any {
	if r.empty(e.p) {
		return nil
	}
	var list []any
	r.each(e.p, func(o any) { list = append(list, o) })
	return list
}

// asHeld reports whether a relation holds what it held.
func (e *entry) asHeld(r *relation) bool {
	was := e.extra().held.of(r)
	if r.holds != nil {
		return r.holds(e.p, was)
	}
	return slices.Equal(e.objectsOf(r), was)
}

// related reports whether a relation holds other objects than it did.
func (e *entry) related() bool {
	for _, r := range e.m.relations {
		if r.viewOnly || r.empty(e.p) && e.extra().held.of(r) == nil {
			continue
		}
		if !e.asHeld(r) || r.filing != nil && r.filing.misfiled(e.p) {
			return true
		}
	}
	return false
}

// hold keeps what a relation's field holds as what the database has.
func (e *entry) hold(r *relation) {
	objs := e.objectsOf(r)
	if objs != nil || e.extra().held != nil {
		e.hadHeld(r, objs)
	}
}

func (e *entry) holdAll() {
	for _, r := range e.m.relations {
		if !r.viewOnly {
			e.hold(r)
		}
	}
}

func (e *entry) isLoaded(r *relation) bool { return e.loaded&r.bit() != 0 }

// isWhole reports whether all objects of the relation are known.
func (e *entry) isWhole(r *relation) bool { return (e.loaded&^e.partly)&r.bit() != 0 }

// isRead reports whether all objects of the relation are known, and nobody can
// have changed that since.
func (e *entry) isRead(r *relation) bool {
	return (e.loaded&^e.partly&^e.extra().old)&r.bit() != 0
}

// bit is the relation's place in [entry.loaded].
func (r *relation) bit() uint64 { return 1 << uint(slices.Index(r.owner.relations, r)) }

// undo is what has to be put back when a transaction or savepoint is rolled
// back: entries as they were before its first flush of each.
type undo struct {
	was  map[*entry]*before // nil before the first
	slab []before
}

type before struct {
	state state
	id    identity
	// copy is one of the snap; of a new object, for the fields that the insert fills
	// in, it is one of itself. Number is instead of that where it is only a number.
	copy   any
	number int64
	more   *entryMore // what relations held, and the fields that the snap has not; nil for neither
}

// before makes room for one, several at a time.
func (u *undo) before() *before {
	if len(u.slab) == 0 {
		u.slab = make([]before, min(64, 1+len(u.was)))
	}
	b := &u.slab[0]
	u.slab = u.slab[1:]
	return b
}

// filled reports whether an insert may fill a field in.
func (m *mapper) filled(f *field) bool {
	return f.made || f.opt || f.dated || f.fill != nil || f == m.version
}

// onlyNumber is the field that an insert fills in, if it is only one and a
// number.
func (m *mapper) onlyNumber() *field {
	var only *field
	for _, f := range m.fields {
		if m.filled(f) {
			if only != nil || f.number == nil {
				return nil
			}
			only = f
		}
	}
	return only
}

func (u *undo) merge(inner *undo) {
	for e, b := range inner.was {
		if u.was[e] == nil {
			u.note(e, b)
		}
	}
}

// remember notes an entry before a flush changes it.
func (s *Session) remember(e *entry) {
	if len(s.undo) == 0 {
		return
	}
	u := s.undo[len(s.undo)-1]
	if u.was[e] != nil {
		return
	}
	b := u.before()
	*b = before{state: e.state, id: e.id}
	only := e.m.onlyNumber()
	switch {
	case e.state == pending && only != nil:
		b.number = only.number(e.p)
	case e.state == pending:
		b.copy = e.m.dup(e.obj)
	case e.snap != nil:
		b.copy = e.m.dup(e.snap)
	}
	if x := e.extra(); x.held != nil || x.missing != nil {
		b.more = &entryMore{held: x.held.clone(), missing: x.missing}
	}
	if e.state == deleting {
		b.state = clean
	}
	u.note(e, b)
}

func (u *undo) note(e *entry, b *before) {
	if u.was == nil {
		u.was = map[*entry]*before{}
	}
	u.was[e] = b
}

// revert puts objects back. Those that the level has not flushed go back to
// what the database has; u is nil when there is nothing else.
func (s *Session) revert(u *undo) {
	if u != nil {
		for _, isNew := range []bool{true, false} { // an object may have been deleted and added anew
			for e, b := range u.was {
				if (b.state == pending) == isNew {
					s.putBack(e, b)
				}
			}
		}
	}
	for _, e := range slices.Clone(s.entries) {
		switch e.state {
		case pending:
			s.forget(e)
		case deleting:
			e.state = clean
			s.restore(e, e.snap)
		case clean:
			if e.dirty() || e.related() {
				s.restore(e, e.snap)
			}
		}
		e.hard = false
		e.synced()
	}
	s.refileAll()
	s.reverted()
}

func (s *Session) putBack(e *entry, b *before) {
	if b.state == pending { // it was new: what the insert filled in goes again
		e.emptied(b)
		if e.state != gone {
			s.forget(e)
		}
		return
	}
	if e.state == gone {
		s.file()
		s.objects[e.obj] = e // which file has passed over
		if !slices.Contains(s.entries, e) {
			s.entries = append(s.entries, e)
		} else {
			s.removed--
		}
	}
	if e.id != b.id {
		s.maps[e.m.space].drop(e)
	}
	e.state, e.id = b.state, b.id
	more := b.more
	if more == nil {
		more = nothingMore
	}
	e.setHeld(more.held)
	e.unread(more.held)
	e.setMissing(more.missing)
	s.index(e)
	if b.copy != nil {
		s.restore(e, b.copy)
	}
}

// emptied takes what an insert filled in out of the object again.
func (e *entry) emptied(b *before) {
	if b.copy == nil {
		if only := e.m.onlyNumber(); only != nil {
			setInt(value(e.p, only), b.number)
		}
		return
	}
	for _, f := range e.m.fields {
		if e.m.filled(f) {
			value(e.p, f).Set(value(placeOf(reflect.ValueOf(b.copy)), f))
		}
	}
}

// restore writes a copy back into the object: the columns, and the relations
// as they were held.
func (s *Session) restore(e *entry, from any) {
	if from == nil {
		return
	}
	fp := placeOf(reflect.ValueOf(from))
	for _, f := range e.m.fields {
		f.keep(e.p, fp)
		f.keep(e.sp, fp)
	}
	for _, r := range e.m.relations {
		if r.viewOnly || e.asHeld(r) {
			continue
		}
		r.set(e.p, e.extra().held.of(r))
	}
}

// index files an entry under its key.
func (s *Session) index(e *entry) {
	if !e.id.known() {
		return
	}
	byKey := s.maps[e.m.space]
	if byKey == nil {
		byKey = &identityMap{}
		s.maps[e.m.space] = byKey
	}
	byKey.put(e)
}

// adopt is the object of a row that was read: the one the session has, or a
// new one. The row is in a struct that is used again. Watch makes the copy to
// compare with later; nil is for objects that are only read.
func (s *Session) adopt(m *mapper, row any, watch func(any) any, o options, c columns) *entry {
	if m.kin != nil {
		m, c = m.kin.actual(row, c)
	}
	id := m.identity(placeOf(reflect.ValueOf(row)))
	if o.unmet {
		return s.adopted(m, row, id, watch, o, c)
	}
	if e := s.maps[m.space].get(id); e != nil && !s.turned(e, m) {
		if (e.expired || o.refresh) && e.state == clean && (o.refresh || !e.dirty()) {
			s.refill(e, row, c.read)
		} else if len(e.extra().missing) > 0 {
			e.supply(row, c.read)
		}
		e.outside = e.outside && o.unfiltered
		return e
	}
	return s.adopted(m, row, id, watch, o, c)
}

// adopted is the new object of a row.
func (s *Session) adopted(m *mapper, row any, id identity, watch func(any) any, o options, c columns) *entry {
	obj := m.dup(row)
	e := s.newEntry()
	*e = entry{m: m, obj: obj, p: placeOf(reflect.ValueOf(obj)), id: id, state: clean, outside: o.unfiltered}
	e.setMissing(c.missing)
	if watch != nil {
		e.take(watch)
	}
	s.entries = append(s.entries, e)
	s.index(e)
	if len(s.hooks) > 0 {
		s.loaded = append(s.loaded, e)
	}
	return e
}

// newEntry makes entries several at a time.
func (s *Session) newEntry() *entry {
	if len(s.slab) == 0 {
		s.slab = make([]entry, min(64, 1+2*len(s.entries)))
	}
	e := &s.slab[0]
	s.slab = s.slab[1:]
	return e
}

// refill takes the columns of a row over. Where the row has not all that the
// object has, the object stays expired.
func (s *Session) refill(e *entry, row any, read []*field) {
	rp := placeOf(reflect.ValueOf(row))
	e.expired = false
	for _, f := range e.m.fields {
		if read != nil && !slices.Contains(read, f) {
			e.expired = e.expired || !e.lacks(f)
			continue
		}
		f.keep(e.p, rp)
		if e.snap != nil {
			f.keep(e.sp, rp)
		}
	}
	e.loaded, e.partly, e.born = 0, 0, false
	if e.more != nil {
		e.more.old = 0
	}
	e.setMissing(slices.DeleteFunc(slices.Clone(e.extra().missing), func(f *field) bool { return read == nil || slices.Contains(read, f) }))
}
