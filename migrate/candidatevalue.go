package migrate

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// valuePairs are values of enums of which one goes and one comes at its place.
func valuePairs(t Target, changes []ddl.Change) []pair {
	var pairs []pair
	keeper, keeps := t.Dialect.(dialect.ValueKeeper)
	seen := map[metadata.Name]bool{}
	for _, c := range changes {
		if e, ok := c.(ddl.AlterEnum); ok {
			pairs = append(pairs, replacedValues(e.To.Ident().String(), e.Renamed().Values, e.To.Values)...)
		}
		in, ok := ddl.TableOf(c)
		if !keeps || !ok || seen[in.Ident()] {
			continue
		}
		seen[in.Ident()] = true
		for _, w := range in.To.Columns {
			if h := in.From.Column(w.Name); h != nil {
				have := ddl.RenamedValues(keeper.Values(in.From, h), w.Type.ValuesRenamedFrom)
				pairs = append(pairs, replacedValues(in.Ident().String()+"."+w.Name, have, keeper.Values(in.To, w))...)
			}
		}
	}
	return pairs
}

// replacedValues pairs what only have holds with what only want holds, where
// both stand at the same place among the values that stay.
func replacedValues(of string, have, want []string) []pair {
	if len(have) == 0 || len(want) == 0 { // no enum before, or none after
		return nil
	}
	gone, come := between(have, want), between(want, have)
	var pairs []pair
	for _, v := range have {
		place, ok := gone[v]
		if !ok {
			continue
		}
		for _, n := range want {
			if at, ok := come[n]; ok && at == place {
				pairs = append(pairs, valuePair(of, v, n))
			}
		}
	}
	return pairs
}

// place is behind which value, and as which of those between, one stands.
type place struct {
	behind string
	nth    int
}

// between tells the places of the values of list that others has not.
func between(list, others []string) map[string]place {
	places := map[string]place{}
	var at place
	for _, v := range list {
		if slices.Contains(others, v) {
			at = place{behind: v}
			continue
		}
		places[v] = at
		at.nth++
	}
	return places
}

func valuePair(of, from, to string) pair {
	var e evidence
	e.add(0.7, "the same place")
	if similar := similarity(from, to); similar > 0.3 {
		e.add(0.3*similar, "similar names")
	}
	p := pair{Candidate: Candidate{Rename: of + ":" + quotedValue(from) + "=" + quotedValue(to)}, from: of + ":" + from, to: of + ":" + to}
	p.Score, p.Why = e.total()
	return p
}
