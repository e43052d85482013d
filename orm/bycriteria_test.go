package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

func TestUpdateByCriteria(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 5) // ages 0 0 0 1 1
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), meta)
		defer s.Close()
		us := must[[]*User](t)(Users.Select().Where(Users.Age.Lt(2)).OrderBy(Users.ID.Asc()).All(ctx, s))
		us[1].Age = 7 // is written before, so that it is not met
		r.reset()
		n := must[int64](t)(Users.Select().Where(Users.Age.Eq(0), core.Not(Users.Posts.Any(Posts.Title.Eq("p1")))).Update(ctx, s, Users.Age.Set(9), Users.Email.SetNull()))
		if n != 1 || us[0].Age != 9 || us[0].Version != 2 || us[1].Age != 7 || us[2].Age != 0 || us[3].Age != 1 || s.Dirty(us[0]) {
			t.Fatalf("%d rows: %+v %+v %+v", n, us[0], us[1], us[2])
		}
		if len(r.texts) != 3 { // the flush, the update, and a look at the objects
			t.Errorf("%q", r.texts)
		}
		us[0].Name = "new" // by the version that it has now
		ok(t, s.Commit(ctx))
		err := s.InTx(ctx, func(ctx context.Context) error {
			must[int64](t)(Users.Select().Where(Users.ID.Gt(0)).Update(ctx, s, Users.Age.Set(50)))
			if us[4].Age != 50 {
				t.Errorf("%+v", us[4])
			}
			return context.Canceled
		})
		if err != context.Canceled || us[4].Age != 1 || us[0].Age != 9 || us[0].Version != 3 || s.Dirty(us[0]) {
			t.Errorf("after the rollback: %v, %+v", err, us[0])
		}
		// An engine has no objects to keep in step.
		if n := must[int64](t)(Users.Select().Where(Users.Age.Eq(1)).Update(ctx, db, Users.Age.Set(2))); n != 2 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestDeleteByCriteria(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 4)
		s := orm.NewSession(db, meta)
		defer s.Close()
		us := must[[]*User](t)(Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Posts.Load(Posts.Tags)).All(ctx, s))
		gone, stays := us[3].Posts[2], us[3].Posts[0]
		del := func(ctx context.Context) error {
			n, err := Posts.Select().Where(Posts.Title.Eq("p2")).Delete(ctx, s)
			if n != 1 || s.Contains(gone) || !s.Contains(stays) || len(us[3].Posts) != 2 || s.Dirty(us[3]) {
				t.Errorf("%d rows; %+v", n, us[3].Posts)
			}
			return err
		}
		_ = s.InTx(ctx, func(ctx context.Context) error { ok(t, del(ctx)); return context.Canceled })
		if !s.Contains(gone) || len(us[3].Posts) != 3 || s.Dirty(us[3]) {
			t.Errorf("after the rollback: %v, %+v", s.Contains(gone), us[3].Posts)
		}
		ok(t, s.InTx(ctx, del))
		if n := must[int64](t)(Posts.Select().Count(ctx, db)); n != 5 {
			t.Errorf("%d posts are left", n)
		}
	})
}

// Box and Thing are joined by a key that deletes along in the database.
type Box struct {
	ID      int64
	Name    string
	Version int
	Things  []*Thing
}

func (b *Box) Declare(t *orm.Def) {
	t.Name("boxes")
	t.Col(&b.Name).Len(50).Unique()
	t.Version(&b.Version)
	orm.HasMany(t, &b.Things, func(x *Thing) *int64 { return &x.BoxID }).OnDelete(metadata.Cascade)
}

type Thing struct {
	ID    int64
	BoxID int64
	Note  orm.Opt[string]
}

func (x *Thing) Declare(t *orm.Def) {
	t.Name("things")
	t.Col(&x.Note).Len(20).Default(metadata.SQL("'none'"))
}

var boxMeta = metadata.New()

var Boxes = orm.Bind[struct {
	orm.Table[Box]
	ID      core.Num[int64]
	Name    core.Str
	Version core.Num[int]
	Things  orm.Many[Box, Thing]
}](boxMeta)

func TestDeleteByCriteriaFollowsTheDatabase(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, boxMeta))
		s := orm.NewSession(db, boxMeta)
		defer s.Close()
		a, b := &Box{Name: "a", Things: []*Thing{{}}}, &Box{Name: "b", Things: []*Thing{{}}}
		ok(t, s.Add(a, b))
		ok(t, s.Flush(ctx))
		must[int64](t)(Boxes.Select().Where(Boxes.Name.Eq("a")).Delete(ctx, s))
		if s.Contains(a) || s.Contains(a.Things[0]) || !s.Contains(b.Things[0]) {
			t.Error("the session has what went along, or has not what stayed")
		}
		ok(t, s.Commit(ctx))
	})
}

func TestSoftDeleteByCriteria(t *testing.T) {
	notes := metadata.New()
	table := orm.Bind[struct {
		orm.Table[note]
		ID      core.Num[int64]
		Text    core.Str
		Deleted core.Time
	}](notes)
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, notes))
		s := orm.NewSession(db, notes)
		defer s.Close()
		a, b := &note{Text: "a"}, &note{Text: "b"}
		ok(t, s.Add(a, b))
		n := must[int64](t)(table.Select().Where(table.ID.Gt(0), table.Text.Eq("a")).Delete(ctx, s))
		if n != 1 || s.Contains(a) || a.Deleted == nil || !s.Contains(b) {
			t.Errorf("%d rows: %+v", n, a)
		}
		ok(t, s.Commit(ctx))
		if all := must[int64](t)(table.Select().WithDeleted().Count(ctx, db)); all != 2 {
			t.Errorf("%d rows", all)
		}
	})
}

func TestWhatCriteriaCannotWrite(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		some := Users.Select().Where(Users.ID.Gt(0))
		for want, q := range map[string]orm.Query[User]{
			"every row of users": Users.Select(),
			"conditions only":    some.Limit(1),
			"there is Any":       some.Join(Posts, Users.Posts.On()),
			"under another name": orm.As(Users, "u").Select(),
		} {
			_, err := q.Delete(ctx, db)
			_, err2 := q.Update(ctx, db, Users.Age.Set(1))
			if err == nil || err2 == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err2.Error(), want) {
				t.Errorf("%s: %v, %v", want, err, err2)
			}
		}
		for want, set := range map[string][]core.Assign{
			"sets nothing": nil, "primary key": {Users.ID.Set(1)}, "title is none of its columns": {Posts.Title.Set("x")},
		} {
			if _, err := some.Update(ctx, db, set...); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", want, err)
			}
		}
	})
}

func TestUpsert(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, boxMeta))
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), boxMeta)
		defer s.Close()
		a := &Box{Name: "a"}
		ok(t, s.Add(a))
		ok(t, s.Commit(ctx))
		r.reset()
		got := must[[]*Box](t)(orm.Upsert(ctx, s, []*Box{{Name: "b"}, {Name: "a"}, {Name: "c"}}, Boxes.Name))
		if got[1] != a || a.Version != 2 || got[0].ID == 0 || got[0].Version != 1 || got[2].Name != "c" || !s.Contains(got[2]) || s.Dirty(a) {
			t.Fatalf("%+v %+v %+v", got[0], got[1], got[2])
		}
		if r.words["INSERT"] != 1 || r.words["SELECT"] != 1 {
			t.Errorf("%q", r.texts)
		}
		ok(t, s.Rollback())
		if a.Version != 1 || s.Contains(got[0]) {
			t.Errorf("after the rollback: %+v, and the new one is there: %v", a, s.Contains(got[0]))
		}
		// By the primary key; what an Opt leaves out stays.
		x := &Thing{BoxID: a.ID, Note: orm.Some("old")}
		ok(t, s.Add(x))
		ok(t, s.Flush(ctx))
		things := must[[]*Thing](t)(orm.Upsert(ctx, s, []*Thing{{ID: x.ID, BoxID: a.ID}, {ID: x.ID + 1, BoxID: a.ID}}))
		if things[0] != x || x.Note.V != "old" || things[1].Note.V != "none" {
			t.Errorf("%+v %+v", things[0], things[1])
		}
		for want, objs := range map[string][]*Box{
			"same key": {{Name: "x"}, {Name: "x"}}, "session already": {a}, "no relations": {{Name: "y", Things: []*Thing{{}}}},
		} {
			if _, err := orm.Upsert(ctx, s, objs, Boxes.Name); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", want, err)
			}
		}
		if _, err := orm.Upsert(ctx, s, []*Box{{Name: "z"}}); err == nil || !strings.Contains(err.Error(), "not set") {
			t.Error(err)
		}
	})
}

// TestUpsertOfTenants: a row of another tenant is not written over.
func TestUpsertOfTenants(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		mine, other := twoTenants(t, ctx, db)
		s := tenantOf(t, db, 1)
		_, err := orm.Upsert(ctx, s, []*Item{{Name: other.Items[0].Name, ShopID: mine.ID}}, Items.Name)
		if err == nil {
			t.Error("there is an item for it")
		}
		ok(t, s.Rollback())
		if n := must[int64](t)(Items.Select().Where(Items.ShopID.Eq(mine.ID)).Count(ctx, db)); n != 2 {
			t.Errorf("%d items", n)
		}
	})
}
