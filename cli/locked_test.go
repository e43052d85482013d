package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestFileInUse: another process writes to a SQLite file. Readers are told, or
// read on where the journal lets them; writers wait as long as the URL says.
func TestFileInUse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for mode, readable := range map[string]bool{"delete": false, "wal": true} {
			t.Run(mode, func(t *testing.T) {
				db := s.NewDB(t)
				db.Script(t, "PRAGMA journal_mode = "+mode+"; CREATE TABLE t (a)")
				c, err := db.SQL.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				if _, err := c.ExecContext(t.Context(), "BEGIN EXCLUSIVE; INSERT INTO t VALUES (1)"); err != nil {
					t.Fatal(err)
				}
				url := db.URL + "?_pragma=busy_timeout(50)"
				out, stderr, code := run(t, "query", "select count(*) from t", "--format", "csv", "--url", url)
				if readable && (code != 0 || !strings.Contains(out, "0")) || !readable && code != 1 {
					t.Errorf("query: exit %d, %s%s", code, out, stderr)
				}
				for _, args := range [][]string{
					{"query", "--write", "insert into t values (2)", "--url", url},
					{"create-all", "--metadata", "testdata/other.sql", "--url", url},
				} {
					if _, stderr, code := run(t, args...); code != 1 || !strings.Contains(stderr, "database is locked\n") {
						t.Errorf("%v: exit %d, %s", args, code, stderr)
					}
				}
				time.AfterFunc(300*time.Millisecond, func() { _, _ = c.ExecContext(t.Context(), "COMMIT") })
				must(t, "query", "--write", "insert into t values (2)", "--url", db.URL) // waits five seconds
				if got := db.Query(t, "SELECT count(*) FROM t"); got[0][0] != "2" {
					t.Errorf("there are %s rows, want 2", got[0][0])
				}
			})
		}
	}, dbtest.SQLite)
}
