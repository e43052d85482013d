package migrate

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Replayed is a revision that was applied statement by statement, with the
// schemas around it.
type Replayed struct {
	Revision      *Revision
	Before, After *metadata.MetaData
	Steps         []ReplayedStep
	// All are the statements of the way up, Down those of the way down.
	All, Down []Statement
	// Undone is what the way down came to, where the server rolls back DDL and
	// the revision is a transaction; nil elsewhere.
	Undone *Undone
	// Alone: its statements are no transaction where it is run in earnest.
	Alone bool
}

// ReplayedStep is one statement, assertions left out, and the change of the
// schema that it made, however it is written.
type ReplayedStep struct {
	Statement
	Before, After *metadata.MetaData
	Changes       []ddl.Change
	// Skipped: it was not run. Err is why the server refused it; nothing comes
	// after it.
	Skipped bool
	Err     error
	// Form is how the server carried it out, where it could be told: the form
	// that others notice least.
	Form *dialect.Form
	// Seen is what it took of the tables, where the server tells.
	Seen *dialect.Observed
}

// ReplayOptions say what a replay shows. The zero value shows all.
type ReplayOptions struct {
	// Chosen are the revisions to show; the others are applied all the same.
	Chosen func(*Revision) bool
	// Ask has the server say how it carries statements out: which of the ways
	// that it can be told it takes ([dialect.Former]), and what that takes of the
	// tables ([dialect.Witness]).
	Ask bool
	// Back takes the way down of each revision that is shown, too.
	Back bool
}

// Replay applies the revisions to the runner's database, which must be an empty
// one of its own, in the order of the history. After each file that is chosen
// visit sees what its statements did, also when the server refused one of them,
// which ends the replay; so does an error of visit's.
func (r *Runner) Replay(ctx context.Context, o ReplayOptions, visit func(*Replayed) error) error {
	r = r.onTrial()
	var now *metadata.MetaData // nil where it is not known
	for _, rev := range r.Graph.Revisions() {
		plain, err := r.plain(rev, o)
		if err != nil {
			return err
		}
		if plain {
			now = nil
			if _, err := r.Up(ctx, rev.ID); err != nil {
				return err
			}
			continue
		}
		seen, refused := r.replayed(ctx, rev, o, now)
		if now = nil; seen != nil {
			now = seen.After
		}
		if seen != nil && (o.Chosen == nil || o.Chosen(rev)) {
			if err := visit(seen); err != nil {
				return err
			}
		}
		if refused != nil {
			return refused
		}
	}
	return nil
}

// onTrial is a runner whose database is a scratch one, whoever made it.
func (r *Runner) onTrial() *Runner {
	t := *r
	t.trial = true
	return &t
}

// inScratch reports whether the database is there to try revisions in.
func (r *Runner) inScratch() bool { return r.trial || r.Engine.IsScratch() }

// replayOne applies a revision whose parents are applied; nil for Go code,
// whose statements are not seen.
func (r *Runner) replayOne(ctx context.Context, rev *Revision) (*Replayed, error) {
	return r.replayed(ctx, rev, ReplayOptions{}, nil)
}

// replayed applies a revision to a database whose schema is before; it is read
// where that is nil.
func (r *Runner) replayed(ctx context.Context, rev *Revision, o ReplayOptions, before *metadata.MetaData) (seen *Replayed, err error) {
	_, err = r.locked(ctx, func(ctx context.Context, s store, _ map[string]bool) (_ []*Revision, err error) {
		if rev.IsCode() {
			return nil, r.one(ctx, s, rev, Up, time.Now())
		}
		seen, err = r.replay(ctx, s, rev, o, before)
		return nil, err
	})
	return seen, err
}

// plain reports whether a revision is applied as a whole: nobody looks at it,
// and all of it may be run.
func (r *Runner) plain(rev *Revision, o ReplayOptions) (bool, error) {
	if rev.IsCode() {
		return false, nil
	}
	if o.Chosen == nil || o.Chosen(rev) {
		return false, nil
	}
	list, _, err := rev.Statements(Up, r.Engine.Server.Names, r.Engine.Dialect.Rules())
	return !slices.ContainsFunc(list, r.leavesOut), err
}

// replay returns what it has seen along with the error of a statement.
func (r *Runner) replay(ctx context.Context, s store, rev *Revision, o ReplayOptions, before *metadata.MetaData) (_ *Replayed, err error) {
	list, err := r.target().statements(rev, Up)
	if err != nil {
		return nil, err
	}
	down, _, err := rev.Statements(Down, r.Engine.Server.Names, r.Engine.Dialect.Rules())
	if err != nil {
		return nil, err
	}
	if before == nil {
		if before, err = r.reflect(ctx, s.c); err != nil {
			return nil, err
		}
	}
	seen := &Replayed{Revision: rev, Before: before, After: before, All: list, Down: down, Alone: r.alone(rev)}
	if !seen.Alone { // as where it is run in earnest
		f := r.Engine.Dialect.Frame(r.Engine.Server)
		if err := execAll(ctx, s.c, f.Before); err != nil {
			return nil, err
		}
		defer func() {
			err = errors.Join(err, execAll(context.WithoutCancel(ctx), s.c, f.Closing(err != nil)))
		}()
	}
	for i, st := range list {
		if st.Assert {
			continue
		}
		step, err := r.replayStatement(ctx, s, st, seen.After, o)
		if err != nil {
			return nil, err
		}
		seen.Steps, seen.After = append(seen.Steps, step), step.After
		if step.Err != nil {
			return seen, r.stepError(rev, Up, list, i, RolledBack, step.Err) // nothing but the scratch database was touched
		}
	}
	if err := s.settings.restore(ctx); err != nil {
		return nil, err
	}
	if o.Back {
		if seen.Undone, err = r.goBack(ctx, s, rev, down); err != nil {
			return nil, err
		}
	}
	e, err := r.entry(rev, "up", time.Now())
	if err != nil {
		return nil, err
	}
	return seen, s.record(ctx, s.c, e)
}

// replayStatement runs a statement. What the server says to it is in the step.
func (r *Runner) replayStatement(ctx context.Context, s store, st Statement, before *metadata.MetaData, o ReplayOptions) (ReplayedStep, error) {
	step := ReplayedStep{Statement: st, Before: before, After: before}
	if step.Skipped = r.leavesOut(st); step.Skipped {
		return step, nil
	}
	var asked bool
	if o.Ask {
		if step.Form = r.inForm(ctx, s, st.SQL); step.Form != nil {
			asked = true
		} else {
			step.Seen, asked, step.Err = r.observed(ctx, s, st.SQL)
		}
	}
	if !asked {
		if err := s.settings.before(ctx, st.SQL); err != nil {
			return step, err
		}
		_, step.Err = s.c.ExecContext(ctx, st.SQL)
	}
	if step.Err != nil || r.onlyRows(st.SQL) {
		return step, nil
	}
	var err error
	if step.After, err = r.reflect(ctx, s.c); err != nil {
		return step, err
	}
	renames := Renames{Values: renamedValue(st.SQL, r.Engine.Server.Schema, r.Engine.Dialect.Rules())}
	step.Changes, err = Diff(r.target(), step.Before, step.After, renames)
	return step, err
}

// onlyRows reports whether a statement changes rows. Should a trigger of theirs
// change the schema, that is seen behind the next statement.
func (r *Runner) onlyRows(statement string) bool {
	words, err := lex.NewCursor(statement, r.Engine.Dialect.Rules())
	return err == nil && words.Peek(0).IsAny("INSERT", "UPDATE", "DELETE", "REPLACE")
}

// inForm runs a statement in the best form that the server takes; nil if there
// is none, and the statement has not been run.
func (r *Runner) inForm(ctx context.Context, s store, statement string) *dialect.Form {
	f, ok := r.Engine.Dialect.(dialect.Former)
	if !ok {
		return nil
	}
	for _, form := range f.Forms(r.Engine.Server, statement) {
		_, err := s.c.ExecContext(ctx, form.SQL)
		switch {
		case err == nil:
			return &form
		case !f.Unfit(err):
			return nil // it says so of the plain statement too
		}
	}
	return nil
}

// observed runs a statement that alters a table and looks at what it takes. ok
// is false if it was not run.
func (r *Runner) observed(ctx context.Context, s store, statement string) (seen *dialect.Observed, ok bool, err error) {
	w, isWitness := r.Engine.Dialect.(dialect.Witness)
	c, isConn := s.c.(*sql.Conn)
	words, lexed := lex.NewCursor(statement, r.Engine.Dialect.Rules())
	if !isWitness || !isConn || lexed != nil || !words.Accept("ALTER", "TABLE") {
		return nil, false, nil
	}
	all, looked, err := w.Observe(ctx, c, statement)
	if !looked {
		return nil, true, err
	}
	return &all, true, err
}
