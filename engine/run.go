package engine

import (
	"context"
	"database/sql"
	"sync/atomic"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// querier is what a *sql.DB, a *sql.Conn and a *sql.Tx have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Spell is the text of a statement on this server, and the values to send with
// it.
func (e *Engine) Spell(s ast.Statement) (string, []any, error) {
	return dialect.Spell(e.Dialect, e.Server, s)
}

// QueryStatement sends a statement that has rows, over any connection of the
// pool. The caller closes them.
func (e *Engine) QueryStatement(ctx context.Context, s ast.Statement) (core.Rows, error) {
	rows, err := e.queryStatement(ctx, e.pool(), s)
	if err != nil {
		return nil, err // no *Rows that is nil in a core.Rows that is not
	}
	return rows, nil
}

// ExecStatement sends a statement, over any connection of the pool, and waits
// for its end.
func (e *Engine) ExecStatement(ctx context.Context, s ast.Statement) (sql.Result, error) {
	return e.execStatement(ctx, e.pool(), s)
}

// pool is the handle; nil of an engine that is none, which is told of later.
func (e *Engine) pool() querier {
	if e == nil {
		return nil
	}
	return e.DB
}

// Query sends SQL text that has rows, over any connection of the pool. The
// caller closes them. Arguments are marked as the server has it:
// Dialect.Placeholder.
func (e *Engine) Query(ctx context.Context, text string, args ...any) (*Rows, error) {
	return e.query(ctx, e.DB, call{text: text, args: args})
}

// Exec sends SQL text, over any connection of the pool, and waits for its end.
func (e *Engine) Exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	return e.exec(ctx, e.DB, call{text: text, args: args})
}

// call is a statement as it is sent.
type call struct {
	text  string
	args  []any
	table *metadata.Table // that it changes; nil if it is not known
	// direct: whoever reads the rows may have them put into places directly.
	direct bool
}

func (e *Engine) spelled(ctx context.Context, s ast.Statement) (call, error) {
	if err := e.usable(); err != nil {
		return call{}, err
	}
	s, err := e.rewritten(ctx, s)
	if err != nil {
		return call{}, err
	}
	text, args, err := e.Spell(s)
	return call{text: text, args: args, table: changed(s)}, err
}

// changed is the table that a statement changes, or nil.
func changed(s ast.Statement) *metadata.Table {
	switch s := s.(type) {
	case *ast.Insert:
		return s.Table
	case *ast.Update:
		return s.Rel.Table
	case *ast.Delete:
		return s.Rel.Table
	}
	return nil
}

func (e *Engine) queryStatement(ctx context.Context, q querier, s ast.Statement) (*Rows, error) {
	c, err := e.spelled(ctx, s)
	if err != nil {
		return nil, err
	}
	c.direct = e.Server.Caps.DirectRows
	return e.query(ctx, q, c)
}

func (e *Engine) execStatement(ctx context.Context, q querier, s ast.Statement) (sql.Result, error) {
	c, err := e.spelled(ctx, s)
	if err != nil {
		return nil, err
	}
	return e.exec(ctx, q, c)
}

func (e *Engine) query(ctx context.Context, q querier, c call) (*Rows, error) {
	r := &Rows{e: e, call: c, left: -1}
	ctx = r.begin(ctx, q)
	send := ctx
	if c.direct {
		r.offer.Context = ctx
		send = &r.offer
	}
	err := e.again(q, func() (err error) {
		r.Rows, err = q.QueryContext(send, r.call.text, c.args...)
		return err
	})
	if err != nil {
		err = e.failed(ctx, c, err)
		r.end(err)
		return nil, err
	}
	r.ctx = ctx
	return r, nil
}

func (e *Engine) exec(ctx context.Context, q querier, c call) (res sql.Result, err error) {
	var w watch
	ctx, w = e.begin(ctx, q, &c)
	err = e.again(q, func() (err error) {
		res, err = q.ExecContext(ctx, c.text, c.args...)
		return err
	})
	if err != nil {
		err = e.failed(ctx, c, err)
	}
	if w.event != nil && err == nil {
		w.event.Rows, _ = res.RowsAffected() // an error means that the server does not say
	}
	w.end(err)
	return res, err
}

// again runs f once more for each connection that may hold a statement which a
// change of the schema has made useless. Each time cleans one connection. In a
// transaction, which has failed as a whole, nothing can be run again.
func (e *Engine) again(q querier, f func() error) error {
	err := f()
	if err == nil {
		return nil
	}
	if inTransaction(q) {
		return err
	}
	for range e.DB.Stats().OpenConnections + 1 {
		if err == nil || e.Dialect.Explain(err).Class != dialect.StalePlan {
			return err
		}
		err = f()
	}
	return err
}

// Rows are what a query has found. The caller closes them.
type Rows struct {
	*sql.Rows
	e    *Engine
	call call
	ctx  context.Context // of the statement, which goes on until the rows are closed
	watch
	offer dialect.DirectOffer
	bound bool
	left  int64 // how many rows may still come, -1 for any number
	many  bool  // there are more than MaxRows
	// over: they were read to the end or closed. Others may ask meanwhile.
	over atomic.Bool
	done bool
}

func (r *Rows) begin(ctx context.Context, q querier) context.Context {
	ctx, r.watch = r.e.begin(ctx, q, &r.call)
	if o := executionOf(ctx); o != nil && o.MaxRows > 0 {
		r.left = o.MaxRows
	}
	return ctx
}

// Next goes on to the next row.
func (r *Rows) Next() bool {
	if !r.Rows.Next() {
		r.over.Store(true)
		return false
	}
	if r.left == 0 {
		r.many = true
		return false
	}
	if r.left > 0 {
		r.left--
	}
	if r.event != nil {
		r.event.Rows++
	}
	return true
}

// Err is the error that ended the rows, or nil. Some servers tell only while
// the rows are read what was wrong with the statement.
func (r *Rows) Err() error {
	if r.many {
		return ErrMaxRows
	}
	if err := r.Rows.Err(); err != nil {
		return r.e.failed(r.ctx, r.call, err)
	}
	return nil
}

// Close ends the rows. Closed rows may be closed again.
func (r *Rows) Close() error {
	if r.done {
		return nil
	}
	r.done = true
	defer r.over.Store(true)
	err := r.Rows.Close()
	if e := r.Rows.Err(); err == nil && e != nil {
		r.end(r.e.failed(r.ctx, r.call, e))
		return nil // Err tells it
	}
	r.end(err)
	return err
}
