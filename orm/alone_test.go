package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/orm"
)

// inside records which statements were parts of a transaction.
type inside struct {
	mu   sync.Mutex
	list []bool
}

func (i *inside) Before(ctx context.Context, ev *engine.Event) context.Context {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.list = append(i.list, ev.InTx)
	return ctx
}

func (i *inside) After(context.Context, *engine.Event) {}

// is checks that all statements since the last call were in a transaction, or
// that none was.
func (i *inside) is(t *testing.T, what string, want bool) {
	t.Helper()
	if len(i.list) == 0 {
		t.Errorf("%s: no statement was sent", what)
	}
	for _, in := range i.list {
		if in != want {
			t.Errorf("%s: in a transaction: %v, not %v", what, i.list, want)
			break
		}
	}
	i.list = nil
}

// TestReadingBeginsNoTransaction where one would not change what is read; it is
// begun by what may write, lock, or tell the time.
func TestReadingBeginsNoTransaction(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		in := &inside{}
		s := orm.NewSession(db.WithHooks(in), meta)
		defer s.Close()
		uma := &User{Name: "uma", Posts: []*Post{{Title: "one"}}}
		ok(t, s.Add(uma))
		ok(t, s.Commit(ctx))
		in.is(t, "two new objects", true)

		must[*User](t)(orm.Get[User](ctx, s, uma.ID))
		must[*User](t)(Users.Select().Where(Users.Posts.Any(Posts.Title.Lower().Eq("one"))).Load(Users.Posts).Refresh().One(ctx, s))
		must[int64](t)(core.Select(core.CountAll()).From(Users).One(ctx, s))
		in.is(t, "queries", db.Dialect.Name() != "postgres")
		uma.Name = "ulla"
		ok(t, s.Commit(ctx))
		in.is(t, "one change", db.Dialect.Name() == "mysql")

		must[*User](t)(orm.Get[User](ctx, s, uma.ID))
		in.list = nil
		must[time.Time](t)(core.Select(core.Now()).One(ctx, s))
		must[*User](t)(Users.Select().Where(Users.Name.Eq("ulla")).One(ctx, s))
		in.is(t, "what tells the time, and what comes after it", true)
		ok(t, s.Rollback())
		must[*User](t)(Users.Select().Where(core.Eq(core.Call[int]("octet_length", Users.Name), core.Val(4))).First(ctx, s))
		in.is(t, "a function that may do anything", true)
		ok(t, s.Rollback())
		if db.Dialect.Name() != "sqlite" {
			must[*User](t)(Users.Select().ForUpdate().One(ctx, s))
			in.is(t, "what locks", true)
			ok(t, s.Rollback())
		}
		must[*User](t)(orm.Get[User](ctx, s, uma.ID))
		in.list = nil
		uma.Name = "uma"
		ok(t, s.Flush(ctx))
		must[string](t)(core.Select(Users.Name).One(ctx, s))
		in.is(t, "a flush, and what comes after it", true)
		ok(t, s.Rollback())
		if uma.Name != "ulla" {
			t.Errorf("after the rollback: %q", uma.Name)
		}
	})
}

// TestReadersDoNotWait: a session that only reads neither waits for a writer nor
// keeps one waiting, and may write after all when somebody else has.
func TestReadersDoNotWait(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s, other := orm.NewSession(db, meta), orm.NewSession(db, meta)
		defer s.Close()
		defer other.Close()
		ok(t, s.Add(&User{Name: "a"}))
		ok(t, s.Add(&User{Name: "b"}))
		ok(t, s.Commit(ctx))
		ctx, cancel := context.WithTimeout(ctx, 4*time.Second) // SQLite's writers wait for five
		defer cancel()
		ok(t, other.InTx(ctx, func(ctx context.Context) error {
			ok(t, other.Add(&User{Name: "c"}))
			ok(t, other.Flush(ctx))
			if n := must[int64](t)(Users.Select().Count(ctx, s)); n != 2 {
				t.Errorf("%d users are seen while another is being written", n)
			}
			return nil
		}))
		a := must[*User](t)(Users.Select().Where(Users.Name.Eq("a")).One(ctx, s))
		ok(t, other.Add(&User{Name: "d"}))
		ok(t, other.Commit(ctx))
		a.Name = "A"
		ok(t, s.Commit(ctx))
		names := must[[]string](t)(core.Select(Users.Name).OrderBy(Users.ID.Asc()).All(ctx, db))
		if got := strings.Join(names, ""); got != "Abcd" {
			t.Errorf("users: %s", got)
		}
	})
}

// TestASessionSeesOneState wherever the database's transactions do: what another
// commits between two of its queries is not seen by the second.
func TestASessionSeesOneState(t *testing.T) {
	levels := map[string]struct{ params, seen string }{
		"sqlite": {"", "old"}, "mysql": {"", "old"}, "mariadb": {"", "old"}, "postgres": {"", "new"},
		"mysql/read committed": {"?transaction_isolation=%27READ-COMMITTED%27", "new"}, "mariadb/read committed": {"?tx_isolation=%27READ-COMMITTED%27", "new"},
		"postgres/repeatable read": {"&default_transaction_isolation=repeatable%20read", "old"},
	}
	for _, sv := range dbtest.Servers(t) {
		for name, level := range levels {
			server, _, _ := strings.Cut(name, "/")
			if server != strings.TrimRight(sv.Name, "0123456789") {
				continue
			}
			t.Run(strings.Replace(name, server, sv.Name, 1), func(t *testing.T) {
				ctx := t.Context()
				db := must[*engine.Engine](t)(engine.Open(ctx, all.Dialects(), sv.NewDB(t).URL+level.params))
				defer db.Close()
				seesOneState(t, ctx, db, level.seen)
			})
		}
	}
}

func seesOneState(t *testing.T, ctx context.Context, db *engine.Engine, want string) {
	named(t, ctx, db, "old")
	s, other := orm.NewSession(db, meta), orm.NewSession(db, meta)
	defer s.Close()
	defer other.Close()
	must[*User](t)(orm.Get[User](ctx, s, 1))
	must[*User](t)(orm.Get[User](ctx, other, 1)).Name = "new"
	ok(t, other.Commit(ctx))
	if got := must[string](t)(core.Select(Users.Name).One(ctx, s)); got != want {
		t.Errorf("the second query sees the %s name", got)
	}
}

// TestALoopOverRows of the session may use it as far as the server lets it;
// where not, nothing is lost, neither the transaction nor what is to be written.
func TestALoopOverRows(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		named(t, ctx, db, "a")
		s := orm.NewSession(db, meta)
		defer s.Close()
		ok(t, s.Add(&User{Name: "b"}))
		ok(t, s.Commit(ctx))
		_, inPortions := loop(t, ctx, s, Users.Select().Load(Users.Posts))
		if inPortions != nil {
			t.Errorf("a loop that loads relations reads some hundred at a time: %v", inPortions)
		}
		ok(t, s.Rollback())
		reads, writes := loop(t, ctx, s, Users.Select())
		readable := db.Dialect.Name() != "mysql" // one result at a time
		if readable != (reads == nil) || !readable && !errors.Is(reads, engine.ErrRowsOpen) {
			t.Errorf("a query in the loop: %v", reads)
		}
		if alone := db.Dialect.Name() == "postgres"; alone != (writes == nil) || !alone && !errors.Is(writes, orm.ErrBusy) {
			t.Errorf("a flush in the loop: %v", writes)
		}
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Tags.Select().Count(ctx, s)); n != 1 {
			t.Errorf("%d tags, not the one of the second loop", n)
		}
	})
}

// loop queries and flushes at the first of two users.
func loop(t *testing.T, ctx context.Context, s *orm.Session, q orm.Query[User]) (reads, writes error) {
	t.Helper()
	n := 0
	for u, err := range q.Iter(ctx, s) {
		ok(t, err)
		if n++; n == 1 {
			_, reads = Posts.Select().Count(ctx, s)
			ok(t, s.Add(&Tag{Name: fmt.Sprint(u.Name, len(u.Posts))}))
			writes = s.Flush(ctx)
		}
	}
	if n != 2 {
		t.Errorf("%d users", n)
	}
	return reads, writes
}

// TestManySessionsLoseNothing: of many who read the same rows and change them at
// once, each has either changed its row or is told that somebody was faster.
func TestManySessionsLoseNothing(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		for range 5 {
			named(t, ctx, db, "x")
		}
		var all sync.WaitGroup
		var done atomic.Int64
		for g := range 12 {
			all.Go(func() {
				for i := range 20 {
					s := orm.NewSession(db, meta)
					us, err := Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Posts).All(ctx, s)
					if err != nil || len(us) != 5 {
						t.Error(err)
						return
					}
					u := us[(g+i)%5]
					u.Age++
					if i%3 == 0 { // more than one statement
						u.Posts = append(u.Posts, &Post{Title: "new"})
					}
					var stale *orm.StaleError
					switch err := s.Commit(ctx); {
					case err == nil:
						done.Add(1)
					case !errors.As(err, &stale) && !errors.Is(err, engine.ErrDeadlock):
						t.Error(err)
					}
					ok(t, s.Close())
				}
			})
		}
		all.Wait()
		sum := 0
		for _, age := range must[[]int](t)(core.Select(Users.Age).All(ctx, db)) {
			sum += age
		}
		if int64(sum) != done.Load() || sum < 20 {
			t.Errorf("%d changes were committed, and %d are there", done.Load(), sum)
		}
	})
}
