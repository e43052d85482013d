package dbtest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

func TestFillFillsEveryTableOfTheExample(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		load(t, db, s.Family)
		filled := dbtest.Fill(t, db)
		if tables := dbtest.Tables(t, db); !slices.Equal(filled, tables) {
			t.Errorf("filled %q of %q", filled, tables)
		}
		if rows := dbtest.AllRows(t, db); strings.Count(rows, "\n") != 4*len(filled) {
			t.Errorf("want three rows in each of %q:\n%s", filled, rows)
		}
	})
}

func TestFillFindsItsWay(t *testing.T) {
	schemas := map[string]string{
		"children before parents":   "CREATE TABLE z (id INTEGER PRIMARY KEY); CREATE TABLE a (id INTEGER PRIMARY KEY, z_id INTEGER NOT NULL, FOREIGN KEY (z_id) REFERENCES z (id))",
		"self reference":            "CREATE TABLE a (id INTEGER PRIMARY KEY, up INTEGER, FOREIGN KEY (up) REFERENCES a (id))",
		"allowed strings":           "CREATE TABLE a (id INTEGER PRIMARY KEY, status VARCHAR(10) NOT NULL, CHECK (status IN ('new', 'old')))",
		"one row only":              "CREATE TABLE a (id INTEGER PRIMARY KEY CHECK (id = 1))",
		"check on a nullable":       "CREATE TABLE a (id INTEGER PRIMARY KEY, size INTEGER, CHECK (size > 100))",
		"short strings and numbers": "CREATE TABLE a (id CHAR(1) PRIMARY KEY, n NUMERIC(2, 2) NOT NULL, day DATE NOT NULL)",
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for name, schema := range schemas {
			t.Run(name, func(t *testing.T) {
				db := s.NewDB(t)
				db.Exec(t, schema)
				if filled := dbtest.Fill(t, db); !slices.Equal(filled, dbtest.Tables(t, db)) {
					t.Errorf("filled only %q of %s", filled, schema)
				}
			})
		}
	})
}

func TestFillLeavesAnImpossibleTableEmpty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE a (id INTEGER PRIMARY KEY CHECK (id > 1000))")
		if filled := dbtest.Fill(t, db); len(filled) > 0 {
			t.Errorf("filled %q", filled)
		}
	})
}

func TestFillLeavesTheNumbersToComeFree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE a (id serial PRIMARY KEY, n integer)")
		dbtest.Fill(t, db)
		db.Exec(t, "INSERT INTO a (n) VALUES (9)")
		if got := dbtest.Rows(t, db, "a", "id", "n"); !strings.HasSuffix(got, "'4' | '9'\n") {
			t.Errorf("rows:\n%s\nwant the last to be 4", got)
		}
	}, dbtest.Postgres)
}

func TestRowsAreSortedTexts(t *testing.T) {
	want := map[string]string{
		dbtest.SQLite:   "1 | NULL\n2 | 'it''s'\n",
		dbtest.Postgres: "'1' | NULL\n'2' | 'it''s'\n",
		dbtest.MySQL:    "'1' | NULL\n'2' | 'it\\'s'\n",
		dbtest.MariaDB:  "'1' | NULL\n'2' | 'it\\'s'\n",
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE t (id INTEGER, name VARCHAR(10))", "INSERT INTO t VALUES (2, 'it''s'), (1, NULL)")
		if got := dbtest.Rows(t, db, "t"); got != want[s.Family] {
			t.Errorf("Rows:\n%s\nwant\n%s", got, want[s.Family])
		}
	})
}
