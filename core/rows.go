package core

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core/ast"
)

// each calls f for each row until it returns false, with a pointer to it. The
// row is used again for the next one.
func (q *query) each(ctx context.Context, db DB, f func(row any) bool) error {
	s, err := q.complete()
	if err != nil {
		return err
	}
	return q.out.each(ctx, db, s, f)
}

func (p *projection) each(ctx context.Context, db DB, s ast.Statement, f func(row any) bool) (err error) {
	if db == nil {
		return errNoDB
	}
	rows, err := db.QueryStatement(ctx, s)
	if err != nil {
		return err
	}
	in, err := p.reader(rows)
	if err != nil {
		return errors.Join(err, rows.Close())
	}
	defer func() {
		p.done(in)
		err = errors.Join(err, rows.Close())
	}()
	in.bind(rows)
	for rows.Next() {
		if err := in.read(rows); err != nil {
			return err
		}
		if !f(in.row) {
			return nil
		}
	}
	return rows.Err()
}

// iterate is each that yields an error as the last thing, unless it has been
// stopped before.
func (q *query) iterate(ctx context.Context, db DB, yield func(row any, err error) bool) {
	more := true
	err := q.each(ctx, db, func(row any) bool {
		more = yield(row, nil)
		return more
	})
	if err != nil && more {
		yield(nil, err)
	}
}

// all calls f for each row. Where it becomes known that there may be many, f is
// told for how many to make room; else room is 0.
func (q *query) all(ctx context.Context, db DB, f func(row any, room int)) error {
	n, most := 0, q.room()
	return q.each(ctx, db, func(row any) bool {
		room := 0
		if n == few && most > few {
			room = most
		}
		n++
		f(row, room)
		return true
	})
}

// few is how many rows come before room is made for all that may come, up to
// many: rows that are moved to more room again and again cost more than room
// that is left over.
const few, many = 16, 1024

// room is for how many rows to make room; 0 if nothing is known.
func (q *query) room() int {
	if q == nil || q.limit == 0 {
		return 0
	}
	return int(min(q.limit-1, many))
}

// one calls f for the only row.
func (q *query) one(ctx context.Context, db DB, f func(row any)) error {
	n := 0
	err := q.each(ctx, db, func(row any) bool {
		if n++; n == 1 {
			f(row)
		}
		return n < 2
	})
	switch {
	case err != nil:
		return err
	case n == 0:
		return ErrNoRows
	case n > 1:
		return ErrManyRows
	}
	return nil
}

// first calls f for the first row.
func (q *query) first(ctx context.Context, db DB, f func(row any)) error {
	if _, given := q.returned(); !given && (q == nil || q.limit == 0) {
		q = q.atMost(1)
	}
	none := true
	err := q.each(ctx, db, func(row any) bool {
		none = false
		f(row)
		return false
	})
	if err == nil && none {
		err = ErrNoRows
	}
	return err
}

func (q *query) exists(ctx context.Context, db DB) (bool, error) {
	if err := q.countable(); err != nil {
		return false, err
	}
	return Select(pred(&ast.Exists{Query: q.nested()})).One(ctx, db)
}

// countable is the mistake of counting what a statement returns.
func (q *query) countable() error {
	if dml, ok := q.returned(); ok {
		if _, text := dml.(*ast.Text); !text {
			return errors.New("core: the rows that a statement returns are there once it has run; count those of All, or take what Exec says")
		}
	}
	return nil
}

func (q *query) count(ctx context.Context, db DB) (int64, error) {
	if err := q.countable(); err != nil {
		return 0, err
	}
	c := q.copy()
	if c.rest == nil || c.rest.sel.More == nil { // DISTINCT ON and ties are found by the order
		c.order = nil
	}
	return Select(CountAll()).From(c.as("counted", false)).One(ctx, db)
}

// scanError says which column could not be read.
func scanError(rows Rows, err error) error {
	names, nerr := rows.Columns()
	var i int
	if _, serr := fmt.Sscanf(err.Error(), "sql: Scan error on column index %d", &i); nerr == nil && serr == nil && i < len(names) {
		return columnError(names[i], innermost(err))
	}
	return fmt.Errorf("core: %w", err)
}

// innermost takes the words of database/sql off.
func innermost(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}
