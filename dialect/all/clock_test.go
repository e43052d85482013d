package all_test

import (
	"slices"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestClock: a server's clock is in UTC, whatever zone its session is in.
func TestClock(t *testing.T) {
	zones := map[string]string{dbtest.SQLite: "", dbtest.MySQL: "?time_zone=%27%2B05:00%27", dbtest.MariaDB: "?time_zone=%27%2B05:00%27", dbtest.Postgres: "&timezone=Asia/Tokyo"}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		e := open(t, s.NewDB(t).URL+zones[s.Family])
		var ms int64
		if err := e.DB.QueryRowContext(t.Context(), "SELECT "+e.Dialect.(dialect.Clock).Now()).Scan(&ms); err != nil {
			t.Fatal(err)
		}
		if off := time.Since(time.UnixMilli(ms)).Abs(); off > time.Minute {
			t.Errorf("the server's clock is %s off", off)
		}
	})
}

// TestNamespaces: what is Within a namespace is there and nowhere else.
func TestNamespaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		name := db.Name
		if s.Family == dbtest.Postgres {
			name = "Of one's own"
			db.Exec(t, `CREATE SCHEMA "Of one's own"`)
		}
		e := open(t, db.URL)
		d := e.Dialect.(dialect.Divided)
		names, err := d.Namespaces(t.Context(), e.DB)
		if err != nil || !slices.Contains(names, name) || slices.Contains(names, "information_schema") {
			t.Fatalf("%q, %v: %s is missing, or too much is there", names, err, name)
		}
		u := d.Within(e.URL, name)
		one, err := e.Dialect.Open(u)
		if err != nil {
			t.Fatal(err)
		}
		defer one.Close()
		if _, err := one.ExecContext(t.Context(), "CREATE TABLE t (a INTEGER)"); err != nil {
			t.Fatal(err)
		}
		if got := db.Query(t, "SELECT table_schema FROM information_schema.tables WHERE table_name = 't' AND table_schema = '"+db.Name+"' OR table_name = 't' AND table_schema LIKE 'Of one%'"); len(got) != 1 || got[0][0] != name {
			t.Errorf("the table is in %v, want %s", got, name)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

func open(t *testing.T, url string) *engine.Engine {
	t.Helper()
	e, err := engine.OpenWith(t.Context(), all.Dialects(), url, engine.Options{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
