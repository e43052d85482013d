package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// UndecidedError is a statement of which nothing in the database tells whether
// it was carried out before its run ended.
type UndecidedError struct{ Row JournalRow }

func (e *UndecidedError) Error() string {
	return fmt.Sprintf("revision %s, statement %d of %d, was sent %s, and nothing tells whether it was carried out: %s",
		e.Row.Revision, e.Row.Step, e.Row.Of, e.Row.Started.Local().Format(time.DateTime), e.Row.Statement)
}

// Hint says what to decide.
func (e *UndecidedError) Hint() string {
	return "look at the data that it changes; then migrate repair --happened records it as done, migrate repair --undone has it run again"
}

// ErrNothingInFlight is wrapped by the error of deciding where there is nothing
// to decide.
var ErrNothingInFlight = errors.New("no statement is in flight")

// Decide settles whether the statement that was in flight when a run ended was
// carried out. The next run goes on behind it, or with it.
func (r *Runner) Decide(ctx context.Context, happened bool) (row JournalRow, err error) {
	_, err = r.locked(ctx, func(ctx context.Context, s store, _ map[string]bool) ([]*Revision, error) {
		rows, err := s.journal(ctx)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 || rows[len(rows)-1].State == stateDone {
			return nil, fmt.Errorf("%w: the journal has none", ErrNothingInFlight)
		}
		row = rows[len(rows)-1]
		if happened {
			return nil, s.done(ctx, s.c, row)
		}
		return nil, s.forget(ctx, s.c, row.Revision, row.Step)
	}, keepGoing)
	return row, err
}
