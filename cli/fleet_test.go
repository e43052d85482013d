package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// inProject goes into a new folder with a dbtool.toml.
func inProject(t *testing.T, conf string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, dir := range []string{"migrations", "dbs"} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, "dbtool.toml", conf)
}

// tenants are fifty databases of one server, each with an account number, and
// a project whose second revision fails where that number is 17.
func tenants(t *testing.T, s *dbtest.Server) (db *dbtest.DB) {
	t.Helper()
	db = s.NewDB(t)
	conf := "migrations = \"migrations\"\n[env.dev]\n"
	var urls []string
	for n := 1; n <= 50; n++ {
		switch s.Family {
		case dbtest.SQLite:
			urls = append(urls, fmt.Sprintf("%q", filepath.Join("dbs", fmt.Sprintf("tenant_%02d.db", n))))
		case dbtest.Postgres:
			db.Exec(t, fmt.Sprintf("CREATE SCHEMA tenant_%02d", n))
		}
	}
	if s.Family == dbtest.SQLite {
		conf += "urls = [" + strings.ReplaceAll(strings.Join(urls, ", "), `"dbs`, `"sqlite:dbs`) + "]\n"
	} else {
		conf += fmt.Sprintf("url = %q\nschemas = [\"tenant_%%\"]\n", db.URL)
	}
	inProject(t, conf)
	write(t, "migrations/1_one.sql", "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE account (n INTEGER NOT NULL PRIMARY KEY);\n")
	must(t, "migrate", "up", "--all", "--jobs", "8")
	return db
}

// TestFiftyTenants: the seventeenth fails, those behind it are not begun, and
// the next run does what is left.
func TestFiftyTenants(t *testing.T) {
	fifty := func(t *testing.T, s *dbtest.Server) {
		db := tenants(t, s)
		tenant := func(n int) string {
			if s.Family == dbtest.SQLite {
				return fmt.Sprintf("sqlite:dbs/tenant_%02d.db", n)
			}
			return db.URL + fmt.Sprintf("&search_path=tenant_%02d", n)
		}
		must(t, "query", "--write", "INSERT INTO account VALUES (17)", "--url", tenant(17))
		write(t, "migrations/2_two.sql", "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nINSERT INTO account VALUES (17);\n")

		out, stderr, code := run(t, "migrate", "up", "--all", "--jobs", "1", "--canary", "tenant_50")
		if got := states(out); code != 1 || got["migrated"] != 17 || got["failed"] != 1 || got["not begun"] != 32 {
			t.Fatalf("exit %d, %v\n%s%s", code, got, out, stderr)
		}
		for _, want := range []string{"tenant_17: migrations/2_two.sql:4:1: revision 2, statement 1 of 1: ", "tenant_01 | up 2 two\n", "1 of 50 databases failed (tenant_17), 32 were not begun"} {
			if !strings.Contains(stderr, want) {
				t.Errorf("without %q:\n%s", want, stderr)
			}
		}
		if i, j := strings.Index(stderr, "tenant_50 | up 2"), strings.Index(stderr, "tenant_01 | up 2"); i < 0 || i > j {
			t.Errorf("the canary did not come first:\n%s", stderr)
		}
		out = must(t, "migrate", "status", "--all")
		if !strings.Contains(out, "33 database(s) at 1, 1 pending\n") || !strings.Contains(out, "17 database(s) at 2, at the head\n") {
			t.Errorf("status:\n%s", out)
		}
		if _, _, code := run(t, "migrate", "check", "--all"); code != 2 {
			t.Errorf("check: exit %d", code)
		}

		// A canary that fails stops all others, and one that is wrong alone does not.
		out, stderr, code = run(t, "migrate", "up", "--all", "--canary", "tenant_17", "--keep-going")
		if got := states(out); code != 1 || got["failed"] != 1 || got["not begun"] != 49 || !strings.Contains(stderr, "a canary did not succeed") {
			t.Errorf("exit %d, %v\n%s", code, got, stderr)
		}
		out, _, code = run(t, "migrate", "up", "--all", "--keep-going", "--format", "json")
		if got := jsonStates(t, out); code != 1 || got["migrated"] != 32 || got["failed"] != 1 || got["up to date"] != 17 {
			t.Errorf("exit %d, %v", code, got)
		}
		must(t, "query", "--write", "DELETE FROM account", "--url", tenant(17))
		out = must(t, "migrate", "up", "--all")
		if got := states(out); got["migrated"] != 1 || got["up to date"] != 49 {
			t.Errorf("the rest: %v", got)
		}
		must(t, "migrate", "check", "--all")
	}
	for _, name := range []string{dbtest.SQLite, dbtest.Postgres} { // one of a kind: it is long
		t.Run(name, func(t *testing.T) { fifty(t, dbtest.Get(t, name)) })
	}
}

// states counts the rows of a report by their state.
func states(out string) map[string]int {
	got := map[string]int{}
	for line := range strings.Lines(out) {
		for _, state := range []string{"migrated", "up to date", "failed", "not begun", "stopped midway"} {
			if strings.Contains(line, "  "+state+"  ") {
				got[state]++
			}
		}
	}
	return got
}

func jsonStates(t *testing.T, out string) map[string]int {
	t.Helper()
	var doc struct {
		Databases []struct{ State string } `json:"databases"`
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := map[string]int{}
	for _, d := range doc.Databases {
		got[d.State]++
	}
	return got
}

// TestFleetOfDatabases: on servers whose namespaces are databases, one stops
// midway and exits 5; a list of URLs keeps its passwords to itself.
func TestFleetOfDatabases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		a, b := s.NewDB(t), s.NewDB(t)
		withPassword := strings.Replace(b.URL, "://root@", "://root:hunter2@", 1)
		inProject(t, "migrations = \"migrations\"\n[env.dev]\nurls_from = \"tenants.txt\"\n[env.pw]\nurls = [\""+withPassword+"\"]\n[env.query]\nurl = \""+a.URL+"\"\nschemas_from = \"SELECT name FROM tenant\"\n")
		write(t, "tenants.txt", "# ours\n"+a.URL+"\n\n"+b.URL+"\n")
		write(t, "migrations/1_one.sql", "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE tenant (name VARCHAR(64) NOT NULL);\nCREATE TABLE two (n INTEGER);\n")
		b.Exec(t, "CREATE TABLE two (n INTEGER)")
		out, stderr, code := run(t, "migrate", "up", "--all", "--keep-going")
		if got := states(out); code != 5 || got["migrated"] != 1 || got["stopped midway"] != 1 {
			t.Errorf("exit %d, %v\n%s", code, got, stderr)
		}
		out, _, code = run(t, "migrate", "status", "--all", "--exit-code")
		if code != 2 || !strings.Contains(out, "broken off  "+b.Name+"  1  statement 1 of 2, done") {
			t.Errorf("exit %d\n%s", code, out)
		}
		b.Exec(t, "DROP TABLE two")
		must(t, "migrate", "up", "--all")
		a.Exec(t, "INSERT INTO tenant VALUES ('"+a.Name+"'), ('"+b.Name+"')")
		if out := must(t, "migrate", "status", "--all", "--env", "query"); !strings.HasPrefix(out, "2 database(s) at 1, at the head\n") {
			t.Error(out)
		}
		_, stderr, code = run(t, "migrate", "up", "--all", "--env", "pw")
		if code != 1 || strings.Contains(stderr, "hunter2") {
			t.Errorf("exit %d\n%s", code, stderr)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}
