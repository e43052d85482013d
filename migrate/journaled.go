package migrate

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/dbtool/dbtool/dialect/lex"
)

// journaled runs the statements of a revision one by one on a server that
// cannot roll them back together. Each is written into the journal before it is
// sent and marked when it is done, so that the next run goes on where this
// one ended:
//
//   - a statement that changes rows commits together with its mark, and the
//     last one of a revision with the revision's ledger row;
//   - one that changes the schema commits by itself. If the mark is missing
//     after a crash, the fingerprint of the catalog taken before it tells
//     whether it happened; that another statement was begun after it tells, too;
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
	j := &journaling{r: r, s: s, rev: rev, dir: dir, list: list, began: began, notes: from}
	for i := from; i < len(list); i++ {
		if err := j.step(ctx, i); err != nil {
			return err
		}
		r.log(Event{Kind: RanOne, Revision: rev, Dir: dir, Step: i + 1, Of: len(list), SQL: list[i].SQL})
	}
	if j.settled {
		return nil
	}
	announced := j.announcement(ctx)
	if err := s.transact(ctx, func() error { return j.settle(ctx, announced) }); err != nil {
		return &EndError{rev.ID, dir, r.lost(err), err}
	}
	j.announced(announced)
	return nil
}

// journaling is a revision on its way.
type journaling struct {
	r     *Runner
	s     store
	rev   *Revision
	dir   Direction
	list  []Statement
	began time.Time
	// unmarked is a change of the schema that is done and not marked yet: the
	// next note in the journal, or the ledger row, says so as well.
	unmarked *JournalRow
	// notes are the rows that the journal has of it, or more.
	notes int
	// settled: the ledger row is there.
	settled bool
}

// settle writes the ledger row and clears the journal, but for what is announced.
func (j *journaling) settle(ctx context.Context, announced *JournalRow) error {
	if err := j.r.settle(ctx, j.s, j.rev, j.dir, j.began); err != nil {
		return err
	}
	return j.replace(ctx, announced)
}

func (j *journaling) step(ctx context.Context, i int) error {
	row := j.r.journalRow(j.rev, j.dir, j.list, i)
	if j.list[i].Backfill != nil {
		if err := j.mark(ctx); err != nil {
			return err
		}
		j.notes += 2 // it has its own
		return j.r.backfill(ctx, j.s, j.rev, j.list, row)
	}
	return j.r.patiently(ctx, j.s, j.rev, func() error { return j.one(ctx, row) })
}

// journalRow is the row for one statement of a revision.
func (r *Runner) journalRow(rev *Revision, dir Direction, list []Statement, i int) JournalRow {
	return JournalRow{Revision: rev.ID, Direction: dir, Step: i + 1, Of: len(list), Statement: list[i].SQL,
		Checksum: checksum(list[i:i+1], r.Engine.Dialect.Rules())}
}

// mark marks what is unmarked.
func (j *journaling) mark(ctx context.Context) error {
	if j.unmarked == nil {
		return nil
	}
	row := *j.unmarked
	j.unmarked = nil
	return j.s.done(ctx, j.s.c, row)
}

func (j *journaling) one(ctx context.Context, row JournalRow) error {
	i := row.Step - 1
	var end *EndError
	err := j.send(ctx, row)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &end):
		return err
	case j.r.lost(err):
		return j.r.stepError(j.rev, j.dir, j.list, i, UnknownState, err)
	}
	failed := j.r.stepError(j.rev, j.dir, j.list, i, Partial, err)
	if j.list[i].Assert {
		return errors.Join(failed, j.mark(context.WithoutCancel(ctx)))
	}
	return errors.Join(failed, j.mark(context.WithoutCancel(ctx)), j.s.forget(context.WithoutCancel(ctx), j.s.c, j.rev.ID, row.Step))
}

// send carries out one statement and notes it in the way that suits it.
func (j *journaling) send(ctx context.Context, row JournalRow) (err error) {
	st := j.list[row.Step-1]
	if st.Assert {
		return assertion(ctx, j.s.c, st.SQL)
	}
	switch kind := kindOf(st.SQL, j.r.Engine.Dialect.Rules()); kind {
	case forRows:
		return j.rows(ctx, row)
	case forItself:
		if err := j.mark(ctx); err != nil {
			return err
		}
		j.notes++
		if j.r.Engine.Server.Caps.TransactionalDDL {
			return j.r.sendNoted(ctx, j.s, j.rev, row)
		}
		return j.s.transact(ctx, func() error { return j.r.sendNoted(ctx, j.s, j.rev, row) })
	}
	if row, err = j.begin(ctx, row); err != nil {
		return err
	}
	if err := j.r.carry(ctx, j.s, j.rev, row); err != nil {
		return err
	}
	if j.unmarked = &row; !shows(st.SQL, j.r.Engine.Dialect.Rules()) {
		return j.mark(ctx)
	}
	return nil
}

// begin notes a statement that changes the schema, with what the catalog has of
// it before.
func (j *journaling) begin(ctx context.Context, row JournalRow) (JournalRow, error) {
	j.notes++
	row, ok := j.s.ahead.take(row)
	if ok {
		return row, nil
	}
	var err error
	if row.Catalog, err = j.s.before(ctx, row.Statement); err != nil {
		return row, err
	}
	return row, j.s.begin(ctx, j.s.c, row)
}

// rows carries out a statement that changes rows together with its mark, or,
// if it is the last one, with the ledger row.
func (j *journaling) rows(ctx context.Context, row JournalRow) error {
	last, carried := row.Step == row.Of, false
	var announced *JournalRow
	if last {
		announced = j.announcement(ctx)
	} else {
		j.notes++
	}
	err := j.s.transact(ctx, func() error {
		if err := j.r.carry(ctx, j.s, j.rev, row); err != nil {
			return err
		}
		if carried = true; last {
			return j.settle(ctx, announced)
		}
		return j.s.did(ctx, j.s.c, row)
	})
	switch {
	case err == nil:
		if j.settled = last; last {
			j.announced(announced)
		} else {
			j.unmarked = nil
		}
	case carried && last:
		return &EndError{j.rev.ID, j.dir, j.r.lost(err), err}
	}
	return err
}

// shows reports whether what a statement does is in the catalogs.
func shows(sql string, rules lex.Rules) bool {
	c, err := lex.NewCursor(sql, rules)
	return err == nil && c.Peek(0).IsAny("CREATE", "ALTER", "DROP", "RENAME")
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

// transact runs f between BEGIN and COMMIT.
func (s store) transact(ctx context.Context, f func() error) error {
	if _, err := s.c.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	s.patience.enter()
	defer s.patience.leave()
	err := f()
	if err == nil {
		_, err = s.c.ExecContext(ctx, "COMMIT")
		return err
	}
	_, rollback := s.c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	if errors.Is(rollback, sql.ErrConnDone) {
		rollback = nil // nothing to roll back: the first error tells why
	}
	return errors.Join(err, rollback)
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
