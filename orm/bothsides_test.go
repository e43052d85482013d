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
		linksInStep(t, ctx, s)
	})
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
