package migrate

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// LeaseTable holds the migration lock where a lock of the session would not hold.
const LeaseTable = "dbtool_lease"

// LockKind is what keeps runs out of each other's way.
type LockKind string

// LockUsual, the zero value, is a lock of the session where the server has one
// that holds, and else a lease. LockLease is a lease everywhere: a row with
// owner, time of expiry and a token that grows with each owner. The owner renews
// it while it lives; once it has expired, another takes it. What the old owner
// writes after that is refused by the token.
const (
	LockUsual LockKind = ""
	LockLease LockKind = "lease"
)

// usualLease is how long a dead owner's lease holds up others.
const usualLease = 30 * time.Second

// LeaseError is a lease that went to another while its owner slept, or that
// could not be renewed in time.
type LeaseError struct {
	// Holder has it now; "" when that is not known.
	Holder string
	Err    error // what was under way; may be nil
}

func (e *LeaseError) Error() string {
	text := "the migration lock was lost"
	if e.Holder != "" {
		text += " to " + e.Holder
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *LeaseError) Unwrap() error { return e.Err }

// Hint says what the database holds now.
func (e *LeaseError) Hint() string {
	return "this run stood still for longer than its lease; nothing was recorded since, and whoever has the lock goes on; run the command again to see"
}

// lease is the migration lock as a row.
type lease struct {
	r     *Runner
	owner string
	token int64
	ttl   time.Duration
	now   string // the server's clock, as SQL
	table string // its quoted name
}

// ByLease reports whether the migration lock is a lease. A pool of one connection
// has none for the heartbeat; such a database is in memory, and nobody else's.
func (r *Runner) ByLease() bool {
	return (r.Lock == LockLease || !r.Engine.Server.Caps.SessionLock) && r.Engine.DB.Stats().MaxOpenConnections != 1
}

func (r *Runner) newLease() (*lease, error) {
	d, ok := r.Engine.Dialect.(dialect.Clock)
	if !ok {
		return nil, fmt.Errorf("%w: %s has no clock for a lease", dialect.ErrUnsupported, r.Engine.Server.Product)
	}
	owner := fmt.Sprintf("%s, process %d (%s)", whoami(), os.Getpid(), strings.ToLower(rand.Text()[:6]))
	return &lease{r: r, owner: owner, ttl: max(time.Second, cmp.Or(r.LeaseTime, usualLease)), now: d.Now(), table: r.Engine.Dialect.Ident(LeaseTable)}, nil
}

func (l *lease) mark(n int) string { return l.r.Engine.Dialect.Placeholder(n) }

// take waits for the lease.
func (l *lease) take(ctx context.Context, c conn, wait time.Duration) error {
	if err := l.create(ctx, c); err != nil {
		return err
	}
	s := store{e: l.r.Engine, c: c}
	table, err := s.place(ctx, LeaseTable)
	if err != nil {
		return err
	}
	l.table = s.quoted(table)
	deadline, told := time.Now().Add(wait), false
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, 300*time.Millisecond) {
		got, err := l.try(ctx, c)
		if err != nil || got {
			return err
		}
		holder := l.holder(ctx, c)
		if !told {
			l.r.log(Event{Kind: Waiting, Holder: holder})
			told = true
		}
		if time.Now().Add(pause).After(deadline) {
			return fmt.Errorf("%w: another migration (%s) holds the lock", dialect.ErrLocked, holder)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// try takes the lease if it is free or has expired.
func (l *lease) try(ctx context.Context, c conn) (bool, error) {
	n, err := l.update(ctx, c, "owner = "+l.mark(1)+", token = token + 1, expires = "+l.until(), "name = "+l.mark(2)+" AND expires < "+l.now, l.owner, LedgerTable)
	if err != nil || n == 0 {
		return false, err
	}
	rows, err := l.read(ctx, c)
	if err != nil {
		return false, err
	}
	l.token = rows.token
	return rows.owner == l.owner, nil
}

// until is when the lease ends if nobody renews it, as SQL.
func (l *lease) until() string { return fmt.Sprintf("%s + %d", l.now, l.ttl.Milliseconds()) }

// update changes the row. That another writes it just now is no error: the row
// is as it was.
func (l *lease) update(ctx context.Context, x execer, set, where string, args ...any) (int64, error) {
	res, err := x.ExecContext(ctx, "UPDATE "+l.table+" SET "+set+" WHERE "+where, args...)
	if err != nil {
		if collided(l.r.Engine.Dialect, err) {
			return 0, nil
		}
		return 0, fmt.Errorf("the migration lock: %w", err)
	}
	return res.RowsAffected()
}

// renew makes the lease longer, if it is still the owner's. It is done inside of
// each transaction that writes the ledger or the journal, so that only the
// lease's owner commits one.
func (l *lease) renew(ctx context.Context, x execer) (bool, error) {
	res, err := x.ExecContext(ctx, "UPDATE "+l.table+" SET expires = "+l.until()+", beats = beats + 1 WHERE name = "+l.mark(1)+" AND owner = "+l.mark(2)+" AND token = "+l.mark(3),
		LedgerTable, l.owner, l.token)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// give gives it back.
func (l *lease) give(ctx context.Context, c conn) error {
	_, err := l.update(ctx, c, "expires = 0", "name = "+l.mark(1)+" AND owner = "+l.mark(2)+" AND token = "+l.mark(3), LedgerTable, l.owner, l.token)
	return err
}

// leaseRow is what the table says.
type leaseRow struct {
	owner string
	token int64
	left  time.Duration
}

func (l *lease) read(ctx context.Context, q dialect.Queryer) (row leaseRow, err error) {
	rows, err := q.QueryContext(ctx, "SELECT owner, token, expires - ("+l.now+") FROM "+l.table+" WHERE name = "+l.mark(1), LedgerTable)
	if err != nil {
		return row, fmt.Errorf("read the migration lock: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var ms int64
		if err := rows.Scan(&row.owner, &row.token, &ms); err != nil {
			return row, fmt.Errorf("read the migration lock: %w", err)
		}
		row.left = time.Duration(ms) * time.Millisecond
	}
	return row, rows.Err()
}

// holder says who has the lease, and until when.
func (l *lease) holder(ctx context.Context, q dialect.Queryer) string {
	row, err := l.read(ctx, q)
	if err != nil || row.left <= 0 { // it is about to be somebody's
		return "an unknown run"
	}
	return fmt.Sprintf("%s, until %s unless it renews its lease", row.owner, time.Now().Add(row.left).Format(time.TimeOnly))
}

// create makes the table with its one row; others may be doing so as well.
func (l *lease) create(ctx context.Context, c conn) error {
	s := store{e: l.r.Engine, c: c}
	rows, err := l.read(ctx, c)
	if err == nil && rows.owner != "" {
		return nil
	}
	if err != nil && l.r.Engine.Dialect.Explain(err).Class != dialect.NotFound {
		return err
	}
	if err != nil {
		if err := l.createTable(ctx, c); err != nil {
			return err
		}
	}
	_, err = c.ExecContext(ctx, s.insertSQL(LeaseTable, []string{"name", "owner", "token", "expires", "beats"}), LedgerTable, "nobody", 0, 0, 0)
	if err != nil && l.r.Engine.Dialect.Explain(err).Class != dialect.UniqueFails && !collided(l.r.Engine.Dialect, err) {
		return fmt.Errorf("the migration lock: %w", err)
	}
	return nil
}

func (l *lease) createTable(ctx context.Context, c conn) error {
	m := metadata.New()
	word := metadata.String(200).On("sqlite", metadata.Text())
	declareOwn(m, LeaseTable, metadata.Col("name", word).PrimaryKey(), metadata.Col("owner", word), metadata.Col("token", metadata.BigInt()),
		metadata.Col("expires", metadata.BigInt()), metadata.Col("beats", metadata.BigInt()))
	m, err := l.r.Engine.Dialect.Normalize(m, l.r.Engine.Server)
	if err != nil {
		return err
	}
	list, err := l.r.Engine.Dialect.Compile(l.r.Engine.Server, ddl.CreateTable{Table: m.Table(metadata.Name{Name: LeaseTable})})
	if err != nil {
		return err
	}
	for _, st := range list {
		if _, err := c.ExecContext(ctx, st.SQL); err != nil {
			if _, again := l.read(ctx, c); again == nil {
				return nil // another run was faster
			}
			return fmt.Errorf("create the table %s: %w", LeaseTable, err)
		}
	}
	return nil
}
