package sqlite_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/metadata"
)

// TestRandomChangesKeepTheRest: in schemas made by chance, with remarks and
// line ends between all words, every column and named constraint that does not
// change is, to the byte, as it was.
func TestRandomChangesKeepTheRest(t *testing.T) {
	seeds, kept := uint64(150), 0
	if testing.Short() {
		seeds = 20
	}
	for seed := range seeds {
		a, b := corpus.Mutate("sqlite", seed)
		live, to := scratch(t, remarks(t, a, seed)), reflected(t, scratch(t, b))
		from := reflected(t, live)
		migrateTo(t, live, to)
		now := reflected(t, live)
		for _, h := range from.Tables() {
			if w := to.Table(h.Ident()); w != nil {
				kept += sameTexts(t, seed, h, w, now.Table(h.Ident()))
			}
		}
		if left := plan(t, live, to); !left.Empty() {
			t.Errorf("seed %d: still to do:\n%s", seed, left.Script())
		}
	}
	if kept < int(seeds) {
		t.Errorf("only %d texts of %d schemas were looked at", kept, seeds)
	}
}

// sameTexts compares the texts of what h and w have in common.
func sameTexts(t *testing.T, seed uint64, h, w, now *metadata.Table) int {
	t.Helper()
	before, err := sqlite.ItemTexts(h.Source)
	if err != nil {
		t.Fatal(err)
	}
	after, err := sqlite.ItemTexts(now.Source)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range h.Columns {
		if o := w.Column(c.Name); o != nil && sqlite.SpellColumn(c) == sqlite.SpellColumn(o) {
			names = append(names, c.Name)
		}
	}
	for _, c := range h.Constraints() {
		for _, o := range w.Constraints() {
			if c.ConstraintName() != "" && sqlite.SpellConstraint(c) == sqlite.SpellConstraint(o) {
				names = append(names, "constraint "+c.ConstraintName())
			}
		}
	}
	for _, name := range names {
		if before[name] != after[name] {
			t.Errorf("seed %d: %s of %s was\n%s\nand is now\n%s\nin\n%s", seed, name, h.Name, before[name], after[name], now.Source)
		}
	}
	return len(names)
}

// remarks puts comments and line ends where white space is.
func remarks(t *testing.T, script string, seed uint64) string {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	tokens, err := lex.Tokens(script, lex.SQLite())
	if err != nil {
		t.Fatal(err)
	}
	between := []string{" ", " ", "\n  ", " /* it's, (here */ ", " -- \"never\", mind)\n", "\n\n", "\t"}
	var b strings.Builder
	for i, token := range tokens {
		if i > 0 {
			b.WriteString(between[r.IntN(len(between))])
		}
		b.WriteString(token.Text)
	}
	return b.String()
}
