package cli_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestForesightKeepsToItsOwn: a statement that names another database is not
// tried in a scratch one: it would be carried out.
func TestForesightKeepsToItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 5)")
		oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\nALTER TABLE "+db.Name+".t ADD COLUMN x INT;\nALTER TABLE t ADD UNIQUE KEY u (v);\n")
		must(t, "migrate", "up") // and once: twice would find x there
	}, dbtest.MySQL, dbtest.MariaDB)
}

// TestRevisionsWithRowsInTheWay: a revision that would stop midway, where it
// cannot be rolled back, is refused before its first statement. One that puts
// the rows right itself goes its way.
func TestRevisionsWithRowsInTheWay(t *testing.T) {
	const first = "ALTER TABLE a ADD COLUMN x INT;\n"
	cases := map[string]struct{ up, says string }{
		"unique":              {first + "ALTER TABLE t ADD UNIQUE KEY u (v);\n", "rows that agree in v: 2 rows, id 1, 2"},
		"after a key went":    {first + "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id), ADD UNIQUE KEY u (v);\n", "rows that agree in v: 2 rows, id 1, 2"},
		"index":               {first + "CREATE UNIQUE INDEX u ON t (v);\n", "rows that agree in v: 2 rows, id 1, 2"},
		"not null":            {first + "ALTER TABLE t MODIFY w INT NOT NULL;\n", "rows where w is null: 1 row, id 2"},
		"foreign key":         {first + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (v) REFERENCES a (id);\n", "rows whose v is not in a: 2 rows, id 1, 2"},
		"rows put right":      {"UPDATE t SET v = id;\nALTER TABLE t ADD UNIQUE KEY u (v);\n", ""},
		"renamed and back":    {"RENAME TABLE t TO old;\nCREATE TABLE t (id INT PRIMARY KEY, v INT);\nALTER TABLE t ADD UNIQUE KEY u (v);\n", ""},
		"made in it":          {"CREATE TABLE n (id INT PRIMARY KEY, v INT);\nALTER TABLE n ADD UNIQUE KEY u (v);\nALTER TABLE t ADD COLUMN y INT;\n", ""},
		"duplicates dropped":  {"DELETE FROM t WHERE id = 2;\nALTER TABLE t ADD UNIQUE KEY u (v);\n", ""},
		"another column":      {"ALTER TABLE t DROP COLUMN v, ADD COLUMN v INT;\nALTER TABLE t ADD UNIQUE KEY u (v);\n", ""},
		"in the other order":  {"ALTER TABLE t DROP COLUMN v, DROP COLUMN w, ADD (v INT);\nALTER TABLE t ADD UNIQUE KEY u (v);\n", ""},
		"checks switched off": {"SET foreign_key_checks = 0;\nALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (v) REFERENCES a (id);\n", ""},
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				db := s.NewDB(t)
				db.Exec(t, "CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE t (id INT PRIMARY KEY, v INT, w INT)", "INSERT INTO t VALUES (1, 5, 1), (2, 5, NULL)")
				oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\n"+c.up)
				_, stderr, code := run(t, "migrate", "up")
				if c.says == "" {
					if code != 0 {
						t.Errorf("exit %d\n%s", code, stderr)
					}
					return
				}
				if code != 1 || !strings.Contains(stderr, c.says) || !strings.Contains(stderr, "nothing was changed") || !strings.Contains(stderr, "1_x.sql:4:1: ") {
					t.Errorf("exit %d\n%s", code, stderr)
				}
				if got := db.Query(t, "SELECT count(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'x'")[0][0]; got != "0" {
					t.Error("the first statement ran")
				}
				if got := db.Query(t, "SELECT * FROM dbtool_journal"); len(got) > 0 {
					t.Errorf("the journal has %v", got)
				}
			})
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}
