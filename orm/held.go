package orm

import "slices"

// holding is what relations' fields held at the last flush. There are few.
type holding []heldObjects

type heldObjects struct {
	r    *relation
	objs []any
}

// of are the objects that a relation held; nil is none, or not known.
func (h holding) of(r *relation) []any {
	for _, x := range h {
		if x.r == r {
			return x.objs
		}
	}
	return nil
}

// has reports whether something is known of a relation.
func (h holding) has(r *relation) bool {
	return slices.ContainsFunc(h, func(x heldObjects) bool { return x.r == r })
}

// put notes what a relation holds. The list is not changed any more.
func (h *holding) put(r *relation, objs []any) {
	for i, x := range *h {
		if x.r == r {
			(*h)[i].objs = objs
			return
		}
	}
	*h = append(*h, heldObjects{r, objs})
}

func (h holding) clone() holding { return slices.Clone(h) }
