package ddl

import (
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// RenameOrder puts renames, new names by old ones, into steps of the same
// form, so that a name is free when it is taken. What stands in the way and
// stays, and one member of each cycle, first moves aside.
func RenameOrder[K comparable](renames map[K]K, sorted []K, taken func(K) bool, aside func(K) K) [][2]K {
	var steps [][2]K
	occupied := map[K]bool{}
	var pending [][2]K
	for _, from := range sorted {
		if to := renames[from]; to != from {
			pending = append(pending, [2]K{from, to})
			occupied[from] = true
		}
	}
	for _, p := range pending {
		if !occupied[p[1]] && taken(p[1]) {
			steps = append(steps, [2]K{p[1], aside(p[1])})
		}
	}
	for len(pending) > 0 {
		i := slices.IndexFunc(pending, func(p [2]K) bool { return !occupied[p[1]] })
		if i < 0 { // a cycle
			tmp := aside(pending[0][0])
			steps = append(steps, [2]K{pending[0][0], tmp})
			delete(occupied, pending[0][0])
			pending[0][0] = tmp
			continue
		}
		steps = append(steps, pending[i])
		delete(occupied, pending[i][0])
		occupied[pending[i][1]] = false
		pending = slices.Delete(pending, i, i+1)
	}
	return steps
}

// ValueRenames are the steps that give values of an enum their new names, from
// what [metadata.Type] has as ValuesRenamedFrom.
func ValueRenames(values []string, from map[string]string) [][2]string {
	now := newNames(from)
	sorted := slices.DeleteFunc(slices.Clone(values), func(v string) bool {
		_, renamed := now[v]
		return !renamed
	})
	none := func(string) bool { return false } // what is in the way is renamed too, or it would be a merge
	return RenameOrder(now, sorted, none, func(v string) string {
		return metadata.Truncate("dbtool_aside_"+v, longestValue)
	})
}

// longestValue is the most bytes that a value has on PostgreSQL.
const longestValue = 63

// RenamedValues are the values under their new names.
func RenamedValues(values []string, from map[string]string) []string {
	now, list := newNames(from), slices.Clone(values)
	for i, v := range list {
		if to, ok := now[v]; ok {
			list[i] = to
		}
	}
	return list
}

func newNames(from map[string]string) map[string]string {
	now := make(map[string]string, len(from))
	for value, old := range from {
		now[old] = value
	}
	return now
}

// backwards are the renames of values that undo the given ones.
func backwards(from map[string]string) map[string]string {
	if len(from) == 0 {
		return nil
	}
	return newNames(from)
}
