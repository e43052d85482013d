package migrate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// TestRevisionsShareACommit: where a commit costs more than the rest, revisions
// that take no time have one together; each stands or falls by itself all the
// same.
func TestRevisionsShareACommit(t *testing.T) {
	const slow = "CREATE TABLE s (c INT)" // and the test takes its time over it
	cases := map[string]struct {
		third         string
		applied, left string // revisions, and tables of their own
		events        string // B began, C completed
	}{
		"all are good":       {"CREATE TABLE c (i INT)", "1 2 3 4", "a b c d", "B1 B2 B3 B4 C1 C2 C3 C4"},
		"one fails":          {"CREATE TABLE c (i INT); INSERT INTO nobody VALUES (1)", "1 2", "a b", "B1 B2 B3 C1 C2"},
		"one takes its time": {slow, "1 2 3 4", "a b d s", "B1 B2 B3 C1 C2 C3 B4 C4"},
		"one harms rows":     {"DELETE FROM a WHERE i = 1", "1 2", "a b", "B1 B2 B3 C1 C2"},
		"one takes all back": {"INSERT OR ROLLBACK INTO a VALUES (1)", "", "", "B1 B2 B3"},
		"one is by itself":   {"-- dbtool:transaction none", "1 2 3 4", "a b d", "B1 B2 C1 C2 B3 C3 B4 C4"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			header := ""
			if strings.HasPrefix(c.third, "--") {
				header, c.third = c.third, "SELECT 1"
			}
			g := mustLoad(t, map[string]string{
				"1": "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE a (i INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n",
				"2": "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nCREATE TABLE b (i INT REFERENCES a (i));\nINSERT INTO b VALUES (1);\n",
				"3": "-- dbtool:revision 3\n-- dbtool:parent 2\n" + header + "\n-- dbtool:up\n" + c.third + ";\n",
				"4": "-- dbtool:revision 4\n-- dbtool:parent 3\n-- dbtool:up\nCREATE TABLE d (i INT);\n",
			})
			e, err := engine.Open(t.Context(), all.Dialects(), dbtest.Get(t, dbtest.SQLite).NewDB(t).URL)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			var events []string
			r := &migrate.Runner{Engine: e, Graph: g, Log: func(ev migrate.Event) {
				if ev.Kind == migrate.Began || ev.Kind == migrate.Completed {
					events = append(events, strings.ToUpper(string(ev.Kind)[:1])+ev.Revision.ID)
				}
				if ev.Kind == migrate.Began && ev.Revision.ID == "3" && c.third == slow {
					time.Sleep(1100 * time.Millisecond)
				}
			}}
			migrate.SetGroupTime(r, time.Second)
			done, err := r.Up(t.Context(), "head")
			if ok := c.applied == "1 2 3 4"; ok != (err == nil) || strings.Join(ids(done), " ") != c.applied {
				t.Errorf("%v were applied: %v", ids(done), err)
			}
			if got := strings.Join(events, " "); got != c.events {
				t.Errorf("events %s, want %s", got, c.events)
			}
			st, err := r.Status(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var applied []string
			for _, entry := range st.Applied {
				applied = append(applied, entry.Revision)
			}
			if got := strings.Join(applied, " "); got != c.applied {
				t.Errorf("the ledger has %s, want %s", got, c.applied)
			}
			if got := strings.Join(tablesOf(t, e), " "); got != c.left {
				t.Errorf("tables %s, want %s", got, c.left)
			}
		})
	}
}

func tablesOf(t *testing.T, e *engine.Engine) []string {
	t.Helper()
	rows, err := e.DB.QueryContext(t.Context(), "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'dbtool%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestEachRevisionIsWatched: rows that refer to nothing are found whoever made
// them: this revision, one before it in the same run, or somebody else.
func TestEachRevisionIsWatched(t *testing.T) {
	const base = "CREATE TABLE p (i INTEGER PRIMARY KEY); CREATE TABLE c (i INT REFERENCES p (i)); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1), (NULL)"
	cases := map[string]struct {
		steps string // parted by a bar
		fails string
	}{
		"an insert":                         {"INSERT INTO c VALUES (9)", "row 3 of c refers to no row of p"},
		"after a harmless one":              {"CREATE TABLE x (i INT)|INSERT INTO c VALUES (9)", "row 3 of c refers to no row of p"},
		"after one that looked":             {"UPDATE c SET i = 1|DELETE FROM p", "row 1 of c refers to no row of p; row 2 of c refers to no row of p"},
		"a table under another name":        {"ALTER TABLE c RENAME TO d|DELETE FROM p", "row 1 of d refers to no row of p"},
		"a column with a default":           {"ALTER TABLE c ADD COLUMN k INT DEFAULT 5 REFERENCES p (i)", "row 1 of c refers to no row of p; row 2 of c refers to no row of p"},
		"what was there before is nobody's": {"PRAGMA foreign_keys = 0|INSERT INTO p VALUES (7)", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"0": "-- dbtool:revision 0\n-- dbtool:up\n" + base + ";\n"}
			for i, step := range strings.Split(c.steps, "|") {
				files[fmt.Sprint(i+1)] = fmt.Sprintf("-- dbtool:revision %d\n-- dbtool:parent %d\n-- dbtool:up\n%s;\n", i+1, i, step)
			}
			e, err := engine.Open(t.Context(), all.Dialects(), dbtest.Get(t, dbtest.SQLite).NewDB(t).URL)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			_, err = (&migrate.Runner{Engine: e, Graph: mustLoad(t, files)}).Up(t.Context(), "head")
			if (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("got %v, want %q", err, c.fails)
			}
		})
	}
}
