package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// InsertBulk inserts all rows or none, in as few statements as the server takes
// them best.
func (e *Engine) InsertBulk(ctx context.Context, b *ast.Bulk) ([]int64, error) {
	return e.insertBulk(ctx, e.DB, e.InTx, b)
}

// InsertBulk inserts all rows or none, in as few statements as the server takes
// them best.
func (c *Conn) InsertBulk(ctx context.Context, b *ast.Bulk) ([]int64, error) {
	if err := c.open.free(c.e); err != nil {
		return nil, err
	}
	return c.e.insertBulk(ctx, c.conn, c.InTx, b)
}

// InsertBulk inserts all rows or none, in as few statements as the server takes
// them best. The transaction goes on if they cannot be inserted.
func (t *Tx) InsertBulk(ctx context.Context, b *ast.Bulk) ([]int64, error) {
	if err := t.open.free(t.e); err != nil {
		return nil, err
	}
	return t.e.insertBulk(ctx, t.tx, t.InTx, b)
}

// inTx calls a function in a transaction, or in a savepoint of one.
type inTx func(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error

func (e *Engine) insertBulk(ctx context.Context, q querier, in inTx, b *ast.Bulk) (ids []int64, err error) {
	p, err := e.Dialect.Bulk(e.Server, b)
	if err != nil {
		return nil, err
	}
	if p.Copy != nil {
		if done, err := e.copies(ctx, in, b, p.Copy); done {
			return nil, err
		}
	}
	nested := inTransaction(q)
	whole := slices.Contains(p.Sizes, b.Len) || b.Len < p.Sizes[0] && len(p.Sizes) == 1
	if whole && p.Step == nil {
		r := &bulkRun{e: e, q: q, b: b, p: p}
		if r.take(0, b.Len) == b.Len {
			if nested && p.Savepoints {
				err = in(ctx, func(ctx context.Context, _ *Tx) error { return r.rows(ctx, b.Len) })
			} else {
				err = r.rows(ctx, b.Len)
			}
			if err == nil {
				return r.ids, nil
			}
			return nil, r.blame(ctx, in, 0, b.Len, err)
		}
	}
	err = in(ctx, func(ctx context.Context, tx *Tx) error {
		ids, err = tx.bulk(ctx, b, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// bulk inserts the rows part by part.
func (t *Tx) bulk(ctx context.Context, b *ast.Bulk, p *dialect.BulkPlan) ([]int64, error) {
	r := &bulkRun{e: t.e, q: t.tx, b: b, p: p}
	if b.Key != nil {
		r.ids = make([]int64, 0, b.Len)
	}
	if p.Step != nil {
		var err error
		if r.step, err = p.Step(ctx, t.tx); err != nil {
			return nil, t.e.failed(ctx, call{text: "how keys grow"}, err)
		}
		if r.step == 0 {
			if r.p = p.Gaps; r.p == nil {
				return nil, fmt.Errorf("engine: the server does not say which keys it gives to many rows of %s", b.Table.Ident())
			}
		}
	}
	for at := 0; at < b.Len; {
		n := r.take(at, r.size(b.Len-at))
		err := r.part(ctx, t, n)
		if err != nil {
			return nil, r.blame(ctx, t.InTx, at, n, err)
		}
		at += n
	}
	return r.ids, nil
}

// part inserts one statement's worth of rows that were taken, in a savepoint
// where its failure would end the transaction.
func (r *bulkRun) part(ctx context.Context, t *Tx, n int) error {
	if !r.p.Savepoints {
		return r.rows(ctx, n)
	}
	return t.InTx(ctx, func(ctx context.Context, _ *Tx) error { return r.rows(ctx, n) })
}

// bulkRun is a bulk on its way.
type bulkRun struct {
	e      *Engine
	q      querier
	b      *ast.Bulk
	p      *dialect.BulkPlan
	step   int64
	ids    []int64
	args   []any
	text   string // of the last size
	textOf int
}

// size is how many of the rows left go into the next statement.
func (r *bulkRun) size(left int) int {
	for _, n := range r.p.Sizes {
		if n <= left {
			return n
		}
	}
	return left
}

// take makes the values of n rows ready, from the one of that number on, or
// those of as many as are not too much for one statement.
func (r *bulkRun) take(at, n int) int {
	r.args = r.p.Args(r.args[:0], at, n)
	if r.p.MaxBytes == 0 {
		return n
	}
	for n > 1 && bytesOf(r.args) > r.p.MaxBytes {
		n = r.size(n - 1)
		r.args = r.args[:n*len(r.b.Columns)]
	}
	return n
}

// bytesOf is how many bytes of text and binary values there are.
func bytesOf(args []any) (n int64) {
	for _, a := range args {
		switch a := a.(type) {
		case string:
			n += int64(len(a))
		case []byte:
			n += int64(len(a))
		}
	}
	return n
}

// rows inserts the n rows that were taken.
func (r *bulkRun) rows(ctx context.Context, n int) error {
	if r.textOf != n {
		r.text, r.textOf = r.p.Text(n), n
	}
	c := call{text: r.text, args: r.args, table: r.b.Table}
	if r.p.Returning {
		return r.returned(ctx, c, n)
	}
	res, err := r.e.exec(ctx, r.q, c)
	if err != nil || r.b.Key == nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	if r.p.FromLast {
		id -= int64(n-1) * r.step
	}
	for i := range int64(n) {
		r.ids = append(r.ids, id+i*r.step)
	}
	return nil
}

// returned reads the keys, which come in any order and grow with the rows.
func (r *bulkRun) returned(ctx context.Context, c call, n int) error {
	rows, err := r.e.query(ctx, r.q, c)
	if err != nil {
		return err
	}
	defer rows.Close()
	from := len(r.ids)
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("engine: the key of %s is no number: %w", r.b.Table.Ident(), err)
		}
		r.ids = append(r.ids, id)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	if got := len(r.ids) - from; got != n {
		return fmt.Errorf("engine: %d rows were to be inserted into %s, %d were", n, r.b.Table.Ident(), got)
	}
	slices.Sort(r.ids[from:])
	return nil
}

// errFound ends the search for a row, whose effects are to be undone.
var errFound = errors.New("found")

// blame finds the row that the statement of n rows failed for, by inserting
// them one by one, and undoes that. What is not a row's fault stays as it is.
func (r *bulkRun) blame(ctx context.Context, in inTx, at, n int, failed error) error {
	var s *StatementError
	if !errors.As(failed, &s) || !rowsFault[s.Problem.Class] {
		return failed
	}
	found := failed
	err := in(ctx, func(ctx context.Context, tx *Tx) error {
		one := &bulkRun{e: r.e, q: tx.tx, b: r.b, p: r.p, step: r.step}
		for i := at; i < at+n; i++ {
			one.take(i, 1)
			if err := one.part(ctx, tx, 1); err != nil {
				found = &core.RowError{Row: i, Err: err}
				break
			}
		}
		return errFound
	})
	if !errors.Is(err, errFound) {
		return errors.Join(failed, err)
	}
	return found
}

// rowsFault are the kinds of errors that one row is to blame for.
var rowsFault = map[dialect.Class]bool{dialect.UniqueFails: true, dialect.ForeignFails: true, dialect.CheckFails: true, dialect.NullFails: true, dialect.DataFails: true}

var _ = []core.BulkDB{(*Engine)(nil), (*Tx)(nil), (*Conn)(nil)}
