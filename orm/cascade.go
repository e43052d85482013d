package orm

import (
	"context"
	"fmt"
	"slices"
)

// cascades marks what is deleted with its owner, and lets go of the rest.
func (w *work) cascades(ctx context.Context) error {
	for w.again = true; w.again; {
		w.again = false
		for i := 0; i < len(w.s.entries); i++ {
			e := w.s.entries[i]
			went, seen := w.seen[e]
			if e.state != deleting || seen && went == !e.marks() {
				continue
			}
			if err := w.follow(ctx, e, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow looks at what an object that is to be deleted has. Where its row is only
// marked, that is what is marked with it: the rest has an owner still.
func (w *work) follow(ctx context.Context, e *entry, told bool) error {
	w.seen[e] = !e.marks()
	if !told {
		if err := w.s.fire(ctx, BeforeDelete, e.obj); err != nil {
			return err
		}
	}
	for _, r := range e.m.relations {
		if r.viewOnly || r.kind == toOne || e.marks() && (!r.cascade || r.target.soft == nil || r.kind == viaTable) {
			continue
		}
		if err := w.cascade(ctx, e, r); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) cascade(ctx context.Context, e *entry, r *relation) error {
	if r.kind == viaTable { // all its rows go, loaded or not
		w.linkOf(r).remove = append(w.linkOf(r).remove, [2]*entry{e, nil})
		return nil
	}
	found := map[*entry][]*entry{}
	if !e.isWhole(r) && (!r.passive || e.marks()) {
		if _, _, err := w.s.related(ctx, []*entry{e}, load{r: r}, options{unfiltered: true}, found); err != nil {
			return err
		}
	}
	all := found[e] // those that are being deleted among them, which the field has not
	for _, o := range slices.Concat(e.objectsOf(r), e.held[r]) {
		if c := w.s.objects[o]; c != nil {
			all = append(all, c)
		}
	}
	if !e.marks() && !r.passive && r.target.soft != nil { // whose rows refer to ours all the same
		buried, err := w.s.buried(ctx, e, r)
		if err != nil {
			return err
		}
		all = append(all, buried...)
	}
	for _, c := range all {
		if err := w.abandon(e, r, c); err != nil {
			return err
		}
	}
	return nil
}

// abandon decides about an object whose owner is deleted.
func (w *work) abandon(e *entry, r *relation, c *entry) error {
	switch {
	case c.state == deleting && r.cascade && c.marks() && !e.marks(): // it has to go as well
		c.hard, w.again = true, true
	case c.state >= deleting || w.homed[c]:
	case c.state == pending && r.cascade:
		w.s.forget(c)
	case r.cascade:
		c.state, c.hard = deleting, !e.marks()
	case c.state == clean && !c.touched(r.remote):
		return w.clear(c, r.remote, fmt.Sprintf("the %s that it belongs to is deleted", e.m))
	}
	return nil
}
