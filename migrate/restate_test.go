package migrate

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// refused are schemas with a table that the server does not take as a temporary
// one; they are settled in a scratch database.
var refused = map[string]bool{
	"mysql/31_ansi_and_sql_modes":             true, // a zero date from a laxer mode
	"mariadb/29_system_versioned_and_periods": true, // versions of a temporary table
}

// TestRestateSaysWhatReflectionSays: expressions that are read back from
// temporary tables are those that are read from the tables themselves, and
// nothing is left behind.
func TestRestateSaysWhatReflectionSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range corpus.Schemas(s.Name) {
			t.Run(c.Name, func(t *testing.T) {
				db := s.NewDB(t)
				db.Script(t, c.SQL)
				e, err := engine.Open(t.Context(), all.Dialects(), db.URL)
				if err != nil {
					t.Fatal(err)
				}
				defer e.Close()
				restated(t, e, db, s.Family+"/"+c.Name)
			})
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

func restated(t *testing.T, e *engine.Engine, db *dbtest.DB, name string) {
	m, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	before := dbtest.Catalog(t, db)
	need := unsure(&metadata.MetaData{Dialect: m.Dialect}, m)
	if need.Tables() == nil {
		return
	}
	read, err := restate(t.Context(), e, notThere(m, respelled(need)))
	if after := dbtest.Catalog(t, db); after != before {
		t.Fatalf("something was left behind:\n%s", dbtest.Diff(before, after))
	}
	switch {
	case refused[name] && err == nil:
		t.Fatal("the server takes it now; take it off the list")
	case refused[name]:
		return
	case err != nil:
		t.Fatal(err)
	}
	for _, w := range need.Tables() {
		r := read.Table(w.Ident())
		if r == nil || len(r.Checks) != len(w.Checks) {
			t.Errorf("table %s was not read back: %+v", w.Ident(), r)
			continue
		}
		for _, c := range w.Columns {
			if (c.ServerDefault != nil || c.Computed != nil) && r.Column(c.Name) == nil {
				t.Errorf("column %s.%s was not read back", w.Ident(), c.Name)
			}
		}
	}
	settled := m.Clone()
	adopt(settled, read)
	if diff := dbtest.Diff(snapshot(t, m), snapshot(t, settled)); diff != "" {
		t.Errorf("expressions differ (- reflected, + restated):\n%s", diff)
	}
}

// respelled is the schema with expressions as no server prints them, so that
// none comes back right that was not read.
func respelled(m *metadata.MetaData) *metadata.MetaData {
	m = m.Clone()
	change := func(e **metadata.Expr) {
		if *e != nil && !strings.HasPrefix((*e).Text, "ROW ") { // MariaDB's words for a version's times
			*e = metadata.SQL("( (" + (*e).Text + " ) )")
		}
	}
	for _, t := range m.Tables() {
		for _, c := range t.Columns {
			if c.Computed != nil {
				g := *c.Computed
				change(&g.Expr)
				c.Computed = &g
			}
		}
		for _, k := range t.Checks {
			change(&k.Expr)
		}
		for _, i := range t.Indexes {
			change(&i.Where)
			for k := range i.Parts {
				change(&i.Parts[k].Expr)
			}
		}
		for _, x := range t.Excludes {
			change(&x.Where)
		}
	}
	return m
}

func snapshot(t *testing.T, m *metadata.MetaData) string {
	t.Helper()
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
