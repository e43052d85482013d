package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// StatementError is a statement that the server refused. It unwraps to the
// driver's error, which may hold values of rows; its own text has none.
// errors.Is finds the class of it, errors.Is(err, engine.ErrUnique), and the
// constraint that is broken: errors.Is(err, core.KeyOn(Users.Email)).
type StatementError struct {
	SQL     string
	Problem dialect.Problem
	Err     error
	// table is the one that the statement changes, if that is known.
	table *metadata.Table
}

func (e *StatementError) Error() string { return e.text(e.Problem.Public()) }

// Verbose is the error with the server's whole message, in which there may be
// values of rows.
func (e *StatementError) Verbose() string { return e.text(e.Problem.Message) }

func (e *StatementError) text(msg string) string {
	if msg == "" {
		msg = e.Err.Error()
	}
	if e.Problem.Code != "" && !strings.Contains(msg, e.Problem.Code) {
		msg += " (" + e.Problem.Code + ")"
	}
	return fmt.Sprintf("%s: %s", msg, brief(e.SQL))
}

// brief is the beginning of a statement that nobody reads as a whole.
func brief(text string) string {
	const most = 2000
	if len(text) <= 2*most {
		return text
	}
	return fmt.Sprintf("%s... and %d bytes more", strings.ToValidUTF8(text[:most], ""), len(text)-most)
}

func (e *StatementError) Unwrap() error { return e.Err }

// Is finds the class, ErrUnique and the other errors of this package, and the
// constraint.
func (e *StatementError) Is(target error) bool {
	switch t := target.(type) {
	case ClassError:
		return dialect.Class(t) == e.Problem.Class
	case core.Key:
		return t.Broken(e.broken())
	}
	return false
}

var kinds = map[dialect.Class]core.KeyKind{
	dialect.UniqueFails: core.UniqueKey, dialect.ForeignFails: core.ForeignKey,
	dialect.CheckFails: core.CheckKey, dialect.NullFails: core.NotNullKey,
}

// broken is what the server said of the constraint. Where it does not name the
// table, that is the one which the statement changes.
func (e *StatementError) broken() core.Broken {
	p := e.Problem
	b := core.Broken{Kind: kinds[p.Class], Table: p.Table, Name: p.Constraint, Columns: p.Columns}
	if e.table != nil {
		b.Changed = e.table
		if b.Table == "" && b.Kind != core.ForeignKey {
			b.Table = e.table.Name
		}
	}
	return b
}

// Hint is the server's or the dialect's advice, or "".
func (e *StatementError) Hint() string { return e.Problem.Hint }

// ClassError is a kind of error, to be found with errors.Is.
type ClassError dialect.Class

func (e ClassError) Error() string { return string(e) }

// The kinds of errors, the same on all servers.
const (
	ErrUnreachable  = ClassError(dialect.Unreachable)
	ErrNoDatabase   = ClassError(dialect.NoDatabase)
	ErrUnique       = ClassError(dialect.UniqueFails)
	ErrForeignKey   = ClassError(dialect.ForeignFails)
	ErrCheck        = ClassError(dialect.CheckFails)
	ErrNotNull      = ClassError(dialect.NullFails)
	ErrBadValue     = ClassError(dialect.DataFails)
	ErrSerialize    = ClassError(dialect.Serialize)
	ErrDeadlock     = ClassError(dialect.Deadlock)
	ErrLockTimeout  = ClassError(dialect.LockTimeout)
	ErrDisconnected = ClassError(dialect.Disconnected)
	ErrSyntax       = ClassError(dialect.Syntax)
	ErrNotFound     = ClassError(dialect.NotFound)
	ErrExists       = ClassError(dialect.Exists)
	ErrDenied       = ClassError(dialect.Denied)
	ErrReadOnly     = ClassError(dialect.ReadOnlyErr)
	ErrCancelled    = ClassError(dialect.Cancelled)
	ErrDiskFull     = ClassError(dialect.DiskFull)
)

// failed is the error of a statement, with its class. A context that was done
// is found by errors.Is too.
func (e *Engine) failed(ctx context.Context, c call, err error) error {
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, sql.ErrTxDone) || errors.Is(err, sql.ErrConnDone) {
		return err
	}
	p := e.Dialect.Explain(err)
	if p.Class == dialect.Unknown && errors.Is(err, driver.ErrBadConn) {
		p.Class = dialect.Disconnected
		if err == driver.ErrBadConn {
			p.Message = "the connection to the server was lost"
		}
	}
	if most, n := e.Server.Caps.MaxBytes, bytesOf(c.args); p.Class == dialect.Disconnected && most > 0 && n > most {
		p.Message = fmt.Sprintf("%s: the statement has %d bytes of values, and the server takes %d", p.Message, n, most)
	}
	if done := ctx.Err(); done != nil {
		p.Class = dialect.Cancelled
		if !errors.Is(err, done) {
			err = fmt.Errorf("%w: %w", done, err)
		}
	}
	return &StatementError{SQL: c.text, Problem: p, Err: err, table: c.table}
}
