package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// oneRevision is a project with one revision in the working directory, and
// what it is to be run with.
func oneRevision(t *testing.T, db *dbtest.DB, text string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("migrations", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, "dbtool.toml", "[env.dev]\nurl = \""+db.URL+"\"\nlock_timeout = \"1h\"\n")
	write(t, filepath.Join("migrations", "1_x.sql"), text)
}

// brokenOff runs the revision, whose last statement has to fail, as if the run
// had ended while the statement before was in flight; then the last is put right.
func brokenOff(t *testing.T, db *dbtest.DB, text string) {
	t.Helper()
	oneRevision(t, db, text+"BROKEN;\n")
	if _, stderr, code := run(t, "migrate", "up"); code != 5 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	last := db.Query(t, "SELECT max(step) FROM dbtool_journal")[0][0]
	db.Exec(t, "UPDATE dbtool_journal SET state = 'running' WHERE step = "+last)
	write(t, filepath.Join("migrations", "1_x.sql"), text)
}

// TestOthersChangeTheSchemaMeanwhile: what others do to other tables, and rows
// to a table's counter, between a run that was broken off and the next does not
// pass for what a statement did.
func TestOthersChangeTheSchemaMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE Aa (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT)")
		brokenOff(t, db, "-- dbtool:revision 1\n-- dbtool:up\nALTER TABLE Aa ADD COLUMN b INT;\n")
		db.Exec(t, "ALTER TABLE Aa DROP COLUMN b", "CREATE TABLE others (id INT)", "INSERT INTO Aa (n) VALUES (1), (2)")
		must(t, "migrate", "up")
		if got := db.Query(t, "SELECT count(b) FROM Aa")[0][0]; got != "0" {
			t.Errorf("b has %s values", got)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}

// TestSessionIsSetUpAgain: what SET did to the session is done again when a run
// goes on.
func TestSessionIsSetUpAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		text := "-- dbtool:revision 1\n-- dbtool:up\nSET @n = 5;\nCREATE TABLE a (n INT);\n"
		oneRevision(t, db, text+"BROKEN;\n")
		if _, stderr, code := run(t, "migrate", "up"); code != 5 {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		write(t, filepath.Join("migrations", "1_x.sql"), text+"INSERT INTO a VALUES (@n);\n")
		must(t, "migrate", "up")
		if got := db.Query(t, "SELECT n FROM a")[0][0]; got != "5" {
			t.Errorf("the row has %s", got)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}

// TestInvalidIndexIsDroppedAgain: a concurrent drop that is broken off leaves the
// index there, invalid; the next run does not take that for done.
func TestInvalidIndexIsDroppedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE a (n int)", "CREATE INDEX ix ON a (n)")
		text := "-- dbtool:revision 1\n-- dbtool:transaction none\n-- dbtool:up\nDROP INDEX CONCURRENTLY ix;\n"
		brokenOff(t, db, text)
		db.Exec(t, "CREATE INDEX ix ON a (n)", "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass")
		must(t, "migrate", "up")
		if left := db.Query(t, "SELECT count(*) FROM pg_class WHERE relname = 'ix'")[0][0]; left != "0" {
			t.Errorf("%s index is left", left)
		}
	}, dbtest.Postgres)
}

// TestInvalidIndexIsBuiltAnew: a concurrent build that fails leaves an index
// that nobody can use; the next run builds it anew.
func TestInvalidIndexIsBuiltAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE a (n int)", "INSERT INTO a VALUES (1), (1)")
		oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:transaction none\n-- dbtool:up\nINSERT INTO a VALUES (2);\nCREATE UNIQUE INDEX CONCURRENTLY ix ON a (n);\n")
		if _, stderr, code := run(t, "migrate", "up"); code != 5 || !strings.Contains(stderr, "statement 1 is done") {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		db.Exec(t, "DELETE FROM a WHERE n = 1")
		must(t, "migrate", "up")
		if got := db.Query(t, "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'ix'::regclass"); got[0][0] != "true" {
			t.Errorf("the index is valid: %s", got[0][0])
		}
	}, dbtest.Postgres)
}

// TestUndecided: what a procedure that commits in its midst has done before its
// run was killed, only a person can tell.
func TestUndecided(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for flag, want := range map[string]string{"--happened": "1", "--undone": "2"} {
			t.Run(flag, func(t *testing.T) {
				db := s.NewDB(t)
				db.Exec(t, "CREATE TABLE a (n int)", "INSERT INTO a VALUES (0)",
					"CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN UPDATE a SET n = n + 1; COMMIT; END'")
				brokenOff(t, db, "-- dbtool:revision 1\n-- dbtool:transaction none\n-- dbtool:up\nCALL p();\n")
				_, stderr, code := run(t, "migrate", "up")
				if code != 1 || !strings.Contains(stderr, "nothing tells whether it was carried out: CALL p()") || !strings.Contains(stderr, "migrate repair --happened") {
					t.Errorf("exit %d: %s", code, stderr)
				}
				if out, _, _ := run(t, "migrate", "repair"); !strings.Contains(out, "--undone has it run again") {
					t.Errorf("repair says\n%s", out)
				}
				must(t, "migrate", "repair", flag)
				must(t, "migrate", "up")
				if got := db.Query(t, "SELECT n FROM a")[0][0]; got != want {
					t.Errorf("n is %s, want %s", got, want)
				}
				if _, stderr, code := run(t, "migrate", "repair", flag); code != 1 || !strings.Contains(stderr, "no statement is in flight") {
					t.Errorf("exit %d: %s", code, stderr)
				}
			})
		}
	}, dbtest.Postgres)
}

// TestAnnouncedAndNotBegun: a run that dies right behind a revision has written
// down already what the next would begin with. That stands in nobody's way.
func TestAnnouncedAndNotBegun(t *testing.T) {
	const first = "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE one (id INTEGER PRIMARY KEY);\n-- dbtool:down\nDROP TABLE one;\n"
	const second = "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nCREATE TABLE two (id INTEGER PRIMARY KEY);\nCREATE INDEX ix ON two (nope);\n-- dbtool:down\nDROP TABLE two;\n"
	for name, then := range map[string]func(t *testing.T, db *dbtest.DB){
		"edited": func(t *testing.T, db *dbtest.DB) {
			write(t, "migrations/2_x.sql", strings.NewReplacer("id INTEGER", "key2 INTEGER", "nope", "key2").Replace(second))
			if _, stderr, code := run(t, "migrate", "up", "--url", db.URL); code != 0 {
				t.Errorf("up: exit %d: %s", code, stderr)
			}
			db.Exec(t, "SELECT key2 FROM two")
		},
		"undone": func(t *testing.T, db *dbtest.DB) {
			if _, stderr, code := run(t, "migrate", "down", "base", "--url", db.URL, "--yes"); code != 0 {
				t.Errorf("down: exit %d: %s", code, stderr)
			}
			if got := db.Query(t, "SELECT count(*) FROM dbtool_revisions")[0][0]; got != "0" {
				t.Errorf("%s revisions are left", got)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
				db := s.NewDB(t)
				t.Chdir(t.TempDir())
				if err := os.Mkdir("migrations", 0o755); err != nil {
					t.Fatal(err)
				}
				write(t, "migrations/1_x.sql", first)
				write(t, "migrations/2_x.sql", second)
				if _, stderr, code := run(t, "migrate", "up", "--url", db.URL); code != 5 {
					t.Fatalf("exit %d, want 5: %s", code, stderr)
				}
				db.Exec(t, "UPDATE dbtool_journal SET state = 'running' WHERE step = 1")
				db.Exec(t, "DROP TABLE two")
				then(t, db)
				if got := db.Query(t, "SELECT count(*) FROM dbtool_journal")[0][0]; got != "0" {
					t.Errorf("the journal still has %s rows", got)
				}
			}, dbtest.MySQL, dbtest.MariaDB)
		})
	}
}
