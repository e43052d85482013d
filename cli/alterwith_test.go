package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// alterWith is the variable that makes this test program one that changes
// tables, as gh-ost does. It holds the database's URL; the program's arguments
// are what dbtool filled in.
const alterWith = "DBTOOL_TEST_ALTER_WITH"

// alterer writes down what it was given, and runs the ALTER or refuses it.
func alterer(url string) int {
	conf, err := os.ReadFile(strings.TrimPrefix(os.Args[3], "--conf="))
	if err != nil {
		panic(err)
	}
	write := strings.Join(os.Args[1:3], "|") + "\n" + string(conf)
	if err := os.WriteFile("given.txt", []byte(write), 0o600); err != nil {
		panic(err)
	}
	_, _ = os.Stdout.WriteString("Copy: 0/10 0.0%\n")
	table, alter := os.Args[1], os.Args[2]
	if strings.Contains(alter, "`refused`") {
		_, _ = os.Stderr.WriteString("FATAL the table has no key\n")
		return 3
	}
	_, _, code := runContext(context.Background(), "query", "--write", "--url", url, "ALTER TABLE "+table+" "+alter)
	return code
}

// TestAlterWith: an ALTER TABLE is made by another program, which gets its
// arguments without a shell and the password in a file; what it says is
// shown, its failure is the statement's, and the journal knows what happened.
func TestAlterWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE users (id INT NOT NULL PRIMARY KEY, name VARCHAR(20))")
		oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE other (n INT);\nALTER TABLE `users` ALGORITHM=COPY, LOCK=SHARED,\n  ADD COLUMN `age` INT DEFAULT '7' COMMENT '$HOME; \"x\"',\n  ADD INDEX i (name, id);\n"+
			"ALTER TABLE users ALGORITHM=INSTANT, ADD COLUMN quick INT;\n-- dbtool:down\nALTER TABLE users DROP COLUMN age, DROP COLUMN quick, DROP INDEX i;\nDROP TABLE other;\n")
		t.Setenv(alterWith, db.URL)
		write(t, "dbtool.toml", "[env.dev]\nurl = \""+db.URL+"\"\nalter_with = '''"+os.Args[0]+" {table} \"{alter}\" --conf={defaults}'''\n")
		_, stderr, code := run(t, "migrate", "up")
		if code != 0 || !strings.Contains(stderr, "    | Copy: 0/10 0.0%\n") {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		given, err := os.ReadFile("given.txt")
		if err != nil {
			t.Fatal(err)
		}
		if want := "users|ADD COLUMN `age` INT DEFAULT '7' COMMENT '$HOME; \"x\"', ADD INDEX i (name, id)\n[client]\n"; !strings.HasPrefix(string(given), want) || !strings.Contains(string(given), "user=root\n") {
			t.Errorf("it was given\n%s", given)
		}
		must(t, "migrate", "down")

		text := "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE other (n INT);\nALTER TABLE users ADD COLUMN `refused` INT;\n"
		write(t, filepath.Join("migrations", "1_x.sql"), text)
		if _, stderr, code := run(t, "migrate", "up"); code != 5 || !strings.Contains(stderr, "exit status 3: FATAL the table has no key") {
			t.Errorf("exit %d: %s", code, stderr)
		}
		write(t, filepath.Join("migrations", "1_x.sql"), strings.Replace(text, "-- dbtool:up", "-- dbtool:alter-with none\n-- dbtool:up", 1))
		must(t, "migrate", "up") // the server itself
		if got := db.Query(t, "SELECT count(*) FROM information_schema.columns WHERE table_schema = database() AND table_name = 'users'")[0][0]; got != "3" {
			t.Errorf("users has %s columns", got)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}
