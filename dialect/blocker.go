package dialect

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Blocker is a session that others wait for.
type Blocker struct {
	// ID is what the server calls it: a process or connection id.
	ID, User string
	// Age is how long its transaction, or else its statement, has run.
	Age time.Duration
	// Query is what it runs or ran last; "" where that is not told.
	Query string
}

func (b Blocker) String() string {
	s := fmt.Sprintf("session %s of user %s, for %s", b.ID, b.User, b.Age.Round(time.Second))
	if q := []rune(strings.Join(strings.Fields(b.Query), " ")); len(q) > 0 {
		if len(q) > 200 {
			q = append(q[:200], []rune("...")...)
		}
		s += ": " + string(q)
	}
	return s
}

// ReadBlockers runs a query of four columns, the fields of [Blocker] with the
// age in seconds. It is for dialects' Blockers methods.
func ReadBlockers(ctx context.Context, q Queryer, query string, args ...any) ([]Blocker, error) {
	var b Blocker
	var seconds float64
	var list []Blocker
	err := ReadRows(ctx, q, query, args, []any{&b.ID, &b.User, &seconds, &b.Query}, func() error {
		b.Age = time.Duration(seconds * float64(time.Second))
		list = append(list, b)
		return nil
	})
	return list, err
}

// LocalTimeouter is a dialect whose server can limit for one transaction how long
// statements wait. A pool that gives the session to others afterwards does not
// give the limit along.
type LocalTimeouter interface {
	// LocalLockTimeout is [Dialect.LockTimeout] for the transaction it is sent in.
	LocalLockTimeout(d time.Duration, sql string) []string
}
