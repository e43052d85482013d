package orm

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/engine"
)

// routing is how a session that reads from replicas stands.
type routing struct {
	on    bool
	since time.Time // when the one it works for has written last
	// reading says that the transaction is one for reading only, which ends before
	// something is written; wrote that the session has left replicas to write.
	reading, wrote bool
}

// ReadReplicas has the session read from a replica of its engine
// ([engine.Options].Replicas) as long as it does not write. With its first flush,
// InTx, ForUpdate or other statement that may write, it goes on with the engine
// itself, and stays there. The time is when the one that it works for has written
// last, as an earlier session's [Session.Wrote] says: until replicas have that
// too, it reads from the engine itself. The zero time is for nobody in particular.
// Objects keep what a replica said; a [Def.Version] finds out if that was old.
func (s *Session) ReadReplicas(wrote time.Time) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if s.db != nil {
		return errors.New("orm: ReadReplicas in the middle of a transaction: call it before the session is used")
	}
	s.routing = routing{on: true, since: wrote}
	return nil
}

// Wrote is when the session has committed something that it wrote, or what
// [Session.ReadReplicas] was given. Whoever keeps it, in a cookie for example, and
// gives it to the next session reads there what he has written here.
func (s *Session) Wrote() time.Time { return s.routing.since }

// beginReading sees to where something is read: in a transaction for reading,
// perhaps on a replica, or outside of any where one makes no difference.
func (s *Session) beginReading(ctx context.Context) (err error) {
	if s.db != nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	var tx *engine.Tx
	reading := false
	switch {
	case s.routing.on && !s.routing.wrote:
		tx, reading, err = s.e.BeginReading(ctx, s.routing.since)
	case s.server().Caps.StatementSnapshots:
		s.db = alone{s}
		return nil
	default:
		tx, reading, err = s.e.BeginToRead(ctx)
	}
	if err != nil {
		return err
	}
	s.push(tx)
	s.routing.reading = reading
	return nil
}

// endReading ends what a session reads in before it writes.
func (s *Session) endReading() error {
	if _, ok := s.db.(alone); ok {
		s.db = nil
	}
	switch {
	case !s.routing.reading:
		return nil
	case s.txs[0].Reading():
		return ErrBusy
	}
	err := s.txs[0].Rollback()
	s.txs, s.undo, s.db, s.routing.reading = nil, nil, nil, false
	return err
}

// readyToRead is ready for what only reads.
func (s *Session) readyToRead(ctx context.Context) error {
	return s.prepared(ctx, s.beginReading)
}

// readyFor is ready for a statement.
func (s *Session) readyFor(ctx context.Context, st core.Statement) error {
	if onlyReads(st) {
		return s.readyToRead(ctx)
	}
	return s.ready(ctx)
}

// onlyReads reports whether a statement neither writes nor locks.
func onlyReads(st core.Statement) bool {
	switch st := st.(type) {
	case *ast.Select:
		return st.More == nil || st.More.Lock == nil
	case *ast.With:
		return onlyReads(st.Of) && !slices.ContainsFunc(st.CTEs, func(c *ast.CTE) bool { return !onlyReads(c.Query) })
	}
	return false
}

// committed notes that what the session has written is there.
func (r *routing) committed() {
	if r.reading = false; r.wrote {
		r.since = time.Now()
	}
}
