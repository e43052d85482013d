package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/dialect"
)

// StatementError is a statement that the server refused. It unwraps to the
// driver's error, and errors.Is finds the class of it: errors.Is(err,
// engine.ErrUnique). The values that were sent are in neither text nor error.
type StatementError struct {
	SQL     string
	Problem dialect.Problem
	Err     error
}

func (e *StatementError) Error() string {
	msg := e.Problem.Message
	if msg == "" {
		msg = e.Err.Error()
	}
	if e.Problem.Code != "" {
		msg += " (" + e.Problem.Code + ")"
	}
	return fmt.Sprintf("%s: %s", msg, e.SQL)
}

func (e *StatementError) Unwrap() error { return e.Err }

// Is finds the class: ErrUnique and the other errors of this package.
func (e *StatementError) Is(target error) bool {
	c, ok := target.(ClassError)
	return ok && dialect.Class(c) == e.Problem.Class
}

// Hint is the server's or the dialect's advice, or "".
func (e *StatementError) Hint() string { return e.Problem.Hint }

// ClassError is a kind of error, to be found with errors.Is.
type ClassError dialect.Class

func (e ClassError) Error() string { return string(e) }

// The kinds of errors, the same on all servers.
const (
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

// failed is the error of a statement, with its class. A context that is done
// is the caller's own doing and comes back as it is too.
func (e *Engine) failed(text string, err error) error {
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, sql.ErrTxDone) || errors.Is(err, context.Canceled) {
		return err
	}
	return &StatementError{text, e.Dialect.Explain(err), err}
}
