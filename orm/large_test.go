package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

func TestRelationsThatAreNeverLoaded(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 6)
		s := orm.NewSession(db, meta)
		defer s.Close()
		u := must[*User](t)(Users.Select().Where(Users.Name.Eq("u5")).One(ctx, s))
		some := must[[]*Post](t)(Users.Posts.OrderBy(Posts.Title.Desc()).Select(u).Where(Posts.Title.Ge("p2")).Limit(2).All(ctx, s))
		if len(some) != 2 || some[0].Title != "p4" || orm.Loaded(s, u, Users.Posts) {
			t.Errorf("%+v", some)
		}
		if n := must[int64](t)(Users.Posts.Select(u).Count(ctx, s)); n != 5 {
			t.Errorf("%d posts", n)
		}
		u.Posts = append(u.Posts, &Post{Title: "p9", Tags: []*Tag{{Name: "new"}}})
		ok(t, s.Flush(ctx))
		if n := must[int64](t)(Users.Posts.Select(u).Update(ctx, s, Posts.Title.Set("same"))); n != 6 || some[0].Title != "same" {
			t.Errorf("%d posts; %+v", n, some[0])
		}
		// Through a table: some[1] is p3, with three tags.
		tags := Posts.Tags.Select(some[1])
		golang := must[*Tag](t)(tags.Where(Tags.Name.Eq("go")).One(ctx, s))
		if n := must[int64](t)(tags.Count(ctx, s)); n != 3 {
			t.Errorf("%d tags", n)
		}
		ok(t, Posts.Tags.Unlink(ctx, s, some[1], golang))
		if n := must[int64](t)(tags.Count(ctx, s)); n != 2 || !s.Contains(golang) {
			t.Errorf("%d tags after one was taken out", n)
		}
		if orm.Loaded(s, u, Users.Posts) || orm.Loaded(s, some[1], Posts.Tags) {
			t.Error("a relation was loaded")
		}
		pending := &User{}
		if _, err := Users.Posts.Select(pending).All(ctx, s); err == nil || !strings.Contains(err.Error(), "flush first") {
			t.Error(err)
		}
		if err := Users.Posts.Unlink(ctx, s, u, some[0]); err == nil || !strings.Contains(err.Error(), "no table in between") {
			t.Error(err)
		}
	})
}

// TestUnlinkKeepsBothSides: what is loaded on either side is kept in step, and a
// rollback puts it back.
func TestUnlinkKeepsBothSides(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 4)
		s := orm.NewSession(db, meta)
		defer s.Close()
		golang := must[*Tag](t)(Tags.Select().Where(Tags.Name.Eq("go")).Load(Tags.Posts.Load(Posts.Tags)).One(ctx, s))
		post, was := golang.Posts[0], len(golang.Posts)
		tagged := len(post.Tags)
		links := func() int64 { return must[int64](t)(Tags.Posts.Select(golang).Count(ctx, s)) }
		check := func(when string, posts int) {
			t.Helper()
			if len(golang.Posts) != posts || len(post.Tags) != tagged-was+posts || links() != int64(posts) || s.Dirty(golang) || s.Dirty(post) {
				t.Errorf("%s: %d posts, %d tags, %d rows", when, len(golang.Posts), len(post.Tags), links())
			}
		}
		unlink := func(ctx context.Context) error { return Tags.Posts.Unlink(ctx, s, golang, post) }
		_ = s.InTx(ctx, func(ctx context.Context) error {
			ok(t, unlink(ctx))
			check("taken out", was-1)
			return context.Canceled
		})
		check("rolled back", was)
		ok(t, s.InTx(ctx, unlink))
		check("committed", was-1)
		if n := len(rows(t, ctx, db, core.Select(Posts.Title).Where(Posts.Tags.Any(Tags.Name.Eq("go"))))); n != was-1 {
			t.Errorf("%d rows", n)
		}
	})
}
