package orm_test

import (
	"context"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Cargo is of one type or another by its weight.
type Cargo struct {
	ID     int64
	Class  string
	Weight int
}

func (c *Cargo) Declare(t *orm.Def) {
	t.Name("cargo")
	t.Col(&c.Class).Len(10).Computed(metadata.SQL("CASE WHEN weight > 100 THEN 'freight' ELSE 'parcel' END"), true)
	orm.Discriminator(t, &c.Class)
}

type Freight struct {
	Cargo
	Crane *string
}

func (f *Freight) Declare(t *orm.Def) { orm.SingleTable(t, &f.Cargo, "freight") }

type Mailed struct {
	Cargo
	Stamps *int
}

func (m *Mailed) Declare(t *orm.Def) { orm.SingleTable(t, &m.Cargo, "parcel") }

// TestDiscriminatorByExpression: what the database computes says of which type a
// row is, and an object that it does not say so of is an error.
func TestDiscriminatorByExpression(t *testing.T) {
	meta := metadata.New()
	cargo := orm.Bind[struct {
		orm.Poly[any, Cargo]
		ID     core.Num[int64]
		Class  core.Str
		Weight core.Num[int]
	}](meta)
	must[*metadata.Table](t)(orm.Map[Freight](meta))
	must[*metadata.Table](t)(orm.Map[Mailed](meta))
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, meta))
		s := orm.NewSession(db, meta)
		defer s.Close()
		heavy, light := &Freight{Cargo: Cargo{Weight: 500}}, &Mailed{Cargo: Cargo{Weight: 5}}
		ok(t, s.Add(heavy, light))
		ok(t, s.Commit(ctx))
		if heavy.Class != "freight" || light.Class != "parcel" {
			t.Errorf("%+v %+v", heavy, light)
		}
		s.Close()
		all := must[[]any](t)(cargo.Select().OrderBy(cargo.ID.Asc()).All(ctx, s))
		if len(all) != 2 || all[0].(*Freight).Weight != 500 || all[1].(*Mailed).Weight != 5 {
			t.Errorf("%+v", all)
		}
		if only := must[[]any](t)(cargo.Select().Where(cargo.Class.Eq("freight")).All(ctx, s)); len(only) != 1 || only[0] != all[0] {
			t.Errorf("%+v", only)
		}
		all[0].(*Freight).Weight = 101
		ok(t, s.Commit(ctx))
		all[0].(*Freight).Weight = 1
		wants(t, s.Commit(ctx), "the database makes Class of a orm_test.Freight parcel")
		if w := all[0].(*Freight); w.Weight != 101 || w.Class != "freight" || s.Dirty(w) {
			t.Errorf("rolled back: %+v", w)
		}
		for _, n := range []int{1, 30} {
			for range n {
				ok(t, s.Add(&Mailed{Cargo: Cargo{Weight: 400}}))
			}
			wants(t, s.Commit(ctx), "the database makes Class of a orm_test.Mailed freight")
		}
		if n := must[int64](t)(cargo.Select().Count(ctx, db)); n != 2 {
			t.Errorf("%d rows", n)
		}
	})
}
