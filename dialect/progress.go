package dialect

import (
	"context"
	"database/sql"
)

// Progress is how far a statement has come, in the server's own account.
type Progress struct {
	// Phase is what the server is at: "building index: scanning table".
	Phase string
	// Done of Of, in whatever the server counts; Of is zero when it does not.
	Done, Of int64
}

// Percent is how far it has come, from 0 to 100; -1 when the server does not
// count.
func (p Progress) Percent() int {
	if p.Of <= 0 {
		return -1
	}
	return int(min(100, 100*float64(p.Done)/float64(p.Of)))
}

// Progresser is a dialect whose server tells how far long statements have come.
type Progresser interface {
	// Progress returns a function that asks, over another connection, about
	// what the connection is running just now; ok is false when the server has
	// nothing to say of it.
	Progress(ctx context.Context, db *sql.DB, c *sql.Conn) (ask func(context.Context) (p Progress, ok bool, err error), err error)
}

// AskProgress runs a query whose first row, if there is one, is a Progress.
func AskProgress(ctx context.Context, q Queryer, query string, args ...any) (p Progress, ok bool, err error) {
	err = ReadRows(ctx, q, query, args, []any{&p.Phase, &p.Done, &p.Of}, func() error {
		ok = true
		return nil
	})
	return p, ok, err
}
