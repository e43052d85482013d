package engine

import (
	"context"
	"database/sql/driver"
	"errors"
)

// BeginTx begins a transaction. One that may write waits for its turn.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	b, ok := c.Conn.(driver.ConnBeginTx)
	if !ok {
		return nil, errors.New("engine: the driver has no transactions with options")
	}
	mine := false
	if c.turn != nil && !o.ReadOnly {
		var err error
		if mine, err = c.turn.take(ctx); err != nil {
			return nil, err
		}
	}
	begin := b.BeginTx
	if c.keepsBegin(ctx, o) {
		begin = c.beginKept
	}
	tx, err := begin(ctx, o)
	if err == nil && o.ReadOnly && c.pool.ReadOnly != "" {
		if _, err = c.execer.ExecContext(ctx, c.pool.ReadOnly, nil); err != nil {
			c.broken = true
			err = errors.Join(err, tx.Rollback())
		}
	}
	if err != nil {
		c.turn.give(mine)
		return nil, err
	}
	c.inTx = true
	return &turnTx{tx, c, mine, o.ReadOnly && c.pool.ReadWrite != ""}, nil
}

// turnTx is a transaction that ends its turn when it ends.
type turnTx struct {
	driver.Tx
	c        *conn
	mine     bool
	readOnly bool
}

func (t *turnTx) end() {
	t.c.inTx = false
	if t.readOnly {
		_, err := t.c.execer.ExecContext(context.Background(), t.c.pool.ReadWrite, nil)
		t.c.broken = t.c.broken || err != nil
	}
	t.c.turn.give(t.mine)
	t.mine = false
}

// Commit keeps the changes.
func (t *turnTx) Commit() error {
	defer t.end()
	return t.Tx.Commit()
}

// Rollback undoes the changes.
func (t *turnTx) Rollback() error {
	defer t.end()
	return t.Tx.Rollback()
}
