package orm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

var errBoom = errors.New("boom")

func TestRollbackPutsObjectsBack(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		u := &User{Name: "ann", Age: 1, Posts: []*Post{{Title: "p"}}}
		gone := &User{Name: "gone"}
		ok(t, s.Add(u, gone))
		ok(t, s.Commit(ctx))
		fresh := &User{Name: "new"}
		err := s.InTx(ctx, func(ctx context.Context) error {
			u.Age = 2
			u.Posts = append(u.Posts, &Post{Title: "q"})
			ok(t, s.Add(fresh))
			ok(t, s.Delete(gone))
			ok(t, s.Flush(ctx))
			u.Age = 3
			return errBoom
		})
		if !errors.Is(err, errBoom) {
			t.Fatal(err)
		}
		if u.Age != 1 || u.Version != 1 || len(u.Posts) != 1 || fresh.ID != 0 || s.Contains(fresh) || !s.Contains(gone) || s.Dirty(u) || s.Dirty(gone) {
			t.Fatalf("%+v %+v", u, fresh)
		}
		if n := must[int64](t)(Users.Select().Count(ctx, s)); n != 2 {
			t.Fatal(n)
		}
	})
}

func TestSavepointPutsObjectsBack(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		u := &User{Name: "ann", Age: 1}
		inner, outer := &User{Name: "inner"}, &User{Name: "outer"}
		ok(t, s.InTx(ctx, func(ctx context.Context) error {
			ok(t, s.Add(u, outer))
			u.Age = 2
			err := s.InTx(ctx, func(ctx context.Context) error {
				u.Age = 3
				ok(t, s.Add(inner))
				ok(t, s.Delete(outer))
				ok(t, s.InTx(ctx, func(ctx context.Context) error { u.Age = 4; return nil }))
				if got := rows(t, ctx, s, core.Select(Users.Age).Where(Users.ID.Eq(u.ID))); got[0] != 4 {
					t.Fatal(got)
				}
				return errBoom
			})
			if !errors.Is(err, errBoom) || u.Age != 2 || s.Contains(inner) || inner.ID != 0 || !s.Contains(outer) {
				t.Fatalf("%v %+v", err, u)
			}
			return nil
		}))
		if got := rows(t, ctx, db, core.Select(core.Pair(Users.Name, Users.Age)).OrderBy(Users.Name.Asc())); len(got) != 2 || got[0].B != 2 || got[1].A != "outer" {
			t.Fatalf("%+v", got)
		}
	})
}

func TestFailedFlushRollsBack(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		email := "same"
		a, b := &User{Name: "a", Email: &email}, &User{Name: "b", Email: &email}
		ok(t, s.Add(a, b))
		err := s.Commit(ctx)
		if !errors.Is(err, engine.ErrUnique) {
			t.Fatal(err)
		}
		if a.ID != 0 || s.Contains(a) {
			t.Fatalf("%+v", a)
		}
		b.Email = nil
		ok(t, s.Add(a, b)) // the session goes on
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Users.Select().Count(ctx, db)); n != 2 {
			t.Fatal(n)
		}
	})
}

func TestSessionIsForOneGoroutine(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		s.On(func(ctx context.Context, s *orm.Session, e orm.Event, obj any) error { return nil })
		ok(t, s.Add(&User{Name: "a"}))
		done := make(chan error)
		for range 2 {
			go func() {
				var err error
				for range 200 {
					if err = s.Flush(ctx); err != nil {
						break
					}
				}
				done <- err
			}()
		}
		for range 2 {
			if err := <-done; err != nil && !errors.Is(err, orm.ErrBusy) {
				t.Fatal(err)
			}
		}
		for i := range 50 { // which begin a transaction, and no second one that nobody ends
			ok(t, s.Rollback())
			for k := range 2 {
				go func() {
					_, err := Users.Select().ForUpdate().All(ctx, s)
					if k = k + i%2; k > 0 {
						_, err = core.Select(core.Now()).All(ctx, s)
					}
					done <- err
				}()
			}
			for range 2 {
				if err := <-done; err != nil && !errors.Is(err, orm.ErrBusy) && !errors.Is(err, engine.ErrRowsOpen) && !errors.Is(err, dialect.ErrUnsupported) {
					t.Fatal(err)
				}
			}
		}
		ok(t, s.Rollback())
		if n := db.DB.Stats().InUse; n > 0 {
			t.Errorf("%d transactions are left", n)
		}
	})
}

func TestFailedFlushInASavepoint(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		email := "same"
		a, b := &User{Name: "a", Email: &email}, &User{Name: "b", Email: &email}
		ok(t, s.InTx(ctx, func(ctx context.Context) error {
			ok(t, s.Add(a))
			err := s.InTx(ctx, func(ctx context.Context) error {
				ok(t, s.Add(b))
				if err := s.Flush(ctx); !errors.Is(err, engine.ErrUnique) {
					t.Error(err)
				}
				if err := s.Flush(ctx); !errors.Is(err, engine.ErrUnique) {
					t.Error("the function goes on after a flush that failed", err)
				}
				return nil // which does not hide it
			})
			if !errors.Is(err, engine.ErrUnique) || b.ID != 0 || s.Contains(b) || !s.Contains(a) {
				t.Errorf("%v %+v", err, b)
			}
			return nil // and the outer one is none the worse
		}))
		if got := rows(t, ctx, db, core.Select(Users.Name)); len(got) != 1 || got[0] != "a" {
			t.Fatal(got)
		}
	})
}

func TestInTxCommits(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		loaded := 0
		s.On(func(ctx context.Context, s *orm.Session, e orm.Event, obj any) error {
			if e == orm.AfterLoad {
				loaded++
			}
			return nil
		})
		if n := must[int64](t)(Users.Select().Count(ctx, s)); n != 0 { // begins a transaction
			t.Fatal(n)
		}
		ok(t, s.InTx(ctx, func(ctx context.Context) error { return s.Add(&User{Name: "a"}) }))
		ok(t, s.Close())
		if n := len(must[[]*User](t)(Users.Select().All(ctx, s))); n != 1 || loaded != 1 {
			t.Fatal(n, loaded)
		}
	})
}
