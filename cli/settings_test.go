package cli_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// ownMariaDB starts a MariaDB server with settings of its own, which
// dbtest.MariaDB is for the rest of the test.
func ownMariaDB(t *testing.T, settings ...string) *dbtest.Server {
	t.Helper()
	server, err := exec.LookPath("mariadbd")
	install, err2 := exec.LookPath("mariadb-install-db")
	if err := errors.Join(err, err2); err != nil {
		t.Skipf("settings that a running server cannot change need one to be started: %v", err)
	}
	data, err := os.MkdirTemp("", "dbtool") // short enough for a socket's path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(data) })
	common := []string{"--no-defaults", "--datadir=" + data, "--tmpdir=" + data, "--user=" + userName(t)}
	if out, err := exec.CommandContext(t.Context(), install, append(common, "--auth-root-authentication-method=normal", "--skip-test-db")...).CombinedOutput(); err != nil {
		t.Fatalf("mariadb-install-db: %v\n%s", err, out)
	}
	port := serve(t, append([]string{server}, common...), append(settings, "--socket="+filepath.Join(data, "s")))
	t.Setenv("DBTOOL_TEST_MARIADB", fmt.Sprintf("mariadb://root@127.0.0.1:%d/", port))
	return dbtest.Get(t, dbtest.MariaDB)
}

// serve starts a server of MariaDB or MySQL, which ends with the test, and
// returns its port.
func serve(t *testing.T, command, settings []string) int {
	t.Helper()
	port := freePort(t)
	settings = append(settings, "--port="+strconv.Itoa(port), "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M")
	c := exec.Command(command[0], append(command[1:], settings...)...)
	log := &strings.Builder{}
	c.Stderr = log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(c.Process.Signal(syscall.SIGTERM), c.Wait()); err != nil {
			t.Errorf("%s: %v\n%s", command[0], err, log)
		}
	})
	await(t, port)
	return port
}

// userName is whom the server runs as: it refuses to be root unless told.
func userName(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "id", "-un").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func await(t *testing.T, port int) {
	t.Helper()
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(50 * time.Millisecond) {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			c.Close()
			return
		}
	}
	t.Fatal("the server does not listen after a minute")
}

// TestUnusualSettings: everything comes back and converges on a server that
// folds the names of tables, reads quotes and backslashes in its own way, and
// gives timestamps defaults that nobody asked for.
func TestUnusualSettings(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	s := ownMariaDB(t, "--lower-case-table-names=1", "--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES", "--explicit-defaults-for-timestamp=0", "--default-storage-engine=InnoDB")
	usual := "SET sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', explicit_defaults_for_timestamp = 1;\n"
	for _, c := range corpus.Schemas(s.Name) {
		if c.Name == "32_case_and_spacing" { // tables that differ in case alone
			continue
		}
		t.Run("schema "+c.Name, func(t *testing.T) { roundTrip(t, s, usual+c.SQL) })
	}
	for _, p := range corpus.Pairs(s.Name) {
		t.Run("pair "+p.Name, func(t *testing.T) { converge(t, s, usual+p.A, usual+p.B, !strings.HasSuffix(p.Name, "_empty")) })
	}
}

// TestFoldedNames: a schema whose tables have capitals is the one that a server
// keeps in small letters.
func TestFoldedNames(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	s := ownMariaDB(t, "--lower-case-table-names=1")
	live := s.NewDB(t)
	file := filepath.Join(t.TempDir(), "snapshot.json")
	portable := `{"dbtool_snapshot": 1, "tables": [
  {"name": "Users", "columns": [{"name": "Id", "type": {"kind": "integer"}}], "primary_key": {"parts": [{"column": "Id"}]}},
  {"name": "Posts", "columns": [{"name": "Id", "type": {"kind": "integer"}}, {"name": "Author", "type": {"kind": "integer"}, "nullable": true}],
   "primary_key": {"parts": [{"column": "Id"}]}, "foreign_keys": [{"columns": ["Author"], "ref": {"name": "Users"}, "ref_columns": ["Id"]}]}]}`
	if err := os.WriteFile(file, []byte(portable), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "create-all", "--metadata", file, "--url", live.URL)
	if left := must(t, "diff", "--from", live.URL, "--to", file, "--format", "sql"); left != "" {
		t.Errorf("there is still to do:\n%s", left)
	}
}

// TestValuesInTheWayAreKept: the server refuses a change that would cut values
// of rows, also where its usual mode would cut them, and nothing has happened.
func TestValuesInTheWayAreKept(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	cases := map[string][2]string{
		"enum value removed":  {"v ENUM('a','b')", "v ENUM('b')"},
		"set value removed":   {"v SET('a','b')", "v SET('b')"},
		"string made shorter": {"v VARCHAR(20)", "v VARCHAR(1)"},
		"number made smaller": {"v INT", "v TINYINT"},
	}
	values := map[string]string{"enum value removed": "'a'", "set value removed": "'a,b'", "string made shorter": "'long'", "number made smaller": "1000"}
	check := func(t *testing.T, s *dbtest.Server) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) { refusedWhole(t, s, c[0], c[1], values[name]) })
		}
	}
	t.Run("of a lax MariaDB", func(t *testing.T) { check(t, ownMariaDB(t, "--sql-mode=")) })
	t.Run("of MySQL", func(t *testing.T) { check(t, dbtest.Get(t, dbtest.MySQL)) })
}

// refusedWhole changes the type of a column with a value that it cannot hold.
func refusedWhole(t *testing.T, s *dbtest.Server, from, to, value string) {
	live, want := s.NewDB(t), s.NewDB(t)
	live.Script(t, "CREATE TABLE t (id INT PRIMARY KEY, "+from+"); INSERT INTO t VALUES (1, "+value+");")
	want.Script(t, "CREATE TABLE t (id INT PRIMARY KEY, "+to+", x INT);")
	catalog, rows := dbtest.Catalog(t, live), dbtest.AllRows(t, live)
	if _, stderr, code := run(t, "push", "--to", want.URL, "--url", live.URL, "--yes"); code != 1 || !strings.Contains(stderr, ": 1 row, id 1\ndbtool: hint: nothing was changed") {
		t.Errorf("push: exit %d, %s", code, stderr)
	}
	if sql := diff(t, live, want); live.ScriptErr(t, sql) == nil {
		t.Errorf("the server took\n%s", sql)
	}
	if got := dbtest.Catalog(t, live); got != catalog {
		t.Errorf("the schema changed:\n%s", dbtest.Diff(catalog, got))
	}
	if got := dbtest.AllRows(t, live); got != rows {
		t.Errorf("rows changed:\n%s", dbtest.Diff(rows, got))
	}
}
