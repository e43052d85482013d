package cli_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/term"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// forever are statements that run until they are stopped.
var forever = map[string]string{
	dbtest.SQLite:   "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n where i < 0;",
	dbtest.MySQL:    "select count(*) from (select sleep(61)) as s;",
	dbtest.MariaDB:  "select count(*) from (select sleep(61)) as s;",
	dbtest.Postgres: "select pg_sleep(61);",
}

// opening are statements that would have a session write again.
var opening = map[string]string{
	dbtest.SQLite:   "pragma query_only = off;",
	dbtest.MySQL:    "prepare s from 'set session transaction read write'; execute s;",
	dbtest.MariaDB:  "execute immediate 'set session transaction read write';",
	dbtest.Postgres: "select set_config('default_transaction_read_only', 'off', false);",
}

// TestShell is a session as most are, on every server.
func TestShell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		db := s.NewDB(t)
		db.Script(t, "CREATE TABLE users (id INT PRIMARY KEY, full_name VARCHAR(20)); INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');")
		state := "XDG_STATE_HOME=" + t.TempDir()
		readSession(t, s, openTerminal(t, []string{state}, "--no-color", "--url", db.URL))
		writeSession(t, s, openTerminal(t, []string{state}, "--no-color", "--write", "--url", db.URL))
		if got := db.Query(t, "SELECT full_name FROM users ORDER BY id"); len(got) != 3 || got[2][0] != "Cid" {
			t.Errorf("the database has %q", got)
		}
	})
}

func readSession(t *testing.T, s *dbtest.Server, x *terminal) {
	x.expect("Read-only", "=> ")
	x.run("select id, full_name\rfrom users order by id;", " 1 | Ann", "(2 rows)")
	x.keys("nonsense\x03select 'typed ahead' as it;\rselect 'and more' as it;\r") // no key is lost
	x.expect("typed ahead\n", "and more\n", "=> ")
	x.keys("select u.full_na from users u where u.fu")
	x.complete("where u.full_name")
	x.keys("\x03")
	x.expect("^C", "=> ")
	x.run("insert into users values (3, 'Cid');", "error: ", "--write lets it change the database")
	x.run("begin read write;", "this shell is read-only")
	x.run(opening[s.Family], map[bool]string{true: "(1 row)", false: "done in"}[s.Family == dbtest.Postgres])
	x.run("insert into users values (3, 'Cid');", "error: ", "--write lets it change the database")
	x.keys("begin;\r")
	x.expect("=*> ")
	x.keys("insert into users values (3, 'Cid');\r")
	x.expect("error: ")
	x.run("rollback;", "done")
	x.run("selec 1;", "error: ", "1: selec 1\n", "     ^") // the caret is under the word
	if s.Family == dbtest.Postgres {
		x.keys("begin; selec 1;\r")
		x.expect("=!> ")
		x.run("rollback;", "done")
	}
	x.interrupt(forever[s.Family])
	x.run("select 'still here' as it;", "still here\n")
	x.quit()
}

func writeSession(t *testing.T, s *dbtest.Server, x *terminal) {
	x.expect("WRITE MODE", "=> ")
	x.keys("\x1b[A") // the last line of the session before
	x.expect("select 'still here' as it;")
	x.keys("\r")
	x.expect("still here\n", "=> ")
	x.keys("begin;\r")
	x.expect("=*> ")
	x.keys("insert into users values (3, 'Cid');\r")
	x.expect("1 row changed", "=*> ")
	x.run("commit;", "done")
	x.run("create table fresh_one (id int);", "done")
	x.keys("select * from fresh_")
	x.complete("fresh_one")
	x.keys("\x03")
	x.expect("=> ")
	if s.Family == dbtest.MySQL || s.Family == dbtest.MariaDB {
		x.run("delimiter //")
		x.keys("create procedure two() begin\rselect 1 as one; select 2 as two;\rend //\r")
		x.expect("done in", "=> ")
		x.run("delimiter ;")
		x.run("call two();", " 1\n", " 2\n")
	}
	if s.Family != dbtest.SQLite {
		x.keys("begin;\r")
		x.expect("=*> ")
		x.run(map[string]string{dbtest.Postgres: "select pg_terminate_backend(pg_backend_pid());"}[s.Family]+map[bool]string{true: "kill connection_id();"}[s.Family != dbtest.Postgres],
			"the connection is lost, and with it the transaction")
		x.run("select 'again' as it;", "connected again", "again\n")
	}
	x.quit()
}

// TestShellCommands has each command once, on SQLite.
func TestShellCommands(t *testing.T) {
	t.Parallel()
	s := dbtest.Get(t, dbtest.SQLite)
	db, other := s.NewDB(t), s.NewDB(t)
	db.Script(t, `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id));
CREATE INDEX ix_posts_author ON posts (author);
CREATE VIEW names AS SELECT name FROM users;
INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');`)
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	write(t, file("run.sql"), "select 'from a file' as it; -- ;\nselect missing;\nselect 3;")
	x := openTerminal(t, []string{"EDITOR=sed -i s/1/42/"}, "--no-color", "--url", db.URL)
	x.expect("=> ")
	x.run(`\?`, `\watch [SECONDS]`)
	x.run(`\h \dt`, `\dt [NAME]`)
	x.run(`\d`, "users", "names", "view")
	x.run(`\d us*`, "table users", "name  TEXT", "referenced by posts")
	x.run(`\d nobody`, "there is nothing called nobody")
	x.run(`\dt *s`, "posts", "users", "(2 rows)")
	x.run(`\dv`, "names", "(1 row)")
	x.run(`\di`, "ix_posts_author", "posts")
	x.run(`\ds`, "there is no sequence")
	x.run(`\df`, "there is no routine")
	x.run(`\dT`, "there is no type")
	x.run(`\dn`, "SQLite has no schemas", `\l lists`)
	x.run(`\du`, "SQLite has no users")
	x.run(`\l`, "main")
	x.run(`\nothing`, `there is no command \nothing`)
	x.run(`\q now`, `\q takes nothing`)
	x.run(`\i`, `write \i FILE`)
	x.run("select 1 as one;", "(1 row)")
	x.run(`\p`, "select 1 as one\n")
	x.run(`\explain select * from users where id = 1`, "SEARCH users")
	x.run(`\explain`, "SCAN CONSTANT ROW")
	x.run("select 1 as one;", "(1 row)")
	x.run(`\e`, "select 42 as one;", " 42\n")
	x.run(`\set who Ann`)
	x.run("select id as n from users where name = :who;", " 1\n", "(1 row)")
	x.run(`\set who '42'`)
	x.run("select typeof(:who) as type;", "text\n")
	x.run(`\set n 42`)
	x.run("select typeof(:n) as type;", "integer\n")
	x.run("select :n, :missing;", "the statement has :missing", `\set missing VALUE`)
	x.run(`\set`, "n    | 42")
	x.run(`\unset n`)
	x.run(`\unset n`, ":n has no value")
	x.run(`\timing`, "timing is on")
	x.run("select 5 as n;", " 5\n", "time: ")
	x.run(`\timing`, "timing is off")
	x.run(`\format json`)
	x.run("select 5 as n;", `{"n":5}`)
	x.run(`\format tabel`, "tabel")
	x.run(`\format`, "the format is json")
	x.run(`\x`, "vertical")
	x.run("select 5 as n;", "n | 5")
	x.run(`\x`, "table")
	x.run(`\o ` + file("out.txt"))
	x.run("select 'into a file' as it;")
	x.run(`\o`)
	if text := read(t, file("out.txt")); !strings.Contains(text, "into a file\n(1 row)") {
		t.Errorf("the file has %q", text)
	}
	x.run(`\i `+file("run.sql"), "from a file", "run.sql:2:1: statement 2 of 3", "1: select missing")
	x.run(`\i nowhere.sql`, "no such file")
	write(t, file("mixed.sql"), "\\set who 'Ann'\nselect id from users\n  where name = :who;\n\\i "+file("inner.sql")+"\nselect 'behind' as it;\n")
	write(t, file("inner.sql"), "\\format json\nselect 'inside' as it;\n\\q\nselect 'never' as it;\n")
	x.run(`\i `+file("mixed.sql"), " 1\n", `{"it":"inside"}`, `{"it":"behind"}`)
	x.run(`\format table`)
	write(t, file("half.sql"), "select 1 as first;\nselect 2\n\\x\n;")
	x.run(`\i `+file("half.sql"), `half.sql: 3:1: \x stands in the middle of a statement`)
	write(t, file("wrong.sql"), "\n\\format tabel\nselect 3;")
	x.run(`\i `+file("wrong.sql"), `wrong.sql:2:1: \format tabel: `)
	write(t, file("itself.sql"), "\\i "+file("itself.sql"))
	x.run(`\i `+file("itself.sql"), "include each other 16 times over")
	x.run("select 6; select missing; select 7;", " 6\n", "no such column", "1 of 3 statements were not run")
	x.keys("select 8 as n;\r")
	x.expect(" 8\n", "=> ")
	x.keys("\\watch 0.05\r")
	x.expect(" 8\n", " 8\n", "every 0.05 s")
	x.stop()
	x.keys("select\r\\p\r")
	x.expect("\nselect\n", "-> ")
	x.run(`\r`)
	x.run(`\s`, "select 1 as one;", `\set who '42'`)
	x.run(`\pager maybe`, `\pager on or \pager off`)
	x.run(`\c `+other.Name, "connected to sqlite:"+other.Name)
	x.run(`\d`, "the database is empty")
	x.run("use '"+other.Name+"';", "connected to sqlite:"+other.Name)
	x.run(`\c nowhere.db`, "there is no such database")
	x.run(`\c `+db.URL, "connected to")
	x.run("create trigger t after insert on users begin select 1;\rend;", "readonly")
	x.keys("exit\r")
	<-x.ended
}

// TestShellKeepsNoSecrets: what looks like a password is not kept, nor what
// begins with a blank, and nobody else may read the rest.
func TestShellKeepsNoSecrets(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	db := dbtest.Get(t, dbtest.SQLite).NewDB(t)
	x := openTerminal(t, []string{"XDG_STATE_HOME=" + state}, "--no-color", "--url", db.URL)
	y := openTerminal(t, []string{"XDG_STATE_HOME=" + state}, "--no-color", "--url", db.URL)
	x.expect("=> ")
	y.expect("=> ")
	x.run("select 'kept' as it;", "kept\n")
	y.run("select 'kept too' as it;", "kept too\n") // a second session at the same time
	x.run("select 'password' as it;", "password\n")
	x.run(" select 'blank' as it;", "blank\n")
	x.run("select 'last' as it;", "last\n")
	x.quit()
	y.quit()
	name := filepath.Join(state, "dbtool", "history")
	if got, want := read(t, name), "\"select 'kept' as it;\"\n\"select 'kept too' as it;\"\n\"select 'last' as it;\"\n"; got != want {
		t.Errorf("the file has\n%swant\n%s", got, want)
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
}

// TestShellOnADumbTerminal: no escape sequences, and the same commands.
func TestShellOnADumbTerminal(t *testing.T) {
	t.Parallel()
	db := dbtest.Get(t, dbtest.SQLite).NewDB(t)
	x := openTerminal(t, []string{"TERM=dumb"}, "--url", db.URL)
	x.expect("=> ")
	x.run("select 1 as one,\r2 as two;", "1   | 2\n")
	x.keys("select 3")
	x.keys("\x03")
	x.expect("=> ")
	x.run(`\timing`, "timing is on")
	x.interrupt(forever[dbtest.SQLite])
	x.quit()
	if strings.Contains(string(x.raw), "\x1b") {
		t.Errorf("there are escape sequences: %q", x.raw)
	}
}

// TestShellHasATimeout: --timeout is each statement's.
func TestShellHasATimeout(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		x := openTerminal(t, nil, "--no-color", "--timeout", "300ms", "--url", s.NewDB(t).URL)
		x.expect("=> ")
		x.run(forever[s.Family], "the time for the statement is over", "stopped")
		x.run("select 'still here' as it;", "still here\n")
		x.quit()
	}, dbtest.SQLite, dbtest.MySQL)
}

// TestShellColours: the prompt of a shell that writes is red, keywords stand
// out, and NO_COLOR means that.
func TestShellColours(t *testing.T) {
	t.Parallel()
	db := dbtest.Get(t, dbtest.SQLite).NewDB(t)
	session := func(env ...string) string {
		x := openTerminal(t, env, "--write", "--url", db.URL)
		x.expect("=> ")
		x.run("select 'x' as it;", "x\n")
		x.quit()
		return string(x.raw)
	}
	coloured := session()
	for _, want := range []string{"\x1b[31mtest=> ", "\x1b[1;34mselect", "\x1b[32m'x'"} {
		if !strings.Contains(coloured, want) {
			t.Errorf("no %q in %q", want, coloured)
		}
	}
	if plain := session("NO_COLOR=1"); regexp.MustCompile("\x1b\\[[0-9;]*[34][0-7]m").MatchString(plain) {
		t.Errorf("colours in %q", plain)
	}
}

// TestShellPages: what does not fit goes through $PAGER and no more is read
// than that takes; what fits does not.
func TestShellPages(t *testing.T) {
	t.Parallel()
	db := dbtest.Get(t, dbtest.SQLite).NewDB(t)
	x := openTerminal(t, []string{"PAGER=echo paged; head -n 3"}, "--no-color", "--url", db.URL)
	x.expect("=> ")
	x.run("select 1 as one;", " one\n", "(1 row)")
	x.run("with recursive n(i) as (select 1 union all select i + 1 from n) select i from n;", "paged\n", " 1\n", "stopped")
	if n := strings.Count(x.text(), "paged"); n != 1 {
		t.Errorf("paged %d times", n)
	}
	x.quit()
	x = openTerminal(t, []string{"PAGER=/not/there"}, "--no-color", "--url", db.URL)
	x.expect("=> ")
	x.run("select '"+strings.Repeat("wide ", 40)+"' as it;", "the pager cannot be run", `hint: \pager off`)
	x.quit()
}

// TestShellTakesAPaste: many lines at once are one text, whose statements run
// one after the other; wide letters count as wide as they are.
func TestShellTakesAPaste(t *testing.T) {
	t.Parallel()
	db := dbtest.Get(t, dbtest.SQLite).NewDB(t)
	x := openTerminal(t, nil, "--no-color", "--write", "--url", db.URL)
	x.expect("=> ")
	x.keys("\x1b[200~create table t (v text);\ninsert into t values\n  ('日本;'),\n  ('b');\nselect count(*) as n, min(v) as least\nfrom t;\x1b[201~")
	x.run("", "2 rows changed", "2 | b")
	x.keys("\x1b[200~\\set n 41\nselect :n + 1 as n;\n\\x\nselect '\n\\x' as text;\n\\x\nselect nothing\\\n\\p\n\\r\n\x1b[201~") // commands in between
	x.run("", " 42\n", "vertical", "text | ↵\\x", "table", "select nothing\\\n")
	x.run("\\timing", "timing is on")
	x.run("select v from t where v = '日本;';", "日本;\n", "(1 row)")
	x.quit()
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestShellGivesTheTerminalBack: told to end while it waits for a key, it leaves
// the terminal as it was, and no transaction open.
func TestShellGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	db := dbtest.Get(t, dbtest.SQLite).NewDB(t)
	db.Script(t, "CREATE TABLE t (id INT);")
	x := openTerminal(t, nil, "--no-color", "--write", "--url", db.URL)
	x.expect("=> ")
	before, err := term.GetState(int(x.file.Fd())) // raw, while a key is waited for
	if err != nil {
		t.Fatal(err)
	}
	x.keys("begin; insert into t values (1);\r")
	x.expect("1 row changed", "=*> ")
	if err := x.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-x.ended:
	case <-time.After(patience):
		t.Fatal("SIGTERM does not end the shell")
	}
	after, err := term.GetState(int(x.file.Fd()))
	if err != nil || reflect.DeepEqual(before, after) {
		t.Errorf("the terminal is still raw, %v", err)
	}
	db.Exec(t, "INSERT INTO t VALUES (2)") // which waits for nobody
	if got := db.Query(t, "SELECT count(*) FROM t")[0][0]; got != "1" {
		t.Errorf("%s rows, want one", got)
	}
}
