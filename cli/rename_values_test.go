package cli_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// The cases rename values of enums among other changes. Their query gives one
// column of values before and after: what a row meant it still means.

var valuesMySQL = map[string]renameCase{
	"one, with its default": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','shipped') NOT NULL DEFAULT 'shipped' COMMENT 'c');",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','sent') NOT NULL DEFAULT 'sent' COMMENT 'c');",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'shipped'), (3, DEFAULT);",
		renames: []string{"t.s:shipped=sent"},
		back:    []string{"t.s:sent=shipped"},
		before:  "SELECT id, replace(s, 'shipped', 'sent') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"among added, removed and moved ones": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','unused','shipped'));",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('sent','back','new'));",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'shipped'), (3, NULL);",
		renames: []string{"t.s:shipped=sent"},
		back:    []string{"t.s:sent=shipped"},
		before:  "SELECT id, replace(s, 'shipped', 'sent') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"swapped": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('a','b','c') NOT NULL);",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('a','b','c') NOT NULL);",
		rows:    "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');",
		renames: []string{"t.s:a=b", "t.s:b=a"},
		back:    []string{"t.s:b=a", "t.s:a=b"},
		before:  "SELECT id, elt(field(s, 'a', 'b', 'c'), 'b', 'a', 'c') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"one after the other": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('a','b') NOT NULL);",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('b','c') NOT NULL);",
		rows:    "INSERT INTO t VALUES (1, 'a'), (2, 'b');",
		renames: []string{"t.s:a=b", "t.s:b=c"},
		back:    []string{"t.s:b=a", "t.s:c=b"},
		before:  "SELECT id, elt(field(s, 'a', 'b'), 'b', 'c') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"members of a set": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s SET('a','ab','b') NOT NULL DEFAULT 'ab,b');",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s SET('a','x','b') NOT NULL DEFAULT 'x,b');",
		rows:    "INSERT INTO t VALUES (1, 'a'), (2, 'ab'), (3, 'a,ab,b'), (4, ''), (5, DEFAULT);",
		renames: []string{"t.s:ab=x"},
		back:    []string{"t.s:x=ab"},
		before:  "SELECT id, replace(s, 'ab', 'x') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"members of a set swapped": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s SET('a','b') NOT NULL);",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s SET('a','b') NOT NULL);",
		rows:    "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'a,b'), (4, '');",
		renames: []string{"t.s:a=b", "t.s:b=a"},
		back:    []string{"t.s:b=a", "t.s:a=b"},
		before:  "SELECT id, elt(1 + s, '', 'b', 'a', 'a,b') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"in case alone": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','paid') NOT NULL DEFAULT 'new');",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('New','paid') NOT NULL DEFAULT 'New');",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'paid');",
		renames: []string{"t.s:new=New"},
		back:    []string{"t.s:New=new"},
		before:  "SELECT id, replace(s, 'new', 'New') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"in case alone, where that counts": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','paid') COLLATE utf8mb4_bin NOT NULL DEFAULT 'new');",
		to:      "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('New','paid') COLLATE utf8mb4_bin NOT NULL DEFAULT 'New');",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'paid');",
		renames: []string{"t.s:new=New"},
		back:    []string{"t.s:New=new"},
		before:  "SELECT id, replace(s, 'new', 'New') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"used by checks, generated columns and indexes": {
		from: `CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','shipped') NOT NULL, at DATE, done BOOL AS (s = 'shipped') STORED, label VARCHAR(30) AS (concat('is ', s)) VIRTUAL, KEY ks (s, id), KEY kd (done),
  CONSTRAINT known CHECK (s IN ('new','shipped')), CONSTRAINT sent_at CHECK (s <> 'shipped' OR at IS NOT NULL));`,
		to: `CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','sent') NOT NULL, at DATE, done BOOL AS (s = 'sent') STORED, label VARCHAR(30) AS (concat('is ', s)) VIRTUAL, KEY ks (s, id), KEY kd (done),
  CONSTRAINT known CHECK (s IN ('new','sent')), CONSTRAINT sent_at CHECK (s <> 'sent' OR at IS NOT NULL));`,
		rows:    "INSERT INTO t (id, s, at) VALUES (1, 'new', NULL), (2, 'shipped', '2020-01-01');",
		renames: []string{"t.s:shipped=sent"},
		back:    []string{"t.s:sent=shipped"},
		before:  "SELECT id, replace(s, 'shipped', 'sent'), done, replace(label, 'shipped', 'sent') FROM t ORDER BY id", after: "SELECT id, s, done, label FROM t ORDER BY id",
	},
	"under a trigger and a column that keeps the time": {
		from: `CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','shipped') NOT NULL, changes INT NOT NULL DEFAULT 0, at DATETIME ON UPDATE CURRENT_TIMESTAMP);
CREATE TRIGGER counts BEFORE UPDATE ON t FOR EACH ROW SET NEW.changes = OLD.changes + 1;
CREATE TRIGGER first BEFORE INSERT ON t FOR EACH ROW SET NEW.s = coalesce(NEW.s, 'new');`,
		to: `CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','sent') NOT NULL, changes INT NOT NULL DEFAULT 0, at DATETIME ON UPDATE CURRENT_TIMESTAMP);
CREATE TRIGGER counts BEFORE UPDATE ON t FOR EACH ROW SET NEW.changes = OLD.changes + 1;
CREATE TRIGGER first BEFORE INSERT ON t FOR EACH ROW SET NEW.s = coalesce(NEW.s, 'new');`,
		rows:    "INSERT INTO t VALUES (1, 'new', 0, '2020-01-01'), (2, 'shipped', 0, '2020-01-01');",
		renames: []string{"t.s:shipped=sent"},
		back:    []string{"t.s:sent=shipped"},
		before:  "SELECT id, replace(s, 'shipped', 'sent'), changes, at FROM t ORDER BY id", after: "SELECT id, s, changes, at FROM t ORDER BY id",
	},
	"with the column and the table": {
		from:    "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('new','shipped') NOT NULL DEFAULT 'new', KEY k (s));",
		to:      "CREATE TABLE orders (id INT PRIMARY KEY, state ENUM('new','sent') DEFAULT 'sent', KEY k (state));",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'shipped');",
		renames: []string{"t=orders", "orders.s=orders.state", "orders.state:shipped=sent"},
		back:    []string{"orders=t", "t.state=t.s", "t.s:sent=shipped"},
		before:  "SELECT id, replace(s, 'shipped', 'sent') FROM t ORDER BY id", after: "SELECT id, state FROM orders ORDER BY id",
	},
	"on both ends of a key": {
		from: `CREATE TABLE p (s ENUM('a','b') PRIMARY KEY);
CREATE TABLE c (id INT PRIMARY KEY, s ENUM('a','b'), CONSTRAINT c_s FOREIGN KEY (s) REFERENCES p (s));`,
		to: `CREATE TABLE p (s ENUM('a','x') PRIMARY KEY);
CREATE TABLE c (id INT PRIMARY KEY, s ENUM('a','x'), CONSTRAINT c_s FOREIGN KEY (s) REFERENCES p (s));`,
		rows:    "INSERT INTO p VALUES ('a'), ('b'); INSERT INTO c VALUES (1, 'b'), (2, 'a');",
		renames: []string{"p.s:b=x", "c.s:b=x"},
		back:    []string{"p.s:x=b", "c.s:x=b"},
		before:  "SELECT id, replace(c.s, 'b', 'x') FROM c JOIN p ON p.s = c.s ORDER BY id", after: "SELECT id, c.s FROM c JOIN p ON p.s = c.s ORDER BY id",
	},
	"that hold quotes": {
		from:    `CREATE TABLE t (id INT PRIMARY KEY, s ENUM('it''s','a=b') NOT NULL);`,
		to:      `CREATE TABLE t (id INT PRIMARY KEY, s ENUM('it is','c\\d') NOT NULL);`,
		rows:    "INSERT INTO t VALUES (1, 'it''s'), (2, 'a=b');",
		renames: []string{"t.s:'it''s'=it is", `t.s:'a=b'=c\d`},
		back:    []string{"t.s:it is='it''s'", `t.s:c\d='a=b'`},
		before:  `SELECT id, elt(field(s, 'it''s', 'a=b'), 'it is', 'c\\d') FROM t ORDER BY id`, after: "SELECT id, s FROM t ORDER BY id",
	},
}

var valuesPostgres = map[string]renameCase{
	"one, with its default": {
		from:    "CREATE TYPE status AS ENUM ('new', 'shipped'); CREATE TABLE t (id int PRIMARY KEY, s status NOT NULL DEFAULT 'shipped', more status[] DEFAULT '{shipped,new,NULL}');",
		to:      "CREATE TYPE status AS ENUM ('new', 'on its way'); CREATE TABLE t (id int PRIMARY KEY, s status NOT NULL DEFAULT 'on its way', more status[] DEFAULT '{on its way,new,NULL}');",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'shipped'), (3, DEFAULT);",
		renames: []string{"status:shipped=on its way"},
		back:    []string{"status:on its way=shipped"},
		before:  "SELECT id, replace(s::text, 'shipped', 'on its way'), replace(more::text, 'shipped', '\"on its way\"') FROM t ORDER BY id", after: "SELECT id, s, more FROM t ORDER BY id",
	},
	"by a column": {
		from:    "CREATE SCHEMA shop; CREATE TYPE shop.status AS ENUM ('new', 'shipped'); CREATE TABLE shop.t (id int PRIMARY KEY, s shop.status DEFAULT 'shipped', k shop.status, CHECK (s <> 'shipped'::shop.status));",
		to:      "CREATE SCHEMA shop; CREATE TYPE shop.status AS ENUM ('new', 'sent'); CREATE TABLE shop.t (id int PRIMARY KEY, s shop.status DEFAULT 'sent', k shop.status, CHECK (s <> 'sent'::shop.status));",
		rows:    "INSERT INTO shop.t VALUES (1, 'new', 'shipped');",
		renames: []string{"shop.t.s:shipped=sent", "shop.t.k:shipped=sent"},
		back:    []string{"shop.t.s:sent=shipped", "shop.t.k:sent=shipped"},
		before:  "SELECT id, s, replace(k::text, 'shipped', 'sent') FROM shop.t", after: "SELECT id, s, k FROM shop.t",
	},
	"with one added": {
		from:    "CREATE TYPE status AS ENUM ('new', 'shipped'); CREATE TABLE t (id int PRIMARY KEY, s status NOT NULL);",
		to:      "CREATE TYPE status AS ENUM ('new', 'paid', 'sent'); CREATE TABLE t (id int PRIMARY KEY, s status NOT NULL DEFAULT 'paid');",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'shipped');",
		renames: []string{"status:shipped=sent"},
		back:    []string{"status:sent=shipped"},
		before:  "SELECT id, replace(s::text, 'shipped', 'sent') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"among added, removed and moved ones": {
		from:    "CREATE TYPE status AS ENUM ('new', 'unused', 'shipped'); CREATE TABLE t (id int PRIMARY KEY, s status DEFAULT 'shipped'); CREATE VIEW v AS SELECT id FROM t WHERE s = 'shipped';",
		to:      "CREATE TYPE status AS ENUM ('sent', 'back', 'new'); CREATE TABLE t (id int PRIMARY KEY, s status DEFAULT 'sent'); CREATE VIEW v AS SELECT id FROM t WHERE s = 'sent';",
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'shipped'), (3, NULL);",
		renames: []string{"status:shipped=sent"},
		back:    []string{"status:sent=shipped"},
		before:  "SELECT id, replace(s::text, 'shipped', 'sent') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"swapped, and one after the other": {
		from:    "CREATE TYPE status AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int PRIMARY KEY, s status);",
		to:      "CREATE TYPE status AS ENUM ('b', 'a', 'd'); CREATE TABLE t (id int PRIMARY KEY, s status);",
		rows:    "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');",
		renames: []string{"status:a=b", "status:b=a", "status:c=d"},
		back:    []string{"status:b=a", "status:a=b", "status:d=c"},
		before:  "SELECT id, translate(s::text, 'abc', 'bad') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"with the enum's own name": {
		from: `CREATE TYPE status AS ENUM ('new', 'shipped'); CREATE TYPE "Other" AS ENUM ('x'); CREATE DOMAIN d AS status DEFAULT 'new' CHECK (VALUE <> 'shipped'::status);
CREATE TABLE t (id int PRIMARY KEY, s status NOT NULL DEFAULT 'shipped', k status[], o d, x "Other" DEFAULT 'x', CHECK (s <> 'new'::status OR k <> '{shipped}'::status[]));
CREATE INDEX i ON t (id) WHERE s <> ALL (ARRAY['new'::status]); CREATE VIEW v AS SELECT id, 'shipped'::status AS c FROM t WHERE s = 'new'::status;`,
		to: `CREATE TYPE "Order status" AS ENUM ('new', 'sent', 'back'); CREATE TYPE status AS ENUM ('x'); CREATE DOMAIN d AS "Order status" DEFAULT 'new' CHECK (VALUE <> 'sent'::"Order status");
CREATE TABLE t (id int PRIMARY KEY, s "Order status" NOT NULL DEFAULT 'sent', k "Order status"[], o d, x status DEFAULT 'x', CHECK (s <> 'new'::"Order status" OR k <> '{sent}'::"Order status"[]));
CREATE INDEX i ON t (id) WHERE s <> ALL (ARRAY['new'::"Order status"]); CREATE VIEW v AS SELECT id, 'sent'::"Order status" AS c FROM t WHERE s = 'new'::"Order status";`,
		rows:    "INSERT INTO t VALUES (1, 'shipped', '{new,shipped}', 'new', 'x');",
		renames: []string{"status=Order status", "Other=status", "t.s:shipped=sent"},
		back:    []string{"Order status=status", "status=Other", "t.s:sent=shipped"},
		before:  "SELECT id, replace(s::text, 'shipped', 'sent'), replace(k::text, 'shipped', 'sent'), o::text, x::text, (SELECT count(*) FROM v) FROM t", after: "SELECT id, s::text, k::text, o::text, x::text, (SELECT count(*) FROM v) FROM t",
	},
	"used by all that can": {
		from: strings.ReplaceAll(valueUsers, "@", "shipped"), to: strings.ReplaceAll(valueUsers, "@", "sent"),
		rows:    "INSERT INTO t VALUES (1, 'new'), (2, 'shipped');",
		renames: []string{"status:shipped=sent"},
		back:    []string{"status:sent=shipped"},
		before:  "SELECT id, replace(s::text, 'shipped', 'sent'), done FROM t ORDER BY id", after: "SELECT id, s, done FROM t ORDER BY id",
	},
}

// valueUsers mentions a value in each place where a server keeps it as a value.
// The rename has to leave all of them standing.
const valueUsers = `CREATE TYPE status AS ENUM ('new', '@');
CREATE DOMAIN open_status AS status DEFAULT '@' CONSTRAINT not_new CHECK (VALUE <> 'new' OR VALUE = '@');
CREATE TABLE t (id int PRIMARY KEY, s status NOT NULL DEFAULT '@', done boolean GENERATED ALWAYS AS (s = '@') STORED,
  CONSTRAINT known CHECK (s = ANY (ARRAY['new'::status, '@'::status])), EXCLUDE USING btree (id WITH =) WHERE (s = '@'));
CREATE INDEX partial ON t (id) WHERE s = '@';
CREATE INDEX expr ON t ((s = '@'));
CREATE VIEW sent AS SELECT id FROM t WHERE s = '@';
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM t WHERE s = '@';
CREATE FUNCTION is_sent(x status DEFAULT '@') RETURNS boolean LANGUAGE sql RETURN x = '@'::status;
CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.s = '@') EXECUTE FUNCTION noop();
CREATE POLICY p ON t USING (s = '@');
CREATE RULE r AS ON UPDATE TO t WHERE NEW.s = '@' DO ALSO NOTHING;`

var valuesSQLite = map[string]renameCase{
	"one, with its default": {
		from:    "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT NOT NULL DEFAULT 'shipped' CHECK (s IN ('new', 'shipped')), at TEXT, CHECK (s <> 'shipped' OR at IS NOT NULL));",
		to:      "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT NOT NULL DEFAULT 'sent' CHECK (s IN ('new', 'sent')), at TEXT, CHECK (s <> 'sent' OR at IS NOT NULL));",
		rows:    "INSERT INTO t VALUES (1, 'new', NULL), (2, 'shipped', 'x');",
		renames: []string{"t.s:shipped=sent"},
		back:    []string{"t.s:sent=shipped"},
		before:  "SELECT id, replace(s, 'shipped', 'sent') FROM t ORDER BY id", after: "SELECT id, s FROM t ORDER BY id",
	},
	"swapped": {
		from:    "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, v TEXT AS (upper(s)), CONSTRAINT k CHECK (\"s\" in ('a','b')));",
		to:      "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, v TEXT AS (upper(s)), CONSTRAINT k CHECK (\"s\" in ('a','b')));",
		rows:    "INSERT INTO t (id, s) VALUES (1, 'a'), (2, 'b'), (3, NULL);",
		renames: []string{"t.s:a=b", "t.s:b=a"},
		back:    []string{"t.s:b=a", "t.s:a=b"},
		before:  "SELECT id, CASE s WHEN 'a' THEN 'b' WHEN 'b' THEN 'a' END, v FROM t ORDER BY id", after: "SELECT id, s, translate FROM (SELECT id, s, CASE v WHEN 'A' THEN 'B' WHEN 'B' THEN 'A' END AS translate FROM t) ORDER BY id",
	},
	"with the column, NOT NULL and a trigger": {
		from:    "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT CHECK (s IN ('it''s', 'b', 'c')), n INTEGER DEFAULT 0); CREATE TRIGGER g AFTER UPDATE ON t BEGIN UPDATE t SET n = n + 1 WHERE id = NEW.id; END;",
		to:      "CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT 'is' CHECK (state IN ('c', 'is', 'b')), n INTEGER DEFAULT 0); CREATE TRIGGER g AFTER UPDATE ON t BEGIN UPDATE t SET n = n + 1 WHERE id = NEW.id; END;",
		rows:    "INSERT INTO t (id, s) VALUES (1, 'it''s'), (2, 'b');",
		renames: []string{"t.s=t.state", "t.state:'it''s'=is"},
		back:    []string{"t.state=t.s", "t.s:is='it''s'"},
		before:  "SELECT id, replace(s, 'it''s', 'is'), n FROM t ORDER BY id", after: "SELECT id, state, n FROM t ORDER BY id",
	},
}

// TestRenamedValuesKeepRows: values of enums that get other names, alone or with
// other changes, keep their rows, there and back.
func TestRenamedValuesKeepRows(t *testing.T) {
	families := map[string]map[string]renameCase{dbtest.MySQL: valuesMySQL, dbtest.MariaDB: valuesMySQL, dbtest.Postgres: valuesPostgres, dbtest.SQLite: valuesSQLite}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for name, c := range families[s.Family] {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				live := renameAndCompare(t, s, c)
				renameBack(t, s, live, c)
			})
		}
	})
}

// renameBack turns the renames around, from the database that they made.
func renameBack(t *testing.T, s *dbtest.Server, live *dbtest.DB, c renameCase) {
	was := s.NewDB(t)
	was.Script(t, c.from)
	rows := table(live.Query(t, c.after))
	args := []string{"diff", "--from", live.URL, "--to", was.URL, "--format", "sql"}
	for _, r := range c.back {
		args = append(args, "--rename", r)
	}
	sql := must(t, args...)
	live.Script(t, sql)
	if got, expect := dbtest.Catalog(t, live, dbtest.AnyColumnOrder), dbtest.Catalog(t, was, dbtest.AnyColumnOrder); got != expect {
		t.Errorf("after\n%s\nthe catalogs differ (- have, + want):\n%s", sql, dbtest.Diff(got, expect))
	}
	if back := table(live.Query(t, c.before)); back != rows {
		t.Errorf("after\n%s\nthe rows are\n%s\nwant\n%s", sql, back, rows)
	}
}

// TestRenamedValueLeavesItsUsers: on PostgreSQL nothing that uses a value has to
// be made again, and nothing is. Only a domain's default is said again, since
// the server keeps that as text besides.
func TestRenamedValueLeavesItsUsers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		c := valuesPostgres["used by all that can"]
		live, want := s.NewDB(t), s.NewDB(t)
		live.Script(t, c.from)
		want.Script(t, c.to)
		sql := must(t, "diff", "--from", live.URL, "--to", want.URL, "--format", "sql", "--rename", c.renames[0])
		if want := `BEGIN;
ALTER TYPE "status" RENAME VALUE 'shipped' TO 'sent';
ALTER DOMAIN "open_status" SET DEFAULT 'sent'::status;
COMMIT;
`; sql != want {
			t.Errorf("got\n%s\nwant\n%s", sql, want)
		}
	}, dbtest.Postgres)
}
