package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/dbtool/dbtool/core"
)

// TxOptions are how a transaction is to be. The zero value is the server's
// usual one, for reading and writing, tried once.
type TxOptions struct {
	// Isolation is the level; sql.LevelDefault is the server's.
	Isolation sql.IsolationLevel
	// ReadOnly has the server refuse writes.
	ReadOnly bool
	// Retries is how often the function is called again after a serialization
	// failure or a deadlock, each time in a new transaction. It must not have
	// effects outside of the database.
	Retries int
}

// Tx is a transaction, or a savepoint inside of one. It belongs to the
// function it is given to, and to one goroutine.
type Tx struct {
	e     *Engine
	tx    transaction
	depth int
	open  *openRows // of the whole transaction
}

// InTx calls f in a transaction, which is committed if f returns nil, and
// rolled back if it returns an error or panics.
func (e *Engine) InTx(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	return e.InTxWith(ctx, TxOptions{}, f)
}

// InTxWith is [Engine.InTx] with options.
func (e *Engine) InTxWith(ctx context.Context, o TxOptions, f func(ctx context.Context, tx *Tx) error) error {
	return e.tries(ctx, e.DB, o, f)
}

func (e *Engine) tries(ctx context.Context, on beginner, o TxOptions, f func(ctx context.Context, tx *Tx) error) error {
	for try := 0; ; try++ {
		err := e.once(ctx, on, o, f)
		if err == nil || try >= o.Retries || !errors.Is(err, ErrSerialize) && !errors.Is(err, ErrDeadlock) {
			return err
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// pause waits longer each time, and not as long as the other one that failed.
func pause(ctx context.Context, try int) error {
	longest := 10 * time.Millisecond << min(try, 7)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(longest/2 + rand.N(longest/2)):
		return nil
	}
}

func (e *Engine) once(ctx context.Context, on beginner, o TxOptions, f func(ctx context.Context, tx *Tx) error) (err error) {
	tx, err := e.begins(ctx, on, o)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // f returned an error, or panics
			err = also(err, tx.Rollback())
		}
	}()
	if err := f(ctx, tx); err != nil {
		return err
	}
	done = true
	return tx.Commit()
}

// also joins a second error to the first one, which stays what it is if there
// is none.
func also(first, second error) error {
	if second == nil {
		return first
	}
	return errors.Join(first, second)
}

// beginner is what a transaction can be begun on.
type beginner interface {
	BeginTx(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error)
}

// Begin begins a transaction. The caller commits it or rolls it back; InTx
// does so by itself.
func (e *Engine) Begin(ctx context.Context, o TxOptions) (*Tx, error) {
	return e.begins(ctx, e.DB, o)
}

func (e *Engine) begins(ctx context.Context, on beginner, o TxOptions) (*Tx, error) {
	tx, err := on.BeginTx(ctx, &sql.TxOptions{Isolation: o.Isolation, ReadOnly: o.ReadOnly})
	if err != nil {
		return nil, e.failed(ctx, call{text: "BEGIN"}, err)
	}
	return e.Use(tx), nil
}

// Use makes a Tx of a transaction that the application has begun. It stays the
// application's to end.
func (e *Engine) Use(tx *sql.Tx) *Tx { return &Tx{e: e, tx: tx, open: &openRows{}} }

// Commit ends the transaction and keeps its changes. A savepoint ends with the
// function that it was given to.
func (t *Tx) Commit() error {
	if t.depth > 0 {
		return errSavepoint
	}
	if err := t.tx.Commit(); err != nil {
		return t.e.failed(context.Background(), call{text: "COMMIT"}, err)
	}
	return nil
}

// Rollback ends the transaction and undoes its changes. After Commit, or a
// context that was done, there is nothing left to do.
func (t *Tx) Rollback() error {
	if t.depth > 0 {
		return errSavepoint
	}
	if err := t.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return t.e.failed(context.Background(), call{text: "ROLLBACK"}, err)
	}
	return nil
}

var errSavepoint = errors.New("engine: a savepoint ends with its function: nil keeps what it did, an error undoes it")

// InTx calls f in a savepoint: what f did is undone if it returns an error, and
// the transaction goes on.
func (t *Tx) InTx(ctx context.Context, f func(ctx context.Context, tx *Tx) error) (err error) {
	inner := &Tx{e: t.e, tx: t.tx, depth: t.depth + 1, open: t.open}
	name := fmt.Sprintf("dbtool_%d", inner.depth)
	if err := t.run(ctx, "SAVEPOINT "+name); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			ctx := context.WithoutCancel(ctx)
			err = also(err, t.open.close())
			err = also(err, t.run(ctx, "ROLLBACK TO SAVEPOINT "+name))
			err = also(err, t.run(ctx, "RELEASE SAVEPOINT "+name))
		}
	}()
	if err := f(ctx, inner); err != nil {
		return err
	}
	done = true
	return t.run(ctx, "RELEASE SAVEPOINT "+name)
}

func (t *Tx) run(ctx context.Context, text string) error {
	return t.open.run(t.e, func() error {
		if _, err := t.tx.ExecContext(ctx, text); err != nil {
			return t.e.failed(ctx, call{text: text}, err)
		}
		return nil
	})
}

// QueryStatement sends a statement that has rows. The caller closes them.
func (t *Tx) QueryStatement(ctx context.Context, s core.Statement) (core.Rows, error) {
	rows, err := t.open.begin(t.e, func() (*Rows, error) { return t.e.queryStatement(ctx, t.tx, s) })
	if err != nil {
		return nil, err // no *Rows that is nil in a core.Rows that is not
	}
	return rows, nil
}

// ExecStatement sends a statement and waits for its end.
func (t *Tx) ExecStatement(ctx context.Context, s core.Statement) (res sql.Result, err error) {
	err = t.open.run(t.e, func() error {
		res, err = t.e.execStatement(ctx, t.tx, s)
		return err
	})
	return res, err
}

// Query sends SQL text that has rows. The caller closes them.
func (t *Tx) Query(ctx context.Context, text string, args ...any) (*Rows, error) {
	return t.open.begin(t.e, func() (*Rows, error) { return t.e.query(ctx, t.tx, call{text: text, args: args}) })
}

// Exec sends SQL text and waits for its end.
func (t *Tx) Exec(ctx context.Context, text string, args ...any) (res sql.Result, err error) {
	err = t.open.run(t.e, func() error {
		res, err = t.e.exec(ctx, t.tx, call{text: text, args: args})
		return err
	})
	return res, err
}

// SQL is the transaction as database/sql has it; nil for one for reading that
// [Engine.BeginToRead] has begun without it.
func (t *Tx) SQL() *sql.Tx {
	tx, _ := t.tx.(*sql.Tx)
	return tx
}

// Conn is one connection of the pool, for statements that change the session.
// Close gives it back.
type Conn struct {
	e    *Engine
	conn *sql.Conn
	open openRows
}

// Conn takes a connection out of the pool.
func (e *Engine) Conn(ctx context.Context) (*Conn, error) {
	c, err := e.DB.Conn(ctx)
	if err != nil {
		return nil, &OpenError{e.URL, e.Dialect.Explain(err), err}
	}
	return &Conn{e: e, conn: c}, nil
}

// InTx calls f in a transaction on this connection; see [Engine.InTx].
func (c *Conn) InTx(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	return c.InTxWith(ctx, TxOptions{}, f)
}

// InTxWith is [Conn.InTx] with options.
func (c *Conn) InTxWith(ctx context.Context, o TxOptions, f func(ctx context.Context, tx *Tx) error) error {
	if err := c.open.free(c.e); err != nil {
		return err
	}
	return c.e.tries(ctx, c.conn, o, f)
}

// Close gives the connection back to the pool.
func (c *Conn) Close() error { return c.conn.Close() }

// QueryStatement sends a statement that has rows. The caller closes them.
func (c *Conn) QueryStatement(ctx context.Context, s core.Statement) (core.Rows, error) {
	rows, err := c.open.begin(c.e, func() (*Rows, error) { return c.e.queryStatement(ctx, c.conn, s) })
	if err != nil {
		return nil, err // no *Rows that is nil in a core.Rows that is not
	}
	return rows, nil
}

// ExecStatement sends a statement and waits for its end.
func (c *Conn) ExecStatement(ctx context.Context, s core.Statement) (res sql.Result, err error) {
	err = c.open.run(c.e, func() error {
		res, err = c.e.execStatement(ctx, c.conn, s)
		return err
	})
	return res, err
}

// Query sends SQL text that has rows. The caller closes them.
func (c *Conn) Query(ctx context.Context, text string, args ...any) (*Rows, error) {
	return c.open.begin(c.e, func() (*Rows, error) { return c.e.query(ctx, c.conn, call{text: text, args: args}) })
}

// Exec sends SQL text and waits for its end.
func (c *Conn) Exec(ctx context.Context, text string, args ...any) (res sql.Result, err error) {
	err = c.open.run(c.e, func() error {
		res, err = c.e.exec(ctx, c.conn, call{text: text, args: args})
		return err
	})
	return res, err
}

// SQL is the connection as database/sql has it.
func (c *Conn) SQL() *sql.Conn { return c.conn }

var _ = []core.DB{(*Engine)(nil), (*Tx)(nil), (*Conn)(nil)}
