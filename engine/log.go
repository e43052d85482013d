package engine

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// LogOptions are what a log of statements shows.
type LogOptions struct {
	// Level is that of statements that ran; those that failed are errors,
	// slow ones are warnings.
	Level slog.Level
	// Slow is from when on a statement is slow; 0 is never.
	Slow time.Duration
	// OnlySlow leaves out those that are neither slow nor failed.
	OnlySlow bool
	// Values shows the values sent with the statements, which may be anybody's
	// secrets.
	Values bool
}

// Log writes each statement to a logger when it has ended: its text, how long it
// took, how many rows it read or changed, and where in the application it was
// sent. It is a [Hook].
func Log(to *slog.Logger, o LogOptions) Hook { return &logger{to, o} }

type logger struct {
	to *slog.Logger
	o  LogOptions
}

// Before does nothing.
func (l *logger) Before(ctx context.Context, _ *Event) context.Context { return ctx }

// After writes the record.
func (l *logger) After(ctx context.Context, ev *Event) {
	level, msg := l.o.Level, "statement"
	switch {
	case ev.Err != nil:
		level, msg = slog.LevelError, "statement failed"
	case l.o.Slow > 0 && ev.Duration >= l.o.Slow:
		level, msg = slog.LevelWarn, "slow statement"
	case l.o.OnlySlow:
		return
	}
	if !l.to.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.String("sql", ev.SQL), slog.Duration("duration", ev.Duration), slog.Int64("rows", ev.Rows)}
	if at := ev.Caller(); at != "" {
		attrs = append(attrs, slog.String("caller", at))
	}
	if l.o.Values {
		attrs = append(attrs, slog.Any("values", ev.Args))
	}
	if ev.Err != nil {
		attrs = append(attrs, slog.String("error", l.reason(ev.Err)))
	}
	l.to.LogAttrs(ctx, level, msg, attrs...)
}

// reason is the error, with values in it only if they are shown.
func (l *logger) reason(err error) string {
	var s *StatementError
	if l.o.Values && errors.As(err, &s) {
		return s.Verbose()
	}
	return err.Error()
}
