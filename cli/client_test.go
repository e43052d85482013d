package cli_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestScriptsRunInAnyClient: a printed diff makes the same schema in a client
// that speaks latin1, as one without settings does in a plain environment.
func TestScriptsRunInAnyClient(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		live, want := s.NewDB(t), s.NewDB(t)
		live.Script(t, "CREATE TABLE t (id INT PRIMARY KEY);")
		want.Script(t, `CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20) DEFAULT 'ünï 🙂' COMMENT '日本');
CREATE VIEW w AS SELECT id, 'ü' AS u FROM t;`)
		live.Script(t, "SET NAMES latin1;\n"+diff(t, live, want))
		if got, expect := dbtest.Catalog(t, live), dbtest.Catalog(t, want); got != expect {
			t.Errorf("the catalogs differ (- have, + want):\n%s", dbtest.Diff(got, expect))
		}
		if left := diff(t, live, want); left != "" {
			t.Errorf("there is still to do:\n%s", left)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}

// TestMigrateSQLIsWhatUpDoes: the script makes the schema in the server's own
// client and records it; after an error nothing more is run.
func TestMigrateSQLIsWhatUpDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		if s.Family == dbtest.MySQL { // whose own tables have a character set of their own
			db.Exec(t, "ALTER DATABASE `"+db.Name+"` CHARACTER SET latin1")
		}
		t.Chdir(t.TempDir())
		if err := os.Mkdir("migrations", 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, "dbtool.toml", "[env.dev]\nurl = \""+db.URL+"\"\n")
		write(t, "migrations/1_it's.sql", "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE a (id INT);\n"+
			"-- dbtool:up postgres\nSELECT set_config('search_path', '', false);\nCREATE TABLE public.a (id INT);\n"+
			"-- dbtool:up mysql\nSET sql_mode = '';\nCREATE TABLE a (id INT);\nUSE information_schema;\n-- dbtool:down\nDROP TABLE a;\n")
		write(t, "migrations/2_日本🙂.sql", "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:transaction none\n-- dbtool:up\nINSERT INTO a VALUES (1);\nALTER TABLE a ADD COLUMN b INT;\n-- dbtool:down\nDELETE FROM a;\nALTER TABLE a DROP COLUMN b;\n")
		script := must(t, "migrate", "sql")
		if s.Family == dbtest.Postgres && !strings.HasPrefix(script, "\\set ON_ERROR_STOP on\n") {
			t.Errorf("psql by itself would go on after an error:\n%s", script)
		}
		db.Script(t, script)
		status := must(t, "migrate", "status", "--exit-code")
		if !regexp.MustCompile(`applied   1  [-0-9: ]+  it's  by script\napplied   2  [-0-9: ]+  日本🙂  by script\n$`).MatchString(status) {
			t.Errorf("status:\n%s", status)
		}
		if out := must(t, "migrate", "sql"); out != "" {
			t.Errorf("a script of nothing:\n%s", out)
		}
		must(t, "migrate", "down", "base")

		write(t, "migrations/3_fails.sql", "-- dbtool:revision 3\n-- dbtool:parent 2\n-- dbtool:up\nALTER TABLE nosuch ADD COLUMN b INT;\n")
		write(t, "migrations/4_last.sql", "-- dbtool:revision 4\n-- dbtool:parent 3\n-- dbtool:up\nCREATE TABLE last (id INT);\n")
		if err := db.ScriptErr(t, must(t, "migrate", "sql")); err == nil {
			t.Error("the client saw no error")
		}
		status, _, _ = run(t, "migrate", "status")
		if !regexp.MustCompile(`(?s)applied   1 .*applied   2 .*pending   3 .*pending   4 [^\n]*\n$`).MatchString(status) {
			t.Errorf("status after an error:\n%s", status)
		}
		if got := dbtest.Catalog(t, db); strings.Contains(got, "last") {
			t.Errorf("the script went on:\n%s", got)
		}
	})
}
