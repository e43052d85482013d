package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Parcel has a key that the database makes, and that is no number.
type Parcel struct {
	ID   core.UUID
	Name string
}

func (p *Parcel) Declare(t *orm.Def) {
	t.Name("parcels")
	t.Col(&p.ID).Made().Default(metadata.SQL("gen_random_uuid()").For("mysql", "(uuid())").
		For("sqlite", "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"))
	t.Col(&p.Name).Len(20)
}

// TestKeysThatAreNoNumbers: each object gets the key of its own row, one at a
// time or many; where the server does not tell it, that is said.
func TestKeysThatAreNoNumbers(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		meta := metadata.New()
		must[*metadata.Table](t)(orm.Map[Parcel](meta))
		ok(t, migrate.CreateAll(ctx, db, meta))
		s := orm.NewSession(db, meta)
		defer s.Close()
		var ps []*Parcel
		for i := range 25 {
			ps = append(ps, &Parcel{Name: fmt.Sprint("parcel ", i)})
			ok(t, s.Add(ps[i]))
		}
		err := s.Commit(ctx)
		if !db.Server.Caps.Returning {
			if err == nil || !strings.Contains(err.Error(), "the database makes orm_test.Parcel.ID, and MySQL does not tell") {
				t.Errorf("the error is %v", err)
			}
			return
		}
		ok(t, err)
		s.Close()
		s = orm.NewSession(db, meta)
		defer s.Close()
		for _, p := range ps {
			if got := must[*Parcel](t)(orm.Get[Parcel](ctx, s, p.ID)); got.Name != p.Name {
				t.Errorf("the key of %s is that of %s", p.Name, got.Name)
			}
		}
	})
}

// Visit has a time that the database fills in, and a number that it computes.
type Visit struct {
	ID      int64
	Who     string
	Letters int
	Came    time.Time
}

func (v *Visit) Declare(t *orm.Def) {
	t.Name("visits")
	t.Col(&v.Who).Len(20)
	t.Col(&v.Letters).Computed(metadata.SQL("length(who)"), true)
	t.Col(&v.Came).Default(metadata.Now())
}

// TestTheZeroTimeIsNotSet: where the column has a default, that is taken, and
// what a row has stays.
func TestTheZeroTimeIsNotSet(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		meta := metadata.New()
		must[*metadata.Table](t)(orm.Map[Visit](meta))
		ok(t, migrate.CreateAll(ctx, db, meta))
		s := orm.NewSession(db, meta)
		defer s.Close()
		first, given := &Visit{Who: "ann"}, &Visit{Who: "bob", Came: time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC)}
		ok(t, s.Add(first, given))
		ok(t, s.Flush(ctx))
		if first.Came.Year() < 2020 || given.Came.Year() != 1999 {
			t.Fatal(first.Came, given.Came)
		}
		ok(t, s.Rollback())
		if !first.Came.IsZero() || first.ID != 0 || given.Came.Year() != 1999 {
			t.Fatal("a rollback leaves", first, given)
		}
		ok(t, s.Add(first, given))
		ok(t, s.Commit(ctx))
		given.Who, given.Came = "rob", time.Time{}
		first.Who = "anna"
		ok(t, s.Commit(ctx))
		if first.Letters != 4 || given.Letters != 3 || s.Dirty(first) {
			t.Error("what is computed was not read back after an update", first, given)
		}
		many := make([]*Visit, 30)
		for i := range many {
			many[i] = &Visit{Who: "many"}
			ok(t, s.Add(many[i]))
		}
		ok(t, s.Commit(ctx))
		s.Close()
		if kept := must[*Visit](t)(orm.Get[Visit](ctx, s, given.ID)); kept.Who != "rob" || kept.Came.Year() != 1999 {
			t.Fatal("the zero time was written", kept)
		}
		if many[29].Came.Year() < 2020 || many[0].Came.IsZero() {
			t.Fatal(many[0], many[29])
		}
	})
}
