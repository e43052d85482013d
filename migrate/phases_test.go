package migrate

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// phasesGaps are pairs that cannot go in two parts: a type that is dropped and made
// again while a column of it stays. The server refuses it, and nothing is lost.
var phasesGaps = map[string]bool{"composite_and_range_types": true}

// TestPhasesConverge: expand and contract, each planned so that tables stay in
// use, make together what one plan makes, and both ways back lead to where it
// began. DBTOOL_TEST_PHASES=all tries every pair that is written; each server has
// its share of them.
func TestPhasesConverge(t *testing.T) {
	stride := 29
	if os.Getenv("DBTOOL_TEST_PHASES") == "all" {
		stride = 1
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		for i, p := range corpus.Pairs(s.Name) {
			if i%stride == 0 && !phasesGaps[p.Name] {
				t.Run(p.Name, func(t *testing.T) { phasesConverge(t, s.NewDB(t), s.NewDB(t), p.A, p.B) })
			}
		}
		live, want := s.NewDB(t), s.NewDB(t)
		for seed := uint64(0); seed < 40; seed += uint64(stride) {
			a, b := corpus.Mutate(s.Family, seed)
			t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { phasesConverge(t, live, want, a, b) })
		}
	})
}

func phasesConverge(t *testing.T, live, goal *dbtest.DB, a, b string) {
	live.Empty(t)
	goal.Empty(t)
	live.Script(t, a)
	goal.Script(t, b)
	e := connect(t, live)
	defer e.Close()
	target := Target{Dialect: e.Dialect, Server: e.Server}
	have, want := reflected(t, e), liveSchema(t, goal)
	p, err := NewPhases(target, have, want, Renames{})
	if err != nil {
		t.Fatal(err)
	}
	for _, plan := range []*Plan{p.Expand.Up, p.Contract.Up} {
		carryOnline(t, e, plan)
	}
	reached(t, e, target, want, p.Expand.Up, p.Contract.Up)
	for _, plan := range []*Plan{p.Contract.Down, p.Expand.Down} {
		carryOnline(t, e, plan)
	}
	reached(t, e, target, have, p.Contract.Down, p.Expand.Down)
}

func carryOnline(t *testing.T, e *engine.Engine, plan *Plan) {
	t.Helper()
	plan, _, err := plan.Online(t.Context(), e.Scratch)
	if err == nil {
		err = plan.Apply(t.Context(), e, nil)
	}
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, plan.Script())
	}
}

// reached compares by plan: databases that came about in another way have other
// orders of columns.
func reached(t *testing.T, e *engine.Engine, target Target, want *metadata.MetaData, by ...*Plan) {
	t.Helper()
	left, err := NewPlan(target, reflected(t, e), want, Renames{})
	if err != nil || !left.Empty() {
		var scripts []string
		for _, p := range by {
			scripts = append(scripts, p.Script())
		}
		t.Fatalf("after\n%s\nthere is still to do: %v\n%s", strings.Join(scripts, "-- and\n"), err, left.Script())
	}
}
