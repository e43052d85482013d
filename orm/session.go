package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// Session has one object for each row that it has seen, and writes what the
// program does to them. It begins a transaction when it first needs one;
// Commit and Rollback end it. A session is for one goroutine; a
// second one is told so by [ErrBusy]. It is a [core.DB]: statements of package
// core run inside its transaction, after what is pending has been written.
type Session struct {
	e    *engine.Engine
	meta *metadata.MetaData
	// db runs the statements: the transaction, or what a reader was given.
	db   core.DB
	txs  []*engine.Tx // the transaction, and the savepoints in it
	undo []*undo      // one for each of txs

	// expunged are objects that others of the session may still refer to.
	expunged map[any]bool

	known   registry
	maps    map[*mapper]*identityMap
	entries []*entry
	// objects finds the first of the entries, filed of them, by their objects:
	// see entryOf.
	objects map[any]*entry
	filed   int
	// removed counts the entries that are gone and still in the list.
	removed int
	slab    []entry

	reader bool // only reads, over a DB of somebody else's
	// scopes is how many functions of InTx are running; failure is the flush
	// that failed in the innermost, which cannot end well any more.
	scopes  int
	failure error
	// flushing is while a flush writes, and hooks may use the session.
	flushing bool
	clash    error    // an object whose row has turned into one of another type
	loaded   []*entry // new from the database, for hooks to be told of
	busy     atomic.Bool
	hooks    []Hooks
	// criteria hold for all tables that have some.
	criteria criteria
	guard    *guard // nil where nobody wants to know
	routing  routing
}

// ErrBusy is returned to a goroutine that uses a session while another does, and
// for what is written by a loop over rows that are read in the session's
// transaction.
var ErrBusy = errors.New("orm: the session is in use by another goroutine, or by a loop over its rows; each needs its own")

// ErrNotInSession is returned for an object that the session does not have.
var ErrNotInSession = errors.New("orm: the object is not in this session")

// NewSession makes a session for the types that are mapped in meta. Close it,
// or end it with Commit or Rollback.
func NewSession(e *engine.Engine, meta *metadata.MetaData) *Session {
	s := &Session{e: e, meta: meta, known: registryOf(meta)}
	s.clear()
	return s
}

// readerOf is a session for one query over any DB: objects are not watched.
func readerOf(db core.DB) *Session {
	s := &Session{db: db, reader: true}
	s.clear()
	return s
}

func (s *Session) clear() {
	s.guard.reset()
	s.expunged = nil
	s.maps, s.objects, s.entries, s.filed, s.removed = map[*mapper]*identityMap{}, nil, nil, 0, 0
}

func (s *Session) enter() error {
	if !s.busy.CompareAndSwap(false, true) {
		return ErrBusy
	}
	if s.failure != nil {
		s.leave()
		return fmt.Errorf("orm: nothing can be done here after a flush that failed; return its error from the function: %w", s.failure)
	}
	return nil
}

// outside refuses what would end the transaction below a function of InTx, or
// below hooks of a flush.
func (s *Session) outside(what, instead string) error {
	switch {
	case s.flushing:
		return fmt.Errorf("orm: %s inside of a hook, while a flush writes: only queries, Add and Delete can be done there", what)
	case s.scopes > 0 && instead != "":
		return fmt.Errorf("orm: %s inside of InTx: %s", what, instead)
	}
	return nil
}

func (s *Session) leave() { s.busy.Store(false) }

// begin begins the transaction, if there is none.
func (s *Session) begin(ctx context.Context) error {
	s.routing.wrote = s.routing.on
	if err := s.endReading(); err != nil {
		return err
	}
	if s.db != nil {
		return nil
	}
	tx, err := s.e.Begin(context.WithoutCancel(ctx), engine.TxOptions{})
	if err != nil {
		return err
	}
	s.push(tx)
	return nil
}

func (s *Session) push(tx *engine.Tx) {
	s.txs, s.undo = append(s.txs, tx), append(s.undo, &undo{})
	s.db = tx
}

func (s *Session) server() *dialect.Server { return s.e.Server }

// mapperOf finds how an object is mapped.
func (s *Session) mapperOf(obj any) (*mapper, error) {
	t := reflect.TypeOf(obj)
	if t == nil || t.Kind() != reflect.Pointer || reflect.ValueOf(obj).IsNil() {
		return nil, fmt.Errorf("orm: a %T is no pointer to a mapped struct", obj)
	}
	m := s.known[t.Elem()]
	if m == nil {
		return nil, fmt.Errorf("orm: %s is not mapped in the session's MetaData; call Map or Bind for it", t.Elem())
	}
	return m, nil
}

// Add takes new objects in, and all that they refer to. They are inserted by
// the next flush. Objects that the session has already stay as they are; one
// that was deleted is kept after all.
func (s *Session) Add(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, o := range objs {
		if _, err := s.add(o); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) add(obj any) (*entry, error) {
	if e := s.entryOf(obj); e != nil {
		if e.state == deleting {
			e.state = clean
		}
		return e, nil
	}
	m, err := s.mapperOf(obj)
	if err != nil {
		return nil, err
	}
	delete(s.expunged, obj)
	e := s.newEntry()
	*e = entry{m: m, obj: obj, p: placeOf(reflect.ValueOf(obj)), state: pending}
	if err := e.stamp(); err != nil {
		return nil, err
	}
	s.entries = append(s.entries, e)
	return e, s.addReachable(e)
}

// addReachable adds the objects that an object refers to.
func (s *Session) addReachable(e *entry) error {
	for _, r := range e.m.relations {
		if r.viewOnly || r.empty(e.p) {
			continue
		}
		if err := s.addAll(e.objectsOf(r), e.extra().held.of(r)); err != nil {
			return err
		}
	}
	return nil
}

// addAll adds objects that the session does not have yet, but for those that it
// had and that were expunged.
func (s *Session) addAll(objs, had []any) error {
	for _, o := range objs {
		if s.entryOf(o) != nil || s.expunged[o] && slices.Contains(had, o) {
			continue
		}
		if _, err := s.add(o); err != nil {
			return err
		}
	}
	return nil
}

// Delete has objects deleted by the next flush, with what belongs to them. An
// object that was only added is forgotten.
func (s *Session) Delete(objs ...any) error { return s.delete(false, objs) }

func (s *Session) delete(hard bool, objs []any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, o := range objs {
		e := s.entryOf(o)
		switch {
		case e == nil:
			return fmt.Errorf("%w: a %T cannot be deleted", ErrNotInSession, o)
		case e.state == pending:
			s.forget(e)
		case hard || !e.marked(): // a row that is marked stays as it is
			e.state, e.hard = deleting, hard
		}
	}
	return nil
}

// Contains reports whether the session has the object.
func (s *Session) Contains(obj any) bool { return s.entryOf(obj) != nil }

// Dirty reports whether a flush would write something of the object.
func (s *Session) Dirty(obj any) bool {
	e := s.entryOf(obj)
	return e != nil && (e.state != clean || len(e.changes()) > 0 || e.related())
}

// Commit writes what is pending and ends the transaction. Objects stay in the
// session; a later query reads them anew.
func (s *Session) Commit(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.outside("Commit", "return nil from its function instead"); err != nil {
		return err
	}
	if es := s.sole(); es != nil {
		return s.writeSole(ctx, es)
	}
	if err := s.flush(ctx); err != nil {
		return err
	}
	if s.db == nil {
		return nil
	}
	if len(s.txs) > 0 {
		if err := s.txs[0].Commit(); err != nil {
			return errors.Join(err, s.rollback())
		}
	}
	s.txs, s.undo, s.db = nil, nil, nil
	s.committed()
	return s.fire(ctx, AfterCommit, nil)
}

// committed has the next queries read anew what is in the database for good.
func (s *Session) committed() {
	s.routing.committed()
	s.guard.reset()
	for _, e := range s.entries {
		if e.expired = false; e.state == clean {
			e.outdate()
		}
	}
}

// Rollback ends the transaction and undoes its changes, in the database and in
// the objects: they hold what they held when the transaction began, and those
// that were added since are no longer in the session.
func (s *Session) Rollback() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.outside("Rollback", "return an error from its function instead"); err != nil {
		return err
	}
	return s.rollback()
}

func (s *Session) rollback() error {
	var err error
	if len(s.txs) > 0 {
		err = s.txs[0].Rollback()
	}
	for len(s.undo) > 0 {
		s.pop(true)
	}
	s.revert(nil)
	s.db, s.routing.reading = nil, false
	s.guard.reset()
	return err
}

// pop ends the innermost level.
func (s *Session) pop(undo bool) {
	last := len(s.undo) - 1
	u := s.undo[last]
	s.undo, s.txs = s.undo[:last], s.txs[:last]
	if undo {
		s.revert(u)
	} else if last > 0 {
		s.undo[last-1].merge(u)
	}
	if last > 0 {
		s.db = s.txs[last-1]
	}
}

// Close rolls back what was not committed and lets go of all objects. A closed
// session may be used again.
func (s *Session) Close() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.outside("Close", "return from its function first"); err != nil {
		return err
	}
	var err error
	if len(s.txs) > 0 {
		err = s.txs[0].Rollback()
	}
	s.txs, s.undo, s.db = nil, nil, nil
	s.routing.reading, s.routing.wrote = false, false
	s.clear()
	return err
}

// InTx calls f, and commits if f returns nil. Inside of another InTx it is a
// savepoint, and the outer one commits. If f returns an error or panics,
// database and objects are as they were before it; so they are if a flush
// fails in it, which is then the error. What the session had done before, in a
// transaction that a query or a flush had begun, is committed along, or is left
// to be.
func (s *Session) InTx(ctx context.Context, f func(ctx context.Context) error) error {
	if err := errors.Join(s.outside("InTx", ""), s.ready(ctx)); err != nil {
		return err
	}
	began := len(s.txs) == 1 && len(s.undo[0].was) == 0
	err := s.nested(ctx, f)
	switch {
	case s.scopes > 0:
		return err
	case err == nil:
		return s.Commit(ctx)
	case began: // there is nothing in the transaction to keep it for
		if rerr := s.Rollback(); rerr != nil {
			err = errors.Join(err, rerr)
		}
	}
	return err
}

// nested is InTx in a savepoint.
func (s *Session) nested(ctx context.Context, f func(ctx context.Context) error) error {
	ok := false
	return s.txs[len(s.txs)-1].InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
		s.push(tx)
		s.scopes++
		defer func() {
			s.failure = nil
			s.scopes--
			s.pop(!ok)
		}()
		err := f(ctx)
		if s.failure != nil { // whatever f has made of it
			return s.failure
		}
		if err == nil {
			err = s.Flush(ctx)
		}
		ok = err == nil
		return err
	})
}

// InsertBulk is for [core.InsertAll]: rows go into the session's transaction,
// after what is pending, and make no objects.
func (s *Session) InsertBulk(ctx context.Context, b *ast.Bulk) ([]int64, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	b, err := s.criteria.bulk(b)
	if err != nil {
		return nil, err
	}
	return s.insertBulk(ctx, b)
}

func (s *Session) insertBulk(ctx context.Context, b *ast.Bulk) ([]int64, error) {
	db, ok := s.db.(core.BulkDB)
	if !ok {
		return nil, fmt.Errorf("orm: a %T cannot insert many rows", s.db)
	}
	return db.InsertBulk(ctx, b)
}

// QueryStatement sends a statement inside the session's transaction, after
// what is pending.
func (s *Session) QueryStatement(ctx context.Context, st core.Statement) (core.Rows, error) {
	if err := s.prepared(ctx, func(ctx context.Context) error { return s.beginFor(ctx, st) }); err != nil {
		return nil, err
	}
	return s.reading(options{}).QueryStatement(ctx, st)
}

// ExecStatement sends a statement inside the session's transaction, after what
// is pending. Objects that it changes are not told: see [Session.Expire].
func (s *Session) ExecStatement(ctx context.Context, st core.Statement) (sql.Result, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	return s.reading(options{}).ExecStatement(ctx, st)
}

// ready writes what is pending and sees to the transaction.
func (s *Session) ready(ctx context.Context) error {
	return s.prepared(ctx, s.begin)
}

// prepared writes what is pending and begins, for one goroutine only. Below the
// hooks of a flush nothing is written.
func (s *Session) prepared(ctx context.Context, begin func(context.Context) error) error {
	if s.reader {
		return nil
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.flush(ctx); err != nil {
		return err
	}
	return begin(ctx)
}

// Flush writes what is pending: new objects, changes and deletes. If that
// fails, the transaction is rolled back as [Session.Rollback] does; inside of
// InTx, what its innermost function did is, when it returns.
func (s *Session) Flush(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.outside("Flush", ""); err != nil {
		return err
	}
	return s.flush(ctx)
}
