package sqlite_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	becomes = "\n-- becomes\n"
	gives   = "\n-- gives\n"
)

// TestOnlyWhatIsAskedChanges: of each file's first schema, the second is made;
// the texts that SQLite has then are the third. They differ from the first in
// nothing but what the second asks for.
func TestOnlyWhatIsAskedChanges(t *testing.T) {
	files, err := filepath.Glob("testdata/rewrite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, rest, ok := strings.Cut(string(text), becomes)
			b, want, _ := strings.Cut(rest, gives)
			if !ok {
				t.Fatalf("%s has no line %q", file, becomes)
			}
			got := migrated(t, a, b)
			if *update {
				if err := os.WriteFile(file, []byte(a+becomes+strings.TrimSuffix(b, "\n")+gives+got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// migrated is the text of all objects of a once it has become b.
func migrated(t *testing.T, a, b string) string {
	t.Helper()
	live, want := scratch(t, a), scratch(t, b)
	migrateTo(t, live, reflected(t, want))
	if left := plan(t, live, reflected(t, want)); !left.Empty() {
		t.Errorf("still to do:\n%s", left.Script())
	}
	return texts(t, live)
}

func scratch(t *testing.T, script string) *engine.Engine {
	t.Helper()
	d := sqlite.New()
	db, drop, err := d.Scratch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = drop() })
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatalf("%v\nin:\n%s", err, script)
	}
	s, err := d.Probe(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return &engine.Engine{DB: db, Dialect: d, Server: s}
}

func reflected(t *testing.T, e *engine.Engine) *metadata.MetaData {
	t.Helper()
	m, err := e.Dialect.Reflect(t.Context(), e.DB, e.Server, dialect.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func plan(t *testing.T, e *engine.Engine, want *metadata.MetaData) *migrate.Plan {
	t.Helper()
	return renamePlan(t, e, want)
}

func renamePlan(t *testing.T, e *engine.Engine, want *metadata.MetaData, renames ...string) *migrate.Plan {
	t.Helper()
	var r migrate.Renames
	for _, s := range renames {
		if err := r.ParseRename(s); err != nil {
			t.Fatal(err)
		}
	}
	p, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, reflected(t, e), want, r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func migrateTo(t *testing.T, e *engine.Engine, want *metadata.MetaData) {
	t.Helper()
	p := plan(t, e, want)
	if err := p.Apply(t.Context(), e, nil); err != nil {
		t.Fatalf("%v\nin:\n%s", err, p.Script())
	}
}

// texts are the statements that SQLite keeps, tables first.
func texts(t *testing.T, e *engine.Engine) string {
	t.Helper()
	rows, err := e.DB.QueryContext(t.Context(), `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY type = 'trigger', type = 'view', type = 'index', name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		b.WriteString(s + ";\n")
	}
	return b.String()
}

var dialects = []dialect.Dialect{sqlite.New()}
