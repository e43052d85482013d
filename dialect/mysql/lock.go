package mysql

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// Lock is GET_LOCK on the connection, which the server frees when the
// connection ends, however that happens. Names of locks are the server's, so
// the database's name is in it, hashed to the 64 characters a name may have.
func (d *Dialect) Lock(ctx context.Context, c *sql.Conn, s *dialect.Server, name string, wait time.Duration, onWait func(string)) (func(context.Context) error, error) {
	key := lockKey(s, name)
	get := func(seconds float64) (bool, error) {
		var got sql.NullInt64
		err := c.QueryRowContext(ctx, "SELECT GET_LOCK(?, ?)", key, seconds).Scan(&got)
		return got.Int64 == 1, err
	}
	got, err := get(0)
	if err != nil {
		return nil, fmt.Errorf("take the migration lock: %w", err)
	}
	if !got {
		holder := lockHolder(ctx, c, key)
		if onWait != nil {
			onWait(holder)
		}
		if got, err = get(wait.Seconds()); err != nil {
			return nil, fmt.Errorf("take the migration lock: %w", err)
		}
		if !got {
			return nil, fmt.Errorf("%w: another migration (%s) holds the lock", dialect.ErrLocked, lockHolder(ctx, c, key))
		}
	}
	return releaser(c, key), nil
}

func lockKey(s *dialect.Server, name string) string {
	sum := sha256.Sum256([]byte(s.Database + "\x00" + name))
	return "dbtool_" + hex.EncodeToString(sum[:16])
}

func releaser(c *sql.Conn, key string) func(context.Context) error {
	return func(ctx context.Context) error {
		var n sql.NullInt64
		return c.QueryRowContext(ctx, "SELECT RELEASE_LOCK(?)", key).Scan(&n)
	}
}

func lockHolder(ctx context.Context, c *sql.Conn, key string) string {
	var id sql.NullInt64
	if err := c.QueryRowContext(ctx, "SELECT IS_USED_LOCK(?)", key).Scan(&id); err != nil || !id.Valid {
		return "an unknown connection"
	}
	var user, host string
	var seconds int64
	if err := c.QueryRowContext(ctx, "SELECT USER, HOST, TIME FROM information_schema.PROCESSLIST WHERE ID = ?", id.Int64).Scan(&user, &host, &seconds); err != nil {
		return fmt.Sprintf("connection %d", id.Int64)
	}
	return fmt.Sprintf("connection %d, %s@%s", id.Int64, user, host)
}

// Canceler stops a statement with KILL QUERY over another connection: the
// driver only closes its own when a context is done, and the server goes on.
func (*Dialect) Canceler(ctx context.Context, db *sql.DB, c *sql.Conn) (func(context.Context) error, error) {
	var id int64
	if err := c.QueryRowContext(ctx, "SELECT CONNECTION_ID()").Scan(&id); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		_, err := db.ExecContext(ctx, fmt.Sprintf("KILL QUERY %d", id))
		return err
	}, nil
}
