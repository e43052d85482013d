package core_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
)

func TestInserts(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		copied := core.Select(core.Triple(core.Add(posts.ID, core.Val(int64(10))), posts.UserID, posts.Title.Append("!"))).Where(posts.ID.Gt(2))
		into := core.Insert(posts).Columns(posts.ID, posts.UserID, posts.Title)
		done(t, ctx, db, "all", 2, into.Select(copied))
		on(t, ctx, db, "all", core.Select(posts.Title).Where(posts.ID.Gt(10)).OrderBy(posts.ID.Asc()), "post c!", "post d!")
		cte := core.Select(core.Triple(posts.ID, posts.UserID, posts.Title)).Where(posts.ID.Eq(1)).CTE("one")
		from := core.Select(core.Triple(core.Of(cte, posts.ID).Add(20), core.Of(cte, posts.UserID), core.Of(cte, posts.Title)))
		done(t, ctx, db, "all", 1, into.Select(from))
		on(t, ctx, db, "all", core.Select(posts.UserID).Where(posts.ID.Eq(21)), 1)
		row := core.Insert(users).Values(users.ID.Set(7), users.Name.Set("d"), users.Email.Set("d"), users.Age.Set(1), users.Joined.Set(joined), users.Active.SetDefault())
		done(t, ctx, db, "all", 1, row)
		on(t, ctx, db, "all", core.Select(users.Active).Where(users.ID.Eq(7)), true)
		again := core.Insert(posts).Values(posts.ID.Set(1), posts.UserID.Set(1), posts.Title.Set("x")).OnConflict(posts.ID)
		if _, err := again.DoNothing().Exec(ctx, db); err != nil {
			t.Error(err)
		}
		on(t, ctx, db, "all", core.Select(posts.Title).Where(posts.ID.Eq(1)), "post a")
		guarded := again.DoUpdate(posts.Title.SetExcluded()).UpdateWhere(posts.UserID.Eq(2))
		if can(db, "sqlite postgres") {
			done(t, ctx, db, "all", 0, guarded)
		} else {
			refused(t, db, guarded)
		}
		back := core.Returning(core.Insert(posts).Values(posts.ID.Set(30), posts.UserID.Set(1), posts.Title.Set("x")), core.Pair(posts.ID, posts.Title.Upper()))
		on(t, ctx, db, "sqlite mariadb postgres", back, two(int64(30), "X"))
	})
}

func TestUpdatesAndDeletes(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		joined := core.Update(posts).Set(posts.Title.SetTo(users.Name)).From(users).Where(core.Eq(posts.UserID, users.ID), users.ID.Eq(2))
		done(t, ctx, db, "all", 2, joined)
		on(t, ctx, db, "all", core.Select(posts.Title).Where(posts.ID.Gt(2)), "bob", "bob")
		first := core.Update(posts).Set(posts.Title.Set("first")).OrderBy(posts.ID.Asc()).Limit(1).AllRows()
		done(t, ctx, db, "mysql mariadb", 1, first)
		back := core.Returning(core.Update(posts).Set(posts.Title.Set("z")).Where(posts.ID.Eq(4)), posts.ID)
		on(t, ctx, db, "sqlite postgres", back, 4)
		using := core.Delete(posts).Using(users).Where(core.Eq(posts.UserID, users.ID), users.Name.Eq("bob"), posts.ID.Eq(4))
		done(t, ctx, db, "mysql mariadb postgres", 1, using)
		last := core.Delete(posts).OrderBy(posts.ID.Desc()).Limit(1).AllRows()
		done(t, ctx, db, "mysql mariadb", 1, last)
		gone := core.Returning(core.Delete(posts).Where(posts.ID.Eq(2)), posts.Title)
		on(t, ctx, db, "sqlite mariadb postgres", gone, "post b")
		if can(db, "mysql mariadb postgres") {
			if _, err := core.Truncate(posts).Exec(ctx, db); err != nil {
				t.Error(err)
			}
			on(t, ctx, db, "all", core.Select(core.CountAll()).From(posts), 0)
		} else {
			refused(t, db, core.Truncate(posts))
		}
	})
}

func TestTexts(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		type user struct {
			Name string
			Bio  *string
		}
		q := core.Text("SELECT name, bio FROM users WHERE id = :id OR name = ? -- ? :x", "cy", sql.Named("id", 1))
		on(t, ctx, db, "all", core.Read(q, core.Scan[user]()), user{"ann", nil}, user{"cy", nil})
		on(t, ctx, db, "all", core.Read(core.Text("SELECT count(*) FROM users"), core.Name[int64]("n")), 3)
		on(t, ctx, db, "all", core.Read(core.Text("SELECT id AS n, bio AS b FROM users WHERE id = 1"), core.ScanMap()), map[string]any{"n": int64(1), "b": nil})
		done(t, ctx, db, "all", 1, core.Text("UPDATE users SET age = ? WHERE id = ?", 5, 1))
		for _, bad := range []core.TextOf{core.Text("SELECT ?"), core.Text("SELECT 1", 2), core.Text("SELECT :a"), core.Text("SELECT :a", sql.Named("b", 1))} {
			if _, err := bad.Exec(ctx, db); err == nil {
				t.Error("arguments that do not fit were sent")
			}
		}
	})
}
