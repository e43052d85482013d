package orm

import "slices"

// What one side of a relation says, the field of the other side shows too, where
// the session knows all that the field holds. Otherwise an object that went to
// another owner would still be deleted with the old one.

// knows reports whether a relation's field holds all that there is.
func (e *entry) knows(r *relation) bool { return e.state == pending || e.born || e.isWhole(r) }

// comes puts an object into the field of r, the other side of what brought it to
// its owner.
func (e *entry) comes(r *relation, obj any) {
	if r == nil || r.viewOnly || !e.knows(r) {
		return
	}
	objs := e.objectsOf(r)
	switch {
	case slices.Contains(objs, obj):
		return
	case r.kind == hasOne:
		objs = []any{obj}
	default:
		objs = append(objs, obj)
	}
	if r.position != nil || r.filing != nil && r.filing.clash(objs) != nil { // its place is not known
		e.partly |= r.bit()
		return
	}
	r.set(e.p, objs)
}

// leaves takes an object out of the field of r.
func (e *entry) leaves(r *relation, obj any) {
	if r == nil || r.viewOnly || r.position != nil && !e.knows(r) {
		return
	}
	objs := e.objectsOf(r)
	if i := slices.Index(objs, obj); i >= 0 {
		r.set(e.p, slices.Delete(objs, i, i+1))
	}
}

// left takes e out of the fields of those that it referred to.
func (w *work) left(e *entry, r *relation, was []any) {
	for _, o := range was {
		if owner := w.s.entryOf(o); owner != nil {
			owner.leaves(r.other(), e.obj)
		}
	}
}
