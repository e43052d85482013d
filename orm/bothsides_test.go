package orm_test

import (
	"context"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// TestBothSidesAreInStep: what one side of a relation says, the other one shows
// after the flush, before it after a rollback; and an object that went to another
// owner does not go with the old one.
func TestBothSidesAreInStep(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		a, b := &Folder{Name: "a"}, &Folder{Name: "b"}
		c := &Folder{Name: "c", Parent: a}
		ok(t, s.Add(a, b, c))
		children := func(when string, ofA, ofB int) {
			t.Helper()
			if len(a.Children) != ofA || len(b.Children) != ofB {
				t.Errorf("%s: %d children of a and %d of b", when, len(a.Children), len(b.Children))
			}
		}
		ok(t, s.Commit(ctx))
		children("new", 1, 0)
		c.Parent = b
		ok(t, s.Flush(ctx))
		children("given to b", 0, 1)
		ok(t, s.Rollback())
		children("rolled back", 1, 0)
		c.Parent = nil
		ok(t, s.Flush(ctx))
		children("given to nobody", 0, 0)
		ok(t, s.Rollback())
		c.ParentID = &b.ID // by the key alone
		ok(t, s.Commit(ctx))
		children("given to b by its key", 0, 0)
		ok(t, orm.Load(ctx, s, []*Folder{a, b}, Folders.Children))
		children("loaded", 0, 1)
		_, err := Folders.Select().Where(Folders.ID.Eq(c.ID)).Update(ctx, s, Folders.ParentID.Set(a.ID))
		ok(t, err)
		children("given to a by criteria", 0, 0)
		ok(t, s.Delete(b))
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Folders.Select().Count(ctx, db)); n != 2 {
			t.Errorf("%d folders are left", n)
		}
		ok(t, s.Delete(a)) // with c, though the field does not say so
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Folders.Select().Count(ctx, db)); n != 0 {
			t.Errorf("%d folders are left", n)
		}
		movedAway(t, ctx, s)
		linksInStep(t, ctx, s)
	})
}

// movedAway: what was given to another owner does not go with the old one, though
// all of it is one flush, and whether the old owner's objects are known or not.
func movedAway(t *testing.T, ctx context.Context, s *orm.Session) {
	for name, move := range map[string]func(b, c *Folder){
		"by its own side":    func(b, c *Folder) { c.Parent = b },
		"by its key":         func(b, c *Folder) { c.ParentID = &b.ID },
		"by the new owner":   func(b, c *Folder) { b.Children = append(b.Children, c) },
		"by nobody any more": func(b, c *Folder) { c.Parent = nil },
	} {
		for _, loaded := range []bool{true, false} {
			a, b, c := &Folder{Name: "a"}, &Folder{Name: "b"}, &Folder{Name: "c"}
			a.Children = []*Folder{c}
			ok(t, s.Add(a, b))
			ok(t, s.Commit(ctx))
			if !loaded {
				ids := []int64{a.ID, b.ID, c.ID}
				s.Close()
				a = must[*Folder](t)(orm.Get[Folder](ctx, s, ids[0]))
				b = must[*Folder](t)(orm.Get[Folder](ctx, s, ids[1]))
				c = must[*Folder](t)(Folders.Select().Where(Folders.ID.Eq(ids[2])).Load(Folders.Parent).One(ctx, s))
			}
			move(b, c)
			ok(t, s.Delete(a))
			ok(t, s.Commit(ctx))
			left := must[[]*Folder](t)(Folders.Select().Where(Folders.Name.Eq("c")).All(ctx, s))
			if len(left) != 1 || left[0] != c || (c.ParentID == nil) != (name == "by nobody any more") || c.ParentID != nil && *c.ParentID != b.ID {
				t.Errorf("%s, loaded %v: %+v", name, loaded, left)
			}
			_, err := Folders.Select().Where(Folders.Name.Eq("c")).Delete(ctx, s)
			ok(t, err)
		}
	}
}

// linksInStep is the same for a many-to-many relation.
func linksInStep(t *testing.T, ctx context.Context, s *orm.Session) {
	p, tag := &Post{Title: "p", User: &User{Name: "ann"}}, &Tag{Name: "t"}
	ok(t, s.Add(p, tag))
	ok(t, s.Commit(ctx))
	p.Tags = append(p.Tags, tag)
	ok(t, s.Commit(ctx))
	if len(tag.Posts) != 1 || tag.Posts[0] != p || s.Dirty(tag) {
		t.Errorf("posts of the tag: %v", tag.Posts)
	}
	tag.Posts = nil
	ok(t, s.Flush(ctx))
	if len(p.Tags) != 0 {
		t.Errorf("tags of the post: %v", p.Tags)
	}
	ok(t, s.Rollback())
	if len(p.Tags) != 1 || len(tag.Posts) != 1 {
		t.Errorf("after a rollback: %v %v", p.Tags, tag.Posts)
	}
}
