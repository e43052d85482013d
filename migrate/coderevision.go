package migrate

import (
	"context"
	"fmt"
	"time"
)

// code runs a revision written in Go.
func (r *Runner) code(ctx context.Context, s store, rev *Revision, dir Direction, began time.Time) error {
	f := rev.Up
	if dir == Down {
		f = rev.Down
	}
	if f == nil {
		return fmt.Errorf("%s: revision %s has no way %s", rev.File, rev.ID, dir)
	}
	x, ok := s.c.(Execer)
	if !ok {
		return fmt.Errorf("revision %s: no connection for code", rev.ID)
	}
	run := func() error {
		if err := f(ctx, x); err != nil {
			return fmt.Errorf("%s: revision %s: %w", rev.File, rev.ID, err)
		}
		return nil
	}
	if r.Engine.Server.Caps.TransactionalDDL && rev.Transaction != TransactionNone {
		return r.inTransaction(ctx, s, rev, dir, began, run)
	}
	if err := run(); err != nil {
		return err
	}
	return r.settle(ctx, s, rev, dir, began)
}
