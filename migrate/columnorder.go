package migrate

import (
	"fmt"
	"slices"
	"sort"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
)

// columnOrder moves the columns that both tables have into the order wanted, as
// few as will do: those that stay are a longest increasing run of places.
func (d *differ) columnOrder(in ddl.In) {
	if d.ColumnOrder != StrictOrder {
		return
	}
	was := map[string]int{}
	for i, c := range in.From.Columns {
		was[d.foldColumn(c.Name)] = i
	}
	added := map[string]bool{}
	for _, c := range d.changes {
		if a, ok := c.(ddl.AddColumn); ok && a.To == in.To {
			added[a.Column.Name] = true
		}
	}
	var kept, places []int
	for i, c := range in.To.Columns {
		if at, ok := was[d.foldColumn(c.Name)]; ok && !added[c.Name] {
			kept, places = append(kept, i), append(places, at)
		}
	}
	if slices.IsSorted(places) {
		return
	}
	if !d.Server.Caps.MoveColumns {
		d.errs = append(d.errs, fmt.Errorf("table %s: the columns stand in another order, and %s cannot move them; with column_order = %q that is no difference: %w",
			in.To.Ident(), d.Server.Product, IgnoreOrder, dialect.ErrUnsupported))
		return
	}
	stay := increasing(places)
	for k, i := range kept {
		if stay[k] {
			continue
		}
		after := ""
		if i > 0 {
			after = in.To.Columns[i-1].Name
		}
		d.add(ddl.MoveColumn{In: in, Column: in.To.Columns[i], After: after})
	}
}

// increasing marks the members of a longest increasing subsequence of numbers
// that are all different.
func increasing(list []int) []bool {
	var ends []int // of the best run of each length, the index of its last member
	before := make([]int, len(list))
	for i, v := range list {
		n := sort.Search(len(ends), func(k int) bool { return list[ends[k]] >= v })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	in := make([]bool, len(list))
	if len(ends) == 0 {
		return in
	}
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		in[i] = true
	}
	return in
}
