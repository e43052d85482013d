package migrate

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// patience is how a run waits for locks that the application holds: never
// long, since all that comes later waits behind it, but again and again.
type patience struct {
	d       dialect.Dialect
	c       *sql.Conn
	timeout time.Duration
	ask     func(context.Context) ([]dialect.Blocker, error)
	set     string // what the session was told last
	// passing: a pool may give the session to others when a transaction is over,
	// so that what is set has to end with it. inside of one that is known.
	passing, inside bool

	mu   sync.Mutex
	seen []dialect.Blocker
}

const (
	usualLockTimeout = 5 * time.Second
	usualLockRetries = 10
)

func (r *Runner) newPatience(ctx context.Context, c *sql.Conn) (*patience, error) {
	ask, err := r.Engine.Dialect.Blockers(ctx, r.Engine.DB, c)
	if err != nil {
		return nil, err
	}
	return &patience{d: r.Engine.Dialect, c: c, timeout: max(0, cmp.Or(r.LockTimeout, usualLockTimeout)), ask: ask, passing: r.ByLease()}, nil
}

// enter and leave stand around what runs in a transaction.
func (p *patience) enter() { p.inside = true }

func (p *patience) leave() {
	if _, ok := p.local(); ok {
		p.set = "" // it ended with the transaction
	}
	p.inside = false
}

// local is the dialect if what is set now is for the transaction alone.
func (p *patience) local() (dialect.LocalTimeouter, bool) {
	d, ok := p.d.(dialect.LocalTimeouter)
	return d, ok && p.passing && p.inside
}

// limits are the statements by which the next statement does not wait too long.
func (p *patience) limits(query string) []string {
	if d, ok := p.local(); ok {
		return d.LocalLockTimeout(p.timeout, query)
	}
	return p.d.LockTimeout(p.timeout, query)
}

// send runs a statement with a limit to its waiting.
func (s store) send(ctx context.Context, query string) error {
	if err := s.patience.limit(ctx, query); err != nil {
		return err
	}
	if err := s.settings.before(ctx, query); err != nil {
		return err
	}
	defer s.patience.look(ctx)()
	_, err := s.c.ExecContext(ctx, query)
	return err
}

// limit tells the session how long the statement may wait, if it does not know.
func (p *patience) limit(ctx context.Context, query string) error {
	for _, set := range p.limits(query) {
		if set == p.set {
			continue
		}
		if _, err := p.c.ExecContext(ctx, set); err != nil {
			return err
		}
		p.set = set
	}
	return nil
}

// reset lets the session wait as it did before.
func (p *patience) reset(ctx context.Context) error {
	if p.set == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for _, set := range p.d.LockTimeout(0, "") {
		if _, err := p.c.ExecContext(ctx, set); err != nil {
			return err
		}
	}
	return nil
}

// forget assumes nothing about the session's settings.
func (p *patience) forget() { p.set = "" }

// look asks, when most of the time to wait is over, who the statement waits
// for: afterwards nobody can tell. The returned function ends it.
func (p *patience) look(ctx context.Context) (stop func()) {
	p.mu.Lock()
	p.seen = nil
	p.mu.Unlock()
	if p.timeout == 0 {
		return func() {}
	}
	timer := time.AfterFunc(p.timeout*6/10, func() {
		ctx, cancel := context.WithTimeout(ctx, p.timeout)
		defer cancel()
		if list, err := p.ask(ctx); err == nil { // to know is good, not to know no reason to stop
			p.mu.Lock()
			p.seen = list
			p.mu.Unlock()
		}
	})
	return func() { timer.Stop() }
}

func (p *patience) blockers() []dialect.Blocker {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen
}

// patiently tries again what only failed because others held locks. try must
// have no effect when it fails so.
func (r *Runner) patiently(ctx context.Context, s store, rev *Revision, try func() error) error {
	retries := max(0, cmp.Or(r.LockRetries, usualLockRetries))
	for n := 1; ; n++ {
		err := try()
		var step *StepError
		if !errors.As(err, &step) || !r.waited(step.Err) {
			return err
		}
		step.Blockers = s.patience.blockers()
		if n > retries {
			return err
		}
		pause := backoff(n)
		r.log(Event{Kind: Retrying, Revision: rev, Dir: step.Direction, Step: step.Step, Of: step.Of, SQL: step.SQL, Blockers: step.Blockers, Duration: pause})
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// waited reports whether an error means that locks of others were in the way.
func (r *Runner) waited(err error) bool {
	c := r.Engine.Dialect.Explain(err).Class
	return c == dialect.LockTimeout || c == dialect.Deadlock
}

// backoff doubles from a quarter of a second up to ten seconds, and varies by
// half, so that several runs do not meet again and again.
func backoff(n int) time.Duration {
	d := min(10*time.Second, 250*time.Millisecond<<min(n-1, 10))
	return d/2 + rand.N(d)
}
