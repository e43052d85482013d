package orm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Desk has one lamp at most, and a label that no other desk has.
type Desk struct {
	ID    int64
	Label string
	Lamp  *Lamp
}

func (d *Desk) Declare(t *orm.Def) {
	t.Name("desks")
	t.Col(&d.Label).Len(10).Unique()
	orm.HasOne(t, &d.Lamp, func(l *Lamp) *int64 { return &l.DeskID }).Cascade()
}

type Lamp struct {
	ID     int64
	DeskID int64
	Watts  int
}

func (l *Lamp) Declare(t *orm.Def) {
	t.Name("lamps")
	t.Col(&l.DeskID).Unique()
}

// TestDeletesMakeRoom: an object may take the unique key of one that goes in the
// same flush, if nothing refers to that; where it fails, all is as it was.
func TestDeletesMakeRoom(t *testing.T) {
	meta := metadata.New()
	must[*metadata.Table](t)(orm.Map[Desk](meta))
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, meta))
		s := orm.NewSession(db, meta)
		defer s.Close()
		d := &Desk{Label: "a", Lamp: &Lamp{Watts: 40}}
		ok(t, s.Add(d))
		ok(t, s.Commit(ctx))
		old := d.Lamp
		d.Lamp = &Lamp{Watts: 60}
		ok(t, s.Flush(ctx))
		if s.Contains(old) || d.Lamp.DeskID != d.ID {
			t.Errorf("the lamp is %+v", d.Lamp)
		}
		ok(t, s.Rollback())
		if d.Lamp != old || !s.Contains(old) || s.Dirty(old) {
			t.Errorf("rolled back to %+v", d.Lamp)
		}
		d.Lamp = &Lamp{Watts: 60}
		ok(t, s.Commit(ctx))
		switched := &Lamp{ID: d.Lamp.ID, Watts: 80} // under its primary key as well
		d.Lamp = switched
		ok(t, s.Commit(ctx))
		got := must[*Lamp](t)(orm.Get[Lamp](ctx, s, switched.ID))
		if got != switched || got.Watts != 80 || got.DeskID != d.ID {
			t.Errorf("%+v", got)
		}
		ok(t, s.Delete(d)) // to which lamps refer
		ok(t, s.Add(&Desk{Label: "a"}))
		if err := s.Commit(ctx); !errors.Is(err, engine.ErrUnique) || !s.Contains(d) || d.Lamp != switched {
			t.Errorf("%v, %+v", err, d)
		}
	})
}
