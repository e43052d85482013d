package cli_test

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestRefusalsAreOneClearMessage: what a server refuses ends in one message on
// standard error that names the database and the next step, without the
// password, with nothing on standard output.
func TestRefusalsAreOneClearMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		change := func(f func(u *url.URL)) string {
			u, err := url.Parse(db.URL)
			if err != nil {
				t.Fatal(err)
			}
			f(u)
			return u.String()
		}
		cases := map[string]string{
			"no server":      change(func(u *url.URL) { u.Host = "127.0.0.1:1"; u.User = url.UserPassword("root", "s3cret") }),
			"no database":    change(func(u *url.URL) { u.Path = "/no_such_database" }),
			"no such host":   change(func(u *url.URL) { u.Host = "no-such-host.invalid"; u.User = url.UserPassword("root", "s3cret") }),
			"wrong password": change(func(u *url.URL) { u.User = url.UserPassword("root", "s3cret") }),
		}
		for name, raw := range cases {
			t.Run(name, func(t *testing.T) {
				if name == "wrong password" && s.Family == dbtest.Postgres {
					t.Skip("the test server trusts everybody")
				}
				out, stderr, code := run(t, "inspect", "--url", raw)
				if code != 1 || out != "" || strings.Contains(stderr, "s3cret") || strings.Contains(stderr, "goroutine") ||
					strings.Count(stderr, "dbtool: error: ") != 1 || !strings.Contains(stderr, "dbtool: hint: ") {
					t.Errorf("exit %d\n%s%s", code, out, stderr)
				}
			})
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

func TestSQLiteRefusals(t *testing.T) {
	dir := t.TempDir()
	for name, raw := range map[string]string{
		"no file":   "sqlite:" + dir + "/none.db?mode=ro",
		"no folder": "sqlite:" + dir + "/none/x.db",
		"a folder":  "sqlite:" + dir,
		"a host":    "sqlite://host/x.db",
	} {
		out, stderr, code := run(t, "inspect", "--url", raw)
		if code == 0 || out != "" || strings.Count(stderr, "dbtool: error: ") != 1 {
			t.Errorf("%s: exit %d\n%s%s", name, code, out, stderr)
		}
	}
}

// TestReadingMakesNoDatabase: who only reads a SQLite database that is not there
// is told so, and it is not there afterwards.
func TestReadingMakesNoDatabase(t *testing.T) {
	dir := t.TempDir()
	url := "sqlite:" + dir + "/none.db"
	write(t, dir+"/a.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY);")
	write(t, dir+"/b.sql", "CREATE TABLE u (id INTEGER PRIMARY KEY);")
	for _, args := range [][]string{{"inspect"}, {"diff", "--to", dir + "/a.sql"}, {"diff", "--from", dir + "/a.sql", "--to", url}, {"query", "select 1"},
		{"doctor"}, {"drop-all", "--metadata", dir + "/a.sql", "--yes"}} {
		out, stderr, code := run(t, append(args, "--url", url)...)
		if said := out + stderr; code != 1 || !strings.Contains(said, "there is no such database") || !strings.Contains(said, "dbtool create-all or dbtool migrate up makes it") {
			t.Errorf("%q: exit %d\n%s", args, code, said)
		}
	}
	if sql := must(t, "diff", "--from", dir+"/a.sql", "--to", dir+"/b.sql", "--url", url, "--format", "sql"); !strings.Contains(sql, "CREATE TABLE") {
		t.Errorf("of two files: %s", sql)
	}
	if _, err := os.Stat(dir + "/none.db"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("the file is there: %v", err)
	}
	must(t, "create-all", "--metadata", dir+"/a.sql", "--url", url)
	must(t, "diff", "--to", dir+"/a.sql", "--url", url, "--exit-code")
	must(t, "query", "--write", "create table t (a)", "--url", "sqlite:"+dir+"/written.db")
	must(t, "push", "--to", dir+"/a.sql", "--url", "sqlite:"+dir+"/pushed.db", "--yes")
}

// TestNoDatabaseInTheURL: on MySQL and MariaDB one can be connected to none.
func TestNoDatabaseInTheURL(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		u, err := url.Parse(s.NewDB(t).URL)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/"
		t.Chdir(t.TempDir())
		if err := os.Mkdir("migrations", 0o755); err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"up", "status"} {
			_, stderr, code := run(t, "migrate", verb, "--url", u.String())
			if want := "names no database, and the ledger has to be in one"; code != 1 || !strings.Contains(stderr, want) {
				t.Errorf("%s: exit %d: %s", verb, code, stderr)
			}
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}
