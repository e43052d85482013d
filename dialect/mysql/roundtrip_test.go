package mysql_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

func each(t *testing.T, f func(t *testing.T, s *dbtest.Server)) {
	t.Helper()
	dbtest.Each(t, f, dbtest.MySQL, dbtest.MariaDB)
}

// file is a script of testdata. A first line "-- only mariadb" leaves out the
// other server.
type file struct{ name, text string }

func files(t *testing.T, folder string, s *dbtest.Server) []file {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", folder, "*.sql"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no scripts in testdata/%s: %v", folder, err)
	}
	var list []file
	for _, n := range names {
		text, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		if only, ok := strings.CutPrefix(first, "-- only "); ok && only != s.Name {
			continue
		}
		list = append(list, file{strings.TrimSuffix(filepath.Base(n), ".sql"), string(text)})
	}
	return list
}

func open(t testing.TB, url string) *engine.Engine {
	t.Helper()
	e, err := engine.OpenWith(t.Context(), []dialect.Dialect{mysql.New()}, url, engine.Options{Plain: true})
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

func read(t testing.TB, e *engine.Engine) *metadata.MetaData {
	t.Helper()
	m, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func asJSON(t testing.TB, m *metadata.MetaData) string {
	t.Helper()
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// apply turns the database into want and returns what it ran.
func apply(t testing.TB, e *engine.Engine, want *metadata.MetaData) string {
	t.Helper()
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, read(t, e), want, migrate.Renames{})
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Apply(t.Context(), e, nil); err != nil {
		t.Fatalf("%v\nin:\n%s", err, plan.Script())
	}
	return plan.Script()
}

// TestSchemasComeBack: what is read from a database makes the same database
// again, as the server's own catalogs have it, and reads the same.
func TestSchemasComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		list := files(t, "schemas", s)
		for _, c := range corpus.Schemas(s.Name) {
			list = append(list, file{"corpus " + c.Name, c.SQL})
		}
		for _, f := range list {
			t.Run(f.name, func(t *testing.T) {
				live, fresh := s.NewDB(t), s.NewDB(t)
				live.Script(t, f.text)
				want, e := read(t, open(t, live.URL)), open(t, fresh.URL)
				script := apply(t, e, want)
				if diff := managed(dbtest.Diff(dbtest.Catalog(t, live), dbtest.Catalog(t, fresh)), want.Unmanaged); diff != "" {
					t.Errorf("made by\n%s\nthe catalogs differ (- live, + made again):\n%s", script, diff)
				}
				got := read(t, e)
				got.Unmanaged, want.Unmanaged = nil, nil
				if diff := dbtest.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
					t.Errorf("it reads differently (- live, + made again):\n%s", diff)
				}
			})
		}
	})
}

// managed leaves out the lines that speak of unmanaged objects.
func managed(diff string, left []metadata.Unmanaged) string {
	var lines []string
	for _, line := range strings.SplitAfter(diff, "\n") {
		known := false
		for _, u := range left {
			known = known || strings.Contains(line, u.Name.Name) || len(line) > 2 && strings.Contains(u.Definition, strings.TrimSpace(line[2:]))
		}
		if !known {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// TestPairsConverge: each pair of schemas is turned into each other and back,
// in a database with rows, and the catalogs agree each time.
func TestPairsConverge(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		for _, f := range files(t, "pairs", s) {
			t.Run(f.name, func(t *testing.T) {
				a, b, ok := strings.Cut(f.text, "\n-- becomes\n")
				if !ok {
					t.Fatal(`no line "-- becomes"`)
				}
				live, first, second := s.NewDB(t), s.NewDB(t), s.NewDB(t)
				live.Script(t, a)
				first.Script(t, strings.Split(a, "\n-- rows\n")[0])
				second.Script(t, b)
				turn(t, live, second)
				turn(t, live, first)
			})
		}
	})
}

func turn(t *testing.T, live, into *dbtest.DB) {
	t.Helper()
	e, want := open(t, live.URL), read(t, open(t, into.URL))
	script := apply(t, e, want)
	if diff := dbtest.Diff(dbtest.Catalog(t, live, dbtest.AnyColumnOrder), dbtest.Catalog(t, into, dbtest.AnyColumnOrder)); diff != "" {
		t.Fatalf("after\n%s\nthe catalogs differ (- have, + want):\n%s", script, diff)
	}
	plan, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, read(t, e), want, migrate.Renames{})
	if err != nil || !plan.Empty() {
		t.Fatalf("after\n%s\nthere is still to do: %v\n%s", script, err, plan.Script())
	}
}
