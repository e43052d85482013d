package engine

import (
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Event is a statement that is about to be sent, or has ended.
type Event struct {
	// SQL is the text sent, without the values.
	SQL string
	// Args are the values. They may be secrets, so whoever shows them must have
	// been asked to.
	Args []any
	// Began is when it was sent, Duration how long it took until its end or
	// until its rows were closed.
	Began    time.Time
	Duration time.Duration
	// Rows is how many rows were changed, or read; -1 if the server does not say.
	Rows int64
	// InTx: it is part of a transaction.
	InTx bool
	// Err is how it failed, or nil.
	Err error

	callers []uintptr
}

// Hook is told of each statement. Before may return another context for the
// statement, with a span for example, which After is given too. Both may be
// called from many goroutines.
type Hook interface {
	Before(ctx context.Context, ev *Event) context.Context
	After(ctx context.Context, ev *Event)
}

// WithHooks is the same engine with more hooks. Closing either closes both.
func (e *Engine) WithHooks(hooks ...Hook) *Engine {
	c := *e
	c.hooks = append(slices.Clip(e.hooks), hooks...)
	return &c
}

func newEvent(q querier, c *call) *Event {
	ev := &Event{SQL: c.text, Args: c.args, Began: time.Now()}
	ev.InTx = inTransaction(q)
	var pcs [32]uintptr
	ev.callers = slices.Clone(pcs[:runtime.Callers(4, pcs[:])])
	return ev
}

// root is the folder of the module, as it was when this was compiled.
var root = func() string {
	_, file, _, _ := runtime.Caller(0)
	return strings.TrimSuffix(file, "engine/hook.go")
}()

// library are the packages that send statements for others.
var library = []string{"engine/", "core/", "orm/", "migrate/", "reflect/", "dialect/"}

// Caller is where in the application the statement was sent, as file:line; ""
// if nothing but this module sent it.
func (ev *Event) Caller() string {
	frames := runtime.CallersFrames(ev.callers)
	for {
		f, more := frames.Next()
		if f.File != "" && !ours(f) {
			return f.File + ":" + strconv.Itoa(f.Line)
		}
		if !more {
			return ""
		}
	}
}

// ours goes by the file: the function of a loop over an iterator has the name of
// the package it is in, wherever its text stands.
func ours(f runtime.Frame) bool {
	if strings.HasPrefix(f.Function, "iter.") || strings.HasPrefix(f.Function, "runtime.") {
		return true
	}
	rest, ok := strings.CutPrefix(f.File, root)
	return ok && !strings.HasSuffix(rest, "_test.go") && slices.ContainsFunc(library, func(p string) bool { return strings.HasPrefix(rest, p) })
}

// Verb is the first word of the statement, in capitals: SELECT.
func (ev *Event) Verb() string {
	text := strings.TrimLeft(ev.SQL, " \t\r\n(")
	if end := strings.IndexFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' && r < 'a' || r > 'z' }); end >= 0 {
		text = text[:end]
	}
	return strings.ToUpper(text)
}
