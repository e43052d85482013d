package orm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// TestReadYourWrites: a session reads from a replica until it writes. The
// replica here is a database that says who it is: in it, the user's name is
// "replica", and never becomes what is written.
func TestReadYourWrites(t *testing.T) {
	for _, sv := range dbtest.Servers(t) {
		t.Run(sv.Name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			copyURL := sv.NewDB(t).URL
			gone := map[string]string{"sqlite": "sqlite:/no/such/folder/x.db", "mysql": "mysql://root@127.0.0.1:1/x", "mariadb": "mysql://root@127.0.0.1:1/x"}[sv.Name]
			if gone == "" {
				gone = "postgres://postgres@127.0.0.1:1/x"
			}
			db, err := engine.OpenWith(ctx, all.Dialects(), sv.NewDB(t).URL, engine.Options{Replicas: []string{gone, copyURL}, ReplicaDelay: time.Hour})
			ok(t, err)
			defer db.Close()
			named(t, ctx, db, "writer")
			replica, err := engine.Open(ctx, all.Dialects(), copyURL)
			ok(t, err)
			named(t, ctx, replica, "replica")
			ok(t, replica.Close())
			for name, f := range routed {
				t.Run(name, func(t *testing.T) {
					s := orm.NewSession(db, meta)
					defer s.Close()
					f(t, ctx, db, s)
				})
			}
		})
	}
}

func named(t *testing.T, ctx context.Context, db *engine.Engine, name string) {
	t.Helper()
	ok(t, migrate.CreateAll(ctx, db, meta))
	s := orm.NewSession(db, meta)
	defer s.Close()
	ok(t, s.Add(&User{Name: name, Posts: []*Post{{Title: name}}}))
	ok(t, s.Commit(ctx))
}

// whom a session reads from, in all ways that only read.
func whom(t *testing.T, ctx context.Context, s *orm.Session) string {
	t.Helper()
	ok(t, s.ExpireAll())
	name := must[*User](t)(orm.Get[User](ctx, s, 1)).Name
	u := must[*User](t)(Users.Select().Refresh().Load(Users.Posts).One(ctx, s))
	fresh := []*User{u}
	ok(t, orm.Load(ctx, s, fresh, Users.Profile))
	names := []string{u.Name, u.Posts[0].Title, must[string](t)(core.Select(Users.Name).One(ctx, s)), must[string](t)(core.Select(Users.Name).One(ctx, s.Unfiltered()))}
	for v, err := range Users.Select().Iter(ctx, s) {
		ok(t, err)
		names = append(names, v.Name)
	}
	for _, n := range names {
		if n != name {
			t.Fatalf("it reads from %s and %q", name, names)
		}
	}
	return name
}

var routed = map[string]func(t *testing.T, ctx context.Context, db *engine.Engine, s *orm.Session){
	"usually": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		if got := whom(t, ctx, s); got != "writer" {
			t.Error(got)
		}
		says(t, s.ReadReplicas(time.Time{}), "in the middle of a transaction")
	},
	"without a write": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		for range 3 { // one of the replicas is not there
			ok(t, s.ReadReplicas(time.Time{}))
			if got := whom(t, ctx, s); got != "replica" {
				t.Error(got)
			}
			ok(t, s.Commit(ctx))
			if !s.Wrote().IsZero() {
				t.Error("nothing was written")
			}
		}
	},
	"who has written lately": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		ok(t, s.ReadReplicas(time.Now().Add(-time.Minute)))
		if got := whom(t, ctx, s); got != "writer" {
			t.Error(got)
		}
		ok(t, s.Close())
		ok(t, s.ReadReplicas(time.Now().Add(-2*time.Hour)))
		if got := whom(t, ctx, s); got != "replica" {
			t.Error(got)
		}
	},
	"a statement": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		writes(t, ctx, s, func() {
			_, err := core.Update(Users).Set(Users.Age.Set(3)).Where(Users.ID.Eq(1)).Exec(ctx, s)
			ok(t, err)
		})
	},
	"a flush": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		writes(t, ctx, s, func() {
			ok(t, s.Add(&Folder{Name: "new"}))
			ok(t, s.Flush(ctx))
		})
	},
	"one new object": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		ok(t, s.ReadReplicas(time.Time{}))
		ok(t, s.Add(&Folder{Name: "new"})) // in no transaction
		ok(t, s.Commit(ctx))
		if got := whom(t, ctx, s); s.Wrote().IsZero() || got != "writer" {
			t.Error(got, s.Wrote())
		}
	},
	"a change to what is old": func(t *testing.T, ctx context.Context, db *engine.Engine, s *orm.Session) {
		must[int64](t)(Users.Select().Where(Users.ID.Eq(1)).Update(ctx, db, Users.Age.Set(5)))
		ok(t, s.ReadReplicas(time.Time{}))
		must[*User](t)(orm.Get[User](ctx, s, 1)).Name = "mine"
		var stale *orm.StaleError
		if err := s.Commit(ctx); !errors.As(err, &stale) || stale.Fresh.(*User).Name != "writer" {
			t.Error(err)
		}
	},
	"by criteria": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		writes(t, ctx, s, func() {
			must[int64](t)(Users.Select().Where(Users.ID.Eq(1)).Update(ctx, s, Users.Age.Set(4)))
		})
	},
	"a transaction": func(t *testing.T, ctx context.Context, _ *engine.Engine, s *orm.Session) {
		writes(t, ctx, s, func() { ok(t, s.InTx(ctx, func(context.Context) error { return nil })) })
	},
	"a lock": func(t *testing.T, ctx context.Context, db *engine.Engine, s *orm.Session) {
		if _, err := Users.Select().ForUpdate().One(ctx, db); errors.Is(err, dialect.ErrUnsupported) {
			return // SQLite locks no rows
		}
		writes(t, ctx, s, func() { must[*User](t)(Users.Select().ForUpdate().One(ctx, s)) })
	},
}

// writes: after f, the session reads from where it has written, and so does one
// that is told when that was.
func writes(t *testing.T, ctx context.Context, s *orm.Session, f func()) {
	t.Helper()
	ok(t, s.ReadReplicas(time.Time{}))
	if got := whom(t, ctx, s); got != "replica" {
		t.Error("before:", got)
	}
	f()
	if got := whom(t, ctx, s); got != "writer" {
		t.Error("after:", got)
	}
	ok(t, s.Commit(ctx))
	if got := whom(t, ctx, s); got != "writer" {
		t.Error("after the commit:", got)
	}
	at := s.Wrote()
	ok(t, s.Close())
	ok(t, s.ReadReplicas(at))
	if got := whom(t, ctx, s); at.IsZero() || got != "writer" {
		t.Error("the next session:", got, at)
	}
}
