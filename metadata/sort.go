package metadata

import "slices"

// TableForeignKey is a foreign key and the table that holds it.
type TableForeignKey struct {
	Table      *Table
	ForeignKey *ForeignKey
}

// SortTables orders tables so that each comes after those its foreign keys,
// its partition parent and its inheritance refer to. Where foreign keys form a
// cycle, all those between tables of the cycle come back apart, to be added
// when every table exists. A table's reference to itself is no cycle. Tables
// that could come in any order come by name.
func SortTables(tables []*Table) (sorted []*Table, cyclic []TableForeignKey) {
	g := tableGraph{index: map[Name]int{}}
	g.tables = slices.Clone(tables)
	slices.SortStableFunc(g.tables, func(a, b *Table) int { return a.Ident().Compare(b.Ident()) })
	for i, t := range g.tables {
		g.index[t.Ident()] = i
	}
	component := g.components()
	for _, t := range g.tables {
		for _, fk := range t.ForeignKeys {
			j, known := g.index[fk.Ref]
			i := g.index[t.Ident()]
			if known && i != j && component[i] == component[j] {
				cyclic = append(cyclic, TableForeignKey{t, fk})
			}
		}
	}
	return g.order(component), cyclic
}

type tableGraph struct {
	tables []*Table
	index  map[Name]int
}

// needs lists the tables that must be there before table i; hard ones have no
// other way.
func (g *tableGraph) needs(i int) (soft, hard []int) {
	t := g.tables[i]
	for _, fk := range t.ForeignKeys {
		if j, ok := g.index[fk.Ref]; ok && j != i {
			soft = append(soft, j)
		}
	}
	if t.PartitionOf != nil {
		if j, ok := g.index[t.PartitionOf.Parent]; ok {
			hard = append(hard, j)
		}
	}
	for _, p := range t.Inherits {
		if j, ok := g.index[p]; ok {
			hard = append(hard, j)
		}
	}
	return soft, hard
}

// components numbers the strongly connected components (Tarjan's algorithm,
// without recursion so that long chains of tables do no harm).
func (g *tableGraph) components() []int {
	n := len(g.tables)
	low, num, comp := make([]int, n), make([]int, n), make([]int, n)
	for i := range comp {
		comp[i] = -1
	}
	var stack []int
	count, next := 0, 0
	type frame struct {
		node, edge int
		edges      []int
	}
	for root := range n {
		if num[root] != 0 {
			continue
		}
		frames := []frame{{node: root, edge: -1}}
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			if f.edge < 0 {
				count++
				num[f.node], low[f.node] = count, count
				stack = append(stack, f.node)
				soft, hard := g.needs(f.node)
				f.edges, f.edge = append(soft, hard...), 0
			}
			if f.edge < len(f.edges) {
				to := f.edges[f.edge]
				if num[to] == 0 {
					frames = append(frames, frame{node: to, edge: -1})
					continue
				}
				if comp[to] < 0 {
					low[f.node] = min(low[f.node], low[to])
				}
				f.edge++
				continue
			}
			if low[f.node] == num[f.node] {
				for {
					top := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					comp[top] = next
					if top == f.node {
						break
					}
				}
				next++
			}
			frames = frames[:len(frames)-1]
		}
	}
	return comp
}

// order is a depth-first walk in the order of names, which skips the soft
// edges inside a component.
func (g *tableGraph) order(component []int) []*Table {
	sorted := make([]*Table, 0, len(g.tables))
	done := make([]bool, len(g.tables))
	type frame struct {
		node    int
		pending []int
	}
	open := func(i int) frame {
		done[i] = true
		soft, hard := g.needs(i)
		pending := hard
		for _, j := range soft {
			if component[i] != component[j] {
				pending = append(pending, j)
			}
		}
		slices.Sort(pending)
		return frame{i, pending}
	}
	for root := range g.tables {
		if done[root] {
			continue
		}
		frames := []frame{open(root)}
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			if len(f.pending) == 0 {
				sorted = append(sorted, g.tables[f.node])
				frames = frames[:len(frames)-1]
				continue
			}
			j := f.pending[0]
			f.pending = f.pending[1:]
			if !done[j] {
				frames = append(frames, open(j))
			}
		}
	}
	return sorted
}
