package engine

import (
	"context"
	"time"
)

// turn lets one writer of this process work at a time, in the order they came.
// The database would let them wait too, but asks again now and then, so that
// the unlucky one may never be let in.
type turn struct {
	free chan struct{}
	// patience is the database's own: who has waited so long goes on, and is
	// refused by the database, which knows about other processes too.
	patience time.Duration
}

func newTurn(patience time.Duration) *turn {
	t := &turn{make(chan struct{}, 1), patience}
	t.free <- struct{}{}
	return t
}

// take waits for the turn. It is not mine if the wait was too long.
func (t *turn) take(ctx context.Context) (mine bool, err error) {
	select {
	case <-t.free:
		return true, nil
	default:
	}
	timer := time.NewTimer(t.patience)
	defer timer.Stop()
	select {
	case <-t.free:
		return true, nil
	case <-ctx.Done():
		return false, ctx.Err()
	case <-timer.C:
		return false, nil
	}
}

func (t *turn) give(mine bool) {
	if mine {
		t.free <- struct{}{}
	}
}
