package postgres

import (
	"context"
	"database/sql"

	"github.com/dbtool/dbtool/dialect"
)

// progressQuery is over the views of what reports its progress:
// https://www.postgresql.org/docs/current/progress-reporting.html
const progressQuery = `SELECT phase, CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END, CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END
	FROM pg_stat_progress_create_index WHERE pid = $1
UNION ALL SELECT phase, heap_blks_scanned, heap_blks_total FROM pg_stat_progress_cluster WHERE pid = $1
UNION ALL SELECT phase, heap_blks_scanned, heap_blks_total FROM pg_stat_progress_vacuum WHERE pid = $1
UNION ALL SELECT phase, sample_blks_scanned, sample_blks_total FROM pg_stat_progress_analyze WHERE pid = $1`

// Progress asks the views of progress: index builds, CLUSTER, VACUUM, ANALYZE.
func (*Dialect) Progress(ctx context.Context, db *sql.DB, c *sql.Conn) (func(context.Context) (dialect.Progress, bool, error), error) {
	var pid int64
	if err := c.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (dialect.Progress, bool, error) {
		return dialect.AskProgress(ctx, db, progressQuery, pid)
	}, nil
}
