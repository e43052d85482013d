package orm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// TestCirclesAreFewStatements: rows that refer to each other, or to themselves,
// are written and deleted in statements whose number does not depend on how many
// they are.
func TestCirclesAreFewStatements(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), meta)
		defer s.Close()
		var all []any
		for i := range 40 {
			f := &Folder{Name: fmt.Sprint(i)}
			f.Parent = f
			if i%2 == 1 {
				g := &Folder{Name: "pair", Parent: f}
				f.Parent = g
				all = append(all, g)
			}
			all = append(all, f)
		}
		ok(t, s.Add(all...))
		ok(t, s.Commit(ctx))
		if inserts := r.words["INSERT"]; inserts > 4 || r.words["UPDATE"] != 1 {
			t.Errorf("to insert: %v %q", r.words, r.texts)
		}
		for _, f := range all {
			if f := f.(*Folder); f.ParentID == nil || *f.ParentID != f.Parent.ID {
				t.Fatalf("%+v", f)
			}
		}
		r.reset()
		ok(t, s.Delete(all...))
		ok(t, s.Commit(ctx))
		if r.words["UPDATE"] > 2 || r.words["DELETE"] > 3 {
			t.Errorf("to delete: %v %q", r.words, r.texts)
		}
		r.reset()
		var us, others []any
		for i := range 30 {
			us = append(us, &User{Name: fmt.Sprint(i)})
		}
		ok(t, s.Add(us...))
		ok(t, s.Commit(ctx))
		for _, u := range us {
			others = append(others, &User{ID: u.(*User).ID, Name: "other"})
		}
		r.reset()
		ok(t, s.Delete(us...))
		ok(t, s.Add(others...))
		ok(t, s.Commit(ctx))
		if r.words["UPDATE"] != 1 || r.words["DELETE"]+r.words["INSERT"] != 0 {
			t.Errorf("rows that take the place of others: %v", r.words)
		}
	})
}
