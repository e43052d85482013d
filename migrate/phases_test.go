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

// TestPhasesSay: what breaks programs in use and is not split is said.
func TestPhasesSay(t *testing.T) {
	s := dbtest.Get(t, dbtest.SQLite)
	live, goal := s.NewDB(t), s.NewDB(t)
	live.Script(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER, m INTEGER); CREATE TABLE old (id INTEGER PRIMARY KEY);")
	goal.Script(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT, m INTEGER CONSTRAINT some CHECK (m > 0), k INTEGER NOT NULL); CREATE UNIQUE INDEX u ON a (m); CREATE UNIQUE INDEX v ON a (k); CREATE TABLE new (id INTEGER PRIMARY KEY);")
	e := connect(t, live)
	defer e.Close()
	renames := Renames{Tables: map[metadata.Name]metadata.Name{{Name: "old"}: {Name: "new"}}}
	p, err := NewPhases(Target{Dialect: e.Dialect, Server: e.Server}, reflected(t, e), liveSchema(t, goal), renames)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(p.Expand.Notes, "\n")
	for _, want := range []string{"rename table old to new: ", "alter column a.n: programs that still run know the old type", "add check some to a: programs that still run may write", "create index u on a: programs"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	if strings.Contains(said, "index v") {
		t.Errorf("old programs do not write a.k:\n%s", said)
	}
	if said := strings.Join(p.Contract.Notes, "\n"); !strings.Contains(said, "rows from before have no a.k") {
		t.Errorf("before the second part is said\n%s", said)
	}
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
