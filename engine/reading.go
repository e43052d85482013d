package engine

import (
	"context"
	"errors"
	"time"
)

// usualDelay is how far behind a replica is taken to be at most.
const usualDelay = 5 * time.Second

// ReaderSince is [Engine.Reader] for somebody who has written at that time, and
// wants to see that: the engine itself until the replicas have it, which
// [Options].ReplicaDelay says. The zero time is that of somebody who has not
// written.
func (e *Engine) ReaderSince(wrote time.Time) *Engine {
	if e.behind(wrote) {
		return e
	}
	return e.Reader()
}

// behind reports whether replicas may lack what was written then.
func (e *Engine) behind(wrote time.Time) bool {
	delay := e.options.ReplicaDelay
	if delay == 0 {
		delay = usualDelay
	}
	return !wrote.IsZero() && time.Since(wrote) < delay
}

// BeginReading begins a transaction for reading, as [Engine.ReaderSince] says
// where. True is returned with one that is for reading only: on a replica, which
// holds it to that, and where [Engine.BeginToRead] makes one. A replica that
// cannot be reached is passed over.
func (e *Engine) BeginReading(ctx context.Context, wrote time.Time) (*Tx, bool, error) {
	if e.replicas != nil && !e.behind(wrote) {
		for range e.replicas.list {
			r := e.Reader()
			if r == e {
				break
			}
			tx, err := r.Begin(ctx, TxOptions{ReadOnly: true})
			if err == nil {
				return tx, true, nil
			}
			if !e.replicas.rest(r, err) {
				return nil, false, err
			}
		}
	}
	return e.BeginToRead(ctx)
}

// BeginToRead begins a transaction for somebody who reads first and may write
// later. Where the database has one writer at a time, who may write keeps all
// others waiting; so the transaction is for reading only then, true is returned,
// and nothing must be written in it, which the server may not see to. It is not
// one of database/sql then, and does not end with the context.
func (e *Engine) BeginToRead(ctx context.Context) (*Tx, bool, error) {
	if !e.Server.Caps.SingleWriter {
		tx, err := e.Begin(ctx, TxOptions{})
		return tx, false, err
	}
	tx, err := e.beginReadTx(ctx)
	return tx, true, err
}

// rest leaves a replica alone for a while, if the error says that it is not
// there.
func (r *replicas) rest(of *Engine, err error) bool {
	for _, x := range r.list {
		if x.engine.DB == of.DB {
			x.After(context.Background(), &Event{Err: err})
		}
	}
	return unreachable(err)
}

func unreachable(err error) bool {
	return errors.Is(err, ErrDisconnected) || errors.Is(err, ErrUnreachable) || errors.Is(err, ErrNoDatabase)
}
