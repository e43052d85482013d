package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/dbtool/dbtool/dialect"
)

// Evict takes GET_LOCK, and kills the connection that has it: MySQL notices
// that a client is gone only when it has an answer for it. Other connections of
// the same user may be killed without a privilege.
func (d *Dialect) Evict(ctx context.Context, c *sql.Conn, s *dialect.Server, name string, wait time.Duration) (func(context.Context) error, error) {
	key := lockKey(s, name)
	for deadline := time.Now().Add(wait); ; {
		var got, id sql.NullInt64
		if err := c.QueryRowContext(ctx, "SELECT GET_LOCK(?, 1)", key).Scan(&got); err != nil {
			return nil, fmt.Errorf("take the migration lock: %w", err)
		}
		if got.Int64 == 1 {
			return releaser(c, key), nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%w: a migration whose lease has expired (%s) is still at work", dialect.ErrLocked, lockHolder(ctx, c, key))
		}
		if err := c.QueryRowContext(ctx, "SELECT IS_USED_LOCK(?)", key).Scan(&id); err != nil {
			return nil, fmt.Errorf("take the migration lock: %w", err)
		}
		if !id.Valid {
			continue
		}
		const noSuchThread = 1094 // it ended meanwhile
		var refused *driver.MySQLError
		if _, err := c.ExecContext(ctx, fmt.Sprintf("KILL %d", id.Int64)); err != nil && !(errors.As(err, &refused) && refused.Number == noSuchThread) {
			return nil, fmt.Errorf("end connection %d, whose lease has expired: %w", id.Int64, err)
		}
	}
}
