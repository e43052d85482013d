package migrate

import (
	"context"
	"time"
)

// paced is how often a backfill tells how far it is.
const paced = time.Second

// wait pauses between batches, and for as long as the author's query says so.
func (b *backfill) wait(ctx context.Context) error {
	pause := b.how.Pause
	if b.at == nil {
		pause = 0
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		if b.how.PauseWhile == "" {
			return nil
		}
		busy, err := isTrue(ctx, b.s.c, b.how.PauseWhile)
		if err != nil || !busy {
			return err
		}
		if pause = max(b.how.Pause, time.Second); time.Since(b.told) >= 10*paced {
			b.told = time.Now()
			b.r.log(Event{Kind: Paused, Revision: b.rev, Dir: b.row.Direction, Step: b.row.Step, Of: b.row.Of, SQL: b.how.PauseWhile, Duration: pause})
		}
	}
}

// tell says how far it is, not too often.
func (b *backfill) tell(end bool) {
	if !end && time.Since(b.told) < paced {
		return
	}
	b.told = time.Now()
	b.r.log(Event{Kind: Backfilled, Revision: b.rev, Dir: b.row.Direction, Step: b.row.Step, Of: b.row.Of, SQL: b.row.Statement, Rows: b.pos.rows, Percent: b.percent(end)})
}

// percent goes by the keys, where they are whole numbers: counting rows would
// take long.
func (b *backfill) percent(end bool) int {
	if end {
		return 100
	}
	if len(b.low) != 1 || len(b.at) != 1 {
		return 0
	}
	low, ok1 := b.low[0].(int64)
	at, ok2 := b.at[0].(int64)
	last, ok3 := b.last[0].(int64)
	if !ok1 || !ok2 || !ok3 || last <= low || at < low {
		return 0
	}
	return int(float64(at-low) / float64(last-low) * 100)
}
