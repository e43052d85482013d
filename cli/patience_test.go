package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// busyProject is a project with one revision that alters a table which a
// transaction of the application is reading.
func busyProject(t *testing.T, db *dbtest.DB, timeout string) (release func()) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	files := map[string]string{
		"dbtool.toml":          "[env.dev]\nurl = \"" + db.URL + "\"\nlock_timeout = \"" + timeout + "\"\n",
		"migrations/1_add.sql": "-- dbtool:revision 1\n-- dbtool:up\nALTER TABLE busy ADD COLUMN b int;\n",
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db.Exec(t, "CREATE TABLE busy (a int)", "INSERT INTO busy VALUES (1)")
	return db.Hold(t, "SELECT a FROM busy")
}

// TestUpWaitsAndTriesAgain: a reader holds the table for longer than one wait;
// the migration gives way to others meanwhile, tries again and ends well.
func TestUpWaitsAndTriesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		release := busyProject(t, db, "1s")
		time.AfterFunc(1700*time.Millisecond, release)
		began := time.Now()
		_, stderr, code := run(t, "migrate", "up")
		if code != 0 || !strings.Contains(stderr, "trying again") || time.Since(began) < time.Second {
			t.Fatalf("exit %d after %s\n%s", code, time.Since(began), stderr)
		}
		if n := len(db.Query(t, "SELECT b FROM busy")); n != 1 {
			t.Errorf("%d rows", n)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// TestUpSaysWhoItWaitsFor: what is told while a reader holds the table.
func TestUpSaysWhoItWaitsFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		release := busyProject(t, db, "1s")
		defer release()
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // one second for the lock, and time to get there
		defer cancel()
		_, stderr, code := runContext(ctx, "migrate", "up")
		if code == 0 || !strings.Contains(stderr, "it waited for session ") {
			t.Errorf("exit %d\n%s", code, stderr)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}
