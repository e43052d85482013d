package mysql_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestDescribeTellsWhetherItHappened: each statement changes the description of
// what it names, and what others do meanwhile does not.
func TestDescribeTellsWhetherItHappened(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		e := open(t, db.URL)
		describe := func(names ...string) string {
			text, err := e.Dialect.(dialect.Describer).Describe(t.Context(), e.DB, e.Server, names)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		for _, c := range []struct {
			statement string
			names     []string
		}{
			{"CREATE TABLE T1 (id INT AUTO_INCREMENT PRIMARY KEY, n INT)", []string{"create", "table", "t1", "id", "n"}},
			{"ALTER TABLE T1 ADD COLUMN b INT", []string{"alter", "table", "t1", "add", "column", "b"}},
			{"CREATE INDEX i ON T1 (n)", []string{"create", "index", "i", "on", "t1", "n"}},
			{"CREATE VIEW v AS SELECT n FROM T1", []string{"create", "view", "v", "t1"}},
			{"CREATE TRIGGER g BEFORE INSERT ON T1 FOR EACH ROW SET NEW.n = 1", []string{"create", "trigger", "g", "t1"}},
			{"CREATE PROCEDURE p() SELECT 1", []string{"create", "procedure", "p"}},
			{"CREATE EVENT ev ON SCHEDULE EVERY 1 YEAR DO SELECT 1", []string{"create", "event", "ev"}},
			{"ALTER DATABASE CHARACTER SET latin1", []string{"alter", "database"}},
			{"DROP TRIGGER g", []string{"drop", "trigger", "g"}},
			{"DROP PROCEDURE p", []string{"drop", "procedure", "p"}},
			{"DROP INDEX i ON T1", []string{"drop", "index", "i", "on", "t1"}},
			{"RENAME TABLE T1 TO T2", []string{"rename", "table", "t1", "t2"}},
			{"DROP VIEW v", []string{"drop", "view", "v"}},
		} {
			names := append(c.names, "T1", "T2")
			before, other := describe(names...), describe("others")
			db.Exec(t, c.statement)
			if describe(names...) == before {
				t.Errorf("%s: the description stays\n%s", c.statement, before)
			}
			if describe("others") != other {
				t.Errorf("%s: the description of something else changes", c.statement)
			}
		}
		before := describe("T2", "t2")
		db.Exec(t, "INSERT INTO T2 (n) VALUES (1), (2)", "CREATE TABLE others (id INT)")
		if got := describe("T2", "t2"); got != before {
			t.Errorf("rows change it\n%s\n%s", before, got)
		}
		for _, nothing := range []string{"no_such", strings.Repeat("x", 65), "", "ends with a space "} {
			if got := describe(nothing); got != "" {
				t.Errorf("%q is nothing here: %s", nothing, got)
			}
		}
	})
}
