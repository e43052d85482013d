package migrate

import (
	"context"
	"fmt"
)

// code is what a revision written in Go does.
func (r *Runner) code(ctx context.Context, s store, rev *Revision, dir Direction) (run func() error, err error) {
	f := rev.Up
	if dir == Down {
		f = rev.Down
	}
	if f == nil {
		return nil, fmt.Errorf("%s: revision %s has no way %s", rev.File, rev.ID, dir)
	}
	x, ok := s.c.(Execer)
	if !ok {
		return nil, fmt.Errorf("revision %s: no connection for code", rev.ID)
	}
	given := codeExecer{Execer: x, e: r.Engine, inside: !r.alone(rev) && !s.begun[rev.ID]}
	return func() error {
		if err := f(ctx, given); err != nil {
			return fmt.Errorf("%s: revision %s: %w", rev.File, rev.ID, err)
		}
		return nil
	}, nil
}
