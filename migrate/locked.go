package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// lockOption changes what locked checks.
type lockOption int

// keepGoing lets a command repair a history that contradicts the files.
const keepGoing lockOption = 1

// locked runs f on a connection that holds the migration lock, with the set of
// applied revisions.
func (r *Runner) locked(ctx context.Context, f func(context.Context, store, map[string]bool) ([]*Revision, error), options ...lockOption) (done []*Revision, err error) {
	c, err := r.Engine.DB.Conn(ctx)
	if err != nil {
		return nil, r.Engine.Unopened(err)
	}
	defer func() { err = r.ended(errors.Join(err, unlessGone(c.Close()))) }()
	wait := r.LockWait
	if wait == 0 {
		wait = time.Minute
	}
	ctx, l, unlock, err := r.lock(ctx, c, max(0, wait))
	if err != nil {
		return nil, err
	}
	defer func() {
		err = r.leaseLost(ctx, l, err)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if e := unlock(ctx); e != nil && err == nil && !r.lost(e) { // with the connection goes the lock
			err = fmt.Errorf("release the migration lock: %w", e)
		}
	}()
	s := store{e: r.Engine, c: c, lease: l, watcher: &watcher{d: r.Engine.Dialect}}
	if s.ask, err = r.newAsker(ctx, c); err != nil {
		return nil, err
	}
	if s.patience, err = r.newPatience(ctx, c); err != nil {
		return nil, err
	}
	defer func() {
		if e := s.patience.reset(context.WithoutCancel(ctx)); !r.lost(e) {
			err = errors.Join(err, e)
		}
	}()
	if err := s.create(ctx); err != nil {
		return nil, err
	}
	ledger, err := s.place(ctx, LedgerTable)
	if err != nil {
		return nil, err
	}
	s.schema = ledger.Schema
	s.settings = s.newSettings()
	defer func() {
		if e := s.settings.restore(context.WithoutCancel(ctx)); !r.lost(e) {
			err = errors.Join(err, e)
		}
	}()
	entries, err := s.entries(ctx)
	if err != nil {
		return nil, err
	}
	if len(options) == 0 {
		if entries, err = r.takeOver(ctx, s, entries); err != nil {
			return nil, err
		}
		if err := r.agrees(entries); err != nil {
			return nil, err
		}
	}
	applied := map[string]bool{}
	for _, e := range entries {
		applied[e.Revision] = true
	}
	return f(ctx, s, applied)
}

// unlessGone leaves out that a connection is not there to be closed: why, another
// error says.
func unlessGone(err error) error {
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

// ended says what to do when the connection was lost between statements, or
// before the first.
func (r *Runner) ended(err error) error {
	var says interface{ Hint() string }
	if err == nil || errors.As(err, &says) || !r.lost(err) || r.inScratch() { // a scratch database is gone as well
		return err
	}
	return &LostError{err}
}

// agrees compares the ledger with the files.
func (r *Runner) agrees(entries []Entry) error {
	var errs []error
	for _, e := range entries {
		rev := r.Graph.Get(e.Revision)
		if rev == nil {
			errs = append(errs, fmt.Errorf("%w: revision %s, applied %s by %s, is in no file; bring %s back, or run dbtool migrate repair",
				ErrHistory, e.named(), e.AppliedAt.Local().Format("2006-01-02 15:04"), e.AppliedBy, e.File))
			continue
		}
		sum, err := rev.Checksum(r.Engine.Server.Names, r.Engine.Dialect.Rules())
		if err != nil {
			errs = append(errs, err)
		} else if e.Checksum != "" && sum != e.Checksum {
			errs = append(errs, fmt.Errorf("%w: %s was edited after it was applied; bring the old text back and put the change into a new revision, or run dbtool migrate repair",
				ErrHistory, rev.File))
		}
	}
	return errors.Join(shortened(errs)...)
}

// fewEnough is how many disagreements are told one by one: of more, the folder
// is another's.
const fewEnough = 20

func shortened(errs []error) []error {
	if len(errs) <= fewEnough {
		return errs
	}
	rest := fmt.Errorf("%w: so it is with %d more; is this the folder of revisions that the database was migrated from?", ErrHistory, len(errs)-fewEnough)
	return append(errs[:fewEnough:fewEnough], rest)
}
