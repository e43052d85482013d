package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// errLeaseLost is the cause of a context that ended with the lease.
var errLeaseLost = errors.New("the lease was lost")

// lock takes the migration lock, of whichever kind. Its context ends when the
// lock is lost; fence is nil for a lock that cannot be lost without its
// connection.
func (r *Runner) lock(ctx context.Context, c *sql.Conn, wait time.Duration) (_ context.Context, l *lease, unlock func(context.Context) error, err error) {
	if !r.ByLease() {
		unlock, err = r.Engine.Dialect.Lock(ctx, c, r.Engine.Server, LedgerTable, wait, func(holder string) {
			r.log(Event{Kind: Waiting, Holder: holder})
		})
		return ctx, nil, unlock, err
	}
	if l, err = r.newLease(); err != nil {
		return ctx, nil, nil, err
	}
	if err := l.take(ctx, c, wait); err != nil {
		return ctx, nil, nil, err
	}
	free, err := r.evict(ctx, c, wait)
	if err != nil {
		return ctx, nil, nil, errors.Join(err, l.give(ctx, c))
	}
	stopped, err := r.Engine.Dialect.Canceler(ctx, r.Engine.DB, c)
	if err != nil {
		return ctx, nil, nil, errors.Join(err, free(ctx), l.give(ctx, c))
	}
	ctx, end := context.WithCancelCause(ctx)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		l.beat(ctx, func() {
			if stopped != nil { // what the connection runs goes on without its client
				_ = stopped(context.WithoutCancel(ctx)) // it may be over already
			}
			end(errLeaseLost)
		})
	}()
	return ctx, l, func(ctx context.Context) error {
		end(nil)
		<-beating
		return errors.Join(free(ctx), l.give(ctx, c))
	}, nil
}

// evict ends what is left of a holder whose lease has expired, where a lock of
// the session can tell.
func (r *Runner) evict(ctx context.Context, c *sql.Conn, wait time.Duration) (free func(context.Context) error, err error) {
	if e, ok := r.Engine.Dialect.(dialect.Evictor); ok && r.Engine.Server.Caps.SessionLock {
		return e.Evict(ctx, c, r.Engine.Server, LedgerTable, wait)
	}
	return func(context.Context) error { return nil }, nil
}

// beat renews the lease until the context ends, and calls lost when it went to
// another, or could not be renewed for as long as it lasts.
func (l *lease) beat(ctx context.Context, lost func()) {
	tick := time.NewTicker(l.ttl / 4)
	defer tick.Stop()
	last := time.Now().Round(0) // by the wall: the other clock stands still while a machine sleeps
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		held, err := l.pulse(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil && !held, err != nil && !collided(l.r.Engine.Dialect, err) && time.Now().Round(0).Sub(last) > l.ttl:
			lost()
			return
		case err == nil:
			last = time.Now().Round(0)
		}
	}
}

// pulse renews the lease over a connection beside the run's.
func (l *lease) pulse(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, l.ttl/2)
	defer cancel()
	return l.renew(ctx, l.r.Engine.DB)
}

// fence refuses to go on when the lease is another's by now.
func (s store) fence(ctx context.Context, x execer) error {
	if s.lease == nil {
		return nil
	}
	held, err := s.lease.renew(ctx, x)
	if err != nil {
		return fmt.Errorf("renew the migration lock: %w", err)
	}
	if !held {
		return fmt.Errorf("nothing was recorded: %w", errLeaseLost)
	}
	return nil
}

// leaseLost makes a LeaseError of whatever went wrong because the lease was
// lost: the one who has it may have ended this run's session.
func (r *Runner) leaseLost(ctx context.Context, l *lease, err error) error {
	if l == nil || err == nil {
		return err
	}
	known := errors.Is(err, errLeaseLost) || errors.Is(context.Cause(ctx), errLeaseLost)
	if !known && !r.lost(err) {
		return err
	}
	ask, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	row, asked := l.read(ask, r.Engine.DB) // to know is good, not to know no second error
	switch {
	case asked == nil && row.token != l.token:
		return &LeaseError{Holder: row.owner, Err: err}
	case known:
		return &LeaseError{Err: err}
	}
	return err
}
