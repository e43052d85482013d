package sqlite_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// file opens a database in a file and runs a script in it.
func file(t *testing.T, script string) (e *engine.Engine, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "test.db")
	d := sqlite.New()
	_, u, err := engine.Find(dialects, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := d.Open(u)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if e, err = engine.New(t.Context(), db, d, u); err != nil {
		t.Fatal(err)
	}
	exec1(t, e, script)
	return e, path
}

func exec1(t *testing.T, e *engine.Engine, script string) {
	t.Helper()
	if _, err := e.DB.ExecContext(t.Context(), script); err != nil {
		t.Fatalf("%v\nin:\n%s", err, script)
	}
}

// dump is all texts and the rows of the tables named.
func dump(t *testing.T, e *engine.Engine, tables ...string) string {
	t.Helper()
	b := texts(t, e)
	for _, table := range tables {
		b += table + ": " + values(t, e, "SELECT rowid, * FROM "+table) + "\n"
	}
	return b
}

// values are the rows of a query, in brackets.
func values(t *testing.T, e *engine.Engine, query string) string {
	t.Helper()
	rows, err := e.DB.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(row))
	}
	return strings.Join(out, " ")
}

// client runs a script in sqlite3, which goes on after an error.
func client(t *testing.T, path, script string) string {
	t.Helper()
	command, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("sqlite3 is not installed")
	}
	c := exec.Command(command, "-init", "/dev/null", "-batch", path)
	c.Stdin = strings.NewReader(script)
	out, _ := c.CombinedOutput() // it fails if any statement did
	return string(out)
}

// refused are changes that the rows of a table do not allow.
var refused = map[string]struct{ have, want, message, remedy string }{
	"null under NOT NULL": {
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, NULL), (2, 'x');",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);",
		"NOT NULL constraint failed: t.a", "UPDATE t SET a = '' WHERE a IS NULL",
	},
	"twice under UNIQUE": {
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'x');",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE);",
		"UNIQUE constraint failed: t.a", "DELETE FROM t WHERE id = 2",
	},
	"twice under UNIQUE ON CONFLICT REPLACE": {
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'x');",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT REPLACE);",
		"UNIQUE constraint failed: t.a", "DELETE FROM t WHERE id = 2",
	},
	"null under NOT NULL ON CONFLICT IGNORE": {
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, NULL), (2, 'x');",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL ON CONFLICT IGNORE);",
		"NOT NULL constraint failed: t.a", "UPDATE t SET a = '' WHERE a IS NULL",
	},
	"a check that fails": {
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT); INSERT INTO t VALUES (1, 5), (2, -5);",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, CONSTRAINT positive CHECK (a > 0));",
		"CHECK constraint failed: positive", "DELETE FROM t WHERE a < 0",
	},
	"text in a strict number": {
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT); INSERT INTO t VALUES (1, 'five');",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT) STRICT;",
		"cannot store TEXT value in INT column t.a", "UPDATE t SET a = 5",
	},
	"a new column without a value": {
		"CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL);",
		"NOT NULL constraint failed: t.a", "DELETE FROM t",
	},
	"nothing to copy": {
		"CREATE TABLE t (a INT); INSERT INTO t VALUES (1);",
		"CREATE TABLE t (b TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;",
		"NOT NULL constraint failed: t.b", "DELETE FROM t",
	},
	"a row that refers to nothing": {
		"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY, a INT); INSERT INTO t VALUES (1, 9);",
		"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES p (id));",
		"row 1 of t refers to no row of p", "DELETE FROM t",
	},
}

// TestFailedRebuildLeavesTheTable: rows that do not fit are an error, after
// which everything is as it was, and the same plan works once they do fit.
func TestFailedRebuildLeavesTheTable(t *testing.T) {
	for name, c := range refused {
		t.Run(name, func(t *testing.T) {
			live, want := scratch(t, c.have), reflected(t, scratch(t, c.want))
			before := dump(t, live, "t")
			err := plan(t, live, want).Apply(t.Context(), live, nil)
			if err == nil || !strings.Contains(err.Error(), c.message) {
				t.Errorf("the error is %v, want %q", err, c.message)
			}
			if after := dump(t, live, "t"); after != before {
				t.Errorf("there was\n%s\nnow there is\n%s", before, after)
			}
			exec1(t, live, c.remedy)
			migrateTo(t, live, want)
		})
	}
}

// TestFailedScriptLeavesTheTable is the same for sqlite3, which carries out the
// statements that follow the one that failed.
func TestFailedScriptLeavesTheTable(t *testing.T) {
	for name, c := range refused {
		t.Run(name, func(t *testing.T) {
			live, path := file(t, c.have)
			want := reflected(t, scratch(t, c.want))
			before := dump(t, live, "t")
			script := plan(t, live, want).Script()
			if said := client(t, path, script); !strings.Contains(said, "constraint failed") && !strings.Contains(said, c.message) {
				t.Errorf("sqlite3 said %q", said)
			}
			if after := dump(t, live, "t"); after != before {
				t.Errorf("there was\n%s\nnow there is\n%s\nafter\n%s", before, after, script)
			}
			exec1(t, live, c.remedy)
			if said := client(t, path, plan(t, live, want).Script()); said != "" {
				t.Errorf("sqlite3 said %q", said)
			}
			if left := plan(t, live, want); !left.Empty() {
				t.Errorf("still to do:\n%s", left.Script())
			}
		})
	}
}

// TestScriptThatFailsTwice: what comes after the first failure runs outside of
// the transaction that it ended, and must be as safe.
func TestScriptThatFailsTwice(t *testing.T) {
	live, path := file(t, `CREATE TABLE a (v INT); CREATE TABLE b (v INT); CREATE TABLE c (v INT);
		INSERT INTO a VALUES (NULL); INSERT INTO b VALUES (NULL); INSERT INTO c VALUES (1)`)
	want := reflected(t, scratch(t, "CREATE TABLE a (v INT NOT NULL); CREATE TABLE b (v INT NOT NULL); CREATE TABLE c (v INT NOT NULL)"))
	client(t, path, plan(t, live, want).Script())
	got := values(t, live, "SELECT 'a', v FROM a UNION ALL SELECT 'b', v FROM b UNION ALL SELECT 'c', v FROM c")
	if expect := "[a <nil>] [b <nil>] [c 1]"; got != expect {
		t.Errorf("the rows are %s, want %s", got, expect)
	}
}

// TestFullDisk: a copy that finds no room leaves the table as it was.
func TestFullDisk(t *testing.T) {
	const rows = `INSERT INTO t SELECT value, hex(zeroblob(200)) FROM generate_series(1, 2000)`
	fill := strings.Replace(rows, "generate_series(1, 2000)", "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 2000) SELECT value FROM n)", 1)
	have, want := "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);"+fill, reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL)"))
	live, path := file(t, have)
	live.DB.SetMaxOpenConns(1)
	exec1(t, live, "PRAGMA max_page_count = "+strings.Trim(values(t, live, "SELECT page_count + 20 FROM pragma_page_count"), "[]"))
	err := plan(t, live, want).Apply(t.Context(), live, nil)
	if err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("the error is %v", err)
	}
	check := func(when string) {
		t.Helper()
		if got := values(t, live, "SELECT count(*), sum(length(a)) FROM t"); got != "[2000 800000]" {
			t.Errorf("%s the table holds %s", when, got)
		}
	}
	check("after the failed plan")
	client(t, path, "PRAGMA max_page_count = 300;\n"+plan(t, live, want).Script())
	check("after the failed script")
	exec1(t, live, "PRAGMA max_page_count = 100000")
	migrateTo(t, live, want)
	check("in the end")
}

// TestKilledClient: a client that dies between two statements leaves the table
// as it was, with its rows partly written to the file already.
func TestKilledClient(t *testing.T) {
	command, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("sqlite3 is not installed")
	}
	live, path := file(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) INSERT INTO t SELECT i, hex(zeroblob(200)) FROM n`)
	want := reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL)"))
	before := texts(t, live)
	script := plan(t, live, want).Script()
	for _, upTo := range []string{"CREATE TABLE t", "INSERT OR ABORT", "DROP TABLE \"dbtool_old", "COMMIT"} {
		part, _, ok := strings.Cut(script, upTo)
		if !ok {
			t.Fatalf("no %q in\n%s", upTo, script)
		}
		c := exec.Command(command, "-init", "/dev/null", "-batch", path)
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(in, "PRAGMA cache_size = 5;\n%sSELECT 'here';\n", part)
		if _, err := out.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		if got := values(t, live, "SELECT count(*), sum(length(a)) FROM t"); got != "[2000 800000]" || texts(t, live) != before {
			t.Errorf("killed before %s the table holds %s", upTo, got)
		}
	}
	migrateTo(t, live, want)
}

// TestOldViolationsDoNotBlock: rows that referred to nothing before a plan stay
// and do not stop it, in the plan and in its script.
func TestOldViolationsDoNotBlock(t *testing.T) {
	const have = `PRAGMA foreign_keys = OFF;
		CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);
		CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id));
		CREATE TABLE w (id TEXT PRIMARY KEY, p INT REFERENCES p (id)) WITHOUT ROWID;
		CREATE TABLE odd (p TEXT REFERENCES p (a)); -- p.a is no key
		INSERT INTO p VALUES (1, 'x'); INSERT INTO c (id, p) VALUES (1, 1), (2, 77); INSERT INTO w (id, p) VALUES ('k', 78); INSERT INTO odd VALUES ('nothing');`
	want := strings.NewReplacer("a TEXT", "a TEXT NOT NULL", "p INT REFERENCES p (id))", "p INT REFERENCES p (id), n INT NOT NULL DEFAULT 0, CHECK (n < 5))").Replace(have)
	to := reflected(t, scratch(t, want))
	t.Run("plan", func(t *testing.T) {
		live := scratch(t, have)
		migrateTo(t, live, to)
		if got := values(t, live, "SELECT id, p, n FROM c"); got != "[1 1 0] [2 77 0]" {
			t.Errorf("the rows are %s", got)
		}
	})
	t.Run("script", func(t *testing.T) {
		live, path := file(t, have)
		if said := client(t, path, plan(t, live, to).Script()); said != "" {
			t.Errorf("sqlite3 said %q", said)
		}
		if got := values(t, live, "SELECT id, p, n FROM c"); got != "[1 1 0] [2 77 0]" {
			t.Errorf("the rows are %s", got)
		}
	})
}

// TestNewViolationsBlock: a plan that takes away what rows refer to is undone.
func TestNewViolationsBlock(t *testing.T) {
	const have = `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (id));
		INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (10, 1);`
	const want = `CREATE TABLE p (id INTEGER, a TEXT PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (a));`
	to := reflected(t, scratch(t, want))
	live, path := file(t, have)
	before := dump(t, live, "p", "c")
	err := plan(t, live, to).Apply(t.Context(), live, nil)
	if err == nil || !strings.Contains(err.Error(), "everything was rolled back: row 10 of c refers to no row of p") {
		t.Errorf("the error is %v", err)
	}
	client(t, path, plan(t, live, to).Script())
	if after := dump(t, live, "p", "c"); after != before {
		t.Errorf("there was\n%s\nnow there is\n%s", before, after)
	}
}

// TestRowidsStay: rows keep the numbers by which full text indexes and
// applications know them, whether a column shows them or not.
func TestRowidsStay(t *testing.T) {
	for name, want := range map[string]string{
		"hidden":          "CREATE TABLE t (a TEXT NOT NULL)",
		"shown":           "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)",
		"under a column":  "CREATE TABLE t (a TEXT, rowid TEXT)",
		"calls itself":    "CREATE TABLE t (a TEXT, CHECK (t.a <> ''))",
		"key of its own":  "CREATE TABLE t (a TEXT PRIMARY KEY)",
		"column replaced": "CREATE TABLE t (b INT CHECK (b > 0))",
	} {
		t.Run(name, func(t *testing.T) {
			live := scratch(t, "CREATE TABLE t (a TEXT); INSERT INTO t (rowid, a) VALUES (5, 'five'), (-7, 'seven')")
			migrateTo(t, live, reflected(t, scratch(t, want)))
			if got := values(t, live, "SELECT _rowid_ FROM t ORDER BY 1"); got != "[-7] [5]" {
				t.Errorf("rowids are %s", got)
			}
			migrateTo(t, live, reflected(t, scratch(t, "CREATE TABLE t (a TEXT NOT NULL DEFAULT '')")))
			if got := values(t, live, "SELECT rowid FROM t ORDER BY 1"); got != "[-7] [5]" {
				t.Errorf("on the way back rowids are %s", got)
			}
		})
	}
}

// TestNoChildIsDeleted: a parent that is made anew on a connection that
// enforces foreign keys keeps its children.
func TestNoChildIsDeleted(t *testing.T) {
	live, _ := file(t, `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);
		CREATE TABLE c (p INT REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE);
		INSERT INTO p VALUES (1, 'x'), (2, 'y'); INSERT INTO c VALUES (1), (2);`)
	migrateTo(t, live, reflected(t, scratch(t, `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT NOT NULL, UNIQUE (a));
		CREATE TABLE c (p INT REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE);`)))
	if got := values(t, live, "SELECT * FROM c"); got != "[1] [2]" {
		t.Errorf("children are %s", got)
	}
	if got := values(t, live, "PRAGMA foreign_keys"); got != "[1]" {
		t.Errorf("foreign keys are %s", got)
	}
}

// TestCountersStay: AUTOINCREMENT goes on where it was, also past rows that
// are deleted.
func TestCountersStay(t *testing.T) {
	live := scratch(t, `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT); INSERT INTO t VALUES (100, 'x'); DELETE FROM t;
		CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO other VALUES (7)`)
	const rest = "; CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT)"
	for _, want := range []string{"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL)",
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, CHECK (t.a <> ''))",
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT UNIQUE)"} {
		migrateTo(t, live, reflected(t, scratch(t, want+rest)))
		if got := values(t, live, "SELECT * FROM sqlite_sequence ORDER BY name"); got != "[other 7] [t 100]" {
			t.Errorf("after %s counters are %s", want, got)
		}
	}
	migrateTo(t, live, reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE)"+rest)))
	if got := values(t, live, "SELECT * FROM sqlite_sequence ORDER BY name"); got != "[other 7]" {
		t.Errorf("without AUTOINCREMENT counters are %s", got)
	}
}

// TestNameInTheWay: the name of the old table, while the rows are copied, may
// be another's.
func TestNameInTheWay(t *testing.T) {
	live := scratch(t, "CREATE TABLE t (a INT); CREATE TABLE dbtool_old_t (a INT)")
	want := reflected(t, scratch(t, "CREATE TABLE t (a INT NOT NULL); CREATE TABLE dbtool_old_t (a INT)"))
	_, err := migrate.NewPlan(migrate.Target{Dialect: live.Dialect, Server: live.Server}, reflected(t, live), want, migrate.Renames{})
	if err == nil || !strings.Contains(err.Error(), "dbtool_old_t for a moment, which is taken") {
		t.Errorf("the error is %v", err)
	}
}
