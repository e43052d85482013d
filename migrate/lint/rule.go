package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
)

// Level is how bad a finding is.
type Level string

// The levels, worst first. Only errors make `dbtool migrate lint` exit with 2.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
)

// Rule is something that Lint looks for.
type Rule struct {
	ID      string
	Level   Level
	Title   string
	Why     string
	Instead string
	// Dialects are the names of the servers that it is for ("postgres",
	// "mysql"); none is all. A name with an exclamation mark is one that it is
	// not for, although another of its names is given.
	Dialects []string
	// Aliases are other programs' names for it, which nolint takes too.
	Aliases []string
	// Off: it is a matter of taste and looks only when the configuration asks.
	Off bool
	// Everywhere: it looks also at what the same revision makes, which nobody
	// uses yet.
	Everywhere bool

	// specific: where it finds something, LK101 and LK102 have nothing to add.
	specific bool

	// How it looks, by one or more of these. Each returns what it has to say,
	// "" for nothing: of one change that a statement made, of one thing that a
	// statement asks for, of a statement as a whole, of the whole revision.
	change    func(l *linter, s *step, c ddl.Change) string
	act       func(l *linter, s *step, a act) string
	statement func(l *linter, s *step) string
	revision  func(l *linter, say func(s *step, text string))

	// calms says why known facts make a finding harmless; "" if they do not.
	calms func(f *Facts, about Subject) string
	// fix writes the safe way; nil where a person has to.
	fix fixer
}

// Fixable reports whether `dbtool migrate lint --fix` can write the safe way.
func (r *Rule) Fixable() bool { return r.fix != nil }

// for reports whether the rule is for a server that goes by the names.
func (r *Rule) suits(names []string) bool {
	fits := false
	for _, d := range r.Dialects {
		if not, ok := strings.CutPrefix(d, "!"); ok {
			if slices.Contains(names, not) {
				return false
			}
			continue
		}
		fits = fits || slices.Contains(names, d)
	}
	return fits || len(r.Dialects) == 0
}

// Rules are all rules, by groups in the order of the catalogue, and by ID.
func Rules() []Rule {
	mysql := slices.Concat(myRules(), myCopyRules())
	slices.SortFunc(mysql, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return slices.Concat(dsRules(), mfRules(), bcRules(), cdRules(), lkRules(), pgRules(), pgMoreRules(), mysql, maRules(), tiRules(), slRules(), nmRules(), mgRules())
}

// Find is the rule of that ID or alias, in letters of any case; nil if there is
// none.
func Find(name string) *Rule {
	for _, r := range Rules() {
		if strings.EqualFold(r.ID, name) || slices.ContainsFunc(r.Aliases, func(a string) bool { return strings.EqualFold(a, name) }) {
			return &r
		}
	}
	return nil
}
