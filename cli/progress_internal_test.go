package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/migrate"
)

func runningEvents() []migrate.Event {
	rev := &migrate.Revision{ID: "7", Message: "index"}
	events := []migrate.Event{{Kind: migrate.Began, Revision: rev, Dir: migrate.Up}}
	for n := 1; n <= 61; n++ {
		ev := migrate.Event{Kind: migrate.Running, Revision: rev, Step: 1, Of: 2, SQL: "CREATE INDEX i\n  ON t (a)", Duration: time.Duration(n) * time.Second}
		if n > 1 {
			ev.Progress = &dialect.Progress{Phase: "scanning", Done: int64(n), Of: 61}
		}
		events = append(events, ev)
	}
	return append(events, migrate.Event{Kind: migrate.Completed, Revision: rev, Duration: time.Minute})
}

// TestProgressInPlainLines: where lines cannot be written over, twice a minute is
// enough.
func TestProgressInPlainLines(t *testing.T) {
	var b strings.Builder
	p := &progress{say: func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }}
	for _, ev := range runningEvents() {
		p.event(ev)
	}
	want := "up 7 index\n    statement 1 of 2, 30s, 49 %, scanning\n    statement 1 of 2, 1m0s, 98 %, scanning\n    done in 1m0s\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// TestProgressOnATerminal: one line is written over, never longer than the
// terminal, and gone when something else is said.
func TestProgressOnATerminal(t *testing.T) {
	var b bytes.Buffer
	p := &progress{live: &b, width: 50, say: func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }}
	for _, ev := range runningEvents() {
		p.event(ev)
	}
	lines := strings.Split(b.String(), "\r\x1b[K")
	if len(lines) != 62 || !strings.HasSuffix(lines[0], "\n    statement 1 of 2, 1s  CREATE INDEX i ON t (a)") || lines[1] != "    statement 1 of 2, 2s, 3 %, scanning  CREATE I" || lines[61] != "    done in 1m0s\n" {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
}

// TestProgressIsAsWideAsItLooks: a line that is wider than the terminal would go
// on in the next one, which nothing takes away.
func TestProgressIsAsWideAsItLooks(t *testing.T) {
	for line, want := range map[string]string{"abcdef": "abcde", "日本語": "日本", "abc": "abc", "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301": "e\u0301e\u0301e\u0301e\u0301e\u0301"} {
		if got := fitted(line, 5); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}
