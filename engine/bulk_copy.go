package engine

import (
	"context"
	"errors"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// copies sends rows the other way than by statements. If that fails it has
// undone it, and is done only if statements would fare no better.
func (e *Engine) copies(ctx context.Context, in inTx, b *ast.Bulk, c *dialect.BulkCopy) (done bool, err error) {
	began := false
	err = in(ctx, func(ctx context.Context, tx *Tx) error {
		began = true
		for at := 0; at < b.Len; at += c.Most {
			if err := tx.copyRows(ctx, b, c, at, min(c.Most, b.Len-at)); err != nil {
				return err
			}
		}
		return nil
	})
	var s *StatementError
	if err == nil || !began || !errors.As(err, &s) {
		return true, err
	}
	return final[s.Problem.Class], err
}

// copyRows sends n rows from the one of that number on.
func (t *Tx) copyRows(ctx context.Context, b *ast.Bulk, c *dialect.BulkCopy, at, n int) error {
	one := call{text: c.Text, table: b.Table}
	ctx, w := t.e.begin(ctx, t.tx, &one)
	count, err := c.Send(ctx, t.tx, one.text, at, n)
	if err != nil {
		err = t.e.failed(ctx, one, err)
	}
	if w.event != nil {
		w.event.Rows = count
	}
	w.end(err)
	return err
}

// final are the kinds of errors that have nothing to do with the way of the
// rows.
var final = map[dialect.Class]bool{dialect.Cancelled: true, dialect.Disconnected: true, dialect.Deadlock: true, dialect.Serialize: true,
	dialect.LockTimeout: true, dialect.DiskFull: true, dialect.ReadOnlyErr: true}
