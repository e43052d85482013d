package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
)

// save writes the new and changed rows of mappers that may refer to each other.
func (w *work) save(ctx context.Context, group []*mapper) error {
	var fresh, early, late []*entry
	for _, m := range group {
		for _, e := range w.saves[m] {
			switch {
			case e.state == pending:
				fresh = append(fresh, e)
			case slices.ContainsFunc(e.extra().syncs, func(s sync) bool { return s.from.state == pending }):
				late = append(late, e)
			default:
				early = append(early, e)
			}
		}
	}
	if err := w.update(ctx, early); err != nil {
		return err
	}
	levels, put, err := w.levels(fresh)
	if err != nil {
		return err
	}
	for _, l := range levels {
		if err := w.insert(ctx, l); err != nil {
			return err
		}
	}
	for _, p := range put { // the second half of rows that refer to each other
		p.e.take(p.e.m.dup)
		p.e.extended().syncs = p.syncs
	}
	for _, p := range put {
		late = append(late, p.e)
	}
	return w.update(ctx, late)
}

// levels puts new rows in the order in which they can be inserted: those of
// one level refer to none of the same or a later level. Where rows refer to
// each other in a circle, a foreign key that may be NULL is postponed.
func (w *work) levels(fresh []*entry) (levels [][]*entry, put []postponed, err error) {
	waits := func(s sync) bool { return s.from.state == pending }
	if !slices.ContainsFunc(fresh, func(e *entry) bool { return slices.ContainsFunc(e.extra().syncs, waits) }) {
		return [][]*entry{fresh}, nil, nil
	}
	left := slices.Clone(fresh)
	waiting := make(map[*entry]bool, len(left))
	for _, e := range left {
		waiting[e] = true
	}
	for len(left) > 0 {
		var ready, rest []*entry
		for _, e := range left {
			if slices.ContainsFunc(e.extra().syncs, func(s sync) bool { return waiting[s.from] }) {
				rest = append(rest, e)
			} else {
				ready = append(ready, e)
			}
		}
		if len(ready) == 0 {
			some := postpone(rest, waiting)
			if len(some) == 0 {
				return nil, nil, fmt.Errorf("orm: new objects of %s refer to each other in a circle, by foreign keys that cannot be NULL; let one of them be", rest[0].m)
			}
			put = append(put, some...)
			continue
		}
		for _, e := range ready {
			delete(waiting, e)
		}
		levels = append(levels, ready)
		left = rest
	}
	return levels, put, nil
}

// copyKeys gives an object the keys of those it refers to.
func copyKeys(e *entry) error {
	for _, s := range e.extra().syncs {
		for i, f := range s.ref {
			from := value(s.from.p, s.key[i])
			if from.Kind() == reflect.Pointer {
				if from.IsNil() {
					return fmt.Errorf("orm: %s.%s is nil, and a %s refers to it", s.from.m, s.key[i].name, e.m)
				}
				from = from.Elem()
			}
			put(value(e.p, f), from)
		}
	}
	e.synced()
	return nil
}

// remove deletes rows of mappers that may refer to each other, those that refer
// before those that are referred to.
func (w *work) remove(ctx context.Context, group []*mapper) error {
	var left []*entry
	for _, m := range group {
		left = append(left, w.toDelete(m)...)
	}
	parents, selves := w.parents(group, left)
	if err := w.setNulls(ctx, selves); err != nil {
		return err
	}
	for len(left) > 0 {
		needed := map[*entry]bool{}
		for _, e := range left {
			for _, p := range parents[e] {
				needed[p.e] = true
			}
		}
		var ready, rest []*entry
		for _, e := range left {
			if needed[e] {
				rest = append(rest, e)
			} else {
				ready = append(ready, e)
			}
		}
		if len(ready) == 0 { // circles: let go of some references
			nulls := loosen(rest, parents)
			if len(nulls) == 0 {
				return fmt.Errorf("orm: objects of %s that are to be deleted refer to each other in a circle, by foreign keys that cannot be NULL", rest[0].m)
			}
			if err := w.setNulls(ctx, nulls); err != nil {
				return err
			}
			continue
		}
		if err := w.delete(ctx, ready); err != nil {
			return err
		}
		left = rest
	}
	return nil
}

// parent is a row that another one refers to, by these fields.
type parent struct {
	e   *entry
	own []*field
}

// parents are, for each row, the others to be deleted that it refers to, and
// selves the rows that refer to themselves.
func (w *work) parents(group []*mapper, es []*entry) (parents map[*entry][]parent, selves []parent) {
	found := finder{es: es, by: map[referred]map[identity]*entry{}}
	refs := map[*mapper][]reference{}
	parents = map[*entry][]parent{}
	for _, e := range es {
		if _, known := refs[e.m]; !known {
			refs[e.m] = e.m.references(group)
		}
		for _, ref := range refs[e.m] {
			key, known := keyOf(e.source(), ref.own)
			if !known {
				continue
			}
			switch p := found.at(ref, identityOf(ref.own, key)); {
			case p == nil:
			case p != e:
				parents[e] = append(parents[e], parent{p, ref.own})
			case canBeNull(ref.own): // InnoDB does not delete a row that refers to itself
				selves = append(selves, parent{e, ref.own})
			}
		}
	}
	return parents, selves
}

// source is where the row's values in the database are known from.
func (e *entry) source() place {
	if e.snap != nil {
		return e.sp
	}
	return e.p
}
