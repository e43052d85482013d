package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// process is a dbtool that runs beside the test.
type process struct {
	*exec.Cmd
	said bytes.Buffer // standard error
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(t.Context(), os.Args[0], args...)}
	p.Env = append(os.Environ(), killAt+"=1000000")
	p.Stderr = &p.said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// code waits for the end; -1 is a signal.
func (p *process) code(t *testing.T) int {
	t.Helper()
	err := p.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

// TestTwentyAtOnce: of twenty processes that are started at once, one works at
// a time and the others wait, saying for whom; each revision is applied once.
// DBTOOL_TEST_ROUNDS says how often.
func TestTwentyAtOnce(t *testing.T) {
	rounds := 1
	if n, err := strconv.Atoi(os.Getenv("DBTOOL_TEST_ROUNDS")); err == nil {
		rounds = n
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		p := newFaultProject(t, s, "")
		waited, worked := 0, 0
		for round := 1; round <= rounds && !t.Failed(); round++ {
			p.db.Empty(t)
			var all []*process
			for range 20 {
				all = append(all, start(t, p.args("migrate", "up")...))
			}
			for _, x := range all {
				if code := x.code(t); code != 0 {
					t.Errorf("round %d: exit %d\n%s", round, code, x.said.String())
				}
				if strings.Contains(x.said.String(), "waiting for another migration: ") {
					waited++
				}
				if strings.Contains(x.said.String(), "revision(s) applied") {
					worked++
				}
			}
			p.expect(t, round, p.head, "1 2 3", "1 2 2,2 12 22", "three,two")
		}
		if worked != rounds || waited == 0 {
			t.Errorf("in %d rounds %d worked and %d waited", rounds, worked, waited)
		}
		t.Logf("%d rounds: %d waited", rounds, waited)
	})
}

// TestNotForEver: whoever does not get the lock in time says who has it and
// exits with 4; a holder that is killed holds up nobody.
func TestNotForEver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		oneRevision(t, db, "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, n INTEGER);\n")
		must(t, "migrate", "up")
		write(t, "migrations/2_y.sql", "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nALTER TABLE account ADD COLUMN m INTEGER;\n")
		held, patient := "SELECT * FROM account", db.URL
		if s.Family == dbtest.SQLite {
			held, patient = "INSERT INTO account VALUES (1, 1)", db.URL+"?_pragma=busy_timeout(60000)"
		}
		release := db.Hold(t, held)
		holder := exec.CommandContext(t.Context(), os.Args[0], "migrate", "up", "--url", patient)
		holder.Env = append(os.Environ(), killAt+"=1000000")
		said, err := holder.StderrPipe()
		if err == nil {
			err = holder.Start()
		}
		if err == nil {
			_, err = bufio.NewReader(said).ReadString('\n') // "up 2 y": it has the lock
		}
		if err != nil {
			t.Fatal(err)
		}
		_, stderr, code := run(t, "migrate", "up", "--lock-wait", "50ms", "--url", patient)
		if code != 4 || !strings.Contains(stderr, "holds the lock") || !strings.Contains(stderr, "waiting for another migration: ") {
			t.Errorf("exit %d\n%s", code, stderr)
		}
		for _, wait := range []string{"0s", "-1s"} { // less than nothing is for ever to MySQL
			began := time.Now()
			if _, stderr, code := run(t, "migrate", "up", "--lock-wait="+wait, "--url", patient); code != 4 || time.Since(began) > 10*time.Second {
				t.Errorf("%s: exit %d after %s\n%s", wait, code, time.Since(began), stderr)
			}
		}
		next := make(chan string)
		go func() {
			_, stderr, code := run(t, "migrate", "up", "--url", patient)
			next <- strconv.Itoa(code) + " " + stderr
		}()
		_ = holder.Process.Kill()
		_ = holder.Wait() // it was killed
		release()
		if got := <-next; !strings.HasPrefix(got, "0 ") {
			t.Errorf("the next exits with %s", got)
		}
		db.Query(t, "SELECT m FROM account")
	})
}
