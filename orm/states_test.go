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

// stateCase has a session of its own, and folders of which a is in the database.
type stateCase struct {
	*testing.T
	ctx context.Context
	db  *engine.Engine
	s   *orm.Session
	a   *Folder
}

// folder is a folder as the database has it.
func (c stateCase) folder(id int64) *Folder {
	c.Helper()
	return must[*Folder](c.T)(Folders.Select().Where(Folders.ID.Eq(id)).One(c.ctx, c.db))
}

var stateCases = map[string]func(c stateCase){
	"deleted, added anew and rolled back": func(c stateCase) {
		id := c.a.ID
		ok(c.T, c.s.Delete(c.a))
		ok(c.T, c.s.Flush(c.ctx))
		ok(c.T, c.s.Add(c.a))
		ok(c.T, c.s.Flush(c.ctx))
		ok(c.T, c.s.Rollback())
		if got := must[*Folder](c.T)(orm.Get[Folder](c.ctx, c.s, id)); got != c.a || c.a.ID != id {
			c.Errorf("the session has %+v for %+v", got, c.a)
		}
	},
	"deleted, replaced under its key and rolled back": func(c stateCase) {
		other := &Folder{ID: c.a.ID, Name: "other"}
		ok(c.T, c.s.Delete(c.a))
		ok(c.T, c.s.Flush(c.ctx))
		ok(c.T, c.s.Add(other))
		ok(c.T, c.s.Flush(c.ctx))
		ok(c.T, c.s.Rollback())
		if got := must[*Folder](c.T)(orm.Get[Folder](c.ctx, c.s, c.a.ID)); got != c.a || c.s.Contains(other) {
			c.Errorf("the session has %+v for %+v", got, c.a)
		}
	},
	"expunged, and still referred to": func(c stateCase) {
		b := &Folder{Name: "b", Parent: c.a}
		ok(c.T, c.s.Add(b))
		ok(c.T, c.s.Commit(c.ctx))
		ok(c.T, c.s.Expunge(c.a))
		c.a.Name, b.Name = "changed", "changed"
		ok(c.T, c.s.Delete(must[*Folder](c.T)(c.another())))
		ok(c.T, c.s.Commit(c.ctx))
		if c.s.Contains(c.a) || c.folder(c.a.ID).Name != "a" || c.folder(b.ID).Name != "changed" || b.Parent != c.a {
			c.Errorf("%+v of %+v", c.folder(b.ID), c.folder(c.a.ID))
		}
	},
	"one of another session is added": func(c stateCase) {
		s := orm.NewSession(c.db, meta)
		defer s.Close()
		ok(c.T, s.Add(&Folder{Name: "b", Parent: c.a}))
		err := s.Commit(c.ctx)
		if !errors.Is(err, engine.ErrUnique) || !strings.Contains(err.Error(), "say Merge in place of Add") {
			c.Error(err)
		}
	},
	"relations after a commit": func(c stateCase) {
		b := &Folder{Name: "b"}
		c.a.Children = append(c.a.Children, b)
		ok(c.T, c.s.Commit(c.ctx))
		ok(c.T, orm.Load(c.ctx, c.s, []*Folder{c.a}, Folders.Children))
		ok(c.T, c.s.Commit(c.ctx))
		_, err := core.Insert(Folders).Values(Folders.Name.Set("c"), Folders.ParentID.Set(c.a.ID)).Exec(c.ctx, c.db)
		ok(c.T, err)
		if len(c.a.Children) != 1 || !orm.Loaded(c.s, c.a, Folders.Children) {
			c.Errorf("a commit has changed %+v", c.a)
		}
		ok(c.T, orm.Load(c.ctx, c.s, []*Folder{c.a}, Folders.Children))
		if len(c.a.Children) != 2 {
			c.Errorf("loaded after the commit: %+v", c.a.Children)
		}
		ok(c.T, c.s.Commit(c.ctx))
		_, err = core.Insert(Folders).Values(Folders.Name.Set("d"), Folders.ParentID.Set(c.a.ID)).Exec(c.ctx, c.db)
		ok(c.T, err)
		ok(c.T, c.s.Delete(c.a)) // with d, of which the session knows nothing
		ok(c.T, c.s.Commit(c.ctx))
	},
	"what was read in what is rolled back": func(c stateCase) {
		b := &Folder{Name: "b", Parent: c.a}
		ok(c.T, c.s.Add(b))
		ok(c.T, c.s.Commit(c.ctx))
		c.s.Close()
		a, other := must[*Folder](c.T)(orm.Get[Folder](c.ctx, c.s, c.a.ID)), (*Folder)(nil)
		for _, write := range []bool{true, false} { // the owner too, or others only
			err := c.s.InTx(c.ctx, func(ctx context.Context) error {
				if write {
					a.Name = "changed"
				}
				ok(c.T, c.s.Add(&Folder{Name: "new", ParentID: &a.ID}))
				_, err := Folders.Select().Where(Folders.ID.Eq(b.ID)).Update(ctx, c.s, Folders.Name.Set("changed"))
				ok(c.T, err)
				ok(c.T, orm.Load(ctx, c.s, []*Folder{a}, Folders.Children))
				if len(a.Children) != 2 || a.Children[0].Name != "changed" {
					c.Errorf("in the transaction: %+v", a.Children)
				}
				other = a.Children[0]
				return errBoom
			})
			if !errors.Is(err, errBoom) || write && orm.Loaded(c.s, a, Folders.Children) || c.s.Dirty(a) {
				c.Errorf("%v: %+v", err, a)
			}
			ok(c.T, c.s.Flush(c.ctx)) // nothing, above all not the folder that was new
			ok(c.T, orm.Load(c.ctx, c.s, []*Folder{a}, Folders.Children))
			if len(a.Children) != 1 || a.Children[0] != other || must[*Folder](c.T)(orm.Get[Folder](c.ctx, c.s, b.ID)).Name != "b" {
				c.Errorf("afterwards: %+v", a.Children)
			}
			ok(c.T, c.s.Add(&Folder{Name: "another"}))
			ok(c.T, c.s.Commit(c.ctx))
			if n := must[int64](c.T)(Folders.Select().Where(Folders.Name.Eq("new")).Count(c.ctx, c.db)); n != 0 {
				c.Error("what was rolled back was written again")
			}
		}
	},
	"hooks of a flush": func(c stateCase) {
		var seen []string
		c.s.On(func(ctx context.Context, s *orm.Session, e orm.Event, obj any) error {
			f, _ := obj.(*Folder)
			if f == nil || e != orm.BeforeInsert && e != orm.AfterInsert {
				return nil
			}
			seen = append(seen, string(e)+" "+f.Name)
			if e == orm.BeforeInsert && f.Name == "b" {
				return s.Add(&Folder{Name: "by a hook", Parent: f})
			}
			for what, err := range map[string]error{"Flush": s.Flush(ctx), "Commit": s.Commit(ctx), "Rollback": s.Rollback(), "Close": s.Close(),
				"InTx": s.InTx(ctx, func(context.Context) error { return nil })} {
				if err == nil || !strings.Contains(err.Error(), what+" inside of a hook") {
					c.Errorf("%s in a hook: %v", what, err)
				}
			}
			_, err := Folders.Select().Count(ctx, s) // without writing what is half written
			return err
		})
		ok(c.T, c.s.Add(&Folder{Name: "b", Children: []*Folder{{Name: "c"}}}))
		ok(c.T, c.s.Commit(c.ctx))
		want := []string{"before insert b", "before insert c", "after insert b", "after insert c", "before insert by a hook", "after insert by a hook"}
		if !slices.Equal(seen, want) {
			c.Errorf("events: %q", seen)
		}
	},
}

// another is one more folder in the database.
func (c stateCase) another() (*Folder, error) {
	f := &Folder{Name: "another"}
	ok(c.T, c.s.Add(f))
	return f, c.s.Commit(c.ctx)
}

// TestStatesOfObjects: what becomes of objects on their ways in and out of a
// session.
func TestStatesOfObjects(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		for name, run := range stateCases {
			t.Run(name, func(t *testing.T) {
				c := stateCase{t, ctx, db, orm.NewSession(db, meta), &Folder{Name: "a"}}
				defer c.s.Close()
				ok(t, c.s.Add(c.a))
				ok(t, c.s.Commit(ctx))
				run(c)
			})
		}
		mergeOfAnOldVersion(t, ctx, db)
	})
}

// mergeOfAnOldVersion: a form that was filled in while somebody else changed the
// row does not undo that.
func mergeOfAnOldVersion(t *testing.T, ctx context.Context, db *engine.Engine) {
	s := orm.NewSession(db, meta)
	defer s.Close()
	u := &User{Name: "ann", Age: 30}
	ok(t, s.Add(u))
	ok(t, s.Commit(ctx))
	form := *u
	form.Name = "anna"
	u.Age = 31
	ok(t, s.Commit(ctx))
	_, err := orm.Merge(ctx, s, &form)
	var stale *orm.StaleError
	if !errors.As(err, &stale) || stale.Object != &form || stale.Fresh != u || !slices.Equal(stale.Fields, []string{"Name", "Age", "Version"}) {
		t.Errorf("Merge of an old version: %v, %+v", err, stale)
	}
	form.Version = 0 // which says nothing
	merged := must[*User](t)(orm.Merge(ctx, s, &form))
	ok(t, s.Commit(ctx))
	if merged != u || u.Name != "anna" || u.Age != 30 || u.Version != 3 {
		t.Errorf("merged: %+v", u)
	}
}
