package orm

import "slices"

// What one side of a relation says, the field of the other side shows too, where
// the session knows all that the field holds. Otherwise an object that went to
// another owner would still be deleted with the old one.

// side is the field of a relation in one object.
type side struct {
	e *entry
	r *relation
}

// moves are objects that come into a field, and those that leave it, by what the
// other side says.
type moves struct {
	side
	in, out []any
}

// mirror notes that an object comes into a field, or leaves it.
func (w *work) mirror(e *entry, r *relation, obj any, comes bool) {
	if r == nil || r.viewOnly {
		return
	}
	m := w.sides[side{e, r}]
	if m == nil {
		m = &moves{side: side{e, r}}
		w.sides[m.side] = m
		w.moves = append(w.moves, m)
	}
	if comes {
		m.in = append(m.in, obj)
	} else {
		m.out = append(m.out, obj)
	}
}

// left notes that e leaves the fields of those that it referred to.
func (w *work) left(e *entry, r *relation, was []any) {
	for _, o := range was {
		if owner := w.s.entryOf(o); owner != nil {
			w.mirror(owner, r.other(), e.obj, false)
		}
	}
}

// mirrored puts into fields what was noted.
func (w *work) mirrored() {
	for _, m := range w.moves {
		m.e.leave(m.r, m.out)
		m.e.come(m.r, m.in)
	}
	clear(w.sides)
	w.moves = nil
}

// altered reports whether the program has given another object or key to a
// relation to one.
func (e *entry) altered(r *relation) bool {
	return e.touched(r.local) || !e.asHeld(r)
}

// knows reports whether a relation's field holds all that there is.
func (e *entry) knows(r *relation) bool { return e.state == pending || e.born || e.isWhole(r) }

// come puts objects into a field.
func (e *entry) come(r *relation, fresh []any) {
	if len(fresh) == 0 || !e.knows(r) {
		return
	}
	objs := e.objectsOf(r)
	there := setOf(objs)
	for _, o := range fresh {
		switch {
		case there[o]:
		case r.kind == hasOne:
			objs = []any{o}
		default:
			objs, there[o] = append(objs, o), true
		}
	}
	if r.position != nil || r.filing != nil && r.filing.clash(objs) != nil { // their places are not known
		e.partly |= r.bit()
		return
	}
	r.set(e.p, objs)
}

// leave takes objects out of a field.
func (e *entry) leave(r *relation, gone []any) {
	if len(gone) == 0 || r.position != nil && !e.knows(r) {
		return
	}
	out := setOf(gone)
	objs := e.objectsOf(r)
	if kept := slices.DeleteFunc(slices.Clone(objs), func(o any) bool { return out[o] }); len(kept) < len(objs) {
		r.set(e.p, kept)
	}
}

func setOf(objs []any) map[any]bool {
	set := make(map[any]bool, len(objs))
	for _, o := range objs {
		set[o] = true
	}
	return set
}
