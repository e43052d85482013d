package core

import (
	"context"
	"errors"
	"io"
	"iter"
)

// Cursor reads the rows of a query by and by, a few at a time. It is of one
// goroutine, and must be closed.
type Cursor[R any] struct{ rows *pulled }

// Cursor sends the query. All, One, First and Iter are what is mostly wanted.
func (q Query[R]) Cursor(ctx context.Context, db DB) *Cursor[R] {
	return &Cursor[R]{q.query.pull(ctx, db)}
}

// FetchOne returns the next row; [io.EOF] if there is none.
func (c *Cursor[R]) FetchOne() (R, error) {
	row, err := c.rows.next()
	if err != nil {
		var zero R
		return zero, err
	}
	return *row.(*R), nil
}

// FetchMany returns up to n rows; none if there are no more.
func (c *Cursor[R]) FetchMany(n int) ([]R, error) {
	var rows []R
	if err := c.rows.take(n, func(row any) { rows = append(rows, *row.(*R)) }); err != nil {
		return nil, err
	}
	return rows, nil
}

// FetchAll returns the rows that are left.
func (c *Cursor[R]) FetchAll() ([]R, error) {
	const asManyAsThereAre = int(^uint(0) >> 1)
	return c.FetchMany(asManyAsThereAre)
}

// Close ends it. What was not read is not fetched.
func (c *Cursor[R]) Close() {
	if c.rows != nil {
		c.rows.stop()
	}
}

// Batches reads the rows n at a time; the last batch may be smaller. The rows
// are closed when the loop ends.
//
//go:noinline // or its functions would be compiled three times for each R
func (q Query[R]) Batches(ctx context.Context, db DB, n int) iter.Seq2[[]R, error] {
	return func(yield func([]R, error) bool) {
		var batch []R
		q.query.batches(ctx, db, n, func(row any) { batch = append(batch, *row.(*R)) }, func(err error) bool {
			full := batch
			batch = nil
			if err != nil {
				full = nil
			}
			return yield(full, err)
		})
	}
}

// pulled are rows that are asked for one by one: pointers to them. A row is used
// again for the next one.
type pulled struct {
	pull func() (row any, err error, ok bool)
	stop func()
}

func (q *query) pull(ctx context.Context, db DB) *pulled {
	pull, stop := iter.Pull2(func(yield func(any, error) bool) { q.iterate(ctx, db, yield) })
	return &pulled{pull, stop}
}

var errCursor = errors.New("core: the cursor is one of zeros; begin one with Query.Cursor")

// next is [io.EOF] if there is no row.
func (p *pulled) next() (any, error) {
	if p == nil {
		return nil, errCursor
	}
	row, err, ok := p.pull()
	if !ok {
		err = io.EOF
	}
	return row, err
}

// take calls f for up to n rows.
func (p *pulled) take(n int, f func(row any)) error {
	if p == nil {
		return errCursor
	}
	for range n {
		row, err, ok := p.pull()
		if !ok || err != nil {
			return err
		}
		f(row)
	}
	return nil
}

// batches calls add for each row, and full after n of them and at the end, until
// it returns false.
func (q *query) batches(ctx context.Context, db DB, n int, add func(row any), full func(err error) bool) {
	rows, more := 0, true
	q.iterate(ctx, db, func(row any, err error) bool {
		if err != nil {
			more = false
			return full(err)
		}
		add(row)
		if rows++; rows >= n {
			rows, more = 0, full(nil)
		}
		return more
	})
	if more && rows > 0 {
		full(nil)
	}
}
