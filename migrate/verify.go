package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// VerifyError is a revision whose way down does not undo its way up, or that
// does not come out the same the second time.
type VerifyError struct {
	Revision *Revision
	// When is "down" or "up again", or says that there were rows.
	When string
	// Left are the differences that remain, or what the server said.
	Left []string
}

const withRows = " with rows in the tables"

func (e *VerifyError) Error() string {
	if strings.HasSuffix(e.When, withRows) {
		return fmt.Sprintf("%s: it does not go %s: %s", e.Revision.File, e.When, strings.Join(e.Left, "; "))
	}
	return fmt.Sprintf("%s: after %s the schema is not what it was: %s", e.Revision.File, e.When, strings.Join(e.Left, "; "))
}

// Verify applies every revision to the runner's database, which must be empty,
// and after each goes down and up again, with rows in the tables that take
// invented ones, comparing the schema at each point. Revisions that declare
// themselves irreversible are applied once. What reaches beyond the database is
// left out; see [Runner.LeftOut].
func (r *Runner) Verify(ctx context.Context) error {
	r = r.onTrial()
	before, err := r.reflect(ctx, r.Engine.DB)
	if err != nil {
		return err
	}
	for _, rev := range r.Graph.Revisions() {
		if err := r.withRows(ctx, rev, before, "up", func() error { _, err := r.Up(ctx, rev.ID); return err }); err != nil {
			return err
		}
		after, err := r.reflect(ctx, r.Engine.DB)
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
	if err := r.withRows(ctx, rev, after, "down", func() error { _, err := r.Down(ctx, "-1"); return err }); err != nil {
		return err
	}
	if err := r.expect(ctx, rev, "down", before); err != nil {
		return err
	}
	if err := r.withRows(ctx, rev, before, "up again", func() error { _, err := r.Up(ctx, rev.ID); return err }); err != nil {
		return err
	}
	return r.expect(ctx, rev, "down and up again", after)
}

// withRows takes a step with rows in the tables of m. Rows that were invented
// may not suit a new check or key: then the step is taken again without them,
// and counts. That a row has no value for what is required now is true of
// every row, and a mistake.
func (r *Runner) withRows(ctx context.Context, rev *Revision, m *metadata.MetaData, when string, step func() error) error {
	filled, err := r.sampleRows(ctx, m)
	if err != nil {
		return err
	}
	with := step()
	if with == nil || len(filled) == 0 {
		return with
	}
	for i := len(filled) - 1; i >= 0; i-- {
		if _, err := r.Engine.DB.ExecContext(ctx, "DELETE FROM "+filled[i]); err != nil {
			return with
		}
	}
	if err := step(); err != nil {
		return err
	}
	if demands, err := r.demands(ctx, m, with); err != nil || !demands {
		return err
	}
	return &VerifyError{Revision: rev, When: when + withRows, Left: []string{with.Error()}}
}

// demands reports whether a step failed because it asks a value of rows that have
// none. MySQL and MariaDB, when they copy the table, only say which column it was.
func (r *Runner) demands(ctx context.Context, before *metadata.MetaData, with error) (bool, error) {
	var foreseen *RowsError
	var failed *StepError
	switch {
	case errors.As(with, &foreseen):
		return slices.ContainsFunc(foreseen.InTheWay, func(rows RowsInTheWay) bool {
			c, ok := rows.Change.(ddl.AlterColumn)
			return ok && c.Old.Nullable && !c.New.Nullable
		}), nil
	case !errors.As(with, &failed):
		return false, nil
	}
	p := r.Engine.Dialect.Explain(failed.Err)
	if p.Class == dialect.NullFails {
		return true, nil
	}
	if p.Class != dialect.DataFails || len(p.Columns) == 0 {
		return false, nil
	}
	now, err := r.reflect(ctx, r.Engine.DB)
	if err != nil {
		return false, err
	}
	for _, t := range before.Tables() {
		to := now.Table(t.Ident())
		if old := t.Column(p.Columns[0]); old == nil || !old.Nullable || to == nil {
			continue
		}
		if c := to.Column(p.Columns[0]); c != nil && !c.Nullable {
			return true, nil
		}
	}
	return false, nil
}

// target is what the runner compares and plans for.
func (r *Runner) target() Target {
	return Target{Dialect: r.Engine.Dialect, Server: r.Engine.Server}
}

// reflect reads the schema, without the runner's own tables.
func (r *Runner) reflect(ctx context.Context, q dialect.Queryer) (*metadata.MetaData, error) {
	m, err := r.Engine.Dialect.Reflect(ctx, q, r.Engine.Server, dialect.Scope{Exclude: OwnTables()})
	if err == nil {
		m.Sort()
	}
	return m, err
}

func (r *Runner) expect(ctx context.Context, rev *Revision, when string, want *metadata.MetaData) error {
	have, err := r.reflect(ctx, r.Engine.DB)
	if err != nil {
		return err
	}
	changes, err := Diff(r.target(), have, want, Renames{})
	if err != nil || len(changes) == 0 {
		return err
	}
	e := &VerifyError{Revision: rev, When: when}
	for _, c := range changes {
		e.Left = append(e.Left, c.Describe())
	}
	return e
}
