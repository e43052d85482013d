package cli_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
)

// rewritten is a portable schema whose expressions every server spells its own way.
func rewritten() *metadata.MetaData {
	m := metadata.New()
	metadata.NewTable(m, "orders",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("quantity", metadata.Integer()).Default(metadata.SQL("(1 + 2)")),
		metadata.Col("price", metadata.Numeric(10, 2)).Default(metadata.Literal(1.5)),
		metadata.Col("total", metadata.Numeric(20, 2)).Null().Stored(metadata.SQL("quantity*price")),
		metadata.Col("note", metadata.String(100)).Null(),
		metadata.CheckThat("quantity<>0 and (price>=0)").Named("sane"),
		metadata.CheckThat("note in ('a','it''s')").Named("known"),
	)
	return m
}

// TestDiffNeedsNoSecondDatabase: a user who may read, and make temporary
// tables, gets an exact comparison, without a word about text.
func TestDiffNeedsNoSecondDatabase(t *testing.T) {
	dbtest.Each(t, readersDiff, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

func readersDiff(t *testing.T, s *dbtest.Server) {
	db := s.NewDB(t)
	text, err := json.Marshal(rewritten())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "want.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "create-all", "--metadata", file, "--url", db.URL)
	reader, drop := readerOf(t, s, db)
	defer drop()
	if out, stderr, code := run(t, "diff", "--to", file, "--url", reader); code != 0 || out != "" || strings.Contains(stderr, "note") {
		t.Errorf("exit %d\n%s%s", code, out, stderr)
	}
	changed := strings.Replace(string(text), "'a'", "'b'", 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, stderr, code := run(t, "diff", "--to", file, "--url", reader); code != 0 || !strings.Contains(out, "known") || strings.Contains(out, "sane") {
		t.Errorf("a changed check: exit %d\n%s%s", code, out, stderr)
	}
}

// readerOf is the database's URL for a user who may read and make temporary
// tables, and nothing else.
func readerOf(t *testing.T, s *dbtest.Server, db *dbtest.DB) (raw string, drop func()) {
	t.Helper()
	u, err := url.Parse(db.URL)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	user := "r_" + name[len(name)-12:]
	u.User = url.UserPassword(user, "pw")
	if s.Family == dbtest.Postgres {
		db.Exec(t, "CREATE ROLE "+user+" LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO "+user)
		return u.String(), func() { db.Exec(t, "DROP OWNED BY "+user, "DROP ROLE "+user) }
	}
	db.Exec(t, "CREATE USER '"+user+"'@'%' IDENTIFIED BY 'pw'", "GRANT SELECT, CREATE TEMPORARY TABLES ON `"+name+"`.* TO '"+user+"'@'%'")
	return u.String(), func() { db.Exec(t, "DROP USER '"+user+"'@'%'") }
}

// TestDryRunNeedsNoRightToWrite: who may only read gets the script, and what it
// asks of the database if the scratch database is somewhere else.
func TestDryRunNeedsNoRightToWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE users (id INT NOT NULL PRIMARY KEY, nick INT)", "INSERT INTO users VALUES (1, 1), (2, 1)")
		reader, drop := readerOf(t, s, db)
		defer drop()
		dir := t.TempDir()
		write(t, filepath.Join(dir, "1_change.sql"), "-- dbtool:revision 1\n-- dbtool:up\nCREATE UNIQUE INDEX ux ON users (nick);\n")
		config := filepath.Join(dir, "dbtool.toml")
		write(t, config, "migrations = \".\"\n[env.dev]\nurl = \""+reader+"\"\n")
		before := dbtest.Catalog(t, db)
		out, stderr, code := run(t, "migrate", "up", "--dry-run", "--config", config)
		if code != 0 || !strings.Contains(out, "\nCREATE UNIQUE INDEX ux ON users (nick);\n") || !strings.Contains(stderr, "note: what the statements ask of the database is known for 0 of them only: scratch database") {
			t.Errorf("without a scratch database: exit %d\n%s%s", code, out, stderr)
		}
		write(t, config, "migrations = \".\"\n[env.dev]\nurl = \""+reader+"\"\nscratch = \""+db.URL+"\"\n")
		out, stderr, code = run(t, "migrate", "up", "--dry-run", "--config", config)
		if code != 0 || !strings.Contains(out, "users: ") || !strings.Contains(out, "; about 2 rows") || !strings.Contains(stderr, "fails on rows that agree in nick: 2 rows, id 1, 2") {
			t.Errorf("with one: exit %d\n%s%s", code, out, stderr)
		}
		write(t, config, "migrations = \".\"\n")
		for command, want := range map[string]string{
			"up":     "error: create the table dbtool_journal: .*\ndbtool: hint: nothing was changed; what is applied is recorded in the database itself: grant",
			"verify": "error: scratch database beside .*\ndbtool: hint: this is tried in a database of its own: grant the right to create databases, or set scratch",
		} {
			if _, stderr, code := run(t, "migrate", command, "--config", config, "--url", reader); code != 1 || !regexp.MustCompile(want).MatchString(stderr) {
				t.Errorf("%s: exit %d\n%s", command, code, stderr)
			}
		}
		if after := dbtest.Catalog(t, db); after != before {
			t.Errorf("the database was changed: %v", after)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}
