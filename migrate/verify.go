package migrate

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// VerifyError is a revision whose way down does not undo its way up, or that
// does not come out the same the second time.
type VerifyError struct {
	Revision *Revision
	// When is "down" or "up again".
	When string
	// Left are the differences that remain.
	Left []string
}

func (e *VerifyError) Error() string {
	return fmt.Sprintf("%s: after %s the schema is not what it was: %v", e.Revision.File, e.When, e.Left)
}

// Verify applies every revision to the runner's database, which must be empty,
// and after each goes down and up again, comparing the schema at each point.
// Revisions that declare themselves irreversible are applied once.
func (r *Runner) Verify(ctx context.Context) error {
	before, err := r.reflect(ctx)
	if err != nil {
		return err
	}
	for _, rev := range r.Graph.Revisions() {
		if _, err := r.Up(ctx, rev.ID); err != nil {
			return err
		}
		after, err := r.reflect(ctx)
		if err != nil {
			return err
		}
		if rev.Irreversible == "" && len(rev.Parents) < 2 {
			if err := r.roundTrip(ctx, rev, before, after); err != nil {
				return err
			}
		}
		before = after
	}
	return nil
}

func (r *Runner) roundTrip(ctx context.Context, rev *Revision, before, after *metadata.MetaData) error {
	if _, err := r.Down(ctx, "-1"); err != nil {
		return err
	}
	if err := r.expect(ctx, rev, "down", before); err != nil {
		return err
	}
	if _, err := r.Up(ctx, rev.ID); err != nil {
		return err
	}
	return r.expect(ctx, rev, "down and up again", after)
}

func (r *Runner) reflect(ctx context.Context) (*metadata.MetaData, error) {
	m, err := r.Engine.Dialect.Reflect(ctx, r.Engine.DB, r.Engine.Server, dialect.Scope{Exclude: OwnTables()})
	if err == nil {
		m.Sort()
	}
	return m, err
}

func (r *Runner) expect(ctx context.Context, rev *Revision, when string, want *metadata.MetaData) error {
	have, err := r.reflect(ctx)
	if err != nil {
		return err
	}
	changes, err := Diff(Target{Dialect: r.Engine.Dialect, Server: r.Engine.Server}, have, want, Renames{})
	if err != nil || len(changes) == 0 {
		return err
	}
	e := &VerifyError{Revision: rev, When: when}
	for _, c := range changes {
		e.Left = append(e.Left, c.Describe())
	}
	return e
}
