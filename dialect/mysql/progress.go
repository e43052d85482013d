package mysql

import (
	"context"
	"database/sql"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// What MariaDB and MySQL tell of a session that is at an ALTER TABLE. MySQL does
// so while the consumer events_stages_current is on, which it is not by itself.
const (
	mariaProgressQuery = `SELECT COALESCE(STATE, ''), CAST(((STAGE - 1) * 100 + PROGRESS) * 1000 AS SIGNED), CAST(MAX_STAGE * 100000 AS SIGNED)
		FROM information_schema.PROCESSLIST WHERE ID = ? AND MAX_STAGE > 0`
	mysqlProgressQuery = `SELECT SUBSTRING_INDEX(e.EVENT_NAME, '/', -1), e.WORK_COMPLETED, e.WORK_ESTIMATED
		FROM performance_schema.events_stages_current e JOIN performance_schema.threads t USING (THREAD_ID)
		WHERE t.PROCESSLIST_ID = ? AND e.WORK_ESTIMATED > 0`
)

// Progress asks PROCESSLIST, or performance_schema.
func (*Dialect) Progress(ctx context.Context, db *sql.DB, c *sql.Conn) (func(context.Context) (dialect.Progress, bool, error), error) {
	var id int64
	var version string
	if err := c.QueryRowContext(ctx, "SELECT CONNECTION_ID(), VERSION()").Scan(&id, &version); err != nil {
		return nil, err
	}
	query := mysqlProgressQuery
	if strings.Contains(version, "MariaDB") {
		query = mariaProgressQuery
	}
	return func(ctx context.Context) (dialect.Progress, bool, error) {
		return dialect.AskProgress(ctx, db, query, id)
	}, nil
}
