package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// TestMeasure: what each server is asked for is what it has.
func TestMeasure(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres", "mysql", "mariadb"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var db *dbtest.DB
			if s := dbtest.Get(t, name); name != "sqlite" {
				db = s.NewDB(t)
			}
			p := place{t, name, db}
			e := p.open()
			defer func() { _ = e.Close() }()
			p.make(e, measured[name])
			f, err := Measure(t.Context(), &migrate.Runner{Engine: e, Graph: p.graph(nil)})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range f.Missing {
				t.Errorf("missing: %s", m)
			}
			table := f.table(metadata.Name{Name: "t"})
			if table == nil || table.Rows != 2 || table.Columns["a"].Nulls != 0.5 {
				t.Fatalf("t is %+v", table)
			}
			p.knows(f, table)
		})
	}
}

var measured = map[string]string{
	"sqlite":   "CREATE TABLE t (id INTEGER PRIMARY KEY, a int);\nINSERT INTO t VALUES (1, 3), (2, NULL);\nCREATE VIEW v AS SELECT id FROM t;\n-- dbtool:statement begin\nCREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t WHERE id < 0; END;\n-- dbtool:statement end",
	"postgres": "CREATE TABLE t (id int PRIMARY KEY, a int);\nINSERT INTO t VALUES (1, 3), (2, NULL);\nCREATE INDEX never ON t (a);\nALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;",
	"mysql":    "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int, KEY never (a));\nINSERT INTO t VALUES (1, 3), (2000000000, NULL);\nALTER TABLE t ADD COLUMN b int, ALGORITHM=INSTANT;\nANALYZE TABLE t;",
	"mariadb":  "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int, KEY never (a));\nINSERT INTO t VALUES (1, 3), (2000000000, NULL);\nANALYZE TABLE t;\nCREATE TABLE kept (id int PRIMARY KEY) WITH SYSTEM VERSIONING;",
}

// knows looks at what each server alone tells.
func (p place) knows(f *Facts, table *TableFacts) {
	p.Helper()
	switch p.name {
	case "sqlite":
		if !slices.Equal(table.Triggers, []string{"tr"}) || !slices.Equal(table.Views, []string{"v"}) {
			p.Errorf("triggers %v, views %v", table.Triggers, table.Views)
		}
	case "postgres":
		if n, ok := table.Uses["never"]; !ok || n != 0 || f.Settings["TimeZone"] == "" {
			p.Errorf("uses %v, settings %v", table.Uses, f.Settings)
		}
		if want := (BrokenObject{Table: "t", Name: "k", Why: "NOT VALID"}); !slices.Contains(f.Broken, want) {
			p.Errorf("broken: %v", f.Broken)
		}
	case "mysql", "mariadb":
		if c := table.Counter; c == nil || *c != (CounterFacts{Column: "id", Next: 2000000001, Max: 2147483647}) {
			p.Errorf("counter: %+v", c)
		}
		if p.name == "mysql" && table.RowVersions != 1 {
			p.Errorf("row versions: %d", table.RowVersions)
		}
		if kept := f.table(metadata.Name{Name: "kept"}); p.name == "mariadb" && (kept == nil || kept.Rows != 0) {
			p.Errorf("a table with system versioning: %+v", kept)
		}
		if !strings.Contains(f.Settings["sql_mode"], "STRICT") {
			p.Errorf("settings %v", f.Settings)
		}
	}
}
