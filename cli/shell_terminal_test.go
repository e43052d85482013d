package cli_test

import (
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal is a dbtool in a terminal of its own, and what that has shown.
type terminal struct {
	t     *testing.T
	file  *os.File
	cmd   *exec.Cmd
	ended chan struct{}

	mu   sync.Mutex
	raw  []byte
	news chan struct{}
	seen int // how much of the text was looked at
}

// patience is how long a terminal may keep a test waiting.
const patience = 20 * time.Second

// openTerminal runs dbtool query. env is added to a plain environment.
func openTerminal(t *testing.T, env []string, args ...string) *terminal {
	t.Helper()
	cmd := exec.Command("dbtool", append([]string{"query"}, args...)...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "TERM=xterm", "PAGER=", "INPUTRC=/dev/null", "XDG_STATE_HOME="+cmd.Dir)
	cmd.Env = append(cmd.Env, env...)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 200})
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, file: file, cmd: cmd, ended: make(chan struct{}), news: make(chan struct{}, 1)}
	go x.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has ended, unless the test failed
		<-x.ended
		_ = file.Close()
	})
	return x
}

func (x *terminal) read() {
	defer close(x.ended)
	buf := make([]byte, 4096)
	for {
		n, err := x.file.Read(buf)
		x.mu.Lock()
		x.raw = append(x.raw, buf[:n]...)
		x.mu.Unlock()
		select {
		case x.news <- struct{}{}:
		default:
		}
		if err != nil { // EIO, once dbtool has ended
			_ = x.cmd.Wait()
			return
		}
	}
}

var controls = regexp.MustCompile("\x1b\\[[0-9;?]* ?[A-Za-z]|\r|\x1b[=>]")

// text is all that was shown, without the control sequences.
func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return controls.ReplaceAllString(string(x.raw), "")
}

// keys types.
func (x *terminal) keys(keys string) {
	x.t.Helper()
	if _, err := io.WriteString(x.file, keys); err != nil {
		x.t.Fatal(err)
	}
}

// expect waits until the texts were shown, one behind the other.
func (x *terminal) expect(texts ...string) {
	x.t.Helper()
	for _, want := range texts {
		if !x.await(want, time.After(patience)) {
			x.t.Fatalf("no %q in time; the terminal shows\n%s", want, x.text()[x.seen:])
		}
	}
}

// await reports whether the text was shown before the time was over.
func (x *terminal) await(want string, over <-chan time.Time) bool {
	for {
		text := x.text()
		if i := strings.Index(text[min(x.seen, len(text)):], want); i >= 0 {
			x.seen += i + len(want)
			return true
		}
		select {
		case <-x.news:
		case <-x.ended:
			if !strings.Contains(x.text()[min(x.seen, len(x.text())):], want) {
				return false
			}
		case <-over:
			return false
		}
	}
}

// run types a line and waits for what it shows and for the prompt behind it,
// which is not one of those that are drawn again with each key.
func (x *terminal) run(line string, shows ...string) {
	x.t.Helper()
	x.keys(line + "\r")
	x.expect(line[strings.LastIndexByte(line, '\r')+1:], "\n")
	x.expect(shows...)
	x.expect("=> ")
}

// complete presses Tab until it shows what is wanted: the schema is read while
// one types.
func (x *terminal) complete(want string) {
	x.t.Helper()
	for range 100 {
		x.keys("\t")
		if x.await(want, time.After(200*time.Millisecond)) {
			return
		}
	}
	x.t.Fatalf("Tab does not give %q; the terminal shows\n%s", want, x.text()[x.seen:])
}

// interrupt runs a statement and stops it.
func (x *terminal) interrupt(statement string) {
	x.t.Helper()
	x.keys("select 'begun' as it; " + statement + "\r")
	x.expect("begun\n")
	x.stop()
	x.expect("=> ")
}

// stop presses Ctrl-C until dbtool says that it stopped: the first may come
// before the statement runs.
func (x *terminal) stop() {
	x.t.Helper()
	for range 100 {
		x.keys("\x03")
		if x.await("stopped", time.After(200*time.Millisecond)) {
			return
		}
	}
	x.t.Fatalf("Ctrl-C stops nothing; the terminal shows\n%s", x.text()[x.seen:])
}

// quit ends the shell and looks at how it ended.
func (x *terminal) quit() {
	x.t.Helper()
	x.keys("\x04")
	select {
	case <-x.ended:
		if code := x.cmd.ProcessState.ExitCode(); code != 0 {
			x.t.Fatalf("the shell ended with %d\n%s", code, x.text())
		}
	case <-time.After(patience):
		x.t.Fatalf("Ctrl-D does not end the shell\n%s", x.text()[x.seen:])
	}
}
