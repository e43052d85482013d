package engine

import (
	"context"
	"database/sql"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
)

// querier is what a *sql.DB, a *sql.Conn and a *sql.Tx have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Spell is the text of a statement on this server, and the values to send with
// it.
func (e *Engine) Spell(s core.Statement) (string, []any, error) {
	return dialect.Spell(e.Dialect, e.Server, s)
}

// QueryStatement sends a statement that has rows, over any connection of the
// pool. The caller closes them.
func (e *Engine) QueryStatement(ctx context.Context, s core.Statement) (core.Rows, error) {
	return e.query(ctx, e.DB, s)
}

// ExecStatement sends a statement, over any connection of the pool, and waits
// for its end.
func (e *Engine) ExecStatement(ctx context.Context, s core.Statement) (sql.Result, error) {
	return e.exec(ctx, e.DB, s)
}

func (e *Engine) query(ctx context.Context, q querier, s core.Statement) (core.Rows, error) {
	text, args, err := e.Spell(s)
	if err != nil {
		return nil, err
	}
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, e.failed(text, err)
	}
	return &watchedRows{rows, e, text}, nil
}

func (e *Engine) exec(ctx context.Context, q querier, s core.Statement) (sql.Result, error) {
	text, args, err := e.Spell(s)
	if err != nil {
		return nil, err
	}
	res, err := q.ExecContext(ctx, text, args...)
	if err != nil {
		return nil, e.failed(text, err)
	}
	return res, nil
}

// watchedRows says what kind of error ended the rows, which some servers tell
// only when they are read.
type watchedRows struct {
	*sql.Rows
	e    *Engine
	text string
}

// Err is the error that ended the rows, or nil.
func (r *watchedRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return r.e.failed(r.text, err)
	}
	return nil
}
