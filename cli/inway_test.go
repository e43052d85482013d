package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// inTheWay are changes that rows stand in the way of: the columns of t before
// and after, the rows, and the keys of those that the change fails on. A table
// p has the ids 1 and 2.
var inTheWay = []struct {
	name, from, to, rows string
	says                 string // what stands behind "fails on"
	only                 string // families of servers; empty is all
}{
	{"null", "v INT", "v INT NOT NULL", "(1, 1), (2, NULL), (3, NULL)", "rows where v is null: 2 rows, id 2, 3", ""},
	{"more than are named", "v INT", "v INT NOT NULL", "(1, NULL), (2, NULL), (3, NULL), (4, NULL), (5, NULL), (6, NULL), (7, NULL)", "rows where v is null: more than 5 rows, id 1, 2, 3, 4, 5 ...", ""},
	{"unique", "v INT", "v INT, CONSTRAINT u UNIQUE (v)", "(1, 5), (2, 6), (3, 5), (4, NULL), (5, NULL)", "rows that agree in v: 2 rows, id 1, 3", ""},
	{"unique of two", "v INT, w INT", "v INT, w INT, CONSTRAINT u UNIQUE (v, w)", "(1, 5, 1), (2, 5, 2), (3, 5, 2), (4, 5, NULL), (5, 5, NULL)", "rows that agree in v, w: 2 rows, id 2, 3", ""},
	{"unique by the collation", "v VARCHAR(9) COLLATE NOCASE", "v VARCHAR(9) COLLATE NOCASE, UNIQUE (v)", "(1, 'a'), (2, 'A'), (3, 'b')", "rows that agree in v: 2 rows, id 1, 2", "sqlite"},
	{"unique by the collation", "v VARCHAR(9) COLLATE utf8mb4_general_ci", "v VARCHAR(9) COLLATE utf8mb4_general_ci, UNIQUE (v)", "(1, 'a'), (2, 'A'), (3, 'b')", "rows that agree in v: 2 rows, id 1, 2", "mysql mariadb"},
	{"unique by the beginning", "v VARCHAR(9)", "v VARCHAR(9), UNIQUE KEY u (v(2))", "(1, 'abc'), (2, 'abd'), (3, 'b')", "rows that agree in v: 2 rows, id 1, 2", "mysql mariadb"},
	{"nulls not distinct", "v INT", "v INT, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (v)", "(1, NULL), (2, NULL), (3, 1)", "rows that agree in v: 2 rows, id 1, 2", "postgres"},
	{"check", "v INT", "v INT, CONSTRAINT c CHECK (v > 0)", "(1, 5), (2, -1), (3, NULL)", "1 row, id 2", ""},
	{"foreign key", "v INT", "v INT, CONSTRAINT f FOREIGN KEY (v) REFERENCES p (id)", "(1, 1), (2, 9), (3, NULL)", "rows whose v is not in p: 1 row, id 2", ""},
	{"to itself", "v INT", "v INT, CONSTRAINT f FOREIGN KEY (v) REFERENCES t (id)", "(1, 1), (2, 9), (3, NULL)", "rows whose v is not in t: 1 row, id 2", ""},
	{"column without a default", "v INT", "v INT, w INT NOT NULL", "(1, 1), (2, 2)", "a table that has rows, since there is no default: 2 rows, id 1, 2", "sqlite postgres"},
	{"shorter", "v VARCHAR(20)", "v VARCHAR(3)", "(1, 'abc'), (2, 'abcd'), (3, NULL)", "values longer than 3 characters: 1 row, id 2", "mysql mariadb postgres"},
	{"blanks at the end are cut", "v VARCHAR(20)", "v VARCHAR(3)", "(1, 'abc'), (2, 'abcd'), (3, 'abc  ')", "values longer than 3 characters: 1 row, id 2", "postgres"},
	{"blanks at the end are not cut", "v VARCHAR(20)", "v VARCHAR(3)", "(1, 'abc'), (2, 'abc  ')", "values longer than 3 characters: 1 row, id 2", "mysql mariadb"},
	{"blanks at the end of char", "v VARCHAR(20)", "v CHAR(3)", "(1, 'abc'), (2, 'abcd'), (3, 'abc  ')", "values longer than 3 characters: 1 row, id 2", "mysql mariadb postgres"},
	{"char made shorter", "v CHAR(20)", "v CHAR(3)", "(1, 'abc'), (2, 'abcd'), (3, 'abc  ')", "values longer than 3 characters: 1 row, id 2", "mysql mariadb postgres"},
	{"char to varchar", "v CHAR(20)", "v VARCHAR(3)", "(1, 'abc'), (2, 'abcd'), (3, 'abc  ')", "values longer than 3 characters: 1 row, id 2", "mysql mariadb postgres"},
	{"text to varchar", "v TEXT", "v VARCHAR(3)", "(1, 'äöü'), (2, 'äöüß')", "values longer than 3 characters: 1 row, id 2", "mysql mariadb postgres"},
	{"fewer bytes", "v VARBINARY(20)", "v VARBINARY(3)", "(1, 'abc'), (2, 'abcd'), (3, 'abc  ')", "values longer than 3 bytes: 2 rows, id 2, 3", "mysql mariadb"},
	{"smaller", "v INT", "v SMALLINT", "(1, 32767), (2, 32768), (3, -32769)", "2 rows, id 2, 3", "mysql mariadb postgres"},
	{"unsigned", "v INT", "v INT UNSIGNED", "(1, 0), (2, -1)", "1 row, id 2", "mysql mariadb"},
	{"rounded", "v NUMERIC(9,2)", "v SMALLINT", "(1, 32767.49), (2, 32767.51), (3, 1)", "1 row, id 2", "postgres"},
	{"fewer digits", "v DECIMAL(9,2)", "v DECIMAL(4,1)", "(1, 999.94), (2, 999.95), (3, -1000)", "2 rows, id 2, 3", "mysql mariadb postgres"},
	{"enum", "v ENUM('a','b','it''s')", "v ENUM('b')", "(1, 'a'), (2, 'b'), (3, 'it''s'), (4, NULL)", "values that are no longer in the list: 2 rows, id 1, 3", "mysql mariadb"},
	{"set", "v SET('a','b','c')", "v SET('b','c')", "(1, 'a,b'), (2, 'b'), (3, '')", "values that are no longer in the list: 1 row, id 1", "mysql mariadb"},
}

// TestRowsInTheWay: a change that rows are in the way of is refused before
// anything happened, with the rows named; the server itself refuses it as well,
// and takes it when those rows are gone.
func TestRowsInTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range inTheWay {
			if c.only != "" && !slices.Contains(strings.Fields(c.only), s.Family) {
				continue
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				live, want := s.NewDB(t), s.NewDB(t)
				table := "CREATE TABLE p (id INT NOT NULL PRIMARY KEY);\nINSERT INTO p VALUES (1), (2);\nCREATE TABLE t (id INT NOT NULL PRIMARY KEY, %s);\n"
				// before t in the order of statements
				live.Script(t, fmt.Sprintf(table, c.from)+"INSERT INTO t VALUES "+c.rows+";\nCREATE TABLE a (id INT NOT NULL PRIMARY KEY);")
				want.Script(t, fmt.Sprintf(table, c.to)+"CREATE TABLE a (id INT NOT NULL PRIMARY KEY, n INT);")
				refusedBefore(t, live, want, c.says)
				if sql := diff(t, live, want); live.ScriptErr(t, sql) == nil {
					t.Fatalf("the server took\n%s", sql)
				}
				_, keys, _ := strings.Cut(c.says, "id ")
				if !strings.HasSuffix(keys, "...") && c.name != "column without a default" {
					live.Exec(t, "DELETE FROM t WHERE id IN ("+keys+")")
					must(t, "push", "--to", want.URL, "--url", live.URL, "--yes")
				}
			})
		}
	})
}

// moreInTheWay are the same as scripts, with renames.
var moreInTheWay = []struct{ name, a, b, rename, says, only string }{
	{"enum", "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id INT PRIMARY KEY, m mood); INSERT INTO t VALUES (1, 'sad'), (2, 'ok');",
		"CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (id INT PRIMARY KEY, m mood);", "", "rows that hold sad: 1 row, id 1", "postgres"},
	{"array of an enum", "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id INT PRIMARY KEY, m mood[]); INSERT INTO t VALUES (1, '{ok,sad}'), (2, '{ok}');",
		"CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (id INT PRIMARY KEY, m mood[]);", "", "rows that hold sad: 1 row, id 1", "postgres"},
	{"two columns in the key", "CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, v INT, PRIMARY KEY (a, b)); INSERT INTO t VALUES (1, 1, 1), (1, 2, NULL);",
		"CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, v INT NOT NULL, PRIMARY KEY (a, b));", "", "rows where v is null: 1 row, (a, b) (1, 2)", ""},
	{"no key", "CREATE TABLE t (v INT); INSERT INTO t VALUES (NULL), (NULL);", "CREATE TABLE t (v INT NOT NULL);", "", "rows where v is null: 2 rows", ""},
	{"renamed column", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT); INSERT INTO t VALUES (1, NULL);", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, w INT NOT NULL);",
		"t.v=t.w", "rows where w is null: 1 row, id 1", ""},
	{"renamed table", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 5), (2, 5);",
		"CREATE TABLE u (id INT NOT NULL PRIMARY KEY, v INT, CONSTRAINT k UNIQUE (v));", "t=u", "rows that agree in v: 2 rows, id 1, 2", ""},
	{"partial index", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT, w INT); INSERT INTO t VALUES (1, 5, 1), (2, 5, 0), (3, 5, 1);",
		"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT, w INT); CREATE UNIQUE INDEX u ON t (v) WHERE w > 0;", "", "rows that agree in v: 2 rows, id 1, 3", "sqlite postgres"},
	{"index of an expression", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(9)); INSERT INTO t VALUES (1, 'a'), (2, 'A'), (3, 'b');",
		"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(9)); CREATE UNIQUE INDEX u ON t (lower(v));", "", "2 rows, id 1, 2", "sqlite postgres"},
}

// TestMoreRowsInTheWay: types, keys, renames and indexes.
func TestMoreRowsInTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range moreInTheWay {
			if c.only != "" && !slices.Contains(strings.Fields(c.only), s.Family) {
				continue
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				live, want := s.NewDB(t), s.NewDB(t)
				live.Script(t, c.a)
				want.Script(t, c.b)
				var rename []string
				if c.rename != "" {
					rename = []string{"--rename", c.rename}
				}
				refusedBefore(t, live, want, c.says, rename...)
			})
		}
	})
}

// notInTheWay are changes that could be thought to fail: the rows are put right
// by the change itself, or nothing forbids them.
var notInTheWay = []struct{ name, a, b, only string }{
	{"null is filled", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT); INSERT INTO t VALUES (1, NULL);", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT DEFAULT 7 NOT NULL);", ""},
	{"null is filled and meets the check", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT); INSERT INTO t VALUES (1, NULL);",
		"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT DEFAULT 7 NOT NULL, CONSTRAINT c CHECK (v > 0 AND v IS NOT NULL));", ""},
	{"rounded before the check", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v NUMERIC(9,2)); INSERT INTO t VALUES (1, 0.9);",
		"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v NUMERIC(9,0), CONSTRAINT c CHECK (v >= 1));", "mysql mariadb postgres"},
	{"unique and null", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT); INSERT INTO t VALUES (1, NULL), (2, NULL);",
		"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT, CONSTRAINT u UNIQUE (v));", ""},
	{"unique by another collation", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v TEXT COLLATE NOCASE); INSERT INTO t VALUES (1, 'a'), (2, 'A');",
		"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v TEXT COLLATE NOCASE); CREATE UNIQUE INDEX u ON t (v COLLATE BINARY);", "sqlite"},
	{"half a key", "CREATE TABLE p (a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b)); CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b INT); INSERT INTO t VALUES (1, 5, NULL);",
		"CREATE TABLE p (a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b)); CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b INT, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (a, b));", ""},
	{"parents in partitions", "CREATE TABLE p (id INT PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9); INSERT INTO p VALUES (5); CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 5);",
		"CREATE TABLE p (id INT PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9); CREATE TABLE t (id INT PRIMARY KEY, v INT CONSTRAINT f REFERENCES p (id));", "postgres"},
	{"heirs have keys of their own", "CREATE TABLE t (id INT PRIMARY KEY, v INT); CREATE TABLE c () INHERITS (t); INSERT INTO t VALUES (1, 5); INSERT INTO c VALUES (2, 5);",
		"CREATE TABLE t (id INT PRIMARY KEY, v INT CONSTRAINT u UNIQUE); CREATE TABLE c () INHERITS (t);", "postgres"},
	{"not valid", "CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, -5);", "CREATE TABLE t (id INT PRIMARY KEY, v INT); ALTER TABLE t ADD CONSTRAINT c CHECK (v > 0) NOT VALID;", "postgres"},
	{"a cast of its own", "CREATE TABLE t (id INT PRIMARY KEY, d DATE); INSERT INTO t VALUES (1, '2026-01-02');", "CREATE TABLE t (id INT PRIMARY KEY, d VARCHAR(10));", "postgres"},
	{"enum value in capitals", "CREATE TABLE t (id INT PRIMARY KEY, v ENUM('a','b')); INSERT INTO t VALUES (1, 'a');", "CREATE TABLE t (id INT PRIMARY KEY, v ENUM('A','b'));", "mysql mariadb"},
	{"set value in capitals", "CREATE TABLE t (id INT PRIMARY KEY, v SET('a','b')); INSERT INTO t VALUES (1, 'a,b');", "CREATE TABLE t (id INT PRIMARY KEY, v SET('A','b'));", "mysql mariadb"},
	{"longer than a text was", "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(3)); INSERT INTO t VALUES (1, 'abc');", "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9));", "mysql mariadb postgres"},
}

// TestNotInTheWay: nobody is kept from what the server takes.
func TestNotInTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range notInTheWay {
			if c.only != "" && !slices.Contains(strings.Fields(c.only), s.Family) {
				continue
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				live, want := s.NewDB(t), s.NewDB(t)
				live.Script(t, c.a)
				want.Script(t, c.b)
				must(t, "push", "--to", want.URL, "--url", live.URL, "--yes")
			})
		}
	})
}

// refusedBefore is a push that changes nothing and says why.
func refusedBefore(t *testing.T, live, want *dbtest.DB, says string, args ...string) {
	t.Helper()
	catalog, rows := dbtest.Catalog(t, live), dbtest.AllRows(t, live)
	for _, how := range []string{"--yes", "--dry-run"} {
		_, stderr, code := run(t, append([]string{"push", "--to", want.URL, "--url", live.URL, how}, args...)...)
		if code != 1 || !strings.Contains(stderr, says+"\n") || !strings.Contains(stderr, "nothing was changed") {
			t.Errorf("push %s: exit %d, want %q in\n%s", how, code, says, stderr)
		}
	}
	which := says[strings.LastIndex(says, ": ")+1:]
	if out := must(t, append([]string{"diff", "--from", live.URL, "--to", want.URL}, args...)...); !strings.Contains(out, "in the way: "+strings.TrimSpace(which)) {
		t.Errorf("diff says\n%s", out)
	}
	if got := dbtest.Catalog(t, live); got != catalog {
		t.Errorf("the schema changed:\n%s", dbtest.Diff(catalog, got))
	}
	if got := dbtest.AllRows(t, live); got != rows {
		t.Errorf("rows changed:\n%s", dbtest.Diff(rows, got))
	}
}
