package migrate

import "context"

// announcing writes the first statement of the next revision into the journal
// together with the ledger row of the one before it, which saves a commit for
// each revision. That the statement was announced says as much as that it was
// begun: it may have happened, and the catalog tells.
type announcing struct {
	next func() *Revision // nil behind the last one
	// row is announced and not begun.
	row *JournalRow
}

// announcement is the row for the next revision's first statement; nil if it
// cannot be announced. What the catalog has of it must not change before it is
// begun, so that this comes behind all statements that change the schema, and
// not where settings are still to be set back.
func (j *journaling) announcement(ctx context.Context) *JournalRow {
	a := j.s.ahead
	if a == nil || j.r.Engine.Server.Caps.TransactionalDDL || j.s.lease != nil || len(j.s.begun) > 0 || len(j.s.settings.back) > 0 {
		return nil
	}
	next := a.next()
	if next == nil || next.IsCode() {
		return nil
	}
	list, err := j.r.statements(next, j.dir)
	if err != nil || len(list) == 0 || list[0].Assert || list[0].Backfill != nil || kindOf(list[0].SQL, j.r.Engine.Dialect.Rules()) != forSchema {
		return nil
	}
	row := j.r.journalRow(next, j.dir, list, 0)
	if row.Catalog, err = j.s.fingerprint(ctx, row.Statement); err != nil {
		return nil
	}
	return &row
}

// replace puts the announcement in the place of the revision's own rows in the
// journal, or nothing if there is none.
func (j *journaling) replace(ctx context.Context, announced *JournalRow) error {
	if announced != nil && j.notes == 1 {
		return j.s.renote(ctx, j.s.c, j.rev.ID, *announced)
	}
	if err := j.s.forget(ctx, j.s.c, j.rev.ID, 0); err != nil || announced == nil {
		return err
	}
	return j.s.note(ctx, j.s.c, *announced, stateRunning, "")
}

// announced remembers what the journal holds for the next revision.
func (j *journaling) announced(row *JournalRow) {
	if row != nil {
		j.s.ahead.row = row
	}
}

// take takes what was announced, if it is this statement.
func (a *announcing) take(row JournalRow) (JournalRow, bool) {
	if a == nil || a.row == nil || a.row.Revision != row.Revision || a.row.Step != row.Step || a.row.Checksum != row.Checksum {
		return row, false
	}
	row, a.row = *a.row, nil
	return row, true
}

// takeBack takes back what was announced and is not going to be begun. If the
// connection is gone the next run does.
func (r *Runner) takeBack(ctx context.Context, s store) error {
	row := s.ahead.row
	if row == nil {
		return nil
	}
	err := s.forget(context.WithoutCancel(ctx), s.c, row.Revision, row.Step)
	if r.lost(err) {
		return nil
	}
	return err
}
