package orm_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// onShards runs a test on two databases of each server; rows are divided by the
// user's age, even ones in the first.
func onShards(t *testing.T, f func(t *testing.T, ctx context.Context, sh *orm.Shards[int])) {
	for _, sv := range dbtest.Servers(t) {
		t.Run(sv.Name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			var dbs []*engine.Engine
			for range 2 {
				db, err := engine.Open(ctx, all.Dialects(), sv.NewDB(t).URL)
				ok(t, err)
				t.Cleanup(func() { db.Close() })
				ok(t, migrate.CreateAll(ctx, db, meta))
				dbs = append(dbs, db)
			}
			sh := orm.NewShards(meta, func(age int) int { return age % 3 }, dbs...)
			orm.ShardBy(sh, func(u *User) int { return u.Age })
			f(t, ctx, sh)
		})
	}
}

func TestShards(t *testing.T) {
	onShards(t, func(t *testing.T, ctx context.Context, sh *orm.Shards[int]) {
		ok(t, sh.Verify(ctx))
		ss := sh.NewSession()
		defer ss.Close()
		ann, bob := &User{Name: "ann", Age: 0, Posts: []*Post{{Title: "tea"}}}, &User{Name: "bob", Age: 1}
		ok(t, ss.Add(ann, bob, &User{Name: "cyd", Age: 3}))
		ok(t, ss.Commit(ctx))
		one := must[*orm.Session](t)(ss.At(1))
		if ss.SessionOf(bob) != one || ss.SessionOf(ann) == one || ann.ID != bob.ID {
			t.Error("rows are not where they belong", ann.ID, bob.ID)
		}
		for i, want := range [][]string{{"ann", "cyd"}, {"bob"}} {
			if got := rows(t, ctx, sh.Engines()[i], core.Select(Users.Name).OrderBy(Users.Name.Asc())); !slices.Equal(got, want) {
				t.Errorf("shard %d has %q", i, got)
			}
		}
		bob.Name = "bert" // written before a query of all
		us := must[[]*User](t)(orm.AllOf(ctx, ss, Users.Select().Where(Users.Age.Lt(3)).Load(Users.Posts)))
		if len(us) != 2 || us[0] != ann || us[1] != bob || len(us[0].Posts) != 1 || us[1].Name != "bert" {
			t.Errorf("%+v", us)
		}
		if n := must[int64](t)(orm.CountOf(ctx, ss, Users.Select())); n != 3 {
			t.Error(n)
		}
		ok(t, ss.Delete(bob))
		ok(t, ss.Rollback())
		if bob.Name != "bob" || !one.Contains(bob) {
			t.Errorf("after the rollback: %+v", bob)
		}
		shardMistakes(t, ctx, sh, ss, ann, bob)
		partialCommit(t, ctx, sh)
	})
}

func shardMistakes(t *testing.T, ctx context.Context, sh *orm.Shards[int], ss *orm.ShardSession[int], ann, bob *User) {
	t.Helper()
	bob.Age = 3
	says(t, ss.Commit(ctx), "a *orm_test.User is in shard 1, and its key is now that of shard 0; objects do not move")
	if bob.Age != 1 {
		t.Error("it was not rolled back")
	}
	ann.Posts = append(ann.Posts, &Post{Title: "bob's", User: bob})
	says(t, ss.Flush(ctx), "of shard 1 is referred to in shard 0")
	ok(t, ss.Rollback())
	says(t, ss.Add(&User{Age: 5}), "the key 5 is of shard 2, and there are 2")
	says(t, ss.Add(&Tag{}), "a *orm_test.Tag has no key that says which shard is its own")
	if err := ss.Delete(&User{}); !errors.Is(err, orm.ErrNotInSession) {
		t.Error(err)
	}
	for name, q := range map[string]orm.Query[User]{"order": Users.Select().OrderBy(Users.ID.Asc()), "limit": Users.Select().Limit(1), "offset": Users.Select().Offset(1)} {
		if _, err := orm.AllOf(ctx, ss, q); err == nil {
			t.Error(name)
		}
	}
	// A flush that fails in one shard leaves nothing in the other.
	email := "same"
	ok(t, ss.Add(&User{Age: 0, Email: &email}, &User{Age: 1, Email: &email}))
	ok(t, ss.Commit(ctx))
	ok(t, ss.Add(&User{Name: "not kept", Age: 3}, &User{Age: 4, Email: &email}))
	if err := ss.Commit(ctx); !errors.Is(err, engine.ErrUnique) {
		t.Error(err)
	}
	if n := must[int64](t)(orm.CountOf(ctx, ss, Users.Select().Where(Users.Name.Eq("not kept")))); n != 0 {
		t.Error("it was kept")
	}
	ok(t, ss.Close())
}

// partialCommit: a key that is looked at when the transaction commits fails in
// the second shard only, where there are such keys.
func partialCommit(t *testing.T, ctx context.Context, sh *orm.Shards[int]) {
	t.Helper()
	late := metadata.New()
	metadata.NewTable(late, "owners", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	owned := metadata.NewTable(late, "owned", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("owner", metadata.BigInt()))
	fk := metadata.ForeignKeyTo("owners", "id").From("owner")
	fk.Deferrable = metadata.InitiallyDeferred
	owned.ForeignKeys = append(owned.ForeignKeys, fk)
	for _, db := range sh.Engines() {
		if _, err := db.Dialect.Normalize(late, db.Server); errors.Is(err, dialect.ErrUnsupported) {
			return
		}
		ok(t, migrate.CreateAll(ctx, db, late))
	}
	h := core.Bind[struct {
		core.Table
		ID    core.Num[int64]
		Owner core.Num[int64]
	}](owned)
	ss := sh.NewSession()
	defer ss.Close()
	ok(t, ss.Add(&User{Name: "first", Age: 0}))
	_, err := core.Insert(h).Values(h.ID.Set(1), h.Owner.Set(9)).Exec(ctx, must[*orm.Session](t)(ss.At(1)))
	ok(t, err)
	var partial *orm.PartialCommitError
	if err := ss.Commit(ctx); !errors.As(err, &partial) || !slices.Equal(partial.Committed, []int{0}) || partial.Failed != 1 || !errors.Is(err, engine.ErrForeignKey) {
		t.Error(err)
	}
}
