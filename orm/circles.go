package orm

import (
	"context"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// Rows that refer to each other in a circle are written in two steps, by a
// foreign key that may be NULL. All circles are broken at once, and all rows of
// one in the same way, so that the number of statements does not grow with them.

// postponed are foreign keys that are written when the row they refer to is
// there too.
type postponed struct {
	e     *entry
	syncs []sync
}

// circles are the lists of rows each of which needs all others of its list, in
// the order of the rows. One that needs itself is a circle too.
func circles(rows []*entry, needs map[*entry][]*entry) [][]*entry {
	of := map[*entry]int{}
	all := components(rows, needs)
	for i, c := range all {
		for _, e := range c {
			of[e] = i
		}
	}
	ordered := make([][]*entry, len(all))
	for _, e := range rows {
		ordered[of[e]] = append(ordered[of[e]], e)
	}
	return slices.DeleteFunc(ordered, func(c []*entry) bool { return len(c) == 1 && !slices.Contains(needs[c[0]], c[0]) })
}

// canBeNull reports whether a foreign key can let go of what it refers to.
func canBeNull(own []*field) bool {
	return !slices.ContainsFunc(own, func(f *field) bool { return !f.nullable() })
}

// postpone breaks the circles of new rows.
func postpone(rest []*entry, waiting map[*entry]bool) []postponed {
	needs := map[*entry][]*entry{}
	for _, e := range rest {
		for _, s := range e.extra().syncs {
			if waiting[s.from] {
				needs[e] = append(needs[e], s.from)
			}
		}
	}
	var list []postponed
	for _, c := range circles(rest, needs) {
		list = append(list, postponeIn(c)...)
	}
	return list
}

// postponeIn breaks one circle by the first foreign key that can wait, in all
// rows that have it.
func postponeIn(circle []*entry) []postponed {
	in := map[*entry]bool{}
	for _, e := range circle {
		in[e] = true
	}
	var by []*field
	var list []postponed
	for _, e := range circle {
		var later, now []sync
		for _, s := range e.extra().syncs {
			if in[s.from] && canBeNull(s.ref) && (by == nil || slices.Equal(by, s.ref)) {
				by, later = s.ref, append(later, s)
			} else {
				now = append(now, s)
			}
		}
		if len(later) > 0 {
			e.extended().syncs = now
			list = append(list, postponed{e, later})
		}
	}
	return list
}

// loosen breaks the circles of rows that are to be deleted. It takes the
// references out of parents and returns them.
func loosen(rest []*entry, parents map[*entry][]parent) []parent {
	needs := map[*entry][]*entry{}
	for _, e := range rest {
		for _, p := range parents[e] {
			needs[e] = append(needs[e], p.e)
		}
	}
	var list []parent
	for _, c := range circles(rest, needs) {
		in := map[*entry]bool{}
		for _, e := range c {
			in[e] = true
		}
		var by []*field
		for _, e := range c {
			parents[e] = slices.DeleteFunc(parents[e], func(p parent) bool {
				if !in[p.e] || !canBeNull(p.own) || by != nil && !slices.Equal(by, p.own) {
					return false
				}
				by = p.own
				list = append(list, parent{e, p.own})
				return true
			})
		}
	}
	return list
}

// setNulls lets rows go of what they refer to, before both are deleted.
func (w *work) setNulls(ctx context.Context, refs []parent) error {
	for len(refs) > 0 {
		own := refs[0].own
		alike := func(p parent) bool { return slices.Equal(p.own, own) }
		var es []*entry
		for _, p := range refs {
			if alike(p) {
				es = append(es, p.e)
			}
		}
		refs = slices.DeleteFunc(refs, alike)
		for _, m := range es[0].m.stores {
			if err := w.setNull(ctx, m, es, own); err != nil {
				return err
			}
		}
	}
	return nil
}

// setNull does so for those fields that are in one table.
func (w *work) setNull(ctx context.Context, m *mapper, es []*entry, fields []*field) error {
	st := &ast.Update{Rel: m.rel}
	for _, f := range fields {
		if slices.Contains(m.fields, f) {
			st.Set = append(st.Set, ast.Assign{Column: f.column, Value: ast.Literal{}})
		}
	}
	if len(st.Set) == 0 {
		return nil
	}
	for part := range slices.Chunk(es, chunk) {
		var keys [][]any
		for _, e := range part {
			key, _ := keyOf(e.source(), m.keys)
			keys = append(keys, key)
		}
		st.Where = []ast.Node{matches(m.refs(m.keys), keys)}
		if err := w.exec(ctx, st, m); err != nil {
			return err
		}
	}
	return nil
}
