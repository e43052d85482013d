package cli_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// inFlight are statements that wait for what a transaction of the application
// holds, so that they can be interrupted in their midst.
var inFlight = map[string]struct{ held, statement, begins string }{
	"schema": {"SELECT * FROM account", "ALTER TABLE account ADD COLUMN m INTEGER", "ALTER"},
	"rows":   {"UPDATE account SET n = n", "UPDATE account SET n = n + 1", "UPDATE account SET n = n + 1"},
	"index":  {"UPDATE account SET n = n", "CREATE INDEX CONCURRENTLY ix ON account (n)", "CREATE INDEX"},
}

// interrupted lets interrupt end a run while its second statement of three is
// in flight. The next run has to reach the target.
func interrupted(t *testing.T, interrupt func(t *testing.T, db *dbtest.DB, begins string)) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for name, c := range inFlight {
			if name == "index" && s.Family != dbtest.Postgres {
				continue
			}
			t.Run(name, func(t *testing.T) {
				db := s.NewDB(t)
				db.Exec(t, "CREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, n INTEGER)", "INSERT INTO account VALUES (1, 0)", "CREATE TABLE diary (what VARCHAR(9))")
				head := ""
				if name == "index" {
					head = "-- dbtool:transaction none\n"
				}
				oneRevision(t, db, "-- dbtool:revision 1\n"+head+"-- dbtool:up\nINSERT INTO diary VALUES ('one');\n"+c.statement+";\nINSERT INTO diary VALUES ('three');\n")
				release := db.Hold(t, c.held)
				interrupt(t, db, c.begins)
				release()
				must(t, "migrate", "up")
				want := map[string]string{"schema": "0", "rows": "1", "index": "0"}[name]
				if got := db.Query(t, "SELECT n FROM account")[0][0]; got != want {
					t.Errorf("n is %s, want %s", got, want)
				}
				if got := db.Query(t, "SELECT what FROM diary ORDER BY what"); len(got) != 2 {
					t.Errorf("the diary has %v", got)
				}
				if name == "schema" {
					db.Query(t, "SELECT m FROM account")
				}
				if name == "index" {
					if got := db.Query(t, "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'ix'::regclass"); got[0][0] != "true" {
						t.Errorf("the index is valid: %s", got[0][0])
					}
				}
				if got := db.Query(t, "SELECT * FROM dbtool_journal"); len(got) > 0 {
					t.Errorf("the journal has %v", got)
				}
				must(t, "migrate", "status", "--exit-code")
			})
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// TestKilledInAStatement: dbtool is killed, and the server does not know yet.
func TestKilledInAStatement(t *testing.T) {
	interrupted(t, func(t *testing.T, db *dbtest.DB, begins string) {
		c := exec.CommandContext(t.Context(), os.Args[0], "migrate", "up")
		c.Env = append(os.Environ(), killAt+"=1000000")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		session(t, db, begins)
		_ = c.Process.Kill()
		_ = c.Wait() // it was killed
	})
}

// TestSessionKilledInAStatement: the server ends the session, as it does when
// it is told to, or is shut down.
func TestSessionKilledInAStatement(t *testing.T) {
	interrupted(t, func(t *testing.T, db *dbtest.DB, begins string) {
		ended := make(chan string)
		go func() {
			_, stderr, _ := run(t, "migrate", "up")
			ended <- stderr
		}()
		id := session(t, db, begins)
		kill := "KILL " + id
		if db.Server.Family == dbtest.Postgres {
			kill = "SELECT pg_terminate_backend(" + id + ")"
		}
		db.Exec(t, kill)
		if stderr := <-ended; !strings.Contains(stderr, "1_x.sql:") || !strings.Contains(stderr, "statement 2 of 3") || !strings.Contains(stderr, "run migrate up again") {
			t.Errorf("it says\n%s", stderr)
		}
	})
}

// session waits until a session runs a statement that begins so, and returns
// its number.
func session(t *testing.T, db *dbtest.DB, begins string) string {
	t.Helper()
	query := "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '" + begins + "%'"
	if db.Server.Family == dbtest.Postgres {
		query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock' AND query LIKE '" + begins + "%'"
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if found := db.Query(t, query); len(found) > 0 {
			return found[0][0]
		}
	}
	t.Fatalf("no session runs %s ...", begins)
	return ""
}
