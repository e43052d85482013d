package migrate

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
)

// Runner applies revisions to one database. The zero value of each option is
// the usual case. A Runner is used by one goroutine at a time; several, in
// several processes, keep out of each other's way by a lock in the database.
type Runner struct {
	Engine *engine.Engine
	Graph  *Graph
	// Tool is recorded in the ledger: the program and its version.
	Tool string
	// LockWait is how long to wait for another run to end; zero is a minute, less
	// is not at all.
	LockWait time.Duration
	// LockTimeout is how long one statement waits for locks of the application;
	// zero is five seconds, less is as long as it takes. While it waits, others
	// wait behind it. LockRetries is how often it is tried again, after a pause;
	// zero is ten times, less is never.
	LockTimeout time.Duration
	LockRetries int
	// Lock is what keeps runs out of each other's way. LeaseTime is how long a
	// lease lasts that nobody renews; zero is thirty seconds, one is the least.
	Lock      LockKind
	LeaseTime time.Duration
	// Transactions is how revisions are put into transactions.
	Transactions Grouping
	// Order is what becomes of revisions that are out of order.
	Order OrderPolicy
	// Handover gives changes of tables to another program; nil does not, whatever
	// revisions say.
	Handover *Handover
	// Beyond tells of statements that reach beyond the database that they are run
	// in. In a scratch database they are left out, or they would change what
	// others use; nil leaves none out.
	Beyond func(Statement) bool
	// Log is told what happens as it happens, never by two goroutines at once;
	// nil for silence.
	Log func(Event)

	groupTime time.Duration // zero is the usual one
	trial     bool          // the database is there for nothing else
}

// Event is one thing a Runner did or waits for.
type Event struct {
	Kind     EventKind
	Revision *Revision
	Dir      Direction
	// Step and Of count the statements of a revision; in Completed, the
	// revisions that share a commit, and are zero for one by itself.
	Step, Of int
	SQL      string
	Holder   string // in Waiting: who holds the lock
	Duration time.Duration
	// Blockers are, in Retrying, who kept the statement waiting, as far as known.
	Blockers []dialect.Blocker
	// Above is, in OutOfOrder, the applied revision that builds on this one.
	Above *Revision
	// Rows is, in Backfilled, how many rows were changed so far, and Percent how
	// far through the keys it is, as far as known.
	Rows     int64
	Percent  int
	Progress *dialect.Progress
	// Output is a line that another program said.
	Output string
}

// EventKind is the kind of an [Event].
type EventKind string

// The events, in the order in which they happen.
const (
	Waiting    EventKind = "waiting"
	OutOfOrder EventKind = "out of order"
	Began      EventKind = "began"
	RanOne     EventKind = "statement"
	Resumed    EventKind = "resumed"
	Retrying   EventKind = "retrying" // after a lock was not had in time; Duration is the pause
	Completed  EventKind = "completed"
	// Running comes every second while a statement takes its time; Duration is
	// how long it has taken, Progress what the server says of it, nil if nothing.
	Running EventKind = "running"
	// Backfilled comes about every second while a backfill is under way, and at
	// its end; Paused while the query in SQL tells it to wait.
	Backfilled EventKind = "backfilled"
	Paused     EventKind = "paused"
	// Output comes for each line of a program that a statement was handed to.
	Output EventKind = "output"
	// Recorded and TakenOut are what [Runner.Stamp] does to the ledger. A revision
	// that is in no file has only its ID.
	Recorded EventKind = "recorded"
	TakenOut EventKind = "taken out"
)

// ErrHistory is wrapped by errors about a ledger and files that contradict
// each other.
var ErrHistory = errors.New("the database's history and the files disagree")

// Up applies what is missing to reach the target; see [Graph.UpPath]. It
// returns the revisions it applied, also with an error.
func (r *Runner) Up(ctx context.Context, target string) ([]*Revision, error) {
	return r.locked(ctx, func(ctx context.Context, s store, applied map[string]bool) ([]*Revision, error) {
		way, err := r.upPath(applied, target)
		if err == nil {
			err = r.target().fit(way, Up)
		}
		if err != nil {
			return nil, err
		}
		return r.walk(ctx, s, way, Up)
	})
}

// Down undoes what is above the target; see [Graph.DownPath]. It returns the
// revisions it undid, also with an error.
func (r *Runner) Down(ctx context.Context, target string) ([]*Revision, error) {
	return r.locked(ctx, func(ctx context.Context, s store, applied map[string]bool) ([]*Revision, error) {
		way, err := r.Graph.DownPath(applied, target)
		if err != nil {
			return nil, err
		}
		for _, rev := range way {
			if err := r.reversible(rev); err != nil {
				return nil, err
			}
		}
		if err := r.target().fit(way, Down); err != nil {
			return nil, err
		}
		return r.walk(ctx, s, way, Down)
	})
}

func (r *Runner) reversible(rev *Revision) error {
	if rev.Irreversible != "" {
		return fmt.Errorf("%s: revision %s has no way down: %s; nothing was changed", rev.File, rev.ID, rev.Irreversible)
	}
	if rev.IsCode() && rev.Down == nil || !rev.IsCode() && rev.find(Down, r.Engine.Server.Names) == nil {
		return fmt.Errorf("%s: revision %s has no \"-- dbtool:down\" section; nothing was changed; write one, or \"-- dbtool:irreversible REASON\" if there is no way back", rev.File, rev.ID)
	}
	return nil
}

// entry fills in a ledger row.
func (r *Runner) entry(rev *Revision, kind string, began time.Time) (Entry, error) {
	sum, err := rev.Checksum(r.Engine.Server.Names, r.Engine.Dialect.Rules())
	return Entry{Revision: rev.ID, Parents: rev.Parents, Message: rev.Message, File: rev.File, Checksum: sum, Kind: kind,
		AppliedAt: time.Now(), Duration: time.Since(began), AppliedBy: whoami(), Tool: r.Tool}, err
}

// whoami is the person and machine, as far as the system tells.
var whoami = sync.OnceValue(func() string {
	host, _ := os.Hostname()
	name := os.Getenv("USER")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return strings.Trim(name+"@"+host, "@")
})

func (r *Runner) log(e Event) {
	if r.Log != nil {
		r.Log(e)
	}
}

// walk goes through revisions one by one and stops at the first failure.
func (r *Runner) walk(ctx context.Context, s store, way []*Revision, dir Direction) (done []*Revision, err error) {
	if r.Transactions == GroupAll {
		return r.together(ctx, s, way, dir)
	}
	if err := r.findBegun(ctx, &s); err != nil {
		return nil, err
	}
	i := 0
	s.ahead = &announcing{next: func() *Revision {
		if i+1 < len(way) && r.alone(way[i+1]) {
			return way[i+1]
		}
		return nil
	}}
	defer func() { err = errors.Join(err, r.takeBack(ctx, s)) }()
	for i < len(way) {
		if err := ctx.Err(); err != nil {
			return way[:i], err
		}
		if rest := r.groupable(s, way[i:]); len(rest) > 1 {
			n, err := r.group(ctx, s, rest, dir)
			if i += n; err != nil {
				return way[:i], err
			}
			continue
		}
		began := time.Now()
		r.log(Event{Kind: Began, Revision: way[i], Dir: dir})
		if err := r.one(ctx, s, way[i], dir, began); err != nil {
			return way[:i], err
		}
		r.log(Event{Kind: Completed, Revision: way[i], Dir: dir, Duration: time.Since(began)})
		i++
	}
	return way, nil
}

func (r *Runner) one(ctx context.Context, s store, rev *Revision, dir Direction, began time.Time) error {
	if r.alone(rev) || s.begun[rev.ID] {
		return r.loose(ctx, s, rev, dir, began)
	}
	run, err := r.body(ctx, s, rev, dir)
	if err != nil {
		return err
	}
	return r.patiently(ctx, s, rev, func() error {
		return r.inTransaction(ctx, s, []*Revision{rev}, dir, run, func() error { return r.settle(ctx, s, rev, dir, began) })
	})
}

// loose runs a revision without a transaction that holds all of it.
func (r *Runner) loose(ctx context.Context, s store, rev *Revision, dir Direction, began time.Time) error {
	if rev.IsCode() {
		run, err := r.code(ctx, s, rev, dir)
		if err == nil {
			err = run()
		}
		if err != nil {
			return err
		}
		return r.settle(ctx, s, rev, dir, began)
	}
	list, err := r.statements(rev, dir)
	if err != nil {
		return err
	}
	s.watcher.last = nil // it does not see what this does
	if err := r.journaled(ctx, s, rev, dir, list, began); err != nil {
		return err
	}
	return s.settings.restore(ctx)
}

// body is what a revision does inside of a transaction.
func (r *Runner) body(ctx context.Context, s store, rev *Revision, dir Direction) (run func() error, err error) {
	if rev.IsCode() {
		return r.code(ctx, s, rev, dir)
	}
	list, err := r.statements(rev, dir)
	if err != nil {
		return nil, err
	}
	return func() error {
		for i, st := range list {
			if err := r.exec(ctx, s, rev, dir, list, i); err != nil {
				return err
			}
			r.log(Event{Kind: RanOne, Revision: rev, Dir: dir, Step: i + 1, Of: len(list), SQL: st.SQL})
		}
		return nil
	}, nil
}

// statements are those to run of a revision's for the server at hand, which must
// have some.
func (r *Runner) statements(rev *Revision, dir Direction) ([]Statement, error) {
	list, err := r.target().statements(rev, dir)
	return slices.DeleteFunc(slices.Clone(list), r.leavesOut), err
}

// leavesOut reports whether a statement is not run in this database.
func (r *Runner) leavesOut(st Statement) bool {
	return r.inScratch() && r.reachesBeyond(st)
}

func (r *Runner) reachesBeyond(st Statement) bool {
	return r.Beyond != nil && !st.Assert && r.Beyond(st)
}

// LeftOut are the places of the statements that a run in a scratch database
// leaves out, on the way up of these revisions, and on the way down of those
// that have one.
func (r *Runner) LeftOut(revisions []*Revision) ([]Position, error) {
	var places []Position
	for _, rev := range revisions {
		for _, dir := range []Direction{Up, Down} {
			if rev.IsCode() {
				continue
			}
			list, _, err := rev.Statements(dir, r.Engine.Server.Names, r.Engine.Dialect.Rules())
			if err != nil {
				return nil, err
			}
			for _, st := range list {
				if r.reachesBeyond(st) {
					places = append(places, at(rev.File, st, -1))
				}
			}
		}
	}
	return places, nil
}

func (t Target) statements(rev *Revision, dir Direction) ([]Statement, error) {
	list, ok, err := rev.Statements(dir, t.Server.Names, t.Dialect.Rules())
	if err == nil && !ok {
		err = fmt.Errorf("%s: there is no \"-- dbtool:%s\" section for %s", rev.File, dir, strings.Join(t.Server.Names, " or "))
	}
	return list, err
}

// texts are the statements of revisions; nil if one is written in Go.
func (r *Runner) texts(way []*Revision, dir Direction) []string {
	texts := []string{}
	for _, rev := range way {
		list, err := r.statements(rev, dir)
		if err != nil || rev.IsCode() {
			return nil
		}
		for _, st := range list {
			texts = append(texts, st.SQL)
		}
	}
	return texts
}

// settle writes the ledger row of a finished revision, or takes it away.
func (r *Runner) settle(ctx context.Context, s store, rev *Revision, dir Direction, began time.Time) error {
	if dir == Down {
		return s.remove(ctx, s.c, rev.ID)
	}
	e, err := r.entry(rev, "up", began)
	if err != nil {
		return err
	}
	return s.record(ctx, s.c, e)
}

// inTransaction runs revisions and their ledger rows, which settle writes, as
// one transaction. In errors it goes by the last of them.
func (r *Runner) inTransaction(ctx context.Context, s store, way []*Revision, dir Direction, run, settle func() error) error {
	last := way[len(way)-1]
	return r.transact(ctx, s, last, dir, func() error {
		return r.watched(ctx, s, way, dir, run, settle)
	})
}

// watched runs revisions inside of a transaction, and looks that no row was
// harmed before settle writes their ledger rows.
func (r *Runner) watched(ctx context.Context, s store, way []*Revision, dir Direction, run, settle func() error) error {
	last := way[len(way)-1]
	check, done, err := s.watcher.watch(ctx, s.c, func() []string { return r.texts(way, dir) })
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	if err := check(ctx); err != nil {
		return fmt.Errorf("%s: revision %s was rolled back: %w", last.File, last.ID, err)
	}
	if err := s.settings.restore(ctx); err != nil {
		return err
	}
	if err := settle(); err != nil {
		return &EndError{last.ID, dir, r.lost(err), err}
	}
	done()
	return nil
}

// transact runs body in a transaction with what has to stand around it. An error
// of body rolls it back.
func (r *Runner) transact(ctx context.Context, s store, rev *Revision, dir Direction, body func() error) (err error) {
	f := r.Engine.Dialect.Frame(r.Engine.Server)
	if err := execAll(ctx, s.c, f.Before); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, execAll(context.WithoutCancel(ctx), s.c, f.Closing(err != nil)))
	}()
	if _, local := r.Engine.Dialect.(dialect.LocalTimeouter); r.LockTimeout != 0 && !local { // else it waits as the connection does, or never
		if err := s.patience.limit(ctx, f.Begin); err != nil {
			return err
		}
	}
	if _, err := s.c.ExecContext(ctx, f.Begin); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	s.patience.enter()
	defer s.patience.leave()
	if err = body(); err == nil {
		if _, err = s.c.ExecContext(ctx, f.Commit); err == nil {
			return nil
		}
		err = &EndError{rev.ID, dir, r.lost(err), err}
	}
	s.watcher.last = nil
	s.patience.forget() // settings go back with the transaction
	if _, e := s.c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); e != nil {
		if r.lost(errors.Unwrap(err)) {
			return err // the server rolled back when the connection went
		}
		return errors.Join(err, fmt.Errorf("roll back: %w", e))
	}
	return err
}

// lost reports whether an error means that the connection is gone.
func (r *Runner) lost(err error) bool {
	c := r.Engine.Dialect.Explain(err).Class
	return c == dialect.Disconnected || c == dialect.Unreachable || errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn)
}

func execAll(ctx context.Context, x execer, list []string) error {
	for _, q := range list {
		if _, err := x.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%s: %w", q, err)
		}
	}
	return nil
}
