package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// LockTimeout sets the waiting for metadata locks, a year by default, and for
// locks of rows. The server counts in seconds; less than one is one.
func (*Dialect) LockTimeout(timeout time.Duration, _ string) []string {
	if timeout <= 0 {
		return []string{"SET SESSION lock_wait_timeout = DEFAULT, innodb_lock_wait_timeout = DEFAULT"}
	}
	seconds := max(1, int64((timeout+time.Second-1)/time.Second))
	return []string{fmt.Sprintf("SET SESSION lock_wait_timeout = %d, innodb_lock_wait_timeout = %[1]d", seconds)}
}

// Blockers asks MySQL's sys schema for metadata locks and locks of rows.
// MariaDB tells neither unless a plugin is loaded: there it is every other
// session with an open transaction, one of which it is.
func (*Dialect) Blockers(ctx context.Context, db *sql.DB, c *sql.Conn) (func(context.Context) ([]dialect.Blocker, error), error) {
	var id int64
	var version string
	if err := c.QueryRowContext(ctx, "SELECT CONNECTION_ID(), VERSION()").Scan(&id, &version); err != nil {
		return nil, err
	}
	query := `SELECT p.ID, p.USER, COALESCE(TIMESTAMPDIFF(SECOND, x.trx_started, NOW()), p.TIME), COALESCE(p.INFO, '')
FROM information_schema.PROCESSLIST p JOIN information_schema.INNODB_TRX x ON x.trx_mysql_thread_id = p.ID
WHERE p.ID <> ? ORDER BY 3 DESC LIMIT 5`
	args := []any{id}
	if !strings.Contains(version, "MariaDB") {
		query = `SELECT w.blocking_pid, p.USER, COALESCE(TIMESTAMPDIFF(SECOND, x.trx_started, NOW()), p.TIME), COALESCE(p.INFO, '')
FROM (SELECT blocking_pid FROM sys.schema_table_lock_waits WHERE waiting_pid = ? AND blocking_pid <> waiting_pid UNION SELECT blocking_pid FROM sys.innodb_lock_waits WHERE waiting_pid = ?) w
JOIN performance_schema.processlist p ON p.ID = w.blocking_pid LEFT JOIN information_schema.INNODB_TRX x ON x.trx_mysql_thread_id = p.ID ORDER BY 3 DESC`
		args = append(args, id)
	}
	return func(ctx context.Context) ([]dialect.Blocker, error) {
		return dialect.ReadBlockers(ctx, db, query, args...)
	}, nil
}
