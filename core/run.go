package core

import (
	"context"
	"database/sql"
	"errors"
	"iter"

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

var errNoDB = errors.New("core: there is no database to run the statement on: the DB is nil")

// ErrNoRows is [sql.ErrNoRows]: one row was expected and none came.
var ErrNoRows = sql.ErrNoRows

// Iter reads the rows one by one and keeps none of them. They are closed when
// the loop ends, by break as well. An error is the last thing it yields.
//
//go:noinline // or its functions would be compiled three times for each R
func (q Query[R]) Iter(ctx context.Context, db DB) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		q.query.iterate(ctx, db, func(row any, err error) bool {
			var r R
			if err == nil {
				r = *row.(*R)
			}
			return yield(r, err)
		})
	}
}

// All returns all rows; nil if there are none.
func (q Query[R]) All(ctx context.Context, db DB) ([]R, error) {
	var all []R
	err := q.query.all(ctx, db, func(row any, room int) {
		if room > 0 {
			all = append(make([]R, 0, room), all...)
		}
		all = append(all, *row.(*R))
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// One returns the only row. None is [ErrNoRows], more are [ErrManyRows].
func (q Query[R]) One(ctx context.Context, db DB) (row R, err error) {
	if err = q.query.one(ctx, db, func(r any) { row = *r.(*R) }); err != nil {
		var zero R
		return zero, err
	}
	return row, nil
}

// First returns the first row and does not look whether there are more; a
// query that has no limit is sent with one. None is [ErrNoRows].
func (q Query[R]) First(ctx context.Context, db DB) (R, error) {
	var row R
	if err := q.query.first(ctx, db, func(r any) { row = *r.(*R) }); err != nil {
		var zero R
		return zero, err
	}
	return row, nil
}

// Exists reports whether there is a row. The server is asked no more than that.
func (q Query[R]) Exists(ctx context.Context, db DB) (bool, error) {
	return q.query.exists(ctx, db)
}

// Count is how many rows the query has.
func (q Query[R]) Count(ctx context.Context, db DB) (int64, error) { return q.query.count(ctx, db) }

// Result is what a statement without rows did.
type Result struct {
	// RowsAffected are the rows inserted, deleted, or matched by an update
	// whether or not they changed. In an upsert, MySQL and MariaDB count a row
	// that was there twice if it changed and once if it did not; elsewhere one
	// that is left as it is does not count.
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
	if db == nil {
		return Result{}, errNoDB
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
