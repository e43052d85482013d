package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Grouping is how the revisions of a run are put into transactions.
type Grouping string

// GroupEach, the zero value, is one transaction for each revision where the
// server rolls back DDL. GroupAll is one for the whole run. GroupNone is none:
// statements are journaled, as on servers that do not roll back DDL. What a
// file says itself goes before GroupNone, and makes GroupAll impossible.
const (
	GroupEach Grouping = ""
	GroupAll  Grouping = "all"
	GroupNone Grouping = "none"
)

// ErrGrouping is wrapped by the error of a run that cannot be one transaction.
var ErrGrouping = errors.New("the run cannot be one transaction")

// alone reports whether the statements of a revision run without a transaction.
func (r *Runner) alone(rev *Revision) bool {
	return !r.Engine.Server.Caps.TransactionalDDL || rev.Transaction == TransactionNone || r.Transactions == GroupNone && rev.Transaction != TransactionEach
}

// together runs revisions and their ledger rows as one transaction.
func (r *Runner) together(ctx context.Context, s store, way []*Revision, dir Direction) ([]*Revision, error) {
	if len(way) == 0 {
		return nil, nil
	}
	if err := r.findBegun(ctx, &s); err != nil {
		return nil, err
	}
	if err := r.fitTogether(s, way); err != nil {
		return nil, err
	}
	began := time.Now()
	last := way[len(way)-1]
	err := r.patiently(ctx, s, last, func() error {
		run := func() error {
			for _, rev := range way {
				if err := r.within(ctx, s, rev, dir); err != nil {
					return err
				}
			}
			return nil
		}
		return r.inTransaction(ctx, s, way, dir, run, func() error { return nil })
	})
	if err != nil {
		return nil, &TogetherError{Revisions: len(way), Direction: dir, Err: err}
	}
	r.log(Event{Kind: Completed, Revision: last, Dir: dir, Duration: time.Since(began)})
	return way, nil
}

// within runs one revision inside of a transaction that holds more.
func (r *Runner) within(ctx context.Context, s store, rev *Revision, dir Direction) error {
	began := time.Now()
	r.log(Event{Kind: Began, Revision: rev, Dir: dir})
	run, err := r.body(ctx, s, rev, dir)
	if err == nil {
		err = run()
	}
	if err != nil {
		return err
	}
	return r.settle(ctx, s, rev, dir, began)
}

// fitTogether refuses, before the first statement, what does not roll back.
func (r *Runner) fitTogether(s store, way []*Revision) error {
	if !r.Engine.Server.Caps.TransactionalDDL {
		return fmt.Errorf("%w: %s commits at each change of the schema; nothing was changed", ErrGrouping, r.Engine.Server.Product)
	}
	for _, rev := range way {
		if s.begun[rev.ID] {
			return fmt.Errorf("%w: %s was begun without one and broken off; finish it first, with --transaction each", ErrGrouping, rev.File)
		}
		if rev.Transaction != TransactionAll {
			return fmt.Errorf("%w: %s says \"transaction %s\"; run up to the revision before it, it, and the rest by themselves; nothing was changed", ErrGrouping, rev.File, rev.Transaction)
		}
	}
	return nil
}

// TogetherError is the failure of a run that was one transaction.
type TogetherError struct {
	Revisions int
	Direction Direction
	Err       error
}

func (e *TogetherError) Error() string { return e.Err.Error() }

func (e *TogetherError) Unwrap() error { return e.Err }

// Hint says that all was rolled back, and what to do next.
func (e *TogetherError) Hint() string {
	var end *EndError
	if errors.As(e.Err, &end) && end.Lost {
		return end.Hint()
	}
	remedy := ""
	var step *StepError
	if errors.As(e.Err, &step) {
		remedy = step.remedy()
	}
	return fmt.Sprintf("the whole run was rolled back, all %d revision(s) of it; %srun migrate %s again", e.Revisions, remedy, e.Direction)
}
