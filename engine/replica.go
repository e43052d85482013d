package engine

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// resting is how long a replica is left alone after it could not be reached.
const resting = 10 * time.Second

// replicas take turns.
type replicas struct {
	list []*replica
	next atomic.Uint64
}

// replica is a copy of the database to read from. It is a [Hook] of its engine.
type replica struct {
	engine *Engine
	// until is when it may be asked again, in nanoseconds since 1970.
	until atomic.Int64
}

// openReplicas makes handles for the replicas. They are not asked anything yet:
// one that is down must not keep a program from starting.
func (e *Engine) openReplicas(dialects []dialect.Dialect, o Options) error {
	e.replicas = &replicas{}
	for i, raw := range o.Replicas {
		d, u, err := Find(dialects, raw)
		if err == nil && d.Name() != e.Dialect.Name() {
			err = fmt.Errorf("%w: a replica of %s is %s", ErrURL, e.Dialect.Name(), d.Name())
		}
		if err != nil {
			return fmt.Errorf("replica %d: %w", i+1, err)
		}
		u, own, err := o.from(u)
		if err != nil {
			return fmt.Errorf("replica %d: %w", i+1, err)
		}
		db, err := own.open(d, u)
		if err != nil {
			return fmt.Errorf("%w: replica %d: %s: %w", ErrURL, i+1, u, err)
		}
		r := &replica{}
		r.engine = &Engine{DB: db, URL: u, Dialect: d, Server: e.Server, options: own, hooks: append([]Hook{r}, o.Hooks...)}
		e.replicas.list = append(e.replicas.list, r)
	}
	return nil
}

// Before does nothing.
func (r *replica) Before(ctx context.Context, _ *Event) context.Context { return ctx }

// After notes that the replica is not there.
func (r *replica) After(_ context.Context, ev *Event) {
	if unreachable(ev.Err) {
		r.until.Store(time.Now().Add(resting).UnixNano())
	}
}

// Reader is an engine for queries that may see the database as it was a moment
// ago: one of the replicas in turn, without those that could not be reached
// lately, or the engine itself where there is none. It is asked for anew for
// each query or transaction, and is closed along with the engine.
func (e *Engine) Reader() *Engine {
	if e.replicas == nil {
		return e
	}
	now, n := time.Now().UnixNano(), uint64(len(e.replicas.list))
	for range n {
		r := e.replicas.list[(e.replicas.next.Add(1)-1)%n]
		if r.until.Load() <= now {
			return e.like(r.engine)
		}
	}
	return e
}

func (r *replicas) close() error {
	if r == nil {
		return nil
	}
	var errs []error
	for _, x := range r.list {
		errs = append(errs, x.engine.DB.Close())
	}
	return errors.Join(errs...)
}
