package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// LockTimeout sets how long BEGIN IMMEDIATE waits for another writer: whoever
// has begun waits for nobody. No statement at all sets it back to the usual.
func (*Dialect) LockTimeout(timeout time.Duration, sql string) []string {
	switch {
	case sql != "" && !strings.HasPrefix(sql, "BEGIN"):
		return nil
	case timeout <= 0 && sql == "":
		timeout = usualBusyTimeout
	case timeout <= 0:
		timeout = time.Hour
	}
	return []string{fmt.Sprintf("PRAGMA busy_timeout = %d", timeout.Milliseconds())}
}

// usualBusyTimeout is what a connection has when its URL says nothing.
const usualBusyTimeout = 5 * time.Second

// Blockers knows nobody: the file system does not tell who holds a lock.
func (*Dialect) Blockers(context.Context, *sql.DB, *sql.Conn) (func(context.Context) ([]dialect.Blocker, error), error) {
	return func(context.Context) ([]dialect.Blocker, error) { return nil, nil }, nil
}

// busyTimeout is how long a connection with these parameters waits for another
// writer.
func busyTimeout(params url.Values) time.Duration {
	texts := append(params["_busy_timeout"], params["_timeout"]...)
	for _, p := range params["_pragma"] {
		if name, rest, ok := strings.Cut(strings.ToLower(p), "busy_timeout"); ok && name == "" {
			texts = append(texts, strings.Trim(rest, "()= "))
		}
	}
	if len(texts) == 0 {
		return usualBusyTimeout
	}
	ms, err := strconv.Atoi(texts[len(texts)-1])
	if err != nil {
		return usualBusyTimeout
	}
	return time.Duration(ms) * time.Millisecond
}
