package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// mortal is a MariaDB server that can be killed and started again.
type mortal struct {
	args []string
	port int
	c    *exec.Cmd
}

func (m *mortal) start(t *testing.T) {
	t.Helper()
	m.c = exec.Command(m.args[0], m.args[1:]...)
	if err := m.c.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, m.port)
}

func (m *mortal) kill() {
	_ = m.c.Process.Kill() // it may be dead already
	_ = m.c.Wait()
}

func mortalMariaDB(t *testing.T) (*mortal, *dbtest.Server) {
	t.Helper()
	server, err := exec.LookPath("mariadbd")
	if err != nil {
		t.Skipf("a server to be killed has to be started: %v", err)
	}
	data, err := os.MkdirTemp("", "dbtool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(data) })
	common := []string{"--no-defaults", "--datadir=" + data, "--tmpdir=" + data, "--user=" + userName(t)}
	if out, err := exec.CommandContext(t.Context(), "mariadb-install-db", append(common, "--auth-root-authentication-method=normal", "--skip-test-db")...).CombinedOutput(); err != nil {
		t.Fatalf("mariadb-install-db: %v\n%s", err, out)
	}
	m := &mortal{port: freePort(t)}
	m.args = append(append([]string{server}, common...), "--socket="+filepath.Join(data, "s"), "--port="+strconv.Itoa(m.port), "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=32M")
	t.Cleanup(m.kill)
	m.start(t)
	t.Setenv("DBTOOL_TEST_MARIADB", fmt.Sprintf("mariadb://root@127.0.0.1:%d/", m.port))
	return m, dbtest.Get(t, dbtest.MariaDB)
}

// TestServerIsKilled: the server dies in the midst of a statement, and comes back.
// The run says that the connection was lost, the next one goes on, and each
// statement has its effect once.
func TestServerIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	m, s := mortalMariaDB(t)
	db := s.NewDB(t)
	t.Chdir(t.TempDir())
	if err := os.Mkdir("migrations", 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, "dbtool.toml", "migrations = \"migrations\"\n")
	revision := func(id, third string) {
		write(t, "migrations/"+id+".sql", "-- dbtool:revision "+id+"\n-- dbtool:up\nCREATE TABLE IF NOT EXISTS counted (a INT);\nINSERT INTO counted VALUES (1);\n"+third+";\nINSERT INTO counted (a) VALUES (2);\n")
	}
	killed := func(id, during string) {
		t.Helper()
		done := make(chan result, 1)
		go func() {
			_, stderr, code := run(t, "migrate", "up", "heads", "--url", db.URL)
			done <- result{stderr, code}
		}()
		awaitStatement(t, db, during)
		m.kill()
		if got := <-done; got.code != 5 || !strings.Contains(got.stderr, "the connection was lost before the answer; run migrate up again") {
			t.Errorf("%s: exit %d\n%s", id, got.code, got.stderr)
		}
		m.start(t)
	}
	revision("rows", "INSERT INTO counted SELECT SLEEP(30)")
	killed("rows", "SELECT SLEEP")
	revision("rows", "INSERT INTO counted VALUES (0)") // the other was rolled back, so it may change
	must(t, "migrate", "up", "heads", "--url", db.URL)

	revision("schema", "ALTER TABLE counted ADD COLUMN b INT")
	holdTable(t, db)
	killed("schema", "ALTER TABLE counted")
	must(t, "migrate", "up", "heads", "--url", db.URL)

	out, _, _ := run(t, "query", "--url", db.URL, "--format", "csv", "SELECT GROUP_CONCAT(a ORDER BY a) AS a FROM counted")
	if want := "a\n\"0,1,1,2,2\"\n"; out != want {
		t.Errorf("the rows are %q, want %q", out, want)
	}
	must(t, "migrate", "status", "--exit-code", "--url", db.URL)
}

type result struct {
	stderr string
	code   int
}

// holdTable reads a table and keeps its transaction open until the server dies.
func holdTable(t *testing.T, db *dbtest.DB) {
	t.Helper()
	tx, err := plain(t, db).DB.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM counted").Scan(&n); err != nil {
		t.Fatal(err)
	}
}

func plain(t *testing.T, db *dbtest.DB) *engine.Engine {
	t.Helper()
	e, err := engine.OpenWith(t.Context(), all.Dialects(), db.URL, engine.Options{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func awaitStatement(t *testing.T, db *dbtest.DB, text string) {
	t.Helper()
	e := plain(t, db)
	for began := time.Now(); time.Since(began) < 30*time.Second; time.Sleep(20 * time.Millisecond) {
		var n int
		if err := e.DB.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND INFO LIKE ?", "%"+text+"%").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			return
		}
	}
	t.Fatalf("no statement with %s was seen", text)
}
