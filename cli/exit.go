package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// The exit codes.
const (
	exitOK       = 0
	exitFailed   = 1
	exitFindings = 2
	exitUsage    = 3
	exitLocked   = 4
	exitPartial  = 5
)

// exitError carries an exit code and a hint. Without an error it is silent:
// the findings were printed already.
type exitError struct {
	code int
	err  error
	hint string
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usage is a mistake on the command line or in dbtool.toml.
func usage(format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// withHint adds the next step to an error.
func withHint(err error, hint string) error {
	if err == nil {
		return nil
	}
	return &exitError{code: codeOf(err), err: err, hint: hint}
}

// findings ends a command that found something and has said so.
func findings() error { return &exitError{code: exitFindings} }

// codeOf is the exit code for an error.
func codeOf(err error) int {
	var exit *exitError
	var step *migrate.StepError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		return exit.code
	case errors.Is(err, dialect.ErrLocked):
		return exitLocked
	case errors.Is(err, engine.ErrURL):
		return exitUsage
	case errors.As(err, &step):
		if !step.Scratch && step.State != migrate.RolledBack && !(step.State == migrate.Partial && step.Step == 1 && step.Rows == 0) {
			return exitPartial
		}
	}
	return exitFailed
}

// hintOf is the next step that an error knows of.
func hintOf(err error) string {
	var exit *exitError
	if errors.As(err, &exit) && exit.hint != "" {
		return exit.hint
	}
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	if errors.Is(err, context.Canceled) {
		return "stopped on request"
	}
	return ""
}

// report prints an error as every command does and returns the exit code.
func report(w io.Writer, err error) int {
	code := codeOf(err)
	if err == nil || err.Error() == "" {
		return code
	}
	fmt.Fprintf(w, "dbtool: error: %s\n", strings.ReplaceAll(err.Error(), "\n", "\n  "))
	if h := hintOf(err); h != "" {
		fmt.Fprintf(w, "dbtool: hint: %s\n", h)
	}
	return code
}
