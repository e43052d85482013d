package cli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestExpandAndContract: generate --online writes two revisions, between which a
// program of before and one of after work side by side; both go, and come back.
func TestExpandAndContract(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		t.Chdir(t.TempDir())
		if err := os.Mkdir("migrations", 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, "dbtool.toml", "metadata = \"want.sql\"\n[env.dev]\nurl = \""+db.URL+"\"\nonline = true\n")
		write(t, "want.sql", "CREATE TABLE users (id INT NOT NULL PRIMARY KEY, full_name VARCHAR(80) NOT NULL, age INT NOT NULL, city VARCHAR(20));\n"+
			"CREATE INDEX ix_city ON users (city);\nCREATE INDEX ix_name ON users (full_name);\n")
		db.Exec(t, "CREATE TABLE users (id INT NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL, gone INT NOT NULL, city VARCHAR(20))",
			"CREATE INDEX ix_name ON users (name)", "CREATE TABLE old_one (id INT NOT NULL PRIMARY KEY)", "INSERT INTO users VALUES (1, 'a', 1, 'x'), (2, 'b', 2, 'y')")
		write(t, "before.json", must(t, "inspect", "--format", "json"))
		_, stderr, code := run(t, "migrate", "generate", "-m", "new users", "--rename", "users.name=users.full_name")
		if code != 0 || !strings.Contains(stderr, "apply the first with dbtool migrate up +1") || strings.Contains(stderr, "fails on") {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		must(t, "migrate", "up", "+1")
		name := "name"
		if s.Family == dbtest.SQLite {
			name = "full_name" // it has no way to keep two columns the same, and says so
		}
		db.Exec(t, "INSERT INTO users (id, "+name+", gone, city) VALUES (3, 'old', 1, 'z')", "INSERT INTO users (id, full_name, age) VALUES (4, 'new', 1)",
			"UPDATE users SET "+name+" = 'A' WHERE id = 1", "UPDATE users SET full_name = 'B' WHERE id = 2")
		if got := linesOf(t, db, "SELECT id, full_name, "+name+" FROM users ORDER BY id"); got != "1 A A,2 B B,3 old old,4 new new" {
			t.Errorf("in between they see %s", got)
		}
		if _, stderr, code := run(t, "migrate", "up"); code == 0 {
			t.Errorf("users without an age are taken: %s", stderr)
		}
		db.Exec(t, "UPDATE users SET age = 9 WHERE age IS NULL")
		must(t, "migrate", "up")
		must(t, "diff", "--exit-code")
		must(t, "migrate", "down")
		if got := linesOf(t, db, "SELECT id, full_name, "+name+" FROM users ORDER BY id"); got != "1 A A,2 B B,3 old old,4 new new" {
			t.Errorf("back in between they see %s", got)
		}
		db.Exec(t, "UPDATE users SET gone = 9 WHERE gone IS NULL")
		must(t, "migrate", "down")
		must(t, "diff", "--from", "before.json", "--exit-code", "--to", db.URL)
	})
}

func linesOf(t *testing.T, db *dbtest.DB, query string) string {
	t.Helper()
	var lines []string
	for _, r := range db.Query(t, query) {
		lines = append(lines, strings.Join(r, " "))
	}
	return strings.Join(lines, ",")
}

// TestPushOnline: push carries out what diff --online prints, and neither says that
// others wait when they do not.
func TestPushOnline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		t.Chdir(t.TempDir())
		db.Exec(t, "CREATE TABLE us (id INT NOT NULL PRIMARY KEY, a INT, b INT)", "INSERT INTO us VALUES (1, 1, 1)")
		write(t, "want.sql", "CREATE TABLE us (id INT NOT NULL PRIMARY KEY, a INT NOT NULL, b INT, CONSTRAINT us_u UNIQUE (a));\nCREATE INDEX us_b ON us (b);\n")
		printed := must(t, "diff", "--url", db.URL, "--to", "want.sql", "--online", "--format", "sql")
		if word := map[string]string{dbtest.Postgres: "CREATE INDEX CONCURRENTLY", dbtest.MySQL: "ALGORITHM=INPLACE, LOCK=NONE", dbtest.MariaDB: "LOCK=NONE"}[s.Family]; !strings.Contains(printed, word) {
			t.Errorf("there is no %s in\n%s", word, printed)
		}
		if plain := must(t, "diff", "--url", db.URL, "--to", "want.sql", "--format", "sql"); s.Family != dbtest.SQLite && plain == printed {
			t.Errorf("without --online it is the same:\n%s", plain)
		}
		out := must(t, "push", "--url", db.URL, "--to", "want.sql", "--online", "--yes")
		if s.Family != dbtest.SQLite && strings.Contains(out, "blocks") {
			t.Errorf("nobody waits, but it says\n%s", out)
		}
		must(t, "diff", "--url", db.URL, "--to", "want.sql", "--exit-code")
	})
}
