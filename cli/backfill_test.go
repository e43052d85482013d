package cli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// hundredThousand makes a table with a counter in each row.
func hundredThousand(t *testing.T, s *dbtest.Server, db *dbtest.DB) {
	t.Helper()
	switch s.Family {
	case dbtest.MySQL:
		db.Exec(t, "CREATE TABLE big (id INT NOT NULL PRIMARY KEY, x INT NOT NULL)", "SET SESSION cte_max_recursion_depth = 1000000",
			"INSERT INTO big WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i * 3, 0 FROM n")
	case dbtest.MariaDB:
		db.Exec(t, "CREATE TABLE big (id INT NOT NULL PRIMARY KEY, x INT NOT NULL)", "INSERT INTO big SELECT seq * 3, 0 FROM seq_1_to_100000")
	default:
		db.Exec(t, "CREATE TABLE big (id INTEGER NOT NULL PRIMARY KEY, x INTEGER NOT NULL)",
			"INSERT INTO big WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i * 3, 0 FROM n")
	}
}

// TestBackfillIsKilled: a backfill that is killed again and again, at whatever
// moment, changes each row once.
func TestBackfillIsKilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		hundredThousand(t, s, db)
		oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\n-- dbtool:backfill table=big batch=4000\nUPDATE big SET x = x + 1 WHERE id > 0 OR id < 0;\n"+
			"-- dbtool:down\n-- dbtool:backfill batch=50000\nUPDATE big SET x = x - 1;\n")
		kills := 0
		for place := 30; killed(t, place, "migrate", "up") && !t.Failed(); place += 7 {
			kills++
		}
		if kills < 3 {
			t.Errorf("it was killed %d times only", kills)
		}
		each := func(x string) {
			t.Helper()
			got := db.Query(t, "SELECT count(*), min(x), max(x) FROM big")[0]
			if want := "100000 " + x + " " + x; strings.Join(got, " ") != want {
				t.Errorf("have %v, want %s", got, want)
			}
			if left := db.Query(t, "SELECT (SELECT count(*) FROM dbtool_journal) + (SELECT count(*) FROM dbtool_backfill)")[0][0]; left != "0" {
				t.Errorf("%s rows are left in the journal", left)
			}
		}
		each("1")
		must(t, "migrate", "down")
		each("0")
		if out := must(t, "migrate", "sql", "base:1"); !strings.Contains(out, "-- in batches by dbtool (table=big batch=4000), at once here\nUPDATE big SET x = x + 1 WHERE id > 0 OR id < 0;\n") {
			t.Errorf("the script is\n%s", out)
		}
	})
}

// TestBackfillIsCutOff: so does one whose connection is lost, whether the message
// or the answer is.
func TestBackfillIsCutOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE k (id INT NOT NULL PRIMARY KEY, x INT NOT NULL)", "INSERT INTO k VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0)")
		oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\n-- dbtool:backfill batch=2\nUPDATE k SET x = x + 1;\n-- dbtool:down\n-- dbtool:backfill batch=3\nUPDATE k SET x = x - 1;\n")
		must(t, "migrate", "up")
		must(t, "migrate", "down")
		stride := 23
		if os.Getenv("DBTOOL_TEST_FAULTS") == "all" {
			stride = 1
		}
		for place, hit := 14, true; hit && !t.Failed(); place += stride {
			hit = cut(t, db.URL, place, place%2 == 0, []string{"migrate", "up"})
			must(t, "migrate", "up")
			if got := db.Query(t, "SELECT count(*), min(x), max(x) FROM k")[0]; strings.Join(got, " ") != "7 1 1" {
				t.Errorf("place %d: have %v", place, db.Query(t, "SELECT * FROM k"))
			}
			must(t, "migrate", "down")
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// backfillKeys are tables with keys of all sorts; x counts.
var backfillKeys = map[string]struct {
	columns, rows, skip string
}{
	"composite":      {"a INT NOT NULL, b INT NOT NULL, x INT NOT NULL, PRIMARY KEY (a, b)", "(1, 1, 0), (1, 2, 0), (1, 3, 0), (2, 1, 0), (2, 9, 0), (3, 0, 0), (-1, 5, 0)", ""},
	"text":           {"a VARCHAR(20) NOT NULL PRIMARY KEY, x INT NOT NULL", "('', 0), ('a''b', 0), ('B', 0), ('ü?', 0), ('\\', 0), ('zz', 0), ('$1', 0)", "mysql mariadb"},
	"text in mysql":  {"a VARCHAR(20) NOT NULL PRIMARY KEY, x INT NOT NULL", "('', 0), ('a''b', 0), ('B', 0), ('ü?', 0), ('\\\\', 0), ('zz', 0), ('$1', 0)", "sqlite postgres postgres18"},
	"day and number": {"a DATE NOT NULL, b NUMERIC(20,4) NOT NULL, x INT NOT NULL, PRIMARY KEY (a, b)", "('2026-01-01', 1.5, 0), ('2026-01-01', 12345678901234.5, 0), ('2026-01-02', -1, 0), ('1999-12-31', 0, 0), ('2026-01-03', 7, 0), ('2026-01-03', 8, 0), ('2026-01-04', 8, 0)", ""},
	"moment":         {"a TIMESTAMP(6) NOT NULL PRIMARY KEY, x INT NOT NULL", "('2026-01-01 00:00:00.000001', 0), ('2026-01-01 00:00:00.000002', 0), ('2026-01-01 00:00:00.000003', 0), ('2026-06-01 00:00:00', 0), ('2026-06-02 00:00:00', 0), ('2026-06-03 00:00:00', 0), ('2026-06-04 00:00:00', 0)", ""},
	"bytes":          {"a BINARY(4) NOT NULL PRIMARY KEY, x INT NOT NULL", "(X'00000000', 0), (X'00FF00FF', 0), (X'FFFFFFFF', 0), (X'C328A0A1', 0), (X'80000000', 0), (X'27272727', 0), (X'5C5C5C5C', 0)", "postgres postgres18 sqlite"},
	"unsigned":       {"a BIGINT UNSIGNED NOT NULL PRIMARY KEY, x INT NOT NULL", "(0, 0), (18446744073709551615, 0), (18446744073709551614, 0), (9223372036854775808, 0), (1, 0), (2, 0), (3, 0)", "postgres postgres18 sqlite"},
	"uuid":           {"a UUID NOT NULL PRIMARY KEY, x INT NOT NULL", "('00000000-0000-0000-0000-000000000000', 0), ('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 0), ('ffffffff-ffff-ffff-ffff-ffffffffffff', 0), ('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 0), ('6ba7b812-9dad-11d1-80b4-00c04fd430c8', 0), ('6ba7b813-9dad-11d1-80b4-00c04fd430c8', 0), ('6ba7b814-9dad-11d1-80b4-00c04fd430c8', 0)", "mysql sqlite"},
	"bytea":          {"a BYTEA NOT NULL PRIMARY KEY, x INT NOT NULL", "('\\x00', 0), ('\\xff', 0), ('\\xc328', 0), ('', 0), ('\\x01', 0), ('\\x02', 0), ('\\x03', 0)", "mysql mariadb sqlite"},
}

// TestBackfillGoesThroughAnyKey: whatever the key is made of, each of seven rows
// is changed once by batches of two, also when each batch is the last of a run.
func TestBackfillGoesThroughAnyKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		for name, c := range backfillKeys {
			if strings.Contains(" "+c.skip+" ", " "+s.Name+" ") {
				continue
			}
			t.Run(name, func(t *testing.T) {
				db.Exec(t, "DROP TABLE IF EXISTS k", "CREATE TABLE k ("+c.columns+")", "INSERT INTO k VALUES "+c.rows)
				oneRevision(t, db, "-- dbtool:revision "+strings.ReplaceAll(name, " ", "")+"\n-- dbtool:up\n-- dbtool:backfill batch=2\n"+
					"UPDATE k SET x = x + 1;\n-- dbtool:down\nUPDATE k SET x = 0;\n")
				kills := 0
				for place := 30; killed(t, place, "migrate", "up") && !t.Failed(); place += 9 {
					kills++
				}
				if kills == 0 {
					t.Error("it was never killed")
				}
				if got := db.Query(t, "SELECT count(*), min(x), max(x) FROM k")[0]; strings.Join(got, " ") != "7 1 1" {
					t.Errorf("have %v", db.Query(t, "SELECT * FROM k"))
				}
				must(t, "migrate", "down")
			})
		}
	})
}

// TestBackfillStops: a batch that fails says how far the backfill is, the next run
// goes on there, and it waits as long as its query says.
func TestBackfillStops(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE k (id INT NOT NULL PRIMARY KEY, x INT NOT NULL, y INT NOT NULL, CHECK (x < 50))",
			"INSERT INTO k VALUES (1, 0, 0), (2, 0, 0), (3, 0, 0), (4, 49, 0), (5, 0, 0)", "CREATE TABLE slow (n INT)", "INSERT INTO slow VALUES (1)")
		oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\n-- dbtool:backfill batch=2 pause=1ms pause-while=\"SELECT count(*) > 3 FROM slow\"\nUPDATE k SET x = x + 1;\n")
		_, stderr, code := run(t, "migrate", "up")
		if code != 5 || !strings.Contains(stderr, "the backfill has changed 2 rows and recorded how far it is") {
			t.Errorf("exit %d: %s", code, stderr)
		}
		db.Exec(t, "UPDATE k SET x = 0 WHERE id = 4")
		must(t, "migrate", "up")
		if got := db.Query(t, "SELECT min(x), max(x), sum(x) FROM k")[0]; strings.Join(got, " ") != "1 1 5" {
			t.Errorf("have %v", db.Query(t, "SELECT * FROM k"))
		}
		for statement, says := range map[string]string{
			"UPDATE slow SET n = 2":           "slow has none",
			"UPDATE k SET y = 1, id = id + 1": "of which the statement changes id",
			"UPDATE nowhere SET id = 1":       "there is no table nowhere",
			"UPDATE k SET x = 1 LIMIT 3":      "so LIMIT has no place in it",
			"INSERT INTO slow VALUES (1)":     "followed by one UPDATE or DELETE",
			"":                                "followed by one UPDATE or DELETE",
			"CREATE INDEX i ON k (x)":         "followed by one UPDATE or DELETE",
		} {
			oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\n-- dbtool:backfill\n"+statement+";\n")
			must(t, "migrate", "stamp", "base")
			_, stderr, code := run(t, "migrate", "up")
			if code == 0 || !strings.Contains(stderr, says) {
				t.Errorf("%q: exit %d: %s", statement, code, stderr)
			}
		}
	})
}
