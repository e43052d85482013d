package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// The states of a journal row.
const (
	stateRunning = "running"
	stateDone    = "done"
)

// JournalRow is one statement of a revision that was begun on a server whose
// DDL does not roll back.
type JournalRow struct {
	Revision  string
	Direction Direction
	Step, Of  int
	// State is "running" from before the statement is sent until the server
	// has answered, then "done".
	State     string
	Checksum  string
	Statement string
	// Catalog is a fingerprint, from before the statement ran, of what it
	// names. It is empty where the catalogs cannot tell whether it ran.
	Catalog string
	Started time.Time
}

// Done reports whether the server has answered.
func (r JournalRow) Done() bool { return r.State == stateDone }

var journalColumns = []string{"revision", "direction", "step", "steps", "state", "checksum", "statement", "catalog", "started_at", "finished_at"}

// journal reads all rows, by revision and step. The database must have one.
func (s store) journal(ctx context.Context) ([]JournalRow, error) {
	rows, err := s.c.QueryContext(ctx, s.selectSQL(JournalTable, journalColumns[:9]))
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	defer rows.Close()
	var list []JournalRow
	for rows.Next() {
		var r JournalRow
		var at string
		if err := rows.Scan(&r.Revision, &r.Direction, &r.Step, &r.Of, &r.State, &r.Checksum, &r.Statement, &r.Catalog, &at); err != nil {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		if r.Started, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return nil, fmt.Errorf("the journal's row for %s, step %d: %w", r.Revision, r.Step, err)
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b JournalRow) int {
		if a.Revision != b.Revision {
			return a.Started.Compare(b.Started)
		}
		return a.Step - b.Step
	})
	return list, rows.Err()
}

// begin writes down that a statement is about to be sent.
func (s store) begin(ctx context.Context, x execer, r JournalRow) error {
	// Beside the transaction, which would keep the heartbeat from the lease for
	// as long as the statement takes; done is inside.
	if err := s.again(ctx, func() error { return s.fence(ctx, s.e.DB) }); err != nil {
		return err
	}
	return s.note(ctx, x, r, stateRunning, "")
}

// did writes down that a statement was carried out in this transaction.
func (s store) did(ctx context.Context, x execer, r JournalRow) error {
	if err := s.fence(ctx, x); err != nil {
		return err
	}
	return s.note(ctx, x, r, stateDone, stamp(time.Now()))
}

func (s store) note(ctx context.Context, x execer, r JournalRow, state, finished string) error {
	_, err := x.ExecContext(ctx, s.insertSQL(JournalTable, journalColumns), r.values(state, finished)...)
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

// renote puts a row in the place of the only row of a revision.
func (s store) renote(ctx context.Context, x execer, revision string, r JournalRow) error {
	if err := s.fence(ctx, x); err != nil {
		return err
	}
	d := s.e.Dialect
	sets := make([]string, len(journalColumns))
	for i, c := range journalColumns {
		sets[i] = d.Ident(c) + " = " + d.Placeholder(i+1)
	}
	_, err := x.ExecContext(ctx, "UPDATE "+s.own(JournalTable)+" SET "+strings.Join(sets, ", ")+s.whereSQL(len(sets)+1, "revision"),
		append(r.values(stateRunning, ""), revision)...)
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

// values are a row's, in the order of journalColumns.
func (r JournalRow) values(state, finished string) []any {
	return []any{r.Revision, string(r.Direction), r.Step, r.Of, state, r.Checksum, r.Statement, r.Catalog, stamp(time.Now()), finished}
}

// done writes down that the server has carried it out.
func (s store) done(ctx context.Context, x execer, r JournalRow) error {
	mark := func() error {
		if err := s.fence(ctx, x); err != nil {
			return err
		}
		d := s.e.Dialect
		_, err := x.ExecContext(ctx, "UPDATE "+s.own(JournalTable)+" SET "+d.Ident("state")+" = "+d.Placeholder(1)+", "+d.Ident("finished_at")+" = "+d.Placeholder(2)+
			s.whereSQL(3, "revision", "direction", "step"), stateDone, stamp(time.Now()), r.Revision, string(r.Direction), r.Step)
		if err != nil {
			return fmt.Errorf("write the journal: %w", err)
		}
		return nil
	}
	if r.Catalog == "" { // inside of a transaction, which is done or undone as a whole
		return mark()
	}
	return s.again(ctx, mark)
}

// again repeats a statement outside of transactions that failed only because
// others wrote at the same time, as they may on a cluster.
func (s store) again(ctx context.Context, write func() error) error {
	for n := 1; ; n++ {
		err := write()
		if err == nil || n == 10 || !collided(s.e.Dialect, err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(backoff(n) / 10):
		}
	}
}

// collided reports whether an error means that others wrote at the same time.
func collided(d dialect.Dialect, err error) bool {
	c := d.Explain(err).Class
	return c == dialect.LockTimeout || c == dialect.Deadlock || c == dialect.Serialize
}

// forget removes one row, or with step 0 all rows of the revision.
func (s store) forget(ctx context.Context, x execer, revision string, step int) error {
	if err := s.fence(ctx, x); err != nil {
		return err
	}
	query := "DELETE FROM " + s.own(JournalTable)
	args := []any{revision}
	if step == 0 {
		query += s.whereSQL(1, "revision")
	} else {
		query += s.whereSQL(1, "revision", "step")
		args = append(args, step)
	}
	if _, err := x.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("clear the journal: %w", err)
	}
	return nil
}

// forgetAll empties the journal.
func (s store) forgetAll(ctx context.Context) error {
	_, err := s.c.ExecContext(ctx, "DELETE FROM "+s.own(JournalTable))
	if err != nil {
		return fmt.Errorf("clear the journal: %w", err)
	}
	return s.forgetBackfills(ctx, "")
}
