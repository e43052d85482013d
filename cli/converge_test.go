package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
)

func seedName(seed uint64) string { return fmt.Sprintf("seed %d", seed) }

// TestDiffConverges: the SQL that diff prints, run by the server's own client
// on a database with rows in it, makes of the first schema the second, as the
// server's catalogs have it; a second diff is empty; the way back works too;
// and the rows of what stays survive.
func TestDiffConverges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, p := range corpus.Pairs(s.Name) {
			t.Run(p.Name, func(t *testing.T) {
				t.Parallel()
				converge(t, s, p.A, p.B, !strings.HasSuffix(p.Name, "_empty"))
			})
		}
	})
}

// TestDiffConvergesAtRandom is the same for pairs made by chance.
func TestDiffConvergesAtRandom(t *testing.T) {
	seeds := uint64(10) // migrate has the many, without the command line around them
	if testing.Short() {
		seeds = 3
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for seed := range seeds {
			t.Run(seedName(seed), func(t *testing.T) {
				t.Parallel()
				a, b := corpus.Mutate(s.Family, seed)
				converge(t, s, a, b, true)
			})
		}
	})
}

func converge(t *testing.T, s *dbtest.Server, a, b string, fill bool) {
	live, want, start := s.NewDB(t), s.NewDB(t), s.NewDB(t)
	live.Script(t, a)
	want.Script(t, b)
	start.Script(t, a)
	if fill {
		dbtest.Fill(t, live)
	}
	kept := keptColumns(t, live, want)
	before := rowsOf(t, live, kept)
	step(t, live, want)
	if after := rowsOf(t, live, kept); after != before {
		t.Errorf("rows changed:\n%s", dbtest.Diff(before, after))
	}
	step(t, live, start)
}

// step turns live into want and checks it.
func step(t *testing.T, live, want *dbtest.DB) {
	t.Helper()
	sql := diff(t, live, want)
	if err := live.ScriptErr(t, sql); err != nil {
		t.Fatalf("the server refused:\n%s\n%v", sql, err)
	}
	if got, expect := dbtest.Catalog(t, live, dbtest.AnyColumnOrder), dbtest.Catalog(t, want, dbtest.AnyColumnOrder); got != expect {
		t.Fatalf("after\n%s\nthe catalogs differ (- have, + want):\n%s", sql, dbtest.Diff(got, expect))
	}
	if left := diff(t, live, want); left != "" {
		t.Fatalf("after\n%s\nthere is still to do:\n%s", sql, left)
	}
}
