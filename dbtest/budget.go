// Package dbtest helps applications test how they use their database.
package dbtest

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/dbtool/dbtool/engine"
)

// T is the part of a testing.TB that is used.
type T interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
}

// Budget is the same engine, over which the test may send n statements. If it
// sends more, it fails when it ends, and all of them are listed with the places
// they were sent from. What begins and ends transactions does not count.
func Budget(t T, db *engine.Engine, n int) *engine.Engine {
	t.Helper()
	b := &budget{}
	t.Cleanup(func() {
		t.Helper()
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.sent) > n {
			t.Errorf("%d statements were sent, %d may be:\n%s", len(b.sent), n, b)
		}
	})
	return db.WithHooks(b)
}

// budget counts statements. It is a hook.
type budget struct {
	mu   sync.Mutex
	sent []line
}

type line struct{ sql, caller string }

// Before counts.
func (b *budget) Before(ctx context.Context, ev *engine.Event) context.Context {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, line{ev.SQL, ev.Caller()})
	return ctx
}

// After does nothing.
func (b *budget) After(context.Context, *engine.Event) {}

// String lists the statements; those that came from one place one after the
// other, as in a loop, are one line.
func (b *budget) String() string {
	var s strings.Builder
	for i := 0; i < len(b.sent); {
		l, times := b.sent[i], 1
		for i+times < len(b.sent) && b.sent[i+times] == l {
			times++
		}
		fmt.Fprintf(&s, "%4d x %s\n       %s\n", times, l.sql, l.caller)
		i += times
	}
	return strings.TrimSuffix(s.String(), "\n")
}
