package core_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
)

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
		refusesColumns(t, ctx, db)
		readsItself(t, ctx, db)
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

// refusesColumns: a column of another table, whose name may be that of one here,
// and one that is set twice are mistakes.
func refusesColumns(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	one := core.Insert(users).Values(users.ID.Set(7), users.Name.Set("x"))
	for want, s := range map[string]interface {
		Exec(context.Context, core.DB) (core.Result, error)
	}{
		"id that is used for users is another":      core.Insert(users).Values(posts.ID.Set(7)),
		"name is set twice":                         core.Insert(users).Values(users.Name.Set("a"), users.Name.Set("b")),
		"has both Values and Select":                core.Insert(users).Values(users.Name.Set("a")).Select(core.Select(users.Name)),
		"does not say with Columns":                 core.Insert(users).Select(core.Select(users.Name)),
		"title that is used for users is another":   core.Insert(users).Columns(posts.Title).Select(core.Select(users.Name)),
		"user_id that is used for users is another": one.OnConflict(posts.UserID).DoNothing(),
		"parent that is used for users is another":  one.OnConflict(users.ID).DoUpdate(posts.Parent.Set(1)),
		"users.age is set twice":                    one.OnConflict(users.ID).DoUpdate(users.Age.Set(1), users.Age.Set(2)),
		"id that is used for users is another t":    one.OnConflict(users.ID).DoUpdate(users.ID.SetTo(core.Add(posts.ID.Excluded(), users.ID))),
		"title that is used for users is another t": core.Update(users).Set(posts.Title.Set("x")).AllRows(),
		"users.bio is set twice":                    core.Update(users).Set(users.Bio.Set("x")).Set(users.Bio.SetNull()).AllRows(),
	} {
		if _, err := s.Exec(ctx, db); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// readsItself: a change that asks the table it changes works, or tells the way
// in which it does.
func readsItself(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	other := core.Alias(posts, "other")
	last := core.Select(other.ID).From(other).OrderBy(other.ID.Desc())
	res, err := core.Update(posts).Set(posts.Title.Set("last")).Where(posts.ID.InQuery(last.Limit(1))).Exec(ctx, db)
	if err != nil || res.RowsAffected != 1 {
		t.Error(res, err)
	}
	res, err = core.Update(posts).Set(posts.Title.Set("last")).Where(posts.ID.InQuery(last.Where(other.ID.Gt(3)))).Exec(ctx, db)
	var s *engine.StatementError
	if told := errors.As(err, &s) && strings.Contains(s.Hint(), "under an alias"); told != (db.Server.Product == "MySQL") || !told && res.RowsAffected != 1 {
		t.Error(res, err)
	}
	res, err = core.Update(posts).Set(posts.Title.Set("post d")).From(other).Where(core.Eq(other.ID, posts.ID), other.ID.Gt(3)).Exec(ctx, db)
	if err != nil || res.RowsAffected != 1 {
		t.Error(res, err)
	}
}
