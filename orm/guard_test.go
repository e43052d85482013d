package orm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

func TestRelationsThatAreNotLoaded(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 2)
		s := orm.NewSession(db, meta)
		defer s.Close()
		u := must[*User](t)(Users.Select().Where(Users.Name.Eq("u0")).One(ctx, s))
		if _, err := Users.Posts.Of(s, u); !errors.Is(err, orm.ErrNotLoaded) || !strings.Contains(err.Error(), "User.Posts") {
			t.Error(err)
		}
		if _, err := Users.Profile.Of(s, u); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
		u.Posts = append(u.Posts, &Post{Title: "new"}) // that there are others is not known
		if _, err := Users.Posts.Of(s, u); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
		u.Posts = nil
		ok(t, orm.Load(ctx, s, []*User{u}, Users.Posts, Users.Profile))
		posts := must[[]*Post](t)(Users.Posts.Of(s, u))
		profile := must[*Profile](t)(Users.Profile.Of(s, u))
		if len(posts) != 0 || profile == nil || profile != u.Profile {
			t.Errorf("%d posts, profile %v", len(posts), profile)
		}
		fresh := &User{Name: "new"}
		if _, err := Users.Posts.Of(s, fresh); !errors.Is(err, orm.ErrNotInSession) {
			t.Error(err)
		}
		ok(t, s.Add(fresh))
		must[[]*Post](t)(Users.Posts.Of(s, fresh))
		loose := &Folder{Name: "top"}
		ok(t, s.Add(loose))
		ok(t, s.Flush(ctx))
		other := must[*Folder](t)(Folders.Select().Refresh().One(ctx, s))
		if parent := must[*Folder](t)(Folders.Parent.Of(s, other)); parent != nil {
			t.Error("a parent for a folder whose key is NULL")
		}
		if _, err := Folders.Children.Of(s, other); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
	})
}

func TestGuardLoads(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 6)
		s := orm.NewSession(db, meta)
		defer s.Close()
		var told []string
		s.GuardLoads(3, func(r *orm.RepeatedLoadError) error {
			told = append(told, r.What)
			if !strings.HasSuffix(r.Pos.File, "guard_test.go") || r.Pos.Line == 0 || r.Count != 4 {
				t.Errorf("%+v", r)
			}
			return nil
		})
		us := must[[]*User](t)(Users.Select().All(ctx, s))
		ok(t, orm.Load(ctx, s, us, Users.Profile)) // all together
		for _, u := range us {
			ok(t, orm.Load(ctx, s, []*User{u}, Users.Posts))
			ok(t, orm.Load(ctx, s, []*User{u}, Users.Profile)) // is there already
		}
		ok(t, s.Commit(ctx))
		for _, u := range us {
			must[*User](t)(orm.Get[User](ctx, s, u.ID))
			must[*User](t)(orm.Get[User](ctx, s, u.ID)) // the session has it
		}
		if got := strings.Join(told, ", "); got != "User.Posts, User by its key" {
			t.Errorf("told of %q", got)
		}
		s.GuardLoads(0, nil)
		ok(t, s.ExpireAll())
		var repeated *orm.RepeatedLoadError
		if _, err := orm.Get[User](ctx, s, us[0].ID); !errors.As(err, &repeated) || repeated.Hint() == "" {
			t.Error(err)
		}
	})
}

func TestGuardBeginsAnewWithEachTransaction(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 1)
		s := orm.NewSession(db, meta)
		defer s.Close()
		s.GuardLoads(1, nil)
		for range 3 {
			must[*User](t)(orm.Get[User](ctx, s, 1))
			ok(t, s.Commit(ctx))
		}
	})
}
