package corpus_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
)

var reference = regexp.MustCompile("FOREIGN KEY \\((`[^`]*`)\\)")

// TestReferencesKeepTheirType: a column that refers to a key has the key's type
// after all edits, or servers refuse the pair.
func TestReferencesKeepTheirType(t *testing.T) {
	found := 0
	for seed := range uint64(3000) {
		a, b := corpus.Mutate("mysql", seed)
		for table := range strings.SplitSeq(a+b, ";\n") {
			for _, m := range reference.FindAllStringSubmatch(table, -1) {
				found++
				if !strings.Contains(table, "\n  "+m[1]+" INTEGER,\n") {
					t.Errorf("seed %d: %s is no plain INTEGER in\n%s", seed, m[1], table)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no references at all")
	}
}
