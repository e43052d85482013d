package core_test

import (
	"context"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
)

func TestQueries(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		want(t, ctx, db, core.Select(users.Name).Where(users.Age.Ge(30)).OrderBy(users.ID.Desc()), "cy", "bob")
		want(t, ctx, db, core.Select(users.Joined).Where(users.Joined.Eq(joined)), joined)
		want(t, ctx, db, core.Select(users.Active).Where(users.Active, users.ID.Eq(1)), true)
		want(t, ctx, db, core.Select(core.Ptr(users.Bio)).Where(users.ID.Eq(1)), nil)
		type row struct {
			Name  string
			Bio   *string
			Posts int64
		}
		counted := core.Select(core.Into(func(r *row) []core.Field {
			return []core.Field{core.To(&r.Name, users.Name), core.ToPtr(&r.Bio, users.Bio), core.To(&r.Posts, core.Count(posts.ID))}
		})).From(users).LeftJoin(posts, core.Eq(posts.UserID, users.ID)).GroupBy(users.ID, users.Name, users.Bio).OrderBy(users.ID.Asc())
		want(t, ctx, db, counted, row{"ann", nil, 2}, row{"bob", nil, 2}, row{"cy", nil, 0})
		want(t, ctx, db, counted.Having(core.Count(posts.ID).Gt(1)).Limit(1).Offset(1), row{"bob", nil, 2})
		want(t, ctx, db, core.Select(core.Pair(users.Name.Upper().Append("!"), users.Age.Add(1).Mul(2).Div(5))).Where(users.Name.HasPrefix("a")), core.Tuple2[string, int]{"ANN!", 8})
		n := core.CountAll().As("n")
		sub := core.Select(core.Pair(posts.UserID, n)).GroupBy(posts.UserID).As("sub")
		want(t, ctx, db, core.Select(core.Pair(users.Name, core.Of(sub, n))).From(users).Join(sub, core.Eq(core.Of(sub, posts.UserID), users.ID)).OrderBy(users.ID.Asc()),
			core.Tuple2[string, int64]{"ann", 2}, core.Tuple2[string, int64]{"bob", 2})
		tree := core.RecursiveAll("tree", core.Select(posts.ID).Where(posts.Parent.IsNull()), func(self core.Relation) core.Query[int64] {
			return core.Select(posts.ID).From(posts).Join(self, core.Eq(posts.Parent, core.Of(self, posts.ID)))
		})
		want(t, ctx, db, core.Select(core.Of(tree, posts.ID)).OrderBy(core.Of(tree, posts.ID).Asc()), 1, 2, 3, 4)
		want(t, ctx, db, core.Union(core.Select(users.Name), core.Select(posts.Title)).OrderBy(users.Name.Asc()).Limit(3), "ann", "bob", "cy")
		other := core.Alias(users, "other")
		want(t, ctx, db, core.Select(core.Pair(users.Name, other.Name)).From(users).Join(other, core.Lt(users.Age, other.Age)).OrderBy(users.ID.Asc(), other.ID.Asc()).Limit(1), core.Tuple2[string, string]{"ann", "bob"})
		if _, err := core.Select(core.Max(users.Age)).One(ctx, db); err == nil {
			t.Error("max without rows may be NULL")
		}
		want(t, ctx, db, core.Select(core.Max(users.Age).Or(0)), 40)
		if ok, err := core.Select(users.ID).Where(users.Age.Gt(100)).Exists(ctx, db); ok || err != nil {
			t.Error(ok, err)
		}
	})
}
