package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// LockTimeout sets how long a connection waits for another writer.
func (*Dialect) LockTimeout(timeout time.Duration, _ string) []string {
	if timeout <= 0 {
		timeout = time.Hour
	}
	return []string{fmt.Sprintf("PRAGMA busy_timeout = %d", timeout.Milliseconds())}
}

// Blockers knows nobody: the file system does not tell who holds a lock.
func (*Dialect) Blockers(context.Context, *sql.DB, *sql.Conn) (func(context.Context) ([]dialect.Blocker, error), error) {
	return func(context.Context) ([]dialect.Blocker, error) { return nil, nil }, nil
}
