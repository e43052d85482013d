package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// keepsBegin reports whether a transaction is begun and ended by statements that
// are kept prepared. Where its context may be done before it ends, the driver
// knows best whether a statement has taken effect by then.
func (c *conn) keepsBegin(ctx context.Context, o driver.TxOptions) bool {
	return c.kept != nil && c.pool.Begin != "" && ctx.Done() == nil && !o.ReadOnly && o.Isolation == driver.IsolationLevel(sql.LevelDefault)
}

// beginKept begins such a transaction.
func (c *conn) beginKept(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	if err := c.execKept(ctx, c.pool.Begin); err != nil {
		return nil, err
	}
	return keptTx{c}, nil
}

type keptTx struct{ c *conn }

// Commit keeps the changes, or undoes them if it fails: a transaction that is
// not there any more for its owner must not stay on the connection.
func (t keptTx) Commit() error {
	err := t.c.execKept(context.Background(), "COMMIT")
	if err != nil {
		_ = t.Rollback() // there may be nothing left to roll back
	}
	return err
}

// Rollback undoes the changes.
func (t keptTx) Rollback() error { return t.c.execKept(context.Background(), "ROLLBACK") }

// execKept runs a statement without arguments, which is kept prepared.
func (c *conn) execKept(ctx context.Context, text string) error {
	s := c.kept.find(text)
	if s == nil {
		stmt, err := c.prepare(ctx, text)
		if err != nil {
			return err
		}
		s = &statement{text: text, stmt: stmt}
		if err := c.kept.keep(s); err != nil {
			return err
		}
	}
	x, ok := s.stmt.(driver.StmtExecContext)
	if !ok {
		return errors.New("engine: the driver cannot run a prepared " + text)
	}
	_, err := x.ExecContext(ctx, nil)
	return err
}
