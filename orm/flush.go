package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// work is one flush.
type work struct {
	s *Session
	// saves and deletes are what there is to write, in the order of the session.
	saves, deletes map[*mapper][]*entry
	links          map[*relation]*linkWork
	linkOrder      []*relation
	mappers        []*mapper
	// seen are deletes that have been followed, and whether the row goes, instead
	// of being marked.
	seen  map[*entry]bool
	now   time.Time // of soft deletes, once there is one
	late  []lateComers
	early map[*entry]bool // deleted before others are written
	sides map[side]*moves // what one side says for the other
	moves []*moves        // the same, in order
}

// linkWork is rows of a table in between.
type linkWork struct{ add, remove [][2]*entry }

// flush writes what is pending. When it fails, everything is rolled back.
func (s *Session) flush(ctx context.Context) error {
	if s.reader || s.flushing || s.idle() {
		return nil
	}
	if len(s.txs) > 0 && s.txs[0].Reading() {
		return ErrBusy // nothing is lost: it can be written when the loop has ended
	}
	err := s.writeAll(ctx)
	if err != nil {
		if s.scopes > 0 {
			s.failure = err // nested undoes it when the function returns
			return err
		}
		return s.undone(ctx, err)
	}
	return nil
}

// undone rolls everything back after an error, which it returns.
func (s *Session) undone(ctx context.Context, err error) error {
	if rerr := s.rollback(); rerr != nil {
		err = errors.Join(err, rerr)
	}
	if st := (*StaleError)(nil); errors.As(err, &st) {
		st.examine(ctx, s)
	}
	return err
}

// writeAll writes until nothing is left: hooks may add and change objects while
// others are written.
func (s *Session) writeAll(ctx context.Context) error {
	s.flushing = true
	defer func() { s.flushing = false }()
	for range 100 {
		if err := s.write(ctx); err != nil || len(s.hooks) == 0 || s.idle() {
			return err
		}
	}
	return errors.New("orm: hooks change something in each flush, so that it does not end")
}

// idle reports whether there is nothing to write, which is found out without
// collecting it.
func (s *Session) idle() bool {
	for _, e := range s.entries {
		switch e.state {
		case pending, deleting:
			return false
		case clean:
			if e.snap != nil && (e.dirty() || len(e.m.relations) > 0 && e.related()) {
				return false
			}
		}
	}
	return true
}

func (s *Session) write(ctx context.Context) error {
	if err := s.fire(ctx, BeforeFlush, nil); err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	w := &work{s: s, saves: map[*mapper][]*entry{}, deletes: map[*mapper][]*entry{}, links: map[*relation]*linkWork{},
		seen: map[*entry]bool{}, early: map[*entry]bool{}, sides: map[side]*moves{}}
	if err := w.collect(ctx); err != nil {
		return err
	}
	groups := w.groups()
	if err := w.unlink(ctx); err != nil {
		return err
	}
	if err := w.makeRoom(ctx); err != nil {
		return err
	}
	for _, g := range groups {
		if err := w.save(ctx, g); err != nil {
			return err
		}
	}
	if err := w.link(ctx); err != nil {
		return err
	}
	for _, g := range slices.Backward(groups) {
		if err := w.remove(ctx, g); err != nil {
			return err
		}
	}
	w.settle()
	return s.fire(ctx, AfterFlush, nil)
}

// collect finds what there is to write.
func (w *work) collect(ctx context.Context) error {
	s := w.s
	for i := 0; i < len(s.entries); i++ { // grows as objects are reached
		e := s.entries[i]
		if e.state == gone || e.state == clean && e.snap == nil {
			continue
		}
		if err := s.addReachable(e); err != nil {
			return err
		}
	}
	// What was given to somebody is seen before what was taken away or goes with
	// its owner: it is no orphan then.
	if err := w.eachRelation(w.given); err != nil {
		return err
	}
	w.mirrored()
	if err := w.append(ctx); err != nil {
		return err
	}
	if err := w.cascades(ctx); err != nil {
		return err
	}
	if err := w.eachRelation(w.taken); err != nil {
		return err
	}
	w.mirrored()
	// Orphans found above may own others.
	if err := w.cascades(ctx); err != nil {
		return err
	}
	return w.sort(ctx)
}

// eachRelation calls f for the relations of all objects that stay.
func (w *work) eachRelation(f func(*entry, *relation) error) error {
	for _, e := range slices.Clone(w.s.entries) {
		if e.state != pending && (e.state != clean || e.snap == nil) {
			continue
		}
		for _, r := range e.m.relations {
			if r.viewOnly {
				continue
			}
			if err := f(e, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// sort files entries by what is to be done.
func (w *work) sort(ctx context.Context) error {
	for _, e := range w.s.entries {
		switch {
		case e.state == deleting:
			w.file(w.deletes, e)
		case e.state == pending:
			if err := w.s.fire(ctx, BeforeInsert, e.obj); err != nil {
				return err
			}
			w.file(w.saves, e)
		case e.state == clean && e.snap != nil && (len(e.extra().syncs) > 0 || e.dirty()):
			if err := w.s.fire(ctx, BeforeUpdate, e.obj); err != nil {
				return err
			}
			w.file(w.saves, e)
		}
	}
	return nil
}

func (w *work) file(to map[*mapper][]*entry, e *entry) {
	if !slices.Contains(w.mappers, e.m) {
		w.mappers = append(w.mappers, e.m)
	}
	to[e.m] = append(to[e.m], e)
}

// given turns objects that have come into the field of a relation into foreign
// keys and rows of tables in between.
func (w *work) given(e *entry, r *relation) error {
	if r.filing != nil {
		if err := r.filing.refile(e.p, w.s.original); err != nil {
			return err
		}
	}
	if r.kind != toOne && e.asHeld(r) {
		return nil
	}
	now, was := e.objectsOf(r), e.extra().held.of(r)
	if r.kind == toOne {
		return w.pointer(e, r, now, was)
	}
	for _, o := range now {
		if !slices.Contains(was, o) {
			w.attach(e, r, w.s.entryOf(o))
		}
	}
	if r.position != nil {
		return w.number(e, r, now, was)
	}
	return nil
}

// taken does so for those that have left it.
func (w *work) taken(e *entry, r *relation) error {
	if r.kind == toOne || e.asHeld(r) {
		return nil
	}
	now, was := e.objectsOf(r), e.extra().held.of(r)
	for _, o := range was {
		if c := w.s.entryOf(o); c != nil && !slices.Contains(now, o) {
			if err := w.detach(e, r, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// pointer follows a many-to-one field. The object in it wins over the keys;
// keys that were changed by hand win over an object that was not.
func (w *work) pointer(e *entry, r *relation, now, was []any) error {
	if len(now) == 0 {
		if len(was) > 0 && !e.touched(r.local) {
			w.left(e, r, was)
			return w.clear(e, r.local, fmt.Sprintf("%s.%s was set to nil", e.m, r.name))
		}
		return nil
	}
	target := w.s.entryOf(now[0])
	if target == nil {
		return nil
	}
	if slices.Equal(now, was) && e.touched(r.local) { // the key was changed by hand
		w.left(e, r, was)
		r.set(e.p, nil)
		e.loaded &^= r.bit()
		return nil
	}
	if slices.Equal(now, was) && !target.changed(r.remote) {
		return nil
	}
	if !slices.Equal(now, was) {
		w.left(e, r, was)
		w.mirror(target, r.other(), e.obj, true)
	}
	e.follow(sync{target, r.remote, r.local})
	return nil
}

// touched reports whether one of the fields differs from what the database has.
func (e *entry) touched(fields []*field) bool {
	return e.snap != nil && slices.ContainsFunc(fields, func(f *field) bool { return !f.equal(e.p, e.sp) })
}

// keyChanged reports whether the primary key was given another value.
func (e *entry) keyChanged() bool { return e.touched(e.m.keys) }

// attach makes c one of e's.
func (w *work) attach(e *entry, r *relation, c *entry) {
	if c == nil {
		return
	}
	if r.kind == viaTable {
		w.linkOf(r).add = append(w.linkOf(r).add, [2]*entry{e, c})
		w.mirror(c, r.other(), e.obj, true)
		return
	}
	c.follow(sync{e, r.local, r.remote})
	c.more.homed = true
	if inv := r.other(); inv != nil && !inv.viewOnly {
		inv.set(c.p, []any{e.obj})
	}
}

// detach takes c out of what e has.
func (w *work) detach(e *entry, r *relation, c *entry) error {
	if r.kind == viaTable {
		w.linkOf(r).remove = append(w.linkOf(r).remove, [2]*entry{e, c})
		w.mirror(c, r.other(), e.obj, false)
		return nil
	}
	if c.extra().homed || c.state == deleting || c.state == gone || w.moved(c, r, e) {
		return nil
	}
	if inv := r.other(); inv != nil && !inv.viewOnly {
		if objs := c.objectsOf(inv); len(objs) > 0 && objs[0] == e.obj {
			inv.set(c.p, nil)
		}
	}
	if r.orphans {
		if c.state == pending {
			w.s.forget(c)
		} else {
			c.state = deleting
		}
		return nil
	}
	return w.clear(c, r.remote, fmt.Sprintf("it was taken out of %s.%s", e.m, r.name))
}

// moved reports whether c belongs to somebody else already: another owner has
// it, or its key was changed by hand.
func (w *work) moved(c *entry, r *relation, e *entry) bool {
	if c.touched(r.remote) {
		return true
	}
	inv := r.other()
	if inv == nil {
		return false
	}
	objs := c.objectsOf(inv)
	return len(objs) > 0 && objs[0] != e.obj
}

// clear sets foreign keys to NULL.
func (w *work) clear(e *entry, fields []*field, why string) error {
	for _, f := range fields {
		if !f.nullable() {
			return fmt.Errorf("orm: %s.%s cannot be NULL, and %s; delete the object, declare the relation with Cascade, or make the field a pointer", e.m, f.name, why)
		}
		value(e.p, f).SetZero()
	}
	return nil
}

func (w *work) linkOf(r *relation) *linkWork {
	if w.links[r] == nil {
		w.links[r] = &linkWork{}
		w.linkOrder = append(w.linkOrder, r)
	}
	return w.links[r]
}

// settle takes what was written as what the database has.
func (w *work) settle() {
	s := w.s
	for m, es := range w.saves {
		takeAll(m, es)
		for _, e := range es {
			e.synced()
		}
	}
	for _, es := range w.deletes {
		for _, e := range es {
			s.forget(e)
		}
	}
	s.rehold(len(w.deletes) > 0)
}

// rehold takes what relations' fields hold as what the database has, and takes
// deleted objects out of them where there are some.
func (s *Session) rehold(deletes bool) {
	for _, e := range s.entries {
		if e.state != clean || e.snap == nil || len(e.m.relations) == 0 {
			continue
		}
		if deletes {
			s.dropGone(e)
		}
		if e.related() {
			s.remember(e)
			e.holdAll()
		}
	}
}

// dropGone takes deleted objects out of relations' fields.
func (s *Session) dropGone(e *entry) {
	for _, r := range e.m.relations {
		objs := e.objectsOf(r)
		kept := slices.DeleteFunc(slices.Clone(objs), func(o any) bool { return s.entryOf(o) == nil && !s.expunged[o] })
		if len(kept) != len(objs) {
			r.set(e.p, kept)
		}
	}
}
