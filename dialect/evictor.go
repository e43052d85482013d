package dialect

import (
	"context"
	"database/sql"
	"time"
)

// Evictor is a dialect whose server goes on with a statement after its client
// is gone, so that a migration lock that has expired does not tell that nothing
// is at work any more.
type Evictor interface {
	// Evict takes the lock of that name for the connection, as Lock does, and
	// ends the session that has it.
	Evict(ctx context.Context, c *sql.Conn, s *Server, name string, wait time.Duration) (unlock func(context.Context) error, err error)
}
