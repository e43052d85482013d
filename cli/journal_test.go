package cli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

const brokenRevision = `-- dbtool:revision 1
-- dbtool:up
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY);
CREATE INDEX ix ON a (nope);
-- dbtool:down
DROP TABLE b;
DROP TABLE a;
`

// TestAStatementInFlightIsLookedUp: a run that died between sending a statement
// and writing down its end leaves it "running" in the journal. The next run
// finds out from the catalog whether it happened, and runs it just then.
func TestAStatementInFlightIsLookedUp(t *testing.T) {
	for name, happened := range map[string]bool{"it happened": true, "it did not": false} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
				db := s.NewDB(t)
				t.Chdir(t.TempDir())
				if err := os.Mkdir("migrations", 0o755); err != nil {
					t.Fatal(err)
				}
				write(t, "migrations/1_x.sql", brokenRevision)
				if _, stderr, code := run(t, "migrate", "up", "--url", db.URL); code != 5 {
					t.Fatalf("exit %d, want 5 for a revision that stopped midway: %s", code, stderr)
				}
				db.Exec(t, "UPDATE dbtool_journal SET state = 'running' WHERE step = 2")
				if !happened {
					db.Exec(t, "DROP TABLE b")
				}
				write(t, "migrations/1_x.sql", strings.Replace(brokenRevision, "nope", "id", 1))
				_, stderr, code := run(t, "migrate", "up", "--url", db.URL)
				if code != 0 {
					t.Fatalf("exit %d: %s", code, stderr)
				}
				if got := db.Query(t, "SELECT count(*) FROM b")[0][0]; got != "0" {
					t.Errorf("table b: %s", got)
				}
				if got := db.Query(t, "SELECT count(*) FROM dbtool_journal")[0][0]; got != "0" {
					t.Errorf("the journal still has %s rows", got)
				}
			}, dbtest.MySQL, dbtest.MariaDB)
		})
	}
}
