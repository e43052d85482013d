package dbtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

func load(t *testing.T, db *dbtest.DB, name string) {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("testdata", name+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	db.Script(t, string(script))
}

func TestCatalogIsTheSameForTheSameSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		load(t, db, s.Family)
		like := dbtest.Like(t, db)
		load(t, like, s.Family)
		if diff := dbtest.Diff(dbtest.Catalog(t, db), dbtest.Catalog(t, like)); diff != "" {
			t.Errorf("two databases from one script differ:\n%s", diff)
		}
		if empty := dbtest.Catalog(t, s.NewDB(t)); strings.Contains(empty, "table") {
			t.Errorf("an empty database has\n%s", empty)
		}
	})
}

// The statements each change one thing in the schema of testdata.
func TestCatalogSeesEveryChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		load(t, db, s.Family)
		script, err := os.ReadFile(filepath.Join("testdata", s.Family+"_changes.sql"))
		if err != nil {
			t.Fatal(err)
		}
		before := dbtest.Catalog(t, db)
		for line := range strings.Lines(string(script)) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "--") {
				continue
			}
			db.Exec(t, line)
			after := dbtest.Catalog(t, db)
			if after == before {
				t.Errorf("not seen: %s", line)
			}
			before = after
		}
	})
}

// A pair of SQLite schemas is spelled differently and means the same.
func TestSQLiteSpellingDoesNotCount(t *testing.T) {
	pairs := map[string][2]string{
		"quotes and case": {
			"CREATE TABLE t (a INTEGER, b TEXT DEFAULT 'x')",
			"create table \"t\" ([a] integer, `b` text default ('x'))"},
		"references behind the column": {
			"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER REFERENCES p ON DELETE CASCADE)",
			"CREATE TABLE p (id INTEGER, PRIMARY KEY (id)); CREATE TABLE t (a INTEGER, FOREIGN KEY (a) REFERENCES p (id) ON UPDATE NO ACTION ON DELETE CASCADE)"},
		"check and unique of the table": {
			"CREATE TABLE t (a INTEGER UNIQUE CHECK (a > 0), b INT CONSTRAINT c CHECK ((b<9)))",
			"CREATE TABLE t (a INTEGER, b INT, CONSTRAINT c CHECK (b < 9), CHECK(\"a\">0), UNIQUE (a ASC))"},
		"comments": {
			"CREATE VIEW v AS SELECT 1 AS a -- one\n",
			"CREATE VIEW v as select /* one */ 1 as [a]"},
		"index": {
			"CREATE TABLE t (a, b); CREATE INDEX i ON t (a, lower(b) DESC) WHERE a > 1",
			"CREATE TABLE t (a, b); CREATE INDEX IF NOT EXISTS i on \"t\" (\"a\" ASC, LOWER(b) COLLATE BINARY DESC) where (a>1)"},
		"deferrable": {
			"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p (id) DEFERRABLE INITIALLY IMMEDIATE)",
			"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p (id) DEFERRABLE)"},
		"name as string": {
			"CREATE TABLE 't' ('a' INTEGER, UNIQUE ('a'))",
			"CREATE TABLE t (a INTEGER UNIQUE)"},
	}
	for name, pair := range pairs {
		t.Run(name, func(t *testing.T) {
			if diff := sqliteDiff(t, pair); diff != "" {
				t.Errorf("%s\n%s\ndiffer:\n%s", pair[0], pair[1], diff)
			}
		})
	}
}

// A pair of SQLite schemas differs in one thing that matters.
func TestSQLiteMeaningCounts(t *testing.T) {
	pairs := map[string][2]string{
		"autoincrement":       {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)"},
		"descending key":      {"CREATE TABLE t (a INTEGER PRIMARY KEY DESC)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))"},
		"collation":           {"CREATE TABLE t (a TEXT COLLATE NOCASE)", "CREATE TABLE t (a TEXT)"},
		"name of a check":     {"CREATE TABLE t (a CONSTRAINT x CHECK (a))", "CREATE TABLE t (a CONSTRAINT y CHECK (a))"},
		"name of not null":    {"CREATE TABLE t (a CONSTRAINT x NOT NULL)", "CREATE TABLE t (a NOT NULL)"},
		"conflict":            {"CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE)", "CREATE TABLE t (a UNIQUE)"},
		"conflict of null":    {"CREATE TABLE t (a NOT NULL ON CONFLICT IGNORE)", "CREATE TABLE t (a NOT NULL)"},
		"deferred":            {"CREATE TABLE t (a REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)", "CREATE TABLE t (a REFERENCES t (a))"},
		"match":               {"CREATE TABLE t (a REFERENCES t (a) MATCH FULL)", "CREATE TABLE t (a REFERENCES t (a))"},
		"strict":              {"CREATE TABLE t (a INT) STRICT", "CREATE TABLE t (a INT)"},
		"rowid":               {"CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE t (a INT PRIMARY KEY)"},
		"stored":              {"CREATE TABLE t (a, b AS (a) STORED)", "CREATE TABLE t (a, b AS (a))"},
		"generated":           {"CREATE TABLE t (a, b AS (a + 1))", "CREATE TABLE t (a, b AS (a + 2))"},
		"string's case":       {"CREATE TABLE t (a CHECK (a <> 'X'))", "CREATE TABLE t (a CHECK (a <> 'x'))"},
		"keyword as a name":   {"CREATE TABLE t (a, \"null\", CHECK (a IS \"null\"))", "CREATE TABLE t (a, \"null\", CHECK (a IS NULL))"},
		"column order":        {"CREATE TABLE t (a, b)", "CREATE TABLE t (b, a)"},
		"index's collation":   {"CREATE TABLE t (a); CREATE INDEX i ON t (a COLLATE NOCASE)", "CREATE TABLE t (a); CREATE INDEX i ON t (a)"},
		"index's condition":   {"CREATE TABLE t (a); CREATE INDEX i ON t (a) WHERE a > 1", "CREATE TABLE t (a); CREATE INDEX i ON t (a) WHERE a > 2"},
		"index's expression":  {"CREATE TABLE t (a); CREATE INDEX i ON t (a + 1)", "CREATE TABLE t (a); CREATE INDEX i ON t (a + 2)"},
		"trigger":             {"CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END", "CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 2; END"},
		"default":             {"CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT '1')"},
		"constraint unnamed":  {"CREATE TABLE t (a, CONSTRAINT u UNIQUE (a))", "CREATE TABLE t (a, UNIQUE (a))"},
		"type":                {"CREATE TABLE t (a VARCHAR(10))", "CREATE TABLE t (a VARCHAR(11))"},
		"user version":        {"PRAGMA user_version = 1", "PRAGMA user_version = 2"},
		"virtual":             {"CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE VIRTUAL TABLE t USING fts5(a, b)"},
		"column's case":       {"CREATE TABLE t (a)", "CREATE TABLE t (A)"},
		"two identical keys":  {"CREATE TABLE t (a REFERENCES t (a), FOREIGN KEY (a) REFERENCES t (a))", "CREATE TABLE t (a REFERENCES t (a))"},
		"order within a key":  {"CREATE TABLE t (a, b, UNIQUE (a, b))", "CREATE TABLE t (a, b, UNIQUE (b, a))"},
		"commas may be left":  {"CREATE TABLE t (a, CHECK (a > 1) CHECK (a > 2))", "CREATE TABLE t (a, CHECK (a > 1))"},
		"view's column names": {"CREATE VIEW v (a) AS SELECT 1", "CREATE VIEW v (b) AS SELECT 1"},
	}
	for name, pair := range pairs {
		t.Run(name, func(t *testing.T) {
			if sqliteDiff(t, pair) == "" {
				t.Errorf("%s\n%s\ncompare equal", pair[0], pair[1])
			}
		})
	}
}

func sqliteDiff(t *testing.T, pair [2]string) string {
	t.Helper()
	a := dbtest.Get(t, dbtest.SQLite).NewDB(t)
	b := dbtest.Like(t, a)
	a.Exec(t, pair[0])
	b.Exec(t, pair[1])
	return dbtest.Diff(dbtest.Catalog(t, a), dbtest.Catalog(t, b))
}

func TestAnyColumnOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		a, b := s.NewDB(t), s.NewDB(t)
		a.Exec(t, "CREATE TABLE t (a INTEGER, b INTEGER)")
		b.Exec(t, "CREATE TABLE t (b INTEGER, a INTEGER)")
		if dbtest.Catalog(t, a) == dbtest.Catalog(t, b) {
			t.Error("the order of columns is not in the catalog")
		}
		diff := dbtest.Diff(dbtest.Catalog(t, a, dbtest.AnyColumnOrder), dbtest.Catalog(t, b, dbtest.AnyColumnOrder))
		if diff != "" {
			t.Errorf("AnyColumnOrder leaves\n%s", diff)
		}
	})
}
