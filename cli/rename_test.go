package cli_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// renameCase is a schema, the one it becomes by renames among other changes,
// and a query of the second that must give the same before, on the names of the
// first, and after.
type renameCase struct {
	from, to, rows string
	renames, back  []string
	before, after  string
}

var renamesMySQL = map[string]renameCase{
	"with another type": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20) DEFAULT 'x' COMMENT 'c');",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, full_name VARCHAR(50) NOT NULL DEFAULT 'x' COMMENT 'c');",
		rows:    "INSERT INTO t VALUES (1, 'one'), (2, 'two');",
		renames: []string{"t.name=t.full_name"},
		before:  "SELECT id, name FROM t", after: "SELECT id, full_name FROM t",
	},
	"swapped": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20), KEY ka (a), KEY kb (b));",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, b INT, a VARCHAR(20), KEY ka (b), KEY kb (a));",
		rows:    "INSERT INTO t VALUES (1, 10, 'one'), (2, 20, 'two');",
		renames: []string{"t.a=t.b", "t.b=t.a"},
		before:  "SELECT id, a, b FROM t", after: "SELECT id, b, a FROM t",
	},
	"swapped, of 64 characters": {
		from:    "CREATE TABLE t (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg INT, xaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg DATE);",
		to:      "CREATE TABLE t (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg DATE, xaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg INT);",
		rows:    "INSERT INTO t VALUES (1, '2020-01-01');",
		renames: []string{"t.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg=t.xaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg", "t.xaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg=t.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg"},
		before:  "SELECT aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg FROM t", after: "SELECT xaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg FROM t",
	},
	"used by a check, generated columns and indexes": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, a INT, g INT AS (a + 1) STORED, v INT AS (a * 2) VIRTUAL, KEY gk (g), KEY ak (a, v), CONSTRAINT k CHECK (a > 0));",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, amount INT, g INT AS (amount + 1) STORED, v INT AS (amount * 2) VIRTUAL, KEY gk (g), KEY ak (amount, v), CONSTRAINT k CHECK (amount > 0));",
		rows:    "INSERT INTO t (id, a) VALUES (1, 10), (2, 20);",
		renames: []string{"t.a=t.amount"},
		before:  "SELECT id, a, g, v FROM t", after: "SELECT id, amount, g, v FROM t",
	},
	"both ends of keys": {
		from: `CREATE TABLE p (id INT PRIMARY KEY, up INT, CONSTRAINT p_up FOREIGN KEY (up) REFERENCES p (id));
CREATE TABLE c (id INT PRIMARY KEY, p INT, CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE);`,
		to: `CREATE TABLE p (no BIGINT PRIMARY KEY, up BIGINT, CONSTRAINT p_up FOREIGN KEY (up) REFERENCES p (no));
CREATE TABLE c (id INT PRIMARY KEY, parent BIGINT, CONSTRAINT c_p FOREIGN KEY (parent) REFERENCES p (no) ON DELETE CASCADE);`,
		rows:    "INSERT INTO p VALUES (1, NULL), (2, 1); INSERT INTO c VALUES (1, 1), (2, 2);",
		renames: []string{"p.id=p.no", "c.p=c.parent"},
		before:  "SELECT p.id, up, c.id, p FROM p JOIN c ON c.p = p.id", after: "SELECT no, up, c.id, parent FROM p JOIN c ON parent = no",
	},
	"of a table with all that hangs on it": {
		from: `CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20), boss INT, FOREIGN KEY (boss) REFERENCES users (id), CHECK (name <> ''));
CREATE TABLE posts (id INT PRIMARY KEY, u INT, FOREIGN KEY (u) REFERENCES users (id));
CREATE VIEW names AS SELECT id, name FROM users;
CREATE TRIGGER upper_name BEFORE INSERT ON users FOR EACH ROW SET NEW.name = upper(NEW.name);`,
		to: `CREATE TABLE people (id BIGINT AUTO_INCREMENT PRIMARY KEY, called VARCHAR(20), boss BIGINT, FOREIGN KEY (boss) REFERENCES people (id), CHECK (called <> ''));
CREATE TABLE posts (id INT PRIMARY KEY, u BIGINT, FOREIGN KEY (u) REFERENCES people (id));
CREATE VIEW names AS SELECT id, called FROM people;
CREATE TRIGGER upper_name BEFORE INSERT ON people FOR EACH ROW SET NEW.called = upper(NEW.called);`,
		rows:    "INSERT INTO users VALUES (1, 'a', NULL), (2, 'b', 1); INSERT INTO posts VALUES (1, 2);",
		renames: []string{"users=people", "people.name=people.called"},
		before:  "SELECT users.id, name, boss, posts.id, u FROM users LEFT JOIN posts ON u = users.id", after: "SELECT people.id, called, boss, posts.id, u FROM people LEFT JOIN posts ON u = people.id",
	},
	"tables swapped": {
		from:    "CREATE TABLE a (id INT PRIMARY KEY, x INT); CREATE TABLE b (id INT PRIMARY KEY, y DATE);",
		to:      "CREATE TABLE b (id INT PRIMARY KEY, x INT); CREATE TABLE a (id INT PRIMARY KEY, y DATE);",
		rows:    "INSERT INTO a VALUES (1, 10); INSERT INTO b VALUES (2, '2020-01-01');",
		renames: []string{"a=b", "b=a"},
		before:  "SELECT a.id, x, b.id, y FROM a JOIN b", after: "SELECT b.id, x, a.id, y FROM a JOIN b",
	},
	"key of a partition": {
		from:    "CREATE TABLE t (id INT, at DATE NOT NULL, PRIMARY KEY (id)) PARTITION BY HASH (id) PARTITIONS 2;",
		to:      "CREATE TABLE t (no INT, at DATE NOT NULL, PRIMARY KEY (no)) PARTITION BY HASH (no) PARTITIONS 2;",
		rows:    "INSERT INTO t VALUES (1, '2020-01-01'), (2, '2020-01-02');",
		renames: []string{"t.id=t.no"},
		before:  "SELECT id, at FROM t", after: "SELECT no, at FROM t",
	},
	"in case alone": {
		from:   "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20), g INT AS (length(name)) VIRTUAL, d INT DEFAULT (length(name)), s INT AS (length(name) + 1) STORED, KEY k (name), CONSTRAINT c CHECK (name <> ''));",
		to:     "CREATE TABLE t (id INT PRIMARY KEY, Name VARCHAR(20), g INT AS (length(name)) VIRTUAL, d INT DEFAULT (length(name)), s INT AS (length(Name) + 1) STORED, KEY k (Name), CONSTRAINT c CHECK (name <> ''));",
		rows:   "INSERT INTO t (id, name) VALUES (1, 'one');",
		before: "SELECT id, name FROM t", after: "SELECT id, Name FROM t",
	},
}

// TestRenamesKeepRows: declared renames, alone or with other changes, keep the
// values, and the database is the one wanted.
func TestRenamesKeepRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for name, c := range renamesMySQL {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				renameAndCompare(t, s, c)
			})
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}

func renameAndCompare(t *testing.T, s *dbtest.Server, c renameCase) *dbtest.DB {
	live, want := s.NewDB(t), s.NewDB(t)
	live.Script(t, c.from+"\n"+c.rows)
	want.Script(t, c.to)
	before := table(live.Query(t, c.before))
	args := []string{"diff", "--from", live.URL, "--to", want.URL, "--format", "sql"}
	for _, r := range c.renames {
		args = append(args, "--rename", r)
	}
	sql := must(t, args...)
	live.Script(t, sql)
	if got, expect := dbtest.Catalog(t, live, dbtest.AnyColumnOrder), dbtest.Catalog(t, want, dbtest.AnyColumnOrder); got != expect {
		t.Errorf("after\n%s\nthe catalogs differ (- have, + want):\n%s", sql, dbtest.Diff(got, expect))
	}
	if after := table(live.Query(t, c.after)); after != before {
		t.Errorf("after\n%s\nthe rows are\n%s\nwant\n%s", sql, after, before)
	}
	if left := diff(t, live, want); left != "" {
		t.Errorf("after\n%s\nthere is still to do:\n%s", sql, left)
	}
	return live
}

func table(rows [][]string) string {
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = strings.Join(r, "\t")
	}
	return strings.Join(lines, "\n")
}
