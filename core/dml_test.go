package core_test

import (
	"context"
	"errors"
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
