package lint

import (
	"slices"

	"github.com/dbtool/dbtool/migrate"
)

// exempt leaves out what nolint lines name, and reports those that name nothing
// that was found.
func (l *linter) exempt() []Finding {
	l.found = withoutGeneral(l.found)
	used := map[int]bool{} // by line
	l.found = slices.DeleteFunc(l.found, func(f Finding) bool {
		for _, n := range l.rev.NoLint {
			if r := Find(n.Rule); r != nil && r.ID == f.ID && l.covers(n, f) {
				used[n.Line] = true
				return true
			}
		}
		return false
	})
	for _, rule := range l.rules {
		if rule.ID != "MG108" {
			continue
		}
		for _, n := range l.rev.NoLint {
			if used[n.Line] {
				continue
			}
			s := &step{ReplayedStep: migrate.ReplayedStep{Statement: migrate.Statement{Line: n.Line, Col: 1}}}
			if Find(n.Rule) == nil {
				l.report(rule, s, Subject{}, sayf("nolint %s: there is no such rule", n.Rule))
			} else {
				l.report(rule, s, Subject{}, sayf("nolint %s exempts from nothing", n.Rule))
			}
		}
	}
	slices.SortStableFunc(l.found, func(a, b Finding) int { return a.Line - b.Line })
	return l.found
}

// withoutGeneral leaves out that a statement rewrites or reads its table where a
// rule of the server's own says it, with the way out.
func withoutGeneral(found []Finding) []Finding {
	said := map[*step]bool{}
	for _, f := range found {
		if f.Rule.specific {
			said[f.step] = true
		}
	}
	return slices.DeleteFunc(found, func(f Finding) bool { return (f.ID == "LK101" || f.ID == "LK102") && said[f.step] })
}

// covers reports whether a nolint line is for the place of a finding: one in a
// section is for the statement that comes next.
func (l *linter) covers(n migrate.NoLint, f Finding) bool {
	if !n.InSection {
		return true
	}
	if f.step == nil || f.Line < n.Line {
		return false
	}
	return !slices.ContainsFunc(l.steps, func(o *step) bool { return n.Line < o.Line && o.Line < f.Line })
}
