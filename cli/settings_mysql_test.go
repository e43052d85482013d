package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// ownMySQL starts a MySQL server with settings of its own, which dbtest.MySQL is
// for the rest of the test. The program stands beside the client that the tests
// were given; where that is in a tree of its own, so is the data.
func ownMySQL(t *testing.T, settings ...string) *dbtest.Server {
	t.Helper()
	words := strings.Fields(strings.ReplaceAll(os.Getenv("DBTOOL_TEST_MYSQL_CLIENT"), `\ `, " "))
	if len(words) == 0 || words[len(words)-1] != "mysql" {
		t.Skip("settings that a running server cannot change need one to be started, and there is no MySQL of the tests' own")
	}
	tree := "/"
	if len(words) == 3 { // chroot TREE mysql
		tree = words[1]
		words[0] += " --userspec=65534:65534 --groups="
	}
	command := strings.Fields(strings.Join(words[:len(words)-1], " ") + " mysqld")
	data, err := os.MkdirTemp(filepath.Join(tree, "tmp"), "dbtool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(data) })
	if err := os.Chown(data, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	inside := "/" + strings.TrimPrefix(strings.TrimPrefix(data, tree), "/")
	command = append(command, "--no-defaults", "--datadir="+inside, "--tmpdir="+inside, "--secure-file-priv=NULL")
	if out, err := exec.CommandContext(t.Context(), command[0], append(append(command[1:], "--initialize-insecure"), settings...)...).CombinedOutput(); err != nil {
		t.Fatalf("mysqld: %v\n%s", err, out)
	}
	port := serve(t, command, append(settings, "--socket="+inside+"/s", "--pid-file="+inside+"/pid", "--mysqlx=0", "--skip-log-bin", "--innodb-redo-log-capacity=64M"))
	t.Setenv("DBTOOL_TEST_MYSQL", fmt.Sprintf("mysql://root@127.0.0.1:%d/", port))
	return dbtest.Get(t, dbtest.MySQL)
}

// TestUnusualSettingsOfMySQL: everything that the server takes comes back and
// converges on one that folds the names of tables and wants primary keys.
func TestUnusualSettingsOfMySQL(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	s := ownMySQL(t, "--lower-case-table-names=1", "--sql-require-primary-key=ON")
	t.Run("settling needs no other database", func(t *testing.T) { readersDiff(t, s) })
	t.Run("revisions", func(t *testing.T) { revisions(t, s) })
	taken := 0
	for _, c := range corpus.Schemas(s.Name) {
		if takes(t, s, c.SQL) {
			taken++
			t.Run("schema "+c.Name, func(t *testing.T) { roundTrip(t, s, c.SQL) })
		}
	}
	for _, p := range corpus.Pairs(s.Name) {
		if takes(t, s, p.A) && takes(t, s, p.B) {
			taken++
			t.Run("pair "+p.Name, func(t *testing.T) { converge(t, s, p.A, p.B, !strings.HasSuffix(p.Name, "_empty")) })
		}
	}
	t.Logf("%d schemas and pairs have a primary key in each table, and names that small letters tell apart", taken)
	if taken < 40 {
		t.Errorf("only %d", taken)
	}
}

// takes reports whether the server takes a script under its settings.
func takes(t *testing.T, s *dbtest.Server, script string) bool {
	db := s.NewDB(t)
	return db.ScriptErr(t, script) == nil
}

// revisions goes up and down with dbtool's own tables beside.
func revisions(t *testing.T, s *dbtest.Server) {
	db := s.NewDB(t)
	t.Chdir(t.TempDir())
	if err := os.Mkdir("migrations", 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, "dbtool.toml", "migrations = \"migrations\"\n")
	write(t, "migrations/1_first.sql", "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE t (id INT PRIMARY KEY);\n-- dbtool:down\nDROP TABLE t;\n")
	for _, args := range [][]string{{"up"}, {"status", "--exit-code"}, {"verify"}, {"down"}} {
		must(t, append(append([]string{"migrate"}, args...), "--url", db.URL)...)
	}
}

// TestKeysAreCheckedAllTheSame: a server whose sessions do not check foreign
// keys would take one that rows violate. dbtool's sessions and scripts check.
func TestKeysAreCheckedAllTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	check := func(t *testing.T, s *dbtest.Server) {
		s.NewDB(t).Exec(t, "SET GLOBAL foreign_key_checks = OFF")
		live, want := s.NewDB(t), s.NewDB(t)
		const tables = "CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE c (id INT PRIMARY KEY, p INT, KEY k (p)%s);"
		live.Script(t, fmt.Sprintf(tables, "")+"INSERT INTO c VALUES (1, 7);")
		want.Script(t, fmt.Sprintf(tables, ", CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id)"))
		if err := live.ScriptErr(t, diff(t, live, want)); err == nil {
			t.Error("the client took a key that a row violates")
		}
		add := "ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id)"
		if _, stderr, code := run(t, "query", "--write", add, "--url", live.URL); code != 1 || !strings.Contains(stderr, "foreign key constraint fails") {
			t.Errorf("a session: exit %d\n%s", code, stderr)
		}
		live.Exec(t, "DELETE FROM c")
		step(t, live, want)
	}
	t.Run("MySQL", func(t *testing.T) { check(t, ownMySQL(t)) })
	t.Run("MariaDB", func(t *testing.T) { check(t, ownMariaDB(t)) })
}
