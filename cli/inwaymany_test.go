package cli_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestRowsInTheWayAmongMany: one row among many is found, and that there is
// none is known, in little more time than the server takes to read the table.
// DBTOOL_TEST_ROWS says how many rows there are.
func TestRowsInTheWayAmongMany(t *testing.T) {
	most := 20_000
	if n, err := strconv.Atoi(os.Getenv("DBTOOL_TEST_ROWS")); err == nil {
		most = n
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		live, want := s.NewDB(t), s.NewDB(t)
		columns := "id INT NOT NULL PRIMARY KEY, a INT, b VARCHAR(40), c INT"
		live.Script(t, "CREATE TABLE p (id INT NOT NULL PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE t ("+columns+"); INSERT INTO t VALUES (1, 1, 'mail1@example.com', 1);")
		rows := 1
		for ; rows < most; rows *= 2 {
			n := strconv.Itoa(rows)
			mail := "'mail' || (id + " + n + ") || '@example.com'"
			if s.Family == dbtest.MySQL || s.Family == dbtest.MariaDB {
				mail = "CONCAT('mail', id + " + n + ", '@example.com')"
			}
			live.Exec(t, "INSERT INTO t SELECT id + "+n+", a + "+n+", "+mail+", 1 FROM t")
		}
		want.Script(t, "CREATE TABLE p (id INT NOT NULL PRIMARY KEY); CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT NOT NULL, b VARCHAR(40), c INT, CONSTRAINT positive CHECK (a > 0), CONSTRAINT f FOREIGN KEY (c) REFERENCES p (id)); CREATE UNIQUE INDEX u ON t (b);")
		ask := func(what string, code int) string {
			began := time.Now()
			_, stderr, got := run(t, "push", "--dry-run", "--to", want.URL, "--url", live.URL)
			if got != code {
				t.Errorf("%s: exit %d: %s", what, got, stderr)
			}
			t.Logf("%s among %d: %s", what, rows, time.Since(began).Round(time.Millisecond))
			return stderr
		}
		ask("nothing in the way", 0)
		id := strconv.Itoa(rows - 7)
		live.Exec(t, "UPDATE t SET b = 'mail1@example.com' WHERE id = "+id, "UPDATE t SET c = 9 WHERE id = "+id)
		said := ask("one row in the way", 1)
		for _, w := range []string{"rows that agree in b: 2 rows, id 1, " + id, "rows whose c is not in p: 1 row, id " + id} {
			if !strings.Contains(said, w) && !strings.Contains(said, strings.Replace(w, "id 1, "+id, "id "+id+", 1", 1)) {
				t.Errorf("want %q in\n%s", w, said)
			}
		}
	})
}
