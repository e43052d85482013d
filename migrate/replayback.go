package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/metadata"
)

// Undone is what the way down of a replayed revision came to.
type Undone struct {
	// After is the schema behind it; nil if the server refused a statement.
	After *metadata.MetaData
	// At is the first statement, or the one that was refused, and Err why.
	At  Statement
	Err error
}

// goBack takes the way down inside a transaction that is rolled back, so that
// the replay goes on from where it was. It is nil where that cannot be done.
func (r *Runner) goBack(ctx context.Context, s store, rev *Revision, list []Statement) (undone *Undone, err error) {
	if r.alone(rev) || rev.Irreversible != "" || len(list) == 0 {
		return nil, nil
	}
	if _, err := s.c.ExecContext(ctx, r.Engine.Dialect.Frame(r.Engine.Server).Begin); err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer func() {
		_, rolled := s.c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		err = errors.Join(err, rolled)
	}()
	for _, st := range list {
		if st.Assert {
			continue
		}
		if r.leavesOut(st) {
			return nil, nil // what it does is not to be known
		}
		if _, err := s.c.ExecContext(ctx, st.SQL); err != nil {
			return &Undone{At: st, Err: err}, nil
		}
	}
	after, err := r.reflect(ctx, s.c)
	return &Undone{After: after, At: list[0]}, err
}
