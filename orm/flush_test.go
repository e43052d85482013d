package orm_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// rows is what a query of package core finds, outside of any session.
func rows[R any](t *testing.T, ctx context.Context, db core.DB, q core.Query[R]) []R {
	t.Helper()
	return must[[]R](t)(q.All(ctx, db))
}

func TestFlushWritesZeroValues(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		email := "a@x"
		u := &User{Name: "ann", Age: 5, Email: &email}
		ok(t, s.Add(u))
		ok(t, s.Flush(ctx))
		u.Age, u.Name, u.Email = 0, "", nil
		ok(t, s.Commit(ctx))
		got := rows(t, ctx, db, core.Select(core.Into(func(r *User) []core.Field {
			return []core.Field{core.To(&r.Name, Users.Name), core.To(&r.Age, Users.Age), core.ToPtr(&r.Email, Users.Email)}
		})))
		if len(got) != 1 || got[0].Name != "" || got[0].Age != 0 || got[0].Email != nil {
			t.Fatalf("%+v", got)
		}
	})
}

func TestTreeIsWrittenInOrder(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		root := &Folder{Name: "root"}
		leaf := &Folder{Name: "leaf", Parent: &Folder{Name: "middle", Parent: root}}
		ok(t, s.Add(leaf))
		root.Children = append(root.Children, &Folder{Name: "other", Children: []*Folder{{Name: "deep"}}})
		ok(t, s.Commit(ctx))
		if got := rows(t, ctx, db, core.Select(core.Ptr(Folders.ParentID)).OrderBy(Folders.ID.Asc())); len(got) != 5 || got[0] != nil || *leaf.ParentID != leaf.Parent.ID || *leaf.Parent.ParentID != root.ID {
			t.Fatalf("%+v", got)
		}
		fresh := orm.NewSession(db, meta)
		defer fresh.Close()
		again := must[*Folder](t)(orm.Get[Folder](ctx, fresh, root.ID))
		ok(t, fresh.Delete(again)) // unloaded children and theirs go first
		ok(t, fresh.Commit(ctx))
		if n := must[int64](t)(Folders.Select().Count(ctx, db)); n != 0 {
			t.Fatal(n)
		}
	})
}

func TestCircleOfNewRows(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		a, b := &Folder{Name: "a"}, &Folder{Name: "b"}
		a.Parent, b.Parent = b, a
		self := &Folder{Name: "self"}
		self.Parent = self
		ok(t, s.Add(a, b, self))
		ok(t, s.Commit(ctx))
		got := rows(t, ctx, db, core.Select(core.Pair(Folders.Name, Folders.ParentID.Or(0))).OrderBy(Folders.Name.Asc()))
		want := []core.Tuple2[string, int64]{{A: "a", B: b.ID}, {A: "b", B: a.ID}, {A: "self", B: self.ID}}
		if !slices.Equal(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
		ok(t, s.Delete(a, b, self))
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Folders.Select().Count(ctx, db)); n != 0 {
			t.Fatal(n)
		}
	})
}

func TestRowSwitch(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		old := &User{Name: "old", Age: 1}
		ok(t, s.Add(old))
		ok(t, s.Commit(ctx))
		ok(t, s.Delete(old))
		fresh := &User{ID: old.ID, Name: "new", Age: 1}
		ok(t, s.Add(fresh))
		ok(t, s.Commit(ctx))
		if got := rows(t, ctx, db, core.Select(core.Pair(Users.ID, Users.Name))); len(got) != 1 || got[0].B != "new" {
			t.Fatalf("%+v", got)
		}
		if s.Contains(old) || !s.Contains(fresh) || fresh.Version != 2 {
			t.Fatal("the session has the wrong one", fresh.Version)
		}
	})
}

func TestChildMovesBetweenParents(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		p := &Post{Title: "p"}
		a, b := &User{Name: "a", Posts: []*Post{p}}, &User{Name: "b"}
		ok(t, s.Add(a, b))
		ok(t, s.Commit(ctx))
		a.Posts, b.Posts = nil, []*Post{p} // an orphan with a new home
		ok(t, s.Commit(ctx))
		if p.UserID != b.ID || p.User != b {
			t.Fatalf("%+v", p)
		}
		p.User = a // the other side decides too
		ok(t, s.Flush(ctx))
		if got := rows(t, ctx, s, core.Select(Posts.UserID)); len(got) != 1 || got[0] != a.ID {
			t.Fatalf("%+v, want %d", got, a.ID)
		}
		p.UserID = b.ID // and so does the key, when it is changed by hand
		ok(t, s.Flush(ctx))
		if got := rows(t, ctx, s, core.Select(Posts.UserID)); len(got) != 1 || got[0] != b.ID || p.User != nil {
			t.Fatalf("%+v, want %d; %+v", got, b.ID, p.User)
		}
		ok(t, s.Commit(ctx))
	})
}

func TestOrphansAreDeleted(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		u := &User{Name: "a", Posts: []*Post{{Title: "1"}, {Title: "2", Tags: []*Tag{{Name: "x"}}}}, Profile: &Profile{}}
		ok(t, s.Add(u))
		ok(t, s.Commit(ctx))
		profile := u.Profile
		u.Posts, u.Profile = u.Posts[:1], nil
		ok(t, s.Commit(ctx))
		if got := rows(t, ctx, db, core.Select(Posts.Title)); !slices.Equal(got, []string{"1"}) {
			t.Fatal(got)
		}
		if profile.UserID != nil || profile.User != nil { // it stays, without an owner
			t.Fatalf("%+v", profile)
		}
		if n := must[int64](t)(Tags.Select().Count(ctx, db)); n != 1 {
			t.Fatal("a tag is nobody's own", n)
		}
	})
}

func TestManyToManyFromBothSides(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		p, g := &Post{Title: "p"}, &Tag{Name: "g"}
		p.Tags, g.Posts = []*Tag{g}, []*Post{p} // said twice, written once
		ok(t, s.Add(&User{Name: "u", Posts: []*Post{p}}))
		ok(t, s.Commit(ctx))
		found := must[[]*Post](t)(Posts.Select().Where(Posts.Tags.Any(Tags.Name.Eq("g"))).All(ctx, s))
		if len(found) != 1 || found[0] != p {
			t.Fatal(found)
		}
		if n := must[int64](t)(Users.Select().Where(Users.Posts.Any(Posts.Tags.Any(Tags.Name.Eq("none")))).Count(ctx, s)); n != 0 {
			t.Fatal(n)
		}
		ok(t, s.Delete(g))
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Posts.Select().Where(Posts.Tags.Any()).Count(ctx, db)); n != 0 || len(p.Tags) != 0 {
			t.Fatal(n, p.Tags)
		}
	})
}

func TestNaturalKeyChanges(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		g := &Tag{Name: "old"}
		ok(t, s.Add(g))
		ok(t, s.Commit(ctx))
		g.Name = "new"
		ok(t, s.Commit(ctx))
		if got := rows(t, ctx, db, core.Select(Tags.Name)); !slices.Equal(got, []string{"new"}) {
			t.Fatal(got)
		}
		if same := must[*Tag](t)(orm.Get[Tag](ctx, s, "new")); same != g {
			t.Fatal("another object for the row")
		}
		if _, err := orm.Get[Tag](ctx, s, "old"); !errors.Is(err, core.ErrNoRows) {
			t.Fatal(err)
		}
		first := &Tag{Name: "first"} // takes the key that the other one gives up
		ok(t, s.Add(first))
		ok(t, s.Commit(ctx))
		g.Name, first.Name = "newest", "new"
		ok(t, s.Flush(ctx))
		for name, want := range map[string]*Tag{"newest": g, "new": first} {
			if same := must[*Tag](t)(orm.Get[Tag](ctx, s, name)); same != want {
				t.Fatal("another object for", name)
			}
		}
		if all := must[[]*Tag](t)(Tags.Select().OrderBy(Tags.Name.Asc()).All(ctx, s)); len(all) != 2 || all[0] != first || all[1] != g {
			t.Fatal(all)
		}
	})
}

func TestStaleUpdate(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		first, second := orm.NewSession(db, meta), orm.NewSession(db, meta)
		defer first.Close()
		defer second.Close()
		u := &User{Name: "ann", Age: 1}
		ok(t, first.Add(u))
		ok(t, first.Commit(ctx))
		theirs := must[*User](t)(orm.Get[User](ctx, second, u.ID))
		ok(t, second.Commit(ctx))
		theirs.Age = 2
		ok(t, second.Commit(ctx))
		u.Age = 3
		err := first.Commit(ctx)
		var stale *orm.StaleError
		if !errors.As(err, &stale) || stale.Object != u || stale.Fresh.(*User).Age != 2 || !slices.Contains(stale.Fields, "Age") {
			t.Fatalf("%v %+v", err, stale)
		}
		if !strings.Contains(err.Error(), "Age") || u.Age != 1 || u.Version != 1 {
			t.Fatalf("%v; %+v", err, u)
		}
		ok(t, first.Refresh(ctx, u))
		u.Age++
		ok(t, first.Commit(ctx))
		if u.Age != 3 || u.Version != 3 {
			t.Fatalf("%+v", u)
		}
	})
}

func TestManyRowsInFewStatements(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		var us []*User
		for i := range 2500 {
			u := &User{Name: "u", Age: i}
			us = append(us, u)
			ok(t, s.Add(u))
		}
		ok(t, s.Flush(ctx))
		for i, u := range us {
			if i > 0 && u.ID != us[i-1].ID+1 {
				t.Fatal("ids are not in the order of the rows", i, u.ID)
			}
			u.Age = i * 2
		}
		ok(t, s.Commit(ctx))
		got := rows(t, ctx, db, core.Select(core.Pair(Users.ID, Users.Age)).OrderBy(Users.ID.Asc()))
		for i, r := range got {
			if r.A != us[i].ID || r.B != i*2 {
				t.Fatal(i, r)
			}
		}
		for _, u := range us[:1200] {
			ok(t, s.Delete(u))
		}
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Users.Select().Count(ctx, db)); n != 1300 {
			t.Fatal(n)
		}
	})
}
