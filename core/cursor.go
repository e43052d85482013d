package core

import (
	"context"
	"io"
	"iter"
)

// Cursor reads the rows of a query by and by, a few at a time. It is of one
// goroutine, and must be closed.
type Cursor[R any] struct {
	next func() (R, error, bool)
	stop func()
}

// Cursor sends the query. All, One, First and Iter are what is mostly wanted.
func (q Query[R]) Cursor(ctx context.Context, db DB) *Cursor[R] {
	next, stop := iter.Pull2(q.Iter(ctx, db))
	return &Cursor[R]{next, stop}
}

// FetchOne returns the next row; [io.EOF] if there is none.
func (c *Cursor[R]) FetchOne() (R, error) {
	r, err, ok := c.next()
	if !ok {
		err = io.EOF
	}
	return r, err
}

// FetchMany returns up to n rows; none if there are no more.
func (c *Cursor[R]) FetchMany(n int) ([]R, error) {
	var rows []R
	for len(rows) < n {
		r, err, ok := c.next()
		if !ok {
			break
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// FetchAll returns the rows that are left.
func (c *Cursor[R]) FetchAll() ([]R, error) {
	const asManyAsThereAre = int(^uint(0) >> 1)
	return c.FetchMany(asManyAsThereAre)
}

// Close ends it. What was not read is not fetched.
func (c *Cursor[R]) Close() { c.stop() }

// Batches reads the rows n at a time; the last batch may be smaller. The rows
// are closed when the loop ends.
func (q Query[R]) Batches(ctx context.Context, db DB, n int) iter.Seq2[[]R, error] {
	return func(yield func([]R, error) bool) {
		c := q.Cursor(ctx, db)
		defer c.Close()
		for {
			rows, err := c.FetchMany(max(n, 1))
			if err != nil || len(rows) == 0 {
				if err != nil {
					yield(nil, err)
				}
				return
			}
			if !yield(rows, nil) {
				return
			}
		}
	}
}
