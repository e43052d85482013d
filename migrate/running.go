package migrate

import (
	"context"
	"database/sql"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// runningEvery is how often a statement that takes its time is spoken of.
const runningEvery = time.Second

// asker asks how far the statement at work has come.
type asker func(context.Context) (dialect.Progress, bool, error)

// newAsker is nil where the server does not tell, or nobody listens.
func (r *Runner) newAsker(ctx context.Context, c *sql.Conn) (asker, error) {
	p, ok := r.Engine.Dialect.(dialect.Progresser)
	if !ok || r.Log == nil {
		return nil, nil
	}
	return p.Progress(ctx, r.Engine.DB, c)
}

// running tells of a statement as long as it takes, with what the server says of
// it. It ends with stop, after which nothing more is told.
func (r *Runner) running(ctx context.Context, s store, ev Event) (stop func()) {
	if r.Log == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	began, ended := time.Now(), make(chan struct{})
	timer := time.AfterFunc(runningEvery, func() { // most statements are done before
		defer close(ended)
		tick := time.NewTicker(runningEvery)
		defer tick.Stop()
		for ctx.Err() == nil {
			ev.Kind, ev.Duration, ev.Progress = Running, time.Since(began), s.progress(ctx)
			if ctx.Err() == nil {
				r.log(ev)
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
	return func() {
		cancel()
		if !timer.Stop() {
			<-ended
		}
	}
}

// progress asks the server; it is nil when that does not know, which is no
// reason to stop.
func (s store) progress(ctx context.Context) *dialect.Progress {
	if s.ask == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, runningEvery)
	defer cancel()
	p, ok, err := s.ask(ctx)
	if err != nil || !ok {
		return nil
	}
	return &p
}
