package orm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// TestOneNewObject: what needs no transaction around it is watched afterwards as
// all else is, and a failure leaves the session as a rollback does.
func TestOneNewObject(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), meta)
		defer s.Close()
		tag := &Tag{Name: "new"}
		ok(t, s.Add(tag))
		ok(t, s.Commit(ctx))
		if len(r.texts) != 1 {
			t.Errorf("statements: %q", r.texts)
		}
		if s.Dirty(tag) || !s.Contains(tag) {
			t.Error("the object is not known as it is in the database")
		}
		tag.Name = "newer"
		ok(t, s.Commit(ctx))
		second := &Tag{Name: "newer"}
		ok(t, s.Add(second))
		if err := s.Commit(ctx); !errors.Is(err, engine.ErrUnique) {
			t.Errorf("the name is taken: %v", err)
		}
		if s.Contains(second) || !s.Contains(tag) {
			t.Error("the session is not as it was")
		}
		mail := "taken@example.org"
		ok(t, s.Add(&User{Name: "first", Email: &mail}))
		ok(t, s.Commit(ctx))
		twin := &User{Name: "twin", Email: &mail}
		r.reset()
		ok(t, s.Add(twin))
		if err := s.Commit(ctx); !errors.Is(err, engine.ErrUnique) || twin.ID != 0 || twin.Version != 0 {
			t.Errorf("a row with a version that is refused: %v, %+v", err, twin)
		}
		if db.Server.Caps.Returning && len(r.texts) != 1 {
			t.Errorf("statements: %q", r.texts)
		}
		folder := &Folder{Name: "root"}
		ok(t, s.Add(folder))
		ok(t, s.Commit(ctx))
		other := orm.NewSession(db, meta)
		defer other.Close()
		tags, err := Tags.Select().All(ctx, other)
		ok(t, err)
		if len(tags) != 1 || tags[0].Name != "newer" {
			t.Errorf("tags: %+v", tags)
		}
		root, err := Folders.Select().One(ctx, other)
		ok(t, err)
		if root.ID == 0 || root.ID != folder.ID || root.Name != "root" {
			t.Errorf("folder: %+v", root)
		}
	})
}

// TestNewObjectsOfOneTable go in by one statement, all or none.
func TestNewObjectsOfOneTable(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), meta)
		defer s.Close()
		for _, n := range []int{3, 120} {
			folders := make([]*Folder, n)
			for i := range folders {
				folders[i] = &Folder{Name: fmt.Sprint(i)}
				ok(t, s.Add(folders[i]))
			}
			r.reset()
			ok(t, s.Commit(ctx))
			if r.words["INSERT"] != 1 && n == 3 {
				t.Errorf("statements: %q", r.texts)
			}
			for i, f := range folders {
				if f.ID == 0 || f.ID != folders[0].ID+int64(i) {
					t.Fatalf("folder %d of %d has the key %d after %d", i, n, f.ID, folders[0].ID)
				}
			}
		}
		add := func(names ...string) {
			for _, n := range names {
				ok(t, s.Add(&Tag{Name: n}))
			}
		}
		add("a", "b")
		ok(t, s.Commit(ctx))
		add("c", "b", "d")
		if err := s.Commit(ctx); !errors.Is(err, engine.ErrUnique) {
			t.Errorf("a name is taken: %v", err)
		}
		for i := range 120 {
			add(fmt.Sprint("many ", i%119))
		}
		var row *core.RowError
		if err := s.Commit(ctx); !errors.Is(err, engine.ErrUnique) || !errors.As(err, &row) || row.Row != 119 {
			t.Errorf("the last of 120 names is there: %v", err)
		}
		if n := must[int64](t)(Tags.Select().Count(ctx, s)); n != 2 {
			t.Errorf("%d tags", n)
		}
	})
}
