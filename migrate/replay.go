package migrate

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// Replayed is a revision that was applied statement by statement, with the
// schemas around it.
type Replayed struct {
	Revision      *Revision
	Before, After *metadata.MetaData
	Steps         []ReplayedStep
}

// ReplayedStep is one statement, assertions left out, and the change of the
// schema that it made, however it is written.
type ReplayedStep struct {
	Statement
	Before, After *metadata.MetaData
	Changes       []ddl.Change
}

// Replay applies the revisions to the runner's database, which must be an empty
// one of its own, in the order of the history. After each file for which chosen
// holds, visit sees what its statements did; its error ends the replay.
func (r *Runner) Replay(ctx context.Context, chosen func(*Revision) bool, visit func(*Replayed) error) error {
	for _, rev := range r.Graph.Revisions() {
		if !chosen(rev) {
			if _, err := r.Up(ctx, rev.ID); err != nil {
				return err
			}
			continue
		}
		seen, err := r.replayOne(ctx, rev)
		if err == nil && seen != nil {
			err = visit(seen)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replayOne applies a revision whose parents are applied; nil for Go code,
// whose statements are not seen.
func (r *Runner) replayOne(ctx context.Context, rev *Revision) (seen *Replayed, err error) {
	_, err = r.locked(ctx, func(ctx context.Context, s store, _ map[string]bool) (_ []*Revision, err error) {
		if rev.IsCode() {
			return nil, r.one(ctx, s, rev, Up, time.Now())
		}
		seen, err = r.replay(ctx, s, rev)
		return nil, err
	})
	return seen, err
}

func (r *Runner) replay(ctx context.Context, s store, rev *Revision) (*Replayed, error) {
	list, ok, err := rev.Statements(Up, r.Engine.Server.Names, r.Engine.Dialect.Rules())
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("%s: there is no \"-- dbtool:up\" section for %s", rev.File, strings.Join(r.Engine.Server.Names, " or "))
	}
	before, err := r.reflect(ctx, s.c)
	if err != nil {
		return nil, err
	}
	seen := &Replayed{Revision: rev, Before: before, After: before}
	for i, st := range list {
		if st.Assert {
			continue
		}
		if _, err := s.c.ExecContext(ctx, st.SQL); err != nil {
			return nil, r.stepError(rev, Up, list, i, RolledBack, err) // nothing but the scratch database was touched
		}
		step := ReplayedStep{Statement: st, Before: seen.After}
		if step.After, err = r.reflect(ctx, s.c); err != nil {
			return nil, err
		}
		renames := Renames{Values: renamedValue(st.SQL, r.Engine.Server.Schema, r.Engine.Dialect.Rules())}
		if step.Changes, err = Diff(r.target(), step.Before, step.After, renames); err != nil {
			return nil, err
		}
		seen.Steps, seen.After = append(seen.Steps, step), step.After
	}
	e, err := r.entry(rev, "up", time.Now())
	if err != nil {
		return nil, err
	}
	return seen, s.record(ctx, s.c, e)
}
