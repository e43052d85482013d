package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
)

// relatedRows are what was read of a relation.
type relatedRows struct {
	// of are the objects of each owner, in the order of the owners.
	of [][]*entry
	// read are all that were read, and known those that the session had.
	read, known []*entry
}

// related reads one relation of some objects and fills it in.
func (s *Session) related(ctx context.Context, es []*entry, l load, o options) (relatedRows, error) {
	rows := relatedRows{of: make([][]*entry, len(es))}
	owners := newOwners(len(es))
	keys := make([][]any, 0, len(es))
	values := make([]any, 0, len(es)*len(l.r.local)) // of all keys
	for i, e := range es {
		more, refers := appendKey(values, e.p, l.r.local)
		if !refers {
			continue
		}
		key := more[len(values):len(more):len(more)]
		if t := s.known1(l, key, o); t != nil && !o.refresh {
			rows.of[i] = []*entry{t}
			rows.known = append(rows.known, t)
			continue
		}
		if owners.add(identityOf(l.r.local, key), i) {
			keys, values = append(keys, key), more
		}
	}
	if len(keys) > 0 {
		r := &reader{s, l, o, owners, &rows}
		if err := r.read(ctx, keys); err != nil {
			return rows, fmt.Errorf("orm: load %s.%s: %w", l.r.owner, l.r.name, err)
		}
	}
	whole := l.whole() && !s.hides(l.r, o)
	for i, e := range es {
		if err := s.fill(e, l.r, rows.of[i], whole); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// read reads what belongs to keys, and gives it to the owners of these.
func (r *reader) read(ctx context.Context, keys [][]any) error {
	var firsts []int // the first owner of each that was read
	var read []*entry
	var found []identity
	sole := len(keys) == 1 && r.l.owners == nil // all rows are its
	text := r.l.r.byText() && !sole
	err := r.s.readRelated(ctx, r.l, keys, r.o, func(e *entry, key identity) bool {
		if sole {
			key = identityOf(r.l.r.local, keys[0])
		}
		firsts = append(firsts, r.owners.first(key))
		read = append(read, e)
		if text {
			found = append(found, key)
		}
		return true
	})
	if err != nil {
		return err
	}
	r.rows.read = append(r.rows.read, read...)
	r.owners.share(r.rows.of, read, firsts)
	if !text {
		return nil
	}
	return r.unlike(ctx, keys, found)
}

// owners finds objects, by their place in a list, by the key that others refer
// to them by. Several may have one key.
type owners struct {
	byKey byIdentity[int]
	next  []int // the next one with the key; -1 is none
}

func newOwners(n int) *owners { return &owners{newByIdentity[int](0), make([]int, n)} }

// add reports whether the key is a new one.
func (o *owners) add(key identity, i int) bool {
	first := o.first(key)
	if first < 0 {
		o.next[i] = -1
		o.byKey.put(key, i)
		return true
	}
	o.next[i], o.next[first] = o.next[first], i
	return false
}

// first is the first owner of a key; -1 is none.
func (o *owners) first(key identity) int {
	if i, ok := o.byKey.get(key); ok {
		return i
	}
	return -1
}

// share gives each owner what was read of it, in lists that are parts of one.
func (o *owners) share(of [][]*entry, read []*entry, firsts []int) {
	counts, all := make([]int, len(of)), 0
	for _, first := range firsts {
		for i := first; i >= 0; i = o.next[i] {
			counts[i]++
			all++
		}
	}
	room := make([]*entry, all)
	for n, first := range firsts {
		for i := first; i >= 0; i = o.next[i] {
			if of[i] == nil {
				of[i], room = room[:0:counts[i]], room[counts[i]:]
			}
			of[i] = append(of[i], read[n])
		}
	}
}

// readRelated reads the objects that belong to keys, with the relations that are
// joined to them, and calls f with each and the key it belongs to.
func (s *Session) readRelated(ctx context.Context, l load, keys [][]any, o options, f func(*entry, identity) bool) error {
	st, err := l.statement(keys, o)
	if err != nil {
		return err
	}
	t, n := l.r.target, len(l.r.local)
	p, err := planOf(st, n, t, nil, l.inner, o)
	if err != nil {
		return err
	}
	if p != nil {
		if err := p.read(ctx, s, func(e *entry, k *[maxKeys]any) bool { return f(e, identityOf(l.r.local, k[:n])) }); err != nil {
			return err
		}
		p.parts[0].rest = nil // read for all owners together
		return p.finish(ctx, s, nil)
	}
	watch := s.watch(t, o)
	if t.kin == nil && l.r.kind != viaTable { // the objects have the keys themselves
		st.Items = st.Items[n:]
		o.unmet = s.unmet(t, st)
		return t.rows(ctx, s.reading(o), st, func(row any) bool {
			key := identityAt(placeOf(reflect.ValueOf(row)), l.r.remote)
			return f(s.adopt(t, row, watch, o, columns{}), key)
		})
	}
	return t.keyed(ctx, s.reading(o), st, func(row any, k *[maxKeys]any) bool {
		return f(s.adopt(t, row, watch, o, columns{}), identityOf(l.r.local, k[:n]))
	})
}

// known1 is the object of a many-to-one relation that the session has.
func (s *Session) known1(l load, key []any, o options) *entry {
	if l.r.kind != toOne || len(l.where) > 0 || !l.r.byKey() {
		return nil
	}
	if e := s.maps[l.r.target.space].get(identityOf(l.r.remote, key)); e != nil && !e.expired && (!e.outside || o.unfiltered) && e.m.is(l.r.target) && (!e.marked() || o.deleted) {
		return e
	}
	return nil
}

// fill puts objects into a relation's field. What the program has added to the
// field and not flushed stays behind them. A part of the objects, found with a
// condition, is not taken for all.
func (s *Session) fill(e *entry, r *relation, found []*entry, whole bool) error {
	held := distinct(found)
	objs := held
	was := e.extra().held.of(r)
	for _, o := range e.objectsOf(r) {
		if r.kind != toOne && r.kind != hasOne && !s.reader && !slices.Contains(was, o) && !slices.Contains(held, o) {
			objs = append(objs[:len(objs):len(objs)], o)
		}
	}
	if r.filing != nil {
		if err := r.filing.clash(objs); err != nil {
			return err
		}
	}
	r.set(e.p, objs)
	e.loaded |= r.bit()
	if e.more != nil {
		e.more.old &^= r.bit()
	}
	if e.partly &^= r.bit(); !whole {
		e.partly |= r.bit()
	}
	if whole || r.kind == toOne {
		e.hadHeld(r, held)
	} else {
		e.hold(r)
	}
	if inverse := r.other(); inverse != nil && (r.kind == toMany || r.kind == hasOne) && !inverse.viewOnly {
		owner := []any{e.obj}
		for _, c := range found {
			if s.flushing && c.altered(inverse) { // and not written yet
				continue
			}
			inverse.set(c.p, owner)
			c.loaded |= inverse.bit()
			c.hadHeld(inverse, owner)
			c.more.old &^= inverse.bit()
		}
	}
	return nil
}

// distinct are the objects of entries, each once, without those that are being
// deleted.
func distinct(es []*entry) []any {
	objs := make([]any, 0, len(es))
	var seen map[any]bool // for long lists; short ones are looked through
	if len(es) > 32 {
		seen = make(map[any]bool, len(es))
	}
	for _, e := range es {
		if e.state == deleting || seen[e.obj] || seen == nil && slices.Contains(objs, e.obj) {
			continue
		}
		if seen != nil {
			seen[e.obj] = true
		}
		objs = append(objs, e.obj)
	}
	return objs
}
