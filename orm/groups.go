package orm

import (
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// groups are the mappers in the order in which rows can be inserted: what is
// referred to comes first. Mappers that refer to each other are one group.
func (w *work) groups() [][]*mapper {
	needs := map[*mapper][]*mapper{}
	for _, m := range w.mappers {
		for _, t := range w.mappers {
			if t != m && m.needs(t) {
				needs[m] = append(needs[m], t)
			}
		}
	}
	return components(w.mappers, needs)
}

// needs reports whether rows of m may refer to rows of t. Types that share tables
// need each other: their rows are written together.
func (m *mapper) needs(t *mapper) bool {
	if m.space == t.space {
		return true
	}
	for _, st := range m.stores {
		for _, fk := range st.table.ForeignKeys {
			if fk != st.link && t.storedIn(fk.Ref) {
				return true
			}
		}
	}
	return slices.ContainsFunc(m.relations, func(r *relation) bool { return r.kind == toOne && t.is(r.target) })
}

// storedIn reports whether a table has a part of each object's row.
func (m *mapper) storedIn(table metadata.Name) bool {
	return slices.ContainsFunc(m.stores, func(st *mapper) bool { return st.table.Ident() == table })
}

// components are the strongly connected ones, by Tarjan's algorithm: each
// comes after those that it needs.
func components[K comparable](all []K, needs map[K][]K) [][]K {
	index, low, open := map[K]int{}, map[K]int{}, map[K]bool{}
	var stack []K
	var out [][]K
	var visit func(m K)
	visit = func(m K) {
		index[m] = len(index) + 1
		low[m] = index[m]
		stack, open[m] = append(stack, m), true
		for _, n := range needs[m] {
			if index[n] == 0 {
				visit(n)
				low[m] = min(low[m], low[n])
			} else if open[n] {
				low[m] = min(low[m], index[n])
			}
		}
		if low[m] == index[m] {
			at := slices.Index(stack, m)
			out = append(out, slices.Clone(stack[at:]))
			for _, n := range stack[at:] {
				open[n] = false
			}
			stack = stack[:at]
		}
	}
	for _, m := range all {
		if index[m] == 0 {
			visit(m)
		}
	}
	return out
}
