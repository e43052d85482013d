package mysql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// planned is what remains to be done to make the database as a portable schema
// declares it.
func planned(t testing.TB, e *engine.Engine, m *metadata.MetaData) *migrate.Plan {
	t.Helper()
	have := read(t, e)
	want, err := e.Dialect.Normalize(m.Clone(), e.Server)
	if err != nil {
		t.Fatal(err)
	}
	want, unsettled, err := migrate.Settle(t.Context(), e, have, want)
	if err := errors.Join(err, unsettled); err != nil {
		t.Fatal(err)
	}
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, have, want, migrate.Renames{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// declare makes the database as a portable schema declares it, and checks that
// nothing remains.
func declare(t testing.TB, e *engine.Engine, m *metadata.MetaData) {
	t.Helper()
	plan := planned(t, e, m)
	if err := plan.Apply(t.Context(), e, nil); err != nil {
		t.Fatalf("%v\nin:\n%s", err, plan.Script())
	}
	if left := planned(t, e, m); !left.Empty() {
		t.Errorf("after\n%s\nthere is still to do:\n%s", plan.Script(), left.Script())
	}
}

func withEvent(definition string) *metadata.MetaData {
	m := metadata.New()
	m.Routines = append(m.Routines, &metadata.Routine{Name: "e", Kind: "event", Definition: definition})
	return m
}

// TestEventsDeclared: an event that a person wrote is the event that the server
// prints; no scratch database is asked, in which it would run.
func TestEventsDeclared(t *testing.T) {
	cases := map[string]string{
		"short":             "create event e on schedule every 1 day do set @a = 1",
		"qualified, ended":  "CREATE EVENT db.e ON SCHEDULE EVERY 2 HOUR STARTS '2035-01-01 00:00:00' ENDS '2036-01-01 00:00:00' DO SET @a = 1;",
		"all clauses":       "CREATE DEFINER = CURRENT_USER EVENT IF NOT EXISTS `e` ON SCHEDULE AT '2037-01-01 00:00:00' ON COMPLETION NOT PRESERVE DISABLE COMMENT \"it's \\\"so\\\"\" DO SET @a = 1",
		"block, commented":  "CREATE EVENT e ON SCHEDULE EVERY '1:30' HOUR_MINUTE ON COMPLETION PRESERVE DO\nBEGIN\n  SET @a = 1; -- one\n  SET @b = 2;\nEND",
		"on the other side": "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE ON SLAVE DO SET @a = 1",
	}
	each(t, func(t *testing.T, s *dbtest.Server) {
		for name, text := range cases {
			t.Run(name, func(t *testing.T) { declare(t, open(t, s.NewDB(t).URL), withEvent(text)) })
		}
	})
}

func TestEventsRefused(t *testing.T) {
	cases := map[string]string{
		"counted from now": "CREATE EVENT e ON SCHEDULE AT CURRENT_TIMESTAMP + INTERVAL 1 DAY DO SET @a = 1",
		"begins later":     "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS NOW() + INTERVAL 1 HOUR DO SET @a = 1",
		"no event":         "CREATE PROCEDURE e() SET @a = 1",
	}
	each(t, func(t *testing.T, s *dbtest.Server) {
		e := open(t, s.NewDB(t).URL)
		for name, text := range cases {
			_, err := e.Dialect.Normalize(withEvent(text), e.Server)
			if !errors.Is(err, dialect.ErrUnsupported) || !strings.Contains(err.Error(), "event") && !strings.Contains(err.Error(), "EVENT") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
