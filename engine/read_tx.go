package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// transaction is what runs the statements of a [Tx].
type transaction interface {
	querier
	Commit() error
	Rollback() error
}

// inTransaction reports whether the statements of q are parts of one.
func inTransaction(q querier) bool {
	_, ok := q.(transaction)
	return ok
}

// readTx is a transaction that is begun and ended by statements on a connection
// of the pool. It takes half of the time that database/sql takes, which has a
// goroutine watch over each of its own; and leaves the one who began it to end it.
type readTx struct {
	*sql.Conn
	open *openRows
	over bool
}

func (e *Engine) beginReadTx(ctx context.Context) (*Tx, error) {
	c, err := e.DB.Conn(ctx)
	if err != nil {
		return nil, &OpenError{e.URL, e.Dialect.Explain(err), err}
	}
	if _, err := c.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, errors.Join(e.failed(ctx, call{text: "BEGIN"}, err), c.Close())
	}
	open := &openRows{}
	return &Tx{e: e, tx: &readTx{Conn: c, open: open}, open: open}, nil
}

// Commit ends it.
func (t *readTx) Commit() error { return t.end("COMMIT") }

// Rollback ends it.
func (t *readTx) Rollback() error { return t.end("ROLLBACK") }

func (t *readTx) end(text string) error {
	if t.over {
		return sql.ErrTxDone
	}
	t.over = true
	err := t.open.close()
	if _, failed := t.ExecContext(context.Background(), text); failed != nil { // nobody shall be given what it has left
		err = errors.Join(err, failed, t.Raw(func(any) error { return driver.ErrBadConn }))
	}
	return errors.Join(err, t.Close())
}
