package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/dbtool/dbtool/dialect/lex"
)

// journaled runs the statements of a revision one by one on a server that
// cannot roll them back together. Each is written into the journal before it is
// sent and marked when it is done, so that the next run goes on where this
// one ended:
//
//   - a statement that changes rows commits together with its mark;
//   - one that changes the schema commits by itself. If the mark is missing
//     after a crash, the fingerprint of the catalog taken before it tells
//     whether it happened;
//   - of a procedure that may have committed in its midst, a person has to say.
func (r *Runner) journaled(ctx context.Context, s store, rev *Revision, dir Direction, list []Statement, began time.Time) error {
	from, err := r.resume(ctx, s, rev, dir, list)
	if err != nil {
		return err
	}
	if err := r.session(ctx, s, list[:from]); err != nil {
		return err
	}
	if from == 0 && !r.Engine.Server.Caps.TransactionalDDL {
		if err := r.foresee(ctx, s, rev, list); err != nil {
			return err
		}
	}
	for i := from; i < len(list); i++ {
		row := JournalRow{Revision: rev.ID, Direction: dir, Step: i + 1, Of: len(list), Statement: list[i].SQL,
			Checksum: checksum(list[i:i+1], r.Engine.Dialect.Rules())}
		var err error
		if list[i].Backfill != nil {
			err = r.backfill(ctx, s, rev, list, row)
		} else {
			err = r.patiently(ctx, s, rev, func() error { return r.journalOne(ctx, s, rev, list, row) })
		}
		if err != nil {
			return err
		}
		r.log(Event{Kind: RanOne, Revision: rev, Dir: dir, Step: i + 1, Of: len(list), SQL: list[i].SQL})
	}
	err = transact(ctx, s.c, func() error {
		if err := r.settle(ctx, s, rev, dir, began); err != nil {
			return err
		}
		return s.forget(ctx, s.c, rev.ID, 0)
	})
	if err != nil {
		return &EndError{rev.ID, dir, r.lost(err), err}
	}
	return nil
}

func (r *Runner) journalOne(ctx context.Context, s store, rev *Revision, list []Statement, row JournalRow) (err error) {
	i := row.Step - 1
	fail := func(err error) error {
		if r.lost(err) {
			return r.stepError(rev, row.Direction, list, i, UnknownState, err)
		}
		clean := s.forget(context.WithoutCancel(ctx), s.c, rev.ID, row.Step)
		return errors.Join(r.stepError(rev, row.Direction, list, i, Partial, err), clean)
	}
	if list[i].Assert {
		if err := assertion(ctx, s.c, list[i].SQL); err != nil {
			return fail(err)
		}
		return nil
	}
	kind := kindOf(list[i].SQL, r.Engine.Dialect.Rules())
	switch {
	case kind == forRows, kind == forItself && !r.Engine.Server.Caps.TransactionalDDL:
		err = transact(ctx, s.c, func() error { return r.sendNoted(ctx, s, rev, row) })
	case kind == forItself:
		err = r.sendNoted(ctx, s, rev, row)
	default:
		if row.Catalog, err = s.before(ctx, row.Statement); err == nil {
			err = r.sendNoted(ctx, s, rev, row)
		}
	}
	if err != nil {
		return fail(err)
	}
	return nil
}

// before makes the catalogs ready to tell whether a statement has happened.
func (s store) before(ctx context.Context, statement string) (fingerprint string, err error) {
	if _, err := s.sweep(ctx, statement); err != nil {
		return "", err
	}
	return s.fingerprint(ctx, statement)
}

// sendNoted runs a statement between two notes in the journal.
func (r *Runner) sendNoted(ctx context.Context, s store, rev *Revision, row JournalRow) error {
	if err := s.begin(ctx, s.c, row); err != nil {
		return err
	}
	if err := r.carry(ctx, s, rev, row); err != nil {
		return err
	}
	return s.done(ctx, s.c, row)
}

// transact runs f between BEGIN and COMMIT on one connection.
func transact(ctx context.Context, x execer, f func() error) error {
	if _, err := x.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		_, err = x.ExecContext(ctx, "COMMIT")
		return err
	}
	_, rollback := x.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	if errors.Is(rollback, sql.ErrConnDone) {
		rollback = nil // nothing to roll back: the first error tells why
	}
	return errors.Join(err, rollback)
}

// session repeats what set up the session before a run was broken off.
func (r *Runner) session(ctx context.Context, s store, done []Statement) error {
	for _, st := range done {
		c, err := lex.NewCursor(st.SQL, r.Engine.Dialect.Rules())
		if err != nil || st.Assert || !c.Peek(0).IsAny("SET", "USE") {
			continue
		}
		if err := s.send(ctx, st.SQL); err != nil {
			return fmt.Errorf("set up the session again: %s: %w", st.SQL, err)
		}
	}
	return nil
}

// kind is how it can be known whether a statement was carried out.
type kind int

const (
	forSchema kind = iota // it commits by itself, and the catalogs show it
	forRows               // it can be rolled back, and commits with its mark
	forItself             // it may commit in its midst, where a procedure can
)

func kindOf(sql string, rules lex.Rules) kind {
	c, err := lex.NewCursor(sql, rules)
	switch {
	case err != nil:
		return forSchema
	case c.Peek(0).IsAny("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "MERGE", "SELECT", "LOAD"):
		return forRows
	case c.Peek(0).IsAny("CALL", "DO", "EXECUTE"):
		return forItself
	}
	return forSchema
}

// resume finds the index of the first statement that is still to run.
func (r *Runner) resume(ctx context.Context, s store, rev *Revision, dir Direction, list []Statement) (int, error) {
	rows, err := s.journal(ctx)
	if err != nil {
		return 0, err
	}
	next := 0
	for _, row := range rows {
		if row.Revision != rev.ID {
			return 0, fmt.Errorf("%w: revision %s was begun (%s) and not finished; finish it first, or run dbtool migrate repair", ErrHistory, row.Revision, row.Direction)
		}
		if row.Direction != dir {
			return 0, fmt.Errorf("%w: revision %s was begun the other way (%s); finish that first, or run dbtool migrate repair", ErrHistory, row.Revision, row.Direction)
		}
		if row.Step > len(list) || row.Checksum != checksum(list[row.Step-1:row.Step], r.Engine.Dialect.Rules()) {
			return 0, fmt.Errorf("%w: statement %d of %s was carried out and has changed in the file since; bring it back, or run dbtool migrate repair", ErrHistory, row.Step, rev.File)
		}
		happened := row.State == stateDone
		if !happened {
			if happened, err = r.happened(ctx, s, row); err != nil {
				return 0, err
			}
		}
		if happened {
			next = row.Step
		}
	}
	if next > 0 {
		r.log(Event{Kind: Resumed, Revision: rev, Dir: dir, Step: next, Of: len(list)})
	}
	return next, nil
}

// happened decides about a statement that was in flight when the run ended.
func (r *Runner) happened(ctx context.Context, s store, row JournalRow) (bool, error) {
	switch row.Catalog {
	case inBatches:
		return false, s.forget(ctx, s.c, row.Revision, row.Step)
	case "":
		return false, &UndecidedError{row}
	}
	swept, err := s.sweep(ctx, row.Statement)
	if err != nil {
		return false, err
	}
	now, err := s.fingerprint(ctx, row.Statement)
	if err != nil {
		return false, err
	}
	if swept || now == row.Catalog {
		return false, s.forget(ctx, s.c, row.Revision, row.Step)
	}
	return true, s.done(ctx, s.c, row)
}

// forgetAll empties the journal.
func (s store) forgetAll(ctx context.Context) error {
	_, err := s.c.ExecContext(ctx, "DELETE FROM "+s.e.Dialect.Ident(JournalTable))
	if err != nil {
		return fmt.Errorf("clear the journal: %w", err)
	}
	return s.forgetBackfills(ctx, "")
}
