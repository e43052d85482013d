package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// wants checks that an error says something, and says so if it does not.
func wants(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v, want an error that says %q", err, words)
	}
}

// staffIdentity: one object for each row, whichever type it was asked
// by, and an error where the row is of another type.
func staffIdentity(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	s := orm.NewSession(db, c.meta)
	defer s.Close()
	ed, gus, rita, _ := hire(t, ctx, s)
	fresh := orm.NewSession(db, c.meta)
	defer fresh.Close()
	if c.way == "concrete" {
		_, err := c.Staff.Get(ctx, fresh, gus.ID) // each table has a 1
		wants(t, err, "several types that extend orm_test.Employee have a row with the key")
		if g := must[Coder](t)(c.Engineers.Get(ctx, fresh, gus.ID)); g.Base().Name != "gus" && g.Base().Name != "rita" {
			t.Error(g)
		}
	} else {
		guarded := orm.NewSession(db, c.meta)
		guarded.GuardLoads(1, nil)
		must[Staffer](t)(c.Staff.Get(ctx, guarded, gus.ID))
		ok(t, guarded.Commit(ctx))
		var repeated *orm.RepeatedLoadError
		for _, id := range []int64{ed.ID, rita.ID} {
			_, err := c.Staff.Get(ctx, guarded, id)
			if again := errors.As(err, &repeated); again != (id == rita.ID) {
				t.Error(id, err)
			}
		}
		guarded.Close()
		g := must[Staffer](t)(c.Staff.Get(ctx, fresh, gus.ID))
		if same := must[Coder](t)(c.Engineers.Get(ctx, fresh, gus.ID)); same != g || same.Tongue() != "go" {
			t.Error(same, g)
		}
		_, err := orm.Get[Manager](ctx, fresh, gus.ID)
		if !errors.Is(err, core.ErrNoRows) || !strings.Contains(err.Error(), "the row is a orm_test.Engineer, and a orm_test.Manager was asked for") {
			t.Error(err)
		}
		if _, err := orm.Get[Manager](ctx, fresh, rita.ID); !errors.Is(err, core.ErrNoRows) { // not in the session yet
			t.Error(err)
		}
		if _, err := orm.Get[Employee](ctx, fresh, rita.ID); !errors.Is(err, core.ErrNoRows) {
			t.Error(err)
		}
		_, err = orm.Merge(ctx, fresh, &Manager{Employee: Employee{ID: gus.ID, Name: "x"}})
		wants(t, err, "the row is a orm_test.Engineer, and a orm_test.Manager cannot be merged into it")
		_, err = orm.Merge(ctx, fresh, &Manager{Employee: Employee{ID: ed.ID, Name: "x"}})
		wants(t, err, "the row is a orm_test.Employee")
	}
	r := must[*Senior](t)(orm.Get[Senior](ctx, fresh, rita.ID))
	merged := must[*Senior](t)(orm.Merge(ctx, fresh, &Senior{Engineer: Engineer{Employee: Employee{ID: rita.ID, Name: "rita", Age: 51}, Language: "zig"}}))
	if merged != r || r.Language != "zig" || r.Level != nil || c.way != "concrete" && r.Kind != "senior" {
		t.Errorf("%+v", merged)
	}
	ok(t, fresh.Commit(ctx))
	ok(t, s.Refresh(ctx, rita))
	if rita.Language != "zig" || rita.Age != 51 || rita.Level != nil || rita.Version != 2 {
		t.Errorf("%+v", rita)
	}
	ok(t, s.Expire(gus, rita))
	for _, o := range must[[]Staffer](t)(c.Staff.Select().All(ctx, s)) {
		if !s.Contains(o) || s.Dirty(o) {
			t.Errorf("%+v", o)
		}
	}
	if _, err := c.Offices.Select().Where(c.Engineers.Language.Eq("c")).All(ctx, db); err == nil {
		t.Error("a column of nothing that the query reads was no error")
	}
}

// staffRollback: objects are what they were, in all their tables.
func staffRollback(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	s := orm.NewSession(db, c.meta)
	defer s.Close()
	_, gus, rita, max := hire(t, ctx, s)
	late := &Senior{Engineer: Engineer{Employee: Employee{Name: "late"}, Language: "d"}}
	failed := s.InTx(ctx, func(ctx context.Context) error {
		gus.Language, gus.Age, *rita.Level, max.Budget = "x", 1, 9, nil
		ok(t, s.Delete(max))
		ok(t, s.Add(late))
		ok(t, s.Flush(ctx))
		inner := s.InTx(ctx, func(context.Context) error {
			gus.Language = "y"
			ok(t, s.Delete(rita))
			ok(t, s.Flush(ctx))
			return errors.New("inner")
		})
		wants(t, inner, "inner")
		if gus.Language != "x" || *rita.Level != 9 || !s.Contains(rita) {
			t.Errorf("%+v %+v", gus, rita)
		}
		return errors.New("outer")
	})
	wants(t, failed, "outer")
	if gus.Language != "go" || gus.Age != 30 || *rita.Level != 3 || *max.Budget != 100 || late.ID != 0 || s.Contains(late) || !s.Contains(max) {
		t.Errorf("%+v %+v %+v %+v", gus, rita, max, late)
	}
	list := must[[]Staffer](t)(c.Staff.Select().OrderBy(c.Staff.Age.Asc()).All(ctx, s))
	if got := names(list); got != "Employee:ed Engineer:gus Manager:max Senior:rita" || list[1] != Staffer(gus) || list[3] != Staffer(rita) {
		t.Error(got)
	}
	whole(t, "after the rollback", list)
}

// staffVersions: the base's version guards all tables.
func staffVersions(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	s := orm.NewSession(db, c.meta)
	defer s.Close()
	hire(t, ctx, s)
	mine, theirs := orm.NewSession(db, c.meta), orm.NewSession(db, c.meta)
	defer mine.Close()
	defer theirs.Close()
	named := c.Seniors.Select().Where(c.Seniors.Name.Eq("rita"))
	a := must[*Senior](t)(named.One(ctx, mine))
	ok(t, mine.Commit(ctx))
	b := must[*Senior](t)(named.One(ctx, theirs))
	*b.Level = 4 // in a table of its own, where they are joined
	ok(t, theirs.Commit(ctx))
	a.Age = 60
	var stale *orm.StaleError
	if err := mine.Commit(ctx); !errors.As(err, &stale) {
		t.Fatal(err)
	}
	if fresh, is := stale.Fresh.(*Senior); !is || *fresh.Level != 4 || fmt.Sprint(stale.Fields) != "[Age Version Level]" && fmt.Sprint(stale.Fields) != "[Version Level]" {
		t.Errorf("%v %+v", stale.Fields, stale.Fresh)
	}
	*a.Level = 5
	if err := mine.Commit(ctx); !errors.As(err, &stale) { // still what was read before
		t.Fatal(err)
	}
	ok(t, theirs.Delete(b))
	ok(t, theirs.Commit(ctx))
	ok(t, mine.Delete(a))
	if err := mine.Commit(ctx); !errors.As(err, &stale) {
		t.Fatal(err)
	}
}

// staffMisuse: what an object or a row cannot become.
func staffMisuse(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	s := orm.NewSession(db, c.meta)
	defer s.Close()
	_, gus, _, max := hire(t, ctx, s)
	_, err := orm.Upsert(ctx, s, []*Engineer{gus})
	wants(t, err, "Upsert of orm_test.Engineer")
	plain := orm.Bind[plainTable](c.meta)
	_, err = plain.Select().All(ctx, s)
	wants(t, err, "may find what extends it (orm_test.Senior)")
	for _, err := range plain.Select().Iter(ctx, s) {
		wants(t, err, "may find what extends it (orm_test.Senior)")
	}
	_, err = c.Engineers.Select().OfType(c.Managers).All(ctx, s)
	wants(t, err, "orm_test.Manager does not extend orm_test.Engineer")
	_, err = c.Engineers.Select().SelectIn(c.Managers).All(ctx, s)
	wants(t, err, "orm_test.Manager does not extend orm_test.Engineer")
	if c.way == "concrete" {
		return
	}
	gus.Kind = "manager"
	wants(t, s.Flush(ctx), "an object cannot become one of another type")
	if gus.Kind != "engineer" {
		t.Error(gus.Kind)
	}
	ok(t, s.Delete(max))
	ok(t, s.Add(&Engineer{Employee: Employee{ID: max.ID, Name: "new"}}))
	wants(t, s.Flush(ctx), "under the key of a orm_test.Manager that is deleted by the same flush")

	other := orm.NewSession(db, c.meta)
	defer other.Close()
	turn := func(kind string) {
		t.Helper()
		must[core.Result](t)(core.Update(c.table("employees")).Set(c.Staff.Kind.Set(kind)).Where(core.SQL[bool]("name = 'gus'")).Exec(ctx, other))
		ok(t, other.Commit(ctx))
	}
	turn("pilot")
	_, err = c.Staff.Select().All(ctx, db)
	wants(t, err, "is of no type that is mapped: its kind is pilot")
	_, err = c.Offices.Select().Load(c.Offices.Staff).All(ctx, db)
	ok(t, err) // gus is in none
	turn("manager")
	ok(t, s.Expire(gus))
	if c.way == "single" { // what was an engineer is a manager now, and another object
		list := must[[]*Manager](t)(c.Managers.Select().OrderBy(c.Managers.Name.Asc()).All(ctx, s))
		if len(list) != 2 || list[0].Name != "gus" || s.Contains(gus) {
			t.Errorf("%+v", list)
		}
	}
}

// plainTable is for engineers only, which seniors are not.
type plainTable struct {
	orm.Table[Engineer]
	employeeHandles
	Language core.Str
}

func (c *firm) table(name string) core.Table {
	for _, t := range c.meta.Tables() {
		if t.Name == c.way+"_"+name {
			return core.TableOf(relationOf(t))
		}
	}
	return core.Table{}
}
