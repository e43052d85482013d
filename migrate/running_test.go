package migrate_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// TestRunningTellsHowFarAStatementIs: every second, in the server's own account
// where it gives one.
func TestRunningTellsHowFarAStatementIs(t *testing.T) {
	slow := map[string][2]string{ // what is there, and a statement of some seconds
		dbtest.MySQL:   {"CREATE TABLE t (a INT)", "INSERT INTO t SELECT SLEEP(1.4)"},
		dbtest.MariaDB: {"CREATE TABLE t (a INT)", "INSERT INTO t SELECT SLEEP(1.4)"},
		dbtest.Postgres: {"CREATE TABLE t (a INT); INSERT INTO t SELECT generate_series(1, 1500); CREATE FUNCTION slow(i INT) RETURNS INT LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM pg_sleep(0.001); RETURN i; END'",
			"CREATE INDEX i ON t (slow(a))"},
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Script(t, slow[s.Family][0])
		e, err := engine.Open(t.Context(), all.Dialects(), db.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		var told []migrate.Event
		r := &migrate.Runner{Engine: e, Graph: mustLoad(t, map[string]string{"a": "-- dbtool:revision a\n-- dbtool:up\nCREATE TABLE x (i INT);\n" + slow[s.Family][1] + ";\n"}),
			Log: func(ev migrate.Event) {
				if ev.Kind == migrate.Running {
					told = append(told, ev)
				}
			}}
		if _, err := r.Up(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if len(told) == 0 {
			t.Fatal("nothing was told")
		}
		for _, ev := range told {
			if ev.Step != 2 || ev.Of != 2 || ev.SQL != slow[s.Family][1] || ev.Duration <= 0 || ev.Revision.ID != "a" || ev.Dir != migrate.Up {
				t.Errorf("%+v", ev)
			}
			if p := ev.Progress; s.Family == dbtest.Postgres && (p == nil || !strings.Contains(p.Phase, "building index") || p.Of == 0) {
				t.Errorf("%+v", p)
			}
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}
