package engine

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/dbtool/dbtool/dialect"
)

// connector makes connections that keep statements prepared, that take turns
// in writing where there is one writer at a time, and that are tried before
// they are used where that is asked for.
type connector struct {
	driver.Connector
	pool  *dialect.Pool
	turn  *turn
	try   bool
	stale func(error) bool
}

// wrap is the dialect's connector with what the pool and the options ask for;
// the connector itself where that is nothing.
func wrap(p *dialect.Pool, try bool, stale func(error) bool) driver.Connector {
	if p.Statements == 0 && p.OneWriter == 0 && p.ReadOnly == "" && p.Identify == "" && !try {
		return p.Connector
	}
	c := &connector{Connector: p.Connector, pool: p, try: try, stale: stale}
	if p.OneWriter > 0 {
		c.turn = newTurn(p.OneWriter)
	}
	return c
}

// Connect makes a connection.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	own := &conn{Conn: inner, pool: c.pool, turn: c.turn, try: c.try, stale: c.stale}
	own.execer, _ = inner.(driver.ExecerContext)
	own.queryer, _ = inner.(driver.QueryerContext)
	if own.execer == nil || own.queryer == nil {
		return inner, nil // nothing could be passed through it
	}
	if err := own.identify(ctx); err != nil {
		return nil, errors.Join(err, inner.Close())
	}
	if c.pool.Statements > 0 {
		own.kept = newStatements(c.pool.Statements)
	}
	return own, nil
}

// conn is a driver's connection. Its Unwrap is the driver's own, for
// [database/sql.Conn.Raw].
type conn struct {
	driver.Conn
	pool    *dialect.Pool
	execer  driver.ExecerContext
	queryer driver.QueryerContext
	kept    *statements
	refused string
	id      string // the server's name of it, if that is needed
	turn    *turn
	// alone is a transaction begun by text, in which each statement would wait
	// for a turn that its own transaction may keep from coming.
	alone bool
	inTx  bool
	// broken: its settings could not be brought back.
	broken bool
	try    bool
	stale  func(error) bool
}

// Unwrap is the driver's connection.
func (c *conn) Unwrap() driver.Conn { return c.Conn }

// Close closes the statements and the connection.
func (c *conn) Close() error {
	if c.kept != nil {
		_ = c.kept.close() // the connection takes them along
	}
	c.abandon()
	return c.Conn.Close()
}

func (c *conn) prepare(ctx context.Context, text string) (driver.Stmt, error) {
	if p, ok := c.Conn.(driver.ConnPrepareContext); ok {
		return p.PrepareContext(ctx, text)
	}
	return c.Prepare(text)
}

// PrepareContext prepares a statement for the caller alone.
func (c *conn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	return c.prepare(ctx, text)
}

// Ping asks the server for a sign of life.
func (c *conn) Ping(ctx context.Context) error {
	if p, ok := c.Conn.(driver.Pinger); ok {
		return p.Ping(ctx)
	}
	return nil
}

// ResetSession is called before the connection is used again.
func (c *conn) ResetSession(ctx context.Context) error {
	c.alone = false
	if r, ok := c.Conn.(driver.SessionResetter); ok {
		if err := r.ResetSession(ctx); err != nil {
			return err
		}
	}
	if c.try && c.Ping(ctx) != nil {
		return driver.ErrBadConn
	}
	return nil
}

// IsValid reports whether the connection can be used again.
func (c *conn) IsValid() bool {
	v, ok := c.Conn.(driver.Validator)
	return !c.broken && (!ok || v.IsValid())
}

// CheckNamedValue converts an argument as the driver does.
func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := c.Conn.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// enter waits for the turn of a statement that writes by itself. With WITH, a
// query may begin too.
func (c *conn) enter(ctx context.Context, text string, query bool) (mine bool, err error) {
	if c.turn == nil || c.inTx || c.alone {
		return false, nil
	}
	switch v := verb(text); v {
	case "BEGIN", "SAVEPOINT":
		c.alone = true
	case "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH":
		if !query || v != "WITH" {
			return c.turn.take(ctx)
		}
	}
	return false, nil
}

// ExecContext runs a statement, prepared if that is worth it.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	mine, err := c.enter(ctx, text, false)
	if err != nil {
		return nil, err
	}
	defer c.turn.give(mine)
	s, err := c.prepared(ctx, text, args)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return c.execPlain(ctx, text, args)
	}
	x, ok := s.stmt.(driver.StmtExecContext)
	if !ok {
		return c.execPlain(ctx, text, args)
	}
	res, err := x.ExecContext(ctx, args)
	if err != nil {
		c.forget(s, err)
	}
	return res, err
}

func (c *conn) execPlain(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	res, err := c.execer.ExecContext(ctx, text, args)
	if err == nil {
		c.ran(text)
	}
	return res, err
}

// forget drops a statement whose plan the server holds for outdated, so that
// it is prepared anew.
func (c *conn) forget(s *statement, err error) {
	if c.stale != nil && c.stale(err) {
		_ = c.kept.drop(s) // it is gone on the server
	}
}

// QueryContext runs a query, prepared if that is worth it.
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	mine, err := c.enter(ctx, text, true)
	if err != nil {
		return nil, err
	}
	rows, err := c.query(ctx, text, args)
	if err != nil {
		c.turn.give(mine)
		return nil, err
	}
	if mine {
		rows = &keptRows{Rows: rows, turn: c.turn}
	}
	return rows, nil
}

func (c *conn) query(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.prepared(ctx, text, args)
	if err != nil {
		return nil, err
	}
	q, ok := driver.StmtQueryContext(nil), false
	if s != nil {
		q, ok = s.stmt.(driver.StmtQueryContext)
	}
	if !ok {
		rows, err := c.queryer.QueryContext(ctx, text, args)
		if err == nil {
			c.ran(text)
		}
		return rows, err
	}
	rows, err := q.QueryContext(ctx, args)
	if err != nil {
		c.forget(s, err)
		return nil, err
	}
	s.busy = true
	s.rows = keptRows{Rows: rows, of: s}
	return &s.rows, nil
}

var _ interface {
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
} = (*conn)(nil)
