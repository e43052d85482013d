package cli_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestBeyondTheDatabase: revisions that reach beyond their database are tried in
// scratch databases without that, so that to verify harms nobody.
func TestBeyondTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db, other := s.NewDB(t), s.NewDB(t)
		other.Exec(t, "CREATE TABLE kept (id INTEGER PRIMARY KEY)")
		t.Chdir(t.TempDir())
		if err := os.Mkdir("migrations", 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, "dbtool.toml", "[env.dev]\nurl = \""+db.URL+"\"\n")
		name := other.Query(t, "SELECT DATABASE()")[0][0]
		revision := func(id, parent, table string) string {
			return fmt.Sprintf("-- dbtool:revision %[1]s\n%[2]s-- dbtool:up\nCREATE TABLE %[3]s (id INTEGER PRIMARY KEY);\nDROP TABLE `%[4]s`.kept;\n-- dbtool:down\nDROP TABLE %[3]s;\nDROP DATABASE `%[4]s`;\n", id, parent, table, name)
		}
		write(t, "migrations/1.sql", revision("1", "", "one"))
		for _, args := range []string{"verify", "up --dry-run", "lint"} {
			_, stderr, code := run(t, append([]string{"migrate"}, strings.Fields(args)...)...)
			if code != 0 && args != "lint" {
				t.Errorf("%s: exit %d: %s", args, code, stderr)
			}
			if want := "migrations/1.sql:4:1: not run, since it reaches beyond the database"; args == "verify" && !strings.Contains(stderr, want) {
				t.Errorf("verify says:\n%s\nwant:\n%s", stderr, want)
			}
		}
		if _, stderr, code := run(t, "migrate", "squash", "1", "--yes"); code == 0 || !strings.Contains(stderr, "migrations/1.sql:4:1") {
			t.Errorf("squash: exit %d: %s", code, stderr)
		}
		write(t, "migrations/2.sql", revision("2", "-- dbtool:parent 1\n", "two"))
		write(t, "migrations/3.sql", revision("3", "-- dbtool:parent 1\n", "three"))
		if _, stderr, code := run(t, "migrate", "merge", "-m", "both"); code != 0 {
			t.Errorf("merge: exit %d: %s", code, stderr)
		}
		if got := other.Query(t, "SELECT count(*) FROM kept")[0][0]; got != "0" {
			t.Errorf("kept: %s", got)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}
