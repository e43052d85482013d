package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
)

// ApplyError is a plan that failed under way.
type ApplyError struct {
	Step  Step
	SQL   string
	State State
	// Done are the steps before it that are in the database for good.
	Done    int
	Message string
	Err     error
}

func (e *ApplyError) Error() string {
	return fmt.Sprintf("%s: %s", e.Step.Change.Describe(), e.Message)
}

func (e *ApplyError) Unwrap() error { return e.Err }

// Hint says what the database holds now.
func (e *ApplyError) Hint() string {
	switch {
	case e.State == RolledBack:
		return "everything was rolled back; the database is as it was"
	case e.Done == 0:
		return "nothing was changed"
	}
	return fmt.Sprintf("the first %d changes are done; run the command again for the rest", e.Done)
}

// Apply carries a plan out on a database: in one transaction where the server
// rolls back DDL, but for statements that cannot be in one. Where it cannot be
// rolled back, [Plan.Precheck] goes first. After each step it calls done, which
// may be nil.
func (p *Plan) Apply(ctx context.Context, e *engine.Engine, done func(Step)) (err error) {
	if p.Empty() {
		return nil
	}
	c, err := e.DB.Conn(ctx)
	if err != nil {
		return e.Unopened(err)
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	f := p.Dialect.Frame(p.Server)
	if err := execAll(ctx, c, f.Before); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, execAll(context.WithoutCancel(ctx), c, f.Closing(err != nil))) }()
	a := applier{c: c, frame: f, plan: p}
	for i, step := range p.Steps {
		if err := a.step(ctx, i, step); err != nil {
			return errors.Join(err, a.rollback(ctx))
		}
		if done != nil {
			done(step)
		}
	}
	return a.leave(ctx)
}

type applier struct {
	c         conn
	frame     dialect.Frame
	plan      *Plan
	inside    bool
	check     func(context.Context) error // before the commit
	committed int                         // steps that cannot be rolled back any more
}

func (a *applier) step(ctx context.Context, i int, step Step) error {
	for _, s := range step.Statements {
		if s.ScriptOnly {
			continue
		}
		err := a.enter(ctx, !s.NoTransaction)
		if err == nil {
			_, err = a.c.ExecContext(ctx, s.SQL)
		}
		if err != nil {
			problem := a.plan.Dialect.Explain(err)
			state := Partial
			if a.inside && a.committed == 0 {
				state = RolledBack
			}
			if problem.Message == "" {
				problem.Message = err.Error()
			}
			return &ApplyError{Step: step, SQL: s.SQL, State: state, Done: a.committed, Message: problem.Message, Err: err}
		}
		if s.Commit {
			if err := a.leave(ctx); err != nil {
				return err
			}
		}
		if !a.inside {
			a.committed = i + 1
		}
	}
	return nil
}

// enter opens or closes the transaction as the next statement needs it.
func (a *applier) enter(ctx context.Context, inside bool) error {
	if a.frame.Begin == "" || inside == a.inside {
		return nil
	}
	if !inside {
		return a.leave(ctx)
	}
	_, err := a.c.ExecContext(ctx, a.frame.Begin)
	if a.inside = err == nil; a.inside {
		w := watcher{d: a.plan.Dialect}
		a.check, _, err = w.watch(ctx, a.c, func() []string { return nil })
	}
	return err
}

func (a *applier) leave(ctx context.Context) error {
	if !a.inside {
		return nil
	}
	if err := a.check(ctx); err != nil {
		return errors.Join(fmt.Errorf("everything was rolled back: %w", err), a.rollback(ctx))
	}
	_, err := a.c.ExecContext(ctx, a.frame.Commit)
	a.inside = err != nil
	return err
}

func (a *applier) rollback(ctx context.Context) error {
	if !a.inside {
		return nil
	}
	a.inside = false
	_, err := a.c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	if err != nil && a.plan.Dialect.Explain(err).Class == dialect.Disconnected {
		return nil // the server rolled back when the connection went
	}
	return err
}
