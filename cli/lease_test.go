package cli_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// leased is a project whose lock is a lease of the length, with a table that
// the second revision waits for.
func leased(t *testing.T, db *dbtest.DB, length string) {
	t.Helper()
	inProject(t, "migrations = \"migrations\"\n[env.dev]\nurl = \""+db.URL+"\"\nlock = \"lease\"\nlease_time = \""+length+"\"\nlock_timeout = \"1h\"\n")
	write(t, "migrations/1_one.sql", "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, n INTEGER);\n")
}

// sleeper is a run, and what it goes on to say.
type sleeper struct {
	*exec.Cmd
	said *bufio.Reader
}

// end waits for the end and returns what it said on the way.
func (s sleeper) end() (code int, said string) {
	last, _ := io.ReadAll(s.said)
	_ = s.Wait() // the code tells
	return s.ProcessState.ExitCode(), string(last)
}

// holding starts a run that has the lease and waits for the table.
func holding(t *testing.T, args ...string) sleeper {
	t.Helper()
	holder := exec.CommandContext(t.Context(), os.Args[0], append([]string{"migrate", "up"}, args...)...)
	holder.Env = append(os.Environ(), killAt+"=1000000")
	said, err := holder.StderrPipe()
	if err == nil {
		err = holder.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(said)
	for line := ""; line != "up 2 y\n"; {
		if line, err = r.ReadString('\n'); err != nil {
			t.Fatalf("the holder says %q (%v)", line, err)
		}
	}
	return sleeper{holder, r}
}

// TestTwentyLeases: twenty at once, by a lease.
func TestTwentyLeases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		leased(t, db, "30s")
		write(t, "migrations/2_y.sql", "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nINSERT INTO account VALUES (1, 1);\n")
		var all []*process
		for range 20 {
			all = append(all, start(t, "migrate", "up"))
		}
		waited, worked := 0, 0
		for _, x := range all {
			if code := x.code(t); code != 0 {
				t.Errorf("exit %d\n%s", code, x.said.String())
			}
			if strings.Contains(x.said.String(), "unless it renews its lease") {
				waited++
			}
			if strings.Contains(x.said.String(), "2 revision(s) applied") {
				worked++
			}
		}
		if worked != 1 || waited == 0 {
			t.Errorf("%d worked, %d waited", worked, waited)
		}
		if got := db.Query(t, "SELECT owner, expires FROM dbtool_lease"); len(got) != 1 || got[0][1] != "0" {
			t.Errorf("the lease was not given back: %v", got)
		}
	})
}

// TestLeaseOutlivesNobody: a living holder renews its lease, so that others
// wait for longer than it lasts; a dead one holds them up for no longer; one
// that stood still records nothing, and says who has the lock.
func TestLeaseOutlivesNobody(t *testing.T) {
	outlive := func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		leased(t, db, "1s")
		must(t, "migrate", "up")
		write(t, "migrations/2_y.sql", "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nALTER TABLE account ADD COLUMN m INTEGER;\n")
		release := db.Hold(t, "SELECT * FROM account")
		living := holding(t)
		_, stderr, code := run(t, "migrate", "up", "--lock-wait", "1500ms")
		if code != 4 || !strings.Contains(stderr, "unless it renews its lease") {
			t.Errorf("a living holder: exit %d\n%s", code, stderr)
		}
		_ = living.Process.Kill()
		_ = living.Wait()

		began := time.Now()
		second := holding(t)
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("a dead holder held up the next for %s", took)
		}
		_ = second.Process.Signal(syscall.SIGSTOP)
		third := holding(t)
		_ = second.Process.Signal(syscall.SIGCONT)
		if code, said := second.end(); code <= 0 || !strings.Contains(said, "the migration lock was lost to ") {
			t.Errorf("one that slept: exit %d\n%s", code, said)
		}
		release()
		if err := third.Wait(); err != nil {
			t.Errorf("who took its lease: %v", err)
		}
		db.Query(t, "SELECT m FROM account")
		must(t, "migrate", "status", "--exit-code")
	}
	// Who writes to an SQLite file locks it, whatever the lease says.
	for _, name := range []string{dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres} {
		t.Run(name, func(t *testing.T) { outlive(t, dbtest.Get(t, name)) })
	}
}
