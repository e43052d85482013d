package engine

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ErrMaxRows ends the rows of a query that has more than [Execution] allows.
var ErrMaxRows = errors.New("engine: there are more rows than are allowed")

// Execution is how the statements under a context are run; see [With].
type Execution struct {
	// Timeout is how long each statement may take, its rows included. 0 is
	// what the engine's options say.
	Timeout time.Duration
	// MaxRows is how many rows a query may have; one more is [ErrMaxRows].
	// 0 is any number.
	MaxRows int64
	// Tags go along with each statement as a comment in the form of
	// sqlcommenter, so that the server's own lists of statements tell where
	// they came from: route='%2Fusers'. A statement with tags is not kept
	// prepared, since its text may never come again.
	Tags map[string]string
}

type executionKey struct{}

// With has the statements under the context run in a certain way. What is left
// at its zero value stays as the context has it already; tags are added.
func With(ctx context.Context, x Execution) context.Context {
	if old := executionOf(ctx); old != nil {
		if x.Timeout == 0 {
			x.Timeout = old.Timeout
		}
		if x.MaxRows == 0 {
			x.MaxRows = old.MaxRows
		}
		tags := map[string]string{}
		for _, m := range []map[string]string{old.Tags, x.Tags} {
			for k, v := range m {
				tags[k] = v
			}
		}
		x.Tags = tags
	}
	return context.WithValue(ctx, executionKey{}, &x)
}

func executionOf(ctx context.Context) *Execution {
	x, _ := ctx.Value(executionKey{}).(*Execution)
	return x
}

// comment writes tags behind a statement, sorted, each name and value escaped
// so that neither can end the comment: https://google.github.io/sqlcommenter/spec/
func comment(text string, tags map[string]string) string {
	if len(tags) == 0 {
		return text
	}
	pairs := make([]string, 0, len(tags))
	for k, v := range tags {
		pairs = append(pairs, escaped(k)+"='"+escaped(v)+"'")
	}
	slices.Sort(pairs)
	return strings.TrimRight(text, "; \n\t") + " /*" + strings.Join(pairs, ",") + "*/"
}

// escaped is percent encoding, which leaves neither quotes nor stars. A question
// mark would be taken for an argument by drivers; it is encoded as well.
func escaped(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "*", "%2A")
}

// watch is what follows a statement from its beginning to its end.
type watch struct {
	event  *Event
	hooks  []Hook
	hooked context.Context
	cancel context.CancelFunc
}

// begin applies what the context and the engine's options ask for.
func (e *Engine) begin(ctx context.Context, q querier, c *call) (context.Context, watch) {
	var w watch
	timeout := e.options.Timeout
	if x := executionOf(ctx); x != nil {
		c.text = comment(c.text, x.Tags)
		if x.Timeout > 0 {
			timeout = x.Timeout
		}
	}
	if timeout > 0 {
		ctx, w.cancel = context.WithTimeout(ctx, timeout)
	}
	if len(e.hooks) > 0 {
		w.event, w.hooks = newEvent(q, c), e.hooks
		for _, h := range w.hooks {
			ctx = h.Before(ctx, w.event)
		}
		w.hooked = ctx
	}
	return ctx, w
}

// end tells the hooks, the last one first.
func (w *watch) end(err error) {
	if w.cancel != nil {
		w.cancel()
	}
	if w.event == nil {
		return
	}
	w.event.Duration, w.event.Err = time.Since(w.event.Began), err
	for _, h := range slices.Backward(w.hooks) {
		h.After(w.hooked, w.event)
	}
}
