package postgres

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// Lock is an advisory lock of the session, which ends with the connection.
// Advisory locks are the database's own, so the key is the lock's name with the
// schema, which has a ledger of its own.
// Behind a pooler in transaction mode a session lock does not hold.
func (*Dialect) Lock(ctx context.Context, c *sql.Conn, s *dialect.Server, name string, wait time.Duration, onWait func(string)) (func(context.Context) error, error) {
	sum := sha256.Sum256([]byte("dbtool " + name + "\x00" + s.Schema))
	key := int64(binary.BigEndian.Uint64(sum[:8]))
	deadline, told := time.Now().Add(wait), false
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		var got bool
		if err := c.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&got); err != nil {
			return nil, fmt.Errorf("take the migration lock: %w", err)
		}
		if got {
			break
		}
		holder := lockHolder(ctx, c, key)
		if !told && onWait != nil {
			onWait(holder)
			told = true
		}
		if time.Now().Add(pause).After(deadline) {
			return nil, fmt.Errorf("%w: another migration (%s) holds the lock", dialect.ErrLocked, holder)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
	return func(ctx context.Context) error {
		_, err := c.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", key)
		return err
	}, nil
}

func lockHolder(ctx context.Context, c *sql.Conn, key int64) string {
	var pid int64
	var user, app string
	var since time.Time
	err := c.QueryRowContext(ctx, `SELECT a.pid, COALESCE(a.usename, ''), COALESCE(a.application_name, ''), a.backend_start
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ($1::bigint >> 32)::bit(32)::bigint::oid AND l.objid = ($1::bigint & 4294967295)::oid AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1`, key).Scan(&pid, &user, &app, &since)
	if err != nil {
		return "an unknown session"
	}
	return fmt.Sprintf("process %d, user %s, %s, connected %s", pid, user, app, since.Local().Format(time.DateTime))
}

// Canceler is nil: the driver asks the server to cancel when the context is done.
func (*Dialect) Canceler(context.Context, *sql.DB, *sql.Conn) (func(context.Context) error, error) {
	return nil, nil
}
