package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// staffRelationships: a relation whose target is of several types, and
// one that only some of the types have.
func staffRelationships(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	s := orm.NewSession(db, c.meta)
	defer s.Close()
	budget := int64(100)
	gus := &Engineer{Employee: Employee{Name: "gus"}, Language: "go"}
	max := &Manager{Employee: Employee{Name: "max"}, Budget: &budget}
	office := &Office{Name: "north", Staff: []Staffer{gus, max}}
	rita := &Senior{Engineer: Engineer{Employee: Employee{Name: "rita", Office: office}, Language: "c"}}
	ok(t, s.Add(office, rita, &Office{Name: "south"}))
	ok(t, s.Commit(ctx))
	if gus.Office != office || *rita.OfficeID != office.ID || *max.OfficeID != office.ID {
		t.Fatal(gus.Office, rita.OfficeID, max.OfficeID)
	}
	for what, load := range map[string]orm.Loading[Office]{
		"another query": c.Offices.Staff.OrderBy(c.Staff.Name.Asc()), "joined": c.Offices.Staff.OrderBy(c.Staff.Name.Asc()).Joined(),
		"only engineers": c.Offices.Staff.Where(c.Engineers.Language.NotNull()).OrderBy(c.Staff.Name.Asc()),
		"the first two":  c.Offices.Staff.OrderBy(c.Staff.Name.Asc()).Limit(2),
		"two, joined":    c.Offices.Staff.OrderBy(c.Staff.Name.Asc()).Limit(2).Joined(),
	} {
		fresh := orm.NewSession(db, c.meta)
		offices, err := c.Offices.Select().OrderBy(c.Offices.Name.Asc()).Load(load).All(ctx, fresh)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		want := map[string]string{"only engineers": "Engineer:gus Senior:rita", "the first two": "Engineer:gus Manager:max", "two, joined": "Engineer:gus Manager:max"}[what]
		if want == "" {
			want = "Engineer:gus Manager:max Senior:rita"
		}
		if got := names(offices[0].Staff); got != want || len(offices[1].Staff) != 0 {
			t.Errorf("%s: %s, %v", what, got, offices[1].Staff)
		}
		if e := offices[0].Staff[0].(*Engineer); e.Office != offices[0] || e.Language != "go" {
			t.Errorf("%s: %+v", what, e)
		}
		fresh.Close()
	}
	for what, cond := range map[string]core.Pred{
		"any": c.Offices.Staff.Any(c.Staff.Name.Eq("max")), "by a subtype's column": c.Offices.Staff.Any(c.Engineers.Language.Eq("c")),
	} {
		if o := must[*Office](t)(c.Offices.Select().Where(cond).One(ctx, s)); o != office {
			t.Errorf("%s: %v", what, o)
		}
	}
	if n := must[int64](t)(c.Staff.Select().Join(c.Offices, c.Staff.Office.On()).Where(c.Offices.Name.Eq("north")).Count(ctx, s)); n != 3 {
		t.Error(n)
	}
	if n := must[int64](t)(c.Managers.Select().Join(c.Offices, c.Managers.Office.On()).Where(c.Offices.Name.Eq("north")).Count(ctx, s)); n != 1 {
		t.Error(n)
	}

	joined := must[[]*Office](t)(c.Offices.Select().Join(c.Staff, c.Offices.Staff.On()).Where(c.Staff.Name.Eq("max")).Load(c.Offices.Staff.FromJoin(c.Staff)).All(ctx, db))
	if len(joined) != 1 || names(joined[0].Staff) != "Manager:max" || *joined[0].Staff[0].(*Manager).Budget != 100 {
		t.Error(joined)
	}

	south := must[*Office](t)(c.Offices.Select().Where(c.Offices.Name.Eq("south")).Load(c.Offices.Staff).One(ctx, s))
	ok(t, orm.Load(ctx, s, []*Office{office}, c.Offices.Staff))
	office.Staff = []Staffer{gus} // max and rita go
	south.Staff = append(south.Staff, max)
	ok(t, s.Commit(ctx))
	if rita.OfficeID != nil || *max.OfficeID != south.ID || max.Office != south || rita.Office != nil {
		t.Error(rita.OfficeID, max.OfficeID, max.Office, rita.Office)
	}
	ok(t, s.Delete(south))
	ok(t, s.Commit(ctx))
	if max.OfficeID != nil {
		t.Error(max.OfficeID)
	}
	if c.way != "concrete" {
		ok(t, s.Close())
		bosses(t, ctx, db, c)
		tools(t, ctx, db, c)
	}
}

// tools tries a relation that engineers have, and seniors with them.
func tools(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	r := &recorder{}
	r.reset()
	s := orm.NewSession(db.WithHooks(r), c.meta)
	defer s.Close()
	people := must[[]Staffer](t)(c.Staff.Select().OrderBy(c.Staff.Name.Asc()).All(ctx, s))
	gus, rita := people[0].(*Engineer), people[2].(*Senior)
	gus.Tools = []*Tool{{Name: "vim"}, {Name: "gdb"}}
	rita.Tools = []*Tool{{Name: "ed"}}
	ok(t, s.Commit(ctx))
	if gus.Tools[1].Owner != Coder(gus) || gus.Tools[1].OwnerID != gus.ID || rita.Tools[0].Owner != Coder(rita) {
		t.Error(gus.Tools[1], rita.Tools[0])
	}
	for what, q := range map[string]orm.PolyQuery[Staffer, Employee]{
		"another query": c.Staff.Select().Load(c.EngTools, c.Staff.Office), "joined": c.Staff.Select().Load(c.EngTools.Joined()),
		"of one type": c.Staff.Select().OfType(c.Engineers).Load(c.EngTools), "selectin": c.Staff.Select().SelectIn().Load(c.EngTools),
	} {
		fresh := orm.NewSession(db, c.meta)
		got := map[string]int{}
		list, err := q.OrderBy(c.Staff.Name.Asc()).All(ctx, fresh)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, o := range list {
			if e, is := o.(*Engineer); is {
				got[e.Name] = len(e.Tools)
			}
			if e, is := o.(*Senior); is {
				got[e.Name] = len(e.Tools)
			}
		}
		if got["gus"] != 2 || got["rita"] != 1 || len(list) < 2 {
			t.Errorf("%s: %v", what, got)
		}
		fresh.Close()
	}
	for what, load := range map[string]orm.Loading[Office]{
		"inside":         c.Offices.Staff.Load(orm.OfSome[Employee](c.EngTools)),
		"joined, inside": c.Offices.Staff.Joined().Load(orm.OfSome[Employee](c.EngTools.Joined())),
	} {
		gus.OfficeID = &must[*Office](t)(c.Offices.Select().First(ctx, s)).ID
		ok(t, s.Commit(ctx))
		fresh := orm.NewSession(db, c.meta)
		o := must[*Office](t)(c.Offices.Select().Where(c.Offices.Staff.Any()).Load(load).One(ctx, fresh))
		if e := o.Staff[0].(*Engineer); len(e.Tools) != 2 || e.Office != o {
			t.Errorf("%s: %+v", what, e)
		}
		fresh.Close()
	}
	_, err := c.Offices.Select().Load(c.Offices.Staff.Load(orm.OfSome[Employee](c.Tools.Owner))).All(ctx, s)
	wants(t, err, "orm_test.Tool does not extend orm_test.Employee")
	for what, load := range map[string]orm.Loading[Tool]{"another query": c.Tools.Owner, "joined": c.Tools.Owner.Joined()} {
		fresh := orm.NewSession(db, c.meta)
		list := must[[]*Tool](t)(c.Tools.Select().OrderBy(c.Tools.Name.Asc()).Load(load).All(ctx, fresh))
		if list[0].Owner.(*Senior).Name != "rita" || list[1].Owner.(*Engineer).Language != "go" || list[1].Owner != list[2].Owner {
			t.Errorf("%s: %+v", what, list)
		}
		fresh.Close()
	}
	if n := must[int64](t)(c.EngTools.Select(gus).Count(ctx, s)); n != 2 {
		t.Error(n)
	}
	if g := must[Staffer](t)(c.Staff.Select().Where(c.EngTools.Any(c.Tools.Name.Eq("vim"))).One(ctx, s)); g != Staffer(gus) {
		t.Error(g)
	}
	gus.Tools = gus.Tools[:1] // the other one is an orphan
	ok(t, s.Delete(rita))     // and hers go with her
	ok(t, s.Commit(ctx))
	left := must[[]*Tool](t)(c.Tools.Select().All(ctx, s))
	if len(left) != 1 || left[0] != gus.Tools[0] {
		t.Error(left)
	}
	_, err = c.Staff.Select().Load(c.Offices.Staff).All(ctx, s)
	if err == nil || !strings.Contains(err.Error(), "a query of orm_test.Employee has no such objects") {
		t.Error(err)
	}
}

// bosses tries a family that refers to itself, and names that a query has twice.
func bosses(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	s := orm.NewSession(db, c.meta)
	defer s.Close()
	people := must[[]Staffer](t)(c.Staff.Select().OrderBy(c.Staff.Name.Asc()).All(ctx, s))
	gus, max, rita := people[0].(*Engineer), people[1].(*Manager), people[2].(*Senior)
	zoe := &Manager{Employee: Employee{Name: "zoe"}}
	gus.Boss, rita.Boss, max.Boss = max, max, zoe // zoe's row has to be first
	ok(t, s.Commit(ctx))
	if *max.BossID != zoe.ID || *gus.BossID != max.ID {
		t.Error(max.BossID, gus.BossID)
	}
	for what, load := range map[string]orm.AnyLoading{"another query": c.Reports, "joined": c.Reports.Joined()} {
		fresh := orm.NewSession(db, c.meta)
		m := must[Staffer](t)(c.Staff.Select().Where(c.Staff.Name.Eq("max")).Load(load).One(ctx, fresh)).(*Manager)
		if len(m.Reports) != 2 || m.Reports[0].Base().Boss != Staffer(m) {
			t.Errorf("%s: %v", what, m.Reports)
		}
		fresh.Close()
	}
	boss := orm.As(c.Staff, "boss")
	q := c.Staff.Select().Join(boss, core.Eq(boss.ID, c.Staff.BossID)).Where(boss.Name.Eq("max")).OrderBy(c.Staff.Name.Asc())
	if got := names(must[[]Staffer](t)(q.All(ctx, s))); got != "Engineer:gus Senior:rita" {
		t.Error(got)
	}
	both := c.Engineers.Select().Join(c.Staff, core.Eq(c.Staff.ID, c.Engineers.BossID)).Where(c.Staff.Name.Eq("max"), c.Engineers.Name.Eq("gus"))
	if got := must[[]Coder](t)(both.All(ctx, s)); len(got) != 1 || got[0] != Coder(gus) {
		t.Error(got)
	}
	counts := rows(t, ctx, db, core.Select(core.Pair(c.Managers.Name, core.CountAll())).From(c.Managers).
		Join(c.Staff, core.Eq(c.Staff.BossID, c.Managers.ID)).GroupBy(c.Managers.Name).OrderBy(c.Managers.Name.Asc()))
	if len(counts) != 2 || counts[0].A != "max" || counts[0].B != 2 || counts[1].B != 1 {
		t.Error(counts)
	}
	ok(t, s.Delete(max, zoe)) // who refer to each other, and gus and rita to max
	ok(t, s.Commit(ctx))
	if gus.BossID != nil || gus.Boss != nil || rita.BossID != nil {
		t.Error(gus.BossID, gus.Boss, rita.BossID)
	}
	ok(t, s.Add(&Manager{Employee: Employee{Name: "max"}}))
	ok(t, s.Commit(ctx))
}
