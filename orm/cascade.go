package orm

import (
	"context"
	"fmt"
	"slices"
)

// cascades marks what is deleted with its owner, and lets go of the rest. What
// it finds has owners' objects of its own, so that it goes on until there is
// nothing new; each round asks for what all owners have together.
func (w *work) cascades(ctx context.Context) error {
	for {
		es, err := w.unfollowed(ctx)
		if err != nil || len(es) == 0 {
			return err
		}
		for _, owners := range alike(es) {
			for _, r := range owners[0].m.relations {
				if r.viewOnly || r.kind == toOne || owners[0].marks() && !r.marks() {
					continue
				}
				if err := w.cascade(ctx, r, owners); err != nil {
					return err
				}
			}
		}
	}
}

// marks reports whether a relation is followed where its owner's row is only
// marked: what is marked with it. The rest has an owner still.
func (r *relation) marks() bool { return r.cascade && r.target.soft != nil && r.kind != viaTable }

// unfollowed are objects that are to be deleted, and were not looked at yet, or
// with their rows to be marked where these go now. Hooks are told of the former.
func (w *work) unfollowed(ctx context.Context) ([]*entry, error) {
	var es []*entry
	for i := 0; i < len(w.s.entries); i++ { // hooks may add some
		e := w.s.entries[i]
		went, seen := w.seen[e]
		if e.state != deleting || seen && went == !e.marks() {
			continue
		}
		if !seen {
			if err := w.s.fire(ctx, BeforeDelete, e.obj); err != nil {
				return nil, err
			}
		}
		if e.state == deleting { // a hook may have kept it
			w.seen[e] = !e.marks()
			es = append(es, e)
		}
	}
	return es, nil
}

// alike puts objects together that have the same relations, followed in the same
// way.
func alike(es []*entry) [][]*entry {
	type kind struct {
		m     *mapper
		marks bool
	}
	at := map[kind]int{}
	var list [][]*entry
	for _, e := range es {
		k := kind{e.m, e.marks()}
		i, ok := at[k]
		if !ok {
			i, at[k] = len(list), len(list)
			list = append(list, nil)
		}
		list[i] = append(list[i], e)
	}
	return list
}

// cascade decides about all that owners have in a relation: what is in their
// fields, what is not loaded, and, where their rows go, what is marked.
func (w *work) cascade(ctx context.Context, r *relation, owners []*entry) error {
	if r.kind == viaTable { // all its rows go, loaded or not
		for _, e := range owners {
			w.linkOf(r).remove = append(w.linkOf(r).remove, [2]*entry{e, nil})
		}
		return nil
	}
	found, err := w.unloaded(ctx, r, owners)
	if err != nil {
		return err
	}
	for _, e := range owners {
		all := slices.Clone(found[e]) // those that are being deleted among them, which the field has not
		for _, o := range slices.Concat(e.objectsOf(r), e.extra().held.of(r)) {
			if c := w.s.entryOf(o); c != nil {
				all = append(all, c)
			}
		}
		for _, c := range all {
			if err := w.abandon(e, r, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// unloaded reads what owners have that is not in their fields, unless the
// database sees to it.
func (w *work) unloaded(ctx context.Context, r *relation, owners []*entry) (map[*entry][]*entry, error) {
	found := map[*entry][]*entry{}
	if r.passive && !owners[0].marks() {
		return found, nil
	}
	var some []*entry
	for _, e := range owners {
		if !e.isRead(r) {
			some = append(some, e)
		}
	}
	for part := range slices.Chunk(some, chunk) {
		rows, err := w.s.related(ctx, part, load{r: r}, options{unfiltered: true})
		if err != nil {
			return nil, err
		}
		for i, e := range part {
			found[e] = rows.of[i]
		}
	}
	if owners[0].marks() || r.target.soft == nil {
		return found, nil
	}
	for part := range slices.Chunk(owners, chunk) { // rows that refer to ours, though they are marked
		buried, err := w.s.buried(ctx, part, r)
		if err != nil {
			return nil, err
		}
		for e, cs := range buried {
			found[e] = slices.Concat(found[e], cs) // lists may share memory
		}
	}
	return found, nil
}

// abandon decides about an object whose owner is deleted.
func (w *work) abandon(e *entry, r *relation, c *entry) error {
	switch {
	case c.state == deleting && r.cascade && c.marks() && !e.marks(): // it has to go as well
		c.hard = true
	case c.state >= deleting || c.extra().homed || w.moved(c, r, e):
	case c.state == pending && r.cascade:
		w.s.forget(c)
	case r.cascade:
		c.state, c.hard = deleting, !e.marks()
	case c.state == clean && !c.touched(r.remote):
		return w.clear(c, r.remote, fmt.Sprintf("the %s that it belongs to is deleted", e.m))
	}
	return nil
}
