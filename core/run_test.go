package core_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

var meta = metadata.New()

var users = core.NewTable[struct {
	core.Table
	ID      core.Num[int64]
	Name    core.Str
	Email   core.Str
	Age     core.Num[int]
	Bio     core.Str
	Active  core.Bool
	Joined  core.Time
	Balance core.Num[float64]
}](meta, "users",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("name", metadata.String(50)),
	metadata.Col("email", metadata.String(100)).Unique(),
	metadata.Col("age", metadata.Integer()),
	metadata.Col("bio", metadata.Text()).Null(),
	metadata.Col("active", metadata.Boolean()).Default(metadata.Literal(true)),
	metadata.Col("joined", metadata.Timestamp().Digits(6)),
	metadata.Col("balance", metadata.Double()).Default(metadata.Literal(0)),
)

var posts = core.NewTable[struct {
	core.Table
	ID     core.Num[int64]
	UserID core.Num[int64]
	Title  core.Str
	Parent core.Num[int64]
}](meta, "posts",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("user_id", metadata.BigInt()).References("users", "id"),
	metadata.Col("title", metadata.String(100)),
	metadata.Col("parent", metadata.BigInt()).Null(),
)

var joined = time.Date(2026, 2, 3, 4, 5, 6, 789000000, time.UTC)

// onServers runs a test on an empty database of each server, with the tables
// above and a few rows in them.
func onServers(t *testing.T, f func(t *testing.T, ctx context.Context, db *engine.Engine)) {
	for _, s := range dbtest.Servers(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			db, err := engine.Open(ctx, all.Dialects(), s.NewDB(t).URL)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := migrate.CreateAll(ctx, db, meta); err != nil {
				t.Fatal(err)
			}
			if err := fill(ctx, db); err != nil {
				t.Fatal(err)
			}
			f(t, ctx, db)
		})
	}
}

func fill(ctx context.Context, db core.DB) error {
	in := core.Insert(users)
	for i, name := range []string{"ann", "bob", "cy"} {
		in = in.Values(users.ID.Set(int64(i+1)), users.Name.Set(name), users.Email.Set(name+"@x.org"), users.Age.Set(20+10*i),
			users.Joined.Set(joined.AddDate(0, i, 0)), users.Bio.SetNull())
	}
	if _, err := in.Exec(ctx, db); err != nil {
		return err
	}
	in = core.Insert(posts)
	for i := range 4 {
		in = in.Values(posts.ID.Set(int64(i+1)), posts.UserID.Set(int64(i/2+1)), posts.Title.Set("post "+string(rune('a'+i))), posts.Parent.SetPtr(parent(i)))
	}
	_, err := in.Exec(ctx, db)
	return err
}

func parent(i int) *int64 {
	if i == 0 {
		return nil
	}
	p := int64(i)
	return &p
}

func want[R any](t *testing.T, ctx context.Context, db core.DB, q core.Query[R], want ...R) {
	t.Helper()
	got, err := q.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

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

func TestChanges(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		up := core.Insert(users).Values(users.ID.Set(9), users.Name.Set("ann2"), users.Email.Set("ann@x.org"), users.Age.Set(1), users.Joined.Set(joined)).
			OnConflict(users.Email).DoUpdate(users.Name.SetExcluded(), users.Age.SetTo(core.Add(users.Age, users.Age.Excluded())))
		if _, err := up.Exec(ctx, db); err != nil {
			t.Fatal(err)
		}
		want(t, ctx, db, core.Select(core.Pair(users.Name, users.Age)).Where(users.ID.Eq(1)), core.Tuple2[string, int]{"ann2", 21})
		res, err := core.Update(users).Set(users.Age.SetTo(users.Age.Add(1))).Where(users.ID.In(1, 2)).Exec(ctx, db)
		if err != nil || res.RowsAffected != 2 {
			t.Fatal(res, err)
		}
		if _, err := core.Delete(users).Exec(ctx, db); err == nil {
			t.Error("delete of everything")
		}
		boom := errors.New("boom")
		err = db.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
			if err := tx.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
				if _, err := core.Delete(posts).AllRows().Exec(ctx, tx); err != nil {
					return err
				}
				return boom
			}); err != boom {
				return err
			}
			_, err := core.Delete(posts).Where(posts.ID.Eq(1)).Exec(ctx, tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want(t, ctx, db, core.Select(posts.ID).OrderBy(posts.ID.Asc()), 2, 3, 4)
		_, err = core.Insert(users).Values(users.ID.Set(1), users.Name.Set("x"), users.Email.Set("y"), users.Age.Set(1), users.Joined.Set(joined)).Exec(ctx, db)
		if !errors.Is(err, engine.ErrUnique) {
			t.Error(err)
		}
		_, err = core.Insert(posts).Values(posts.ID.Set(10), posts.UserID.Set(99), posts.Title.Set("x")).Exec(ctx, db)
		if !errors.Is(err, engine.ErrForeignKey) {
			t.Error(err)
		}
	})
}
