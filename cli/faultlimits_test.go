package cli_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestLimitsOfTheServer: a statement that the server stops, for want of time or
// of room, leaves what the message says, and the next run reaches the target.
func TestLimitsOfTheServer(t *testing.T) {
	for name, c := range map[string]struct {
		family, held, limit string // the URL's parameter
		code                int
		says, hint          string
	}{
		"time on PostgreSQL": {dbtest.Postgres, "SELECT * FROM account", "&statement_timeout=300", 1, "canceling statement due to statement timeout", "rolled back whole; run migrate up again"},
		"time on MariaDB":    {dbtest.MariaDB, "SELECT * FROM account", "?max_statement_time=0.3", 5, "max_statement_time exceeded", "statement 1 is done and recorded; run migrate up again"},
		"room on SQLite":     {dbtest.SQLite, "", "?_pragma=max_page_count(20)", 1, "database or disk is full", "rolled back whole; make room and run migrate up again"},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
				db := s.NewDB(t)
				db.Exec(t, "CREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, n INTEGER)", "INSERT INTO account VALUES (1, 0)")
				many := "INSERT INTO account (id) VALUES (2)"
				if s.Family == dbtest.SQLite {
					many = "CREATE TABLE big AS WITH RECURSIVE x (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < 50000) SELECT i FROM x"
				}
				oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\nUPDATE account SET n = n + 1;\nALTER TABLE account ADD COLUMN m INTEGER;\n"+many+";\n")
				release := func() {}
				if c.held != "" {
					release = db.Hold(t, c.held)
				}
				_, stderr, code := run(t, "migrate", "up", "--url", db.URL+c.limit)
				if code != c.code || !strings.Contains(stderr, c.says) || !strings.Contains(stderr, c.hint) {
					t.Errorf("exit %d\n%s", code, stderr)
				}
				release()
				must(t, "migrate", "up")
				if got := db.Query(t, "SELECT n FROM account WHERE id = 1")[0][0]; got != "1" {
					t.Errorf("n is %s", got)
				}
				must(t, "migrate", "status", "--exit-code")
			}, c.family)
		})
	}
}
