package core

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// DB runs statements. An Engine, a Conn and a Tx of package engine are DBs.
type DB interface {
	// QueryStatement sends a statement that has rows. The caller closes them.
	QueryStatement(ctx context.Context, s ast.Statement) (Rows, error)
	// ExecStatement sends a statement and waits for its end.
	ExecStatement(ctx context.Context, s ast.Statement) (sql.Result, error)
}

// Rows is what a query has found, read one after the other. A *sql.Rows is one.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
	Columns() ([]string, error)
}

// ErrManyRows is returned where one row was expected and more came.
var ErrManyRows = errors.New("core: more than one row")

// ErrNoRows is [sql.ErrNoRows]: one row was expected and none came.
var ErrNoRows = sql.ErrNoRows

// Iter reads the rows one by one and keeps none of them. They are closed when
// the loop ends, by break as well. An error is the last thing it yields.
func (q Query[R]) Iter(ctx context.Context, db DB) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		var zero R
		if err := q.each(ctx, db, func(r *R) bool { return yield(*r, nil) }); err != nil {
			yield(zero, err)
		}
	}
}

// each calls f for each row until it returns false.
func (q Query[R]) each(ctx context.Context, db DB, f func(*R) bool) (err error) {
	s, err := q.Statement()
	if err != nil {
		return err
	}
	rows, err := db.QueryStatement(ctx, s)
	if err != nil {
		return err
	}
	in, err := q.out.reader(rows)
	if err != nil {
		return errors.Join(err, rows.Close())
	}
	defer func() {
		q.out.done(in)
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

// All returns all rows; nil if there are none.
func (q Query[R]) All(ctx context.Context, db DB) ([]R, error) {
	var all []R
	room := q.room()
	err := q.each(ctx, db, func(r *R) bool {
		if len(all) == few && room > few {
			all = slices.Grow(all, room-few)
		}
		all = append(all, *r)
		return true
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// few is how many rows come before room is made for all that may come, up to
// many: rows that are moved to more room again and again cost more than room
// that is left over.
const few, many = 16, 1024

// room is for how many rows to make room; 0 if nothing is known.
func (q Query[R]) room() int {
	limit, ok := q.sel.Limit.(*ast.Arg)
	if !ok {
		return 0
	}
	n, _ := limit.Value.(int64)
	return int(min(n, many))
}

// One returns the only row. None is [ErrNoRows], more are [ErrManyRows].
func (q Query[R]) One(ctx context.Context, db DB) (row R, err error) {
	n := 0
	err = q.each(ctx, db, func(r *R) bool {
		row = *r
		n++
		return n < 2
	})
	switch {
	case err != nil:
	case n == 0:
		err = ErrNoRows
	case n > 1:
		err = ErrManyRows
	}
	if err != nil {
		var zero R
		return zero, err
	}
	return row, nil
}

// First returns the first row and does not look whether there are more; a
// query that has no limit is sent with one. None is [ErrNoRows].
func (q Query[R]) First(ctx context.Context, db DB) (R, error) {
	if q.dml == nil && q.sel.Limit == nil {
		q = q.Limit(1)
	}
	for r, err := range q.Iter(ctx, db) {
		return r, err
	}
	var zero R
	return zero, ErrNoRows
}

// Exists reports whether there is a row. The server is asked no more than that.
func (q Query[R]) Exists(ctx context.Context, db DB) (bool, error) {
	return Select(Exists(q)).One(ctx, db)
}

// Count is how many rows the query has.
func (q Query[R]) Count(ctx context.Context, db DB) (int64, error) {
	q.sel.OrderBy = nil
	return Select(CountAll()).From(q.As("counted")).One(ctx, db)
}

// Result is what a statement without rows did.
type Result struct {
	// RowsAffected are the rows inserted, deleted, or matched by an update
	// whether or not they changed.
	RowsAffected int64
	// LastInsertID is the number that the database gave to the first row
	// (MySQL, MariaDB) or the last one (SQLite) of an insert. PostgreSQL gives
	// none: zero. Returning works wherever there is RETURNING.
	LastInsertID int64
}

func exec(ctx context.Context, db DB, s ast.Statement, err error) (Result, error) {
	if err != nil {
		return Result{}, err
	}
	res, err := db.ExecStatement(ctx, s)
	if err != nil {
		return Result{}, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return Result{}, err
	}
	id, err := res.LastInsertId()
	if err != nil {
		id = 0 // PostgreSQL's driver says that there is none
	}
	return Result{n, id}, nil
}
