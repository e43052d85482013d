package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// LockTimeout sets lock_timeout. It would break off a concurrent build while
// that waits for old transactions, and leave an invalid index behind.
func (d *Dialect) LockTimeout(timeout time.Duration, sql string) []string {
	if concurrent(sql, d.Rules()) {
		timeout = 0
	}
	return []string{fmt.Sprintf("SET lock_timeout = '%dms'", timeout.Milliseconds())}
}

var _ dialect.LocalTimeouter = (*Dialect)(nil)

// LocalLockTimeout sets lock_timeout for a transaction.
func (*Dialect) LocalLockTimeout(timeout time.Duration, _ string) []string {
	return []string{fmt.Sprintf("SET LOCAL lock_timeout = '%dms'", timeout.Milliseconds())}
}

// concurrent reports whether a statement is one that says CONCURRENTLY.
func concurrent(sql string, rules lex.Rules) bool {
	c, err := lex.NewCursor(sql, rules)
	if err != nil || !c.Peek(0).IsAny("CREATE", "DROP", "REINDEX", "REFRESH", "ALTER") {
		return false
	}
	for n := 0; n < 8 && !c.Done(); n++ {
		if c.Next().Is("CONCURRENTLY") {
			return true
		}
	}
	return false
}

// Blockers asks pg_blocking_pids.
func (*Dialect) Blockers(ctx context.Context, db *sql.DB, c *sql.Conn) (func(context.Context) ([]dialect.Blocker, error), error) {
	var pid int64
	if err := c.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return nil, err
	}
	return func(ctx context.Context) ([]dialect.Blocker, error) {
		return dialect.ReadBlockers(ctx, db, `SELECT a.pid::text, COALESCE(a.usename, ''), EXTRACT(epoch FROM now() - COALESCE(a.xact_start, a.query_start, a.backend_start)), COALESCE(a.query, '')
FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1)) ORDER BY 3 DESC`, pid)
	}, nil
}
