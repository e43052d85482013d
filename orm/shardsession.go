package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	gosync "sync"

	"github.com/dbtool/dbtool/core/ast"
)

// ShardSession is a [Session] for each of some [Shards]: each has its own
// objects and its own transaction, begun when it is needed. As a session, it is
// for one goroutine.
type ShardSession[K any] struct {
	sh       *Shards[K]
	sessions []*Session
}

// At is the session of a key's shard, for whatever concerns that key alone.
func (ss *ShardSession[K]) At(key K) (*Session, error) {
	i, err := ss.sh.Of(key)
	if err != nil {
		return nil, err
	}
	return ss.sessions[i], nil
}

// Sessions are those of the shards, in their order.
func (ss *ShardSession[K]) Sessions() []*Session { return ss.sessions }

// SessionOf is the session that has an object, or nil.
func (ss *ShardSession[K]) SessionOf(obj any) *Session {
	for _, s := range ss.sessions {
		if s.Contains(obj) {
			return s
		}
	}
	return nil
}

// Add takes each object into the session of its key, with all that it refers
// to. Types that have no key ([ShardBy]) are added with what they belong to, or
// to the session of [ShardSession.At].
func (ss *ShardSession[K]) Add(objs ...any) error {
	for _, o := range objs {
		key := ss.sh.keys[reflect.TypeOf(o)]
		if key == nil {
			return fmt.Errorf("orm: a %T has no key that says which shard is its own: say ShardBy for the type, or add it to the session of At(key)", o)
		}
		s, err := ss.At(key(o))
		if err != nil {
			return err
		}
		if err := s.Add(o); err != nil {
			return err
		}
	}
	return nil
}

// Delete has objects deleted, each by the session that has it.
func (ss *ShardSession[K]) Delete(objs ...any) error {
	for _, o := range objs {
		s := ss.SessionOf(o)
		if s == nil {
			return fmt.Errorf("%w: a %T cannot be deleted", ErrNotInSession, o)
		}
		if err := s.Delete(o); err != nil {
			return err
		}
	}
	return nil
}

// belongs refuses to write an object in another shard than its own.
func (ss *ShardSession[K]) belongs(obj any, shard int) error {
	for i, s := range ss.sessions {
		if i != shard && s.Contains(obj) {
			return fmt.Errorf("orm: a %T of shard %d is referred to in shard %d; no key leads from one database to another", obj, i, shard)
		}
	}
	key := ss.sh.keys[reflect.TypeOf(obj)]
	if key == nil {
		return nil
	}
	own, err := ss.sh.Of(key(obj))
	if err == nil && own != shard {
		err = fmt.Errorf("orm: a %T is in shard %d, and its key is now that of shard %d; objects do not move: delete it, and add a copy", obj, shard, own)
	}
	return err
}

// With has conditions hold in all shards; see [Session.With].
func (ss *ShardSession[K]) With(cs ...Criterion) error {
	return ss.each(func(s *Session) error { return s.With(cs...) })
}

// Flush writes what is pending in all shards.
func (ss *ShardSession[K]) Flush(ctx context.Context) error {
	return ss.each(func(s *Session) error { return s.Flush(ctx) })
}

// PartialCommitError tells that some shards have committed and one could not, so
// that what belongs together is there in part.
type PartialCommitError struct {
	// Committed are the shards whose changes are kept. Those of Failed and all
	// after it are rolled back.
	Committed []int
	Failed    int
	Err       error
}

func (e *PartialCommitError) Error() string {
	return fmt.Sprintf("orm: shard %d could not commit and was rolled back, as were those behind it; shards %v had committed already: %v", e.Failed, e.Committed, e.Err)
}

func (e *PartialCommitError) Unwrap() error { return e.Err }

// Hint is the next step.
func (e *PartialCommitError) Hint() string {
	return "what was changed in the shards that have committed has to be taken back, or done again in the others"
}

// Commit writes what is pending in all shards, and when all of that has worked
// commits one after the other. A flush that fails rolls all back. A commit that
// fails after that is a [PartialCommitError] if others were before it.
func (ss *ShardSession[K]) Commit(ctx context.Context) error {
	if err := ss.Flush(ctx); err != nil {
		return errors.Join(err, ss.Rollback())
	}
	var done []int
	for i, s := range ss.sessions {
		wrote := len(s.txs) > 0
		if err := s.Commit(ctx); err != nil {
			err = errors.Join(err, ss.Rollback())
			if len(done) > 0 {
				err = &PartialCommitError{Committed: done, Failed: i, Err: err}
			}
			return err
		}
		if wrote {
			done = append(done, i)
		}
	}
	return nil
}

// Rollback undoes what was not committed, in all shards and in the objects.
func (ss *ShardSession[K]) Rollback() error {
	return ss.all(func(s *Session) error { return s.Rollback() })
}

// Close rolls back what was not committed and lets go of all objects.
func (ss *ShardSession[K]) Close() error { return ss.all(func(s *Session) error { return s.Close() }) }

// each stops at the first error.
func (ss *ShardSession[K]) each(f func(*Session) error) error {
	for i, s := range ss.sessions {
		if err := f(s); err != nil {
			return fmt.Errorf("shard %d: %w", i, err)
		}
	}
	return nil
}

// all goes on after an error.
func (ss *ShardSession[K]) all(f func(*Session) error) error {
	var errs []error
	for i, s := range ss.sessions {
		if err := f(s); err != nil {
			errs = append(errs, fmt.Errorf("shard %d: %w", i, err))
		}
	}
	return errors.Join(errs...)
}

// everywhere asks all shards at a time, and returns their answers in their
// order. What is pending is written before: that looks at all sessions.
func everywhere[K, R any](ctx context.Context, ss *ShardSession[K], ask func(s *Session) (R, error)) ([]R, error) {
	if err := ss.Flush(ctx); err != nil {
		return nil, err
	}
	answers, errs := make([]R, len(ss.sessions)), make([]error, len(ss.sessions))
	var wait gosync.WaitGroup
	for i, s := range ss.sessions {
		wait.Go(func() {
			var err error
			if answers[i], err = ask(s); err != nil {
				errs[i] = fmt.Errorf("shard %d: %w", i, err)
			}
		})
	}
	wait.Wait()
	return answers, errors.Join(errs...)
}

// AllOf is a query of all shards, asked at a time: the objects of the first,
// then those of the second. An order, a limit and an offset would be each
// shard's own, and are refused: what all shards have is sorted by the program.
func AllOf[T, K any](ctx context.Context, ss *ShardSession[K], q Query[T]) ([]*T, error) {
	return objectsAs[*T](ss.allOf(ctx, q.query))
}

func (ss *ShardSession[K]) allOf(ctx context.Context, q *query) ([]*entry, error) {
	st, err := q.joined().Statement()
	if err != nil {
		return nil, err
	}
	if sel := st.(*ast.Select); len(sel.OrderBy) > 0 || sel.Limit != nil || sel.Offset != nil {
		return nil, errors.New("orm: a query of all shards cannot be ordered, limited or offset, as each shard does so for itself; sort what AllOf returns, or ask the sessions one by one")
	}
	parts, err := everywhere(ctx, ss, func(s *Session) ([]*entry, error) { return q.all(ctx, s) })
	return slices.Concat(parts...), err
}

// CountOf is how many objects all shards have.
func CountOf[T, K any](ctx context.Context, ss *ShardSession[K], q Query[T]) (int64, error) {
	counts, err := everywhere(ctx, ss, func(s *Session) (int64, error) { return q.Count(ctx, s) })
	n := int64(0)
	for _, c := range counts {
		n += c
	}
	return n, err
}
