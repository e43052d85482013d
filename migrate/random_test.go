package migrate

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// seeds is how many random pairs are tried on each server: DBTOOL_TEST_SEEDS,
// or enough to make four hundred with those that are written.
func seeds(t *testing.T) uint64 {
	if s := os.Getenv("DBTOOL_TEST_SEEDS"); s != "" {
		n, err := strconv.ParseUint(s, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if testing.Short() {
		return 20
	}
	return 360
}

// TestRandomPairsConverge: a plan turns a database with rows in it from one
// random schema into another, as the server's own catalogs have it; then there
// is nothing left to do; and the way back works too. A pair that fails is
// shrunk to the fewest edits that fail.
func TestRandomPairsConverge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		live, want := s.NewDB(t), s.NewDB(t)
		for seed := range seeds(t) {
			edits := corpus.Edits(s.Family, seed)
			err := convergence(t, live, want, seed, edits)
			if err == nil {
				continue
			}
			for n := 1; n < edits; n++ {
				if small := convergence(t, live, want, seed, n); small != nil {
					edits, err = n, small
					break
				}
			}
			t.Errorf("seed %d, %d edits: %v", seed, edits, err)
		}
	})
}

func convergence(t *testing.T, live, want *dbtest.DB, seed uint64, edits int) error {
	t.Helper()
	a, b := corpus.MutateBy(live.Server.Family, seed, edits)
	live.Empty(t)
	want.Empty(t)
	live.Load(t, a)
	want.Load(t, b)
	start, from := dbtest.Catalog(t, live, dbtest.AnyColumnOrder), liveSchema(t, live)
	dbtest.Fill(t, live)
	if err := turn(t, live, liveSchema(t, want), dbtest.Catalog(t, want, dbtest.AnyColumnOrder)); err != nil {
		return fmt.Errorf("there: %w", err)
	}
	if err := turn(t, live, from, start); err != nil {
		return fmt.Errorf("back: %w", err)
	}
	return nil
}

// turn makes the database what is wanted, by schema and by catalog.
func turn(t *testing.T, db *dbtest.DB, want *metadata.MetaData, goal string) error {
	t.Helper()
	e := connect(t, db)
	defer e.Close()
	target := Target{Dialect: e.Dialect, Server: e.Server}
	plan, err := NewPlan(target, reflected(t, e), want, Renames{})
	if err != nil {
		return err
	}
	if err := plan.Precheck(t.Context(), e); err != nil {
		return fmt.Errorf("no rows are in the way, but: %w", err)
	}
	if err := plan.Apply(t.Context(), e, nil); err != nil {
		return fmt.Errorf("%w\nin:\n%s", err, plan.Script())
	}
	if got := dbtest.Catalog(t, db, dbtest.AnyColumnOrder); got != goal {
		return fmt.Errorf("after\n%s\nthe catalogs differ (- have, + want):\n%s", plan.Script(), dbtest.Diff(got, goal))
	}
	left, err := NewPlan(target, reflected(t, e), want, Renames{})
	if err != nil || !left.Empty() {
		return fmt.Errorf("after\n%s\nthere is still to do: %v\n%s", plan.Script(), err, left.Script())
	}
	return nil
}

func liveSchema(t *testing.T, db *dbtest.DB) *metadata.MetaData {
	t.Helper()
	e := connect(t, db)
	defer e.Close()
	return reflected(t, e)
}
