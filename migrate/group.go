package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"
)

// groupTime is how long revisions may share one commit, where they may. Others
// wait that long, and as long as the last revision takes.
const groupTime = 50 * time.Millisecond

// groupable are the revisions to begin with that may share a commit: where all
// writers wait for each other anyhow, and a commit costs more than the rest.
func (r *Runner) groupable(s store, way []*Revision) []*Revision {
	if !r.Engine.Server.Caps.SingleWriter {
		return nil
	}
	for i, rev := range way {
		if r.alone(rev) || s.begun[rev.ID] || rev.Transaction == TransactionEach {
			return way[:i]
		}
	}
	return way
}

// group runs revisions, one or more of those given, as one transaction, each
// with its ledger row, and returns how many are there for good. One that fails
// takes nothing of those before it along.
func (r *Runner) group(ctx context.Context, s store, way []*Revision, dir Direction) (n int, err error) {
	var took []time.Duration
	var failed error
	err = r.patiently(ctx, s, way[0], func() error {
		took, failed = nil, nil
		return r.transact(ctx, s, way[0], dir, func() error {
			started := time.Now()
			for i, rev := range way {
				began := time.Now()
				if i > 0 && (began.Sub(started) > cmp.Or(r.groupTime, groupTime) || ctx.Err() != nil) {
					break
				}
				r.log(Event{Kind: Began, Revision: rev, Dir: dir})
				if failed = r.member(ctx, s, rev, dir, i > 0); failed != nil {
					break
				}
				took = append(took, time.Since(began))
			}
			if len(took) == 0 || isLoss(failed) {
				return failed
			}
			return nil
		})
	})
	if err != nil {
		return 0, err
	}
	for i, d := range took {
		r.log(Event{Kind: Completed, Revision: way[i], Dir: dir, Step: i + 1, Of: len(took), Duration: d})
	}
	return len(took), failed
}

// lossError is a failure that took those before it along: SQLite rolls the whole
// transaction back when the disk is full.
type lossError struct{ error }

func (e *lossError) Unwrap() error { return e.error }

func isLoss(err error) bool {
	var loss *lossError
	return errors.As(err, &loss)
}

// member runs a revision of a group, with a savepoint unless it is the first.
func (r *Runner) member(ctx context.Context, s store, rev *Revision, dir Direction, savepoint bool) error {
	began := time.Now()
	run, err := r.body(ctx, s, rev, dir)
	if err != nil {
		return err
	}
	if savepoint {
		if _, err := s.c.ExecContext(ctx, "SAVEPOINT dbtool_revision"); err != nil {
			return fmt.Errorf("savepoint: %w", err)
		}
	}
	err = r.watched(ctx, s, []*Revision{rev}, dir, run, func() error { return r.settle(ctx, s, rev, dir, began) })
	if !savepoint {
		return err
	}
	end := []string{"RELEASE dbtool_revision"}
	if err != nil {
		end = []string{"ROLLBACK TO dbtool_revision", "RELEASE dbtool_revision"}
	}
	if e := execAll(context.WithoutCancel(ctx), s.c, end); e != nil {
		if err == nil {
			err = e
		}
		return &lossError{err}
	}
	return err
}
