package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// Staff is a family of types that is mapped three times, by each way to keep
// one. The way is a variable while it is mapped.
var way string

// Staffer is what all of a family can be read as.
type Staffer interface{ Base() *Employee }

// Coder is an Engineer or a Senior.
type Coder interface {
	Staffer
	Tongue() string
}

type Office struct {
	ID    int64
	Name  string
	Staff []Staffer
}

func (o *Office) Declare(t *orm.Def) {
	t.Name(way + "_offices")
	t.Col(&o.Name).Len(50)
	orm.HasManyPoly(t, &o.Staff, func(e *Employee) **int64 { return &e.OfficeID })
}

type Employee struct {
	ID       int64
	Kind     string
	Name     string
	Age      int
	OfficeID *int64
	BossID   *int64
	Version  int
	Office   *Office
	Boss     Staffer
	Reports  []Staffer
}

func (e *Employee) Base() *Employee { return e }

func (e *Employee) Declare(t *orm.Def) {
	t.Name(way + "_employees")
	t.Col(&e.Kind).Len(20)
	t.Col(&e.Name).Len(50)
	t.Version(&e.Version)
	orm.BelongsTo(t, &e.Office, &e.OfficeID)
	if way == "concrete" { // no key leads to several tables
		t.Ignore(&e.Boss, &e.Reports)
		return
	}
	orm.Discriminator(t, &e.Kind, "employee")
	orm.BelongsToPoly[Employee](t, &e.Boss, &e.BossID)
	orm.HasManyPoly(t, &e.Reports, func(e *Employee) **int64 { return &e.BossID })
}

type Engineer struct {
	Employee
	Language string
	Tools    []*Tool
}

func (e *Engineer) Tongue() string { return e.Language }

func (e *Engineer) Declare(t *orm.Def) {
	extend(t, &e.Employee, "engineer", "engineers")
	t.Col(&e.Language).Len(30)
	if way != "concrete" {
		orm.HasMany(t, &e.Tools, func(t *Tool) *int64 { return &t.OwnerID }).Cascade()
	} else {
		t.Ignore(&e.Tools)
	}
}

// extend has a type extend another one the way that is tried.
func extend[B any](t *orm.Def, base *B, kind, table string) {
	switch way {
	case "single":
		orm.SingleTable(t, base, kind)
		return
	case "joined":
		orm.JoinedTable(t, base, kind)
	case "concrete":
		orm.ConcreteTable(t, base)
	}
	t.Name(way + "_" + table)
}

type Senior struct {
	Engineer
	Level *int
}

func (s *Senior) Declare(t *orm.Def) { extend(t, &s.Engineer, "senior", "seniors") }

type Manager struct {
	Employee
	Budget *int64
}

func (m *Manager) Declare(t *orm.Def) { extend(t, &m.Employee, "manager", "managers") }

type Tool struct {
	ID      int64
	OwnerID int64
	Name    string
	Owner   Coder
}

func (o *Tool) Declare(t *orm.Def) {
	t.Name(way + "_tools")
	t.Col(&o.Name).Len(30)
	orm.BelongsToPoly[Engineer](t, &o.Owner, &o.OwnerID)
}

type employeeHandles struct {
	ID       core.Num[int64]
	Kind     core.Str
	Name     core.Str
	Age      core.Num[int]
	OfficeID core.Num[int64]
	BossID   core.Num[int64]
	Version  core.Num[int]
	Office   orm.One[Employee, Office]
}

type staffTable struct {
	orm.Poly[Staffer, Employee]
	employeeHandles
}

type engineerTable struct {
	orm.Poly[Coder, Engineer]
	employeeHandles
	Language core.Str
}

type seniorTable struct {
	orm.Table[Senior]
	employeeHandles
	Language core.Str
	Level    core.Num[int]
}

type managerTable struct {
	orm.Table[Manager]
	employeeHandles
	Budget core.Num[int64]
}

type officeTable struct {
	orm.Table[Office]
	ID    core.Num[int64]
	Name  core.Str
	Staff orm.Many[Office, Employee]
}

type toolTable struct {
	orm.Table[Tool]
	ID      core.Num[int64]
	OwnerID core.Num[int64]
	Name    core.Str
	Owner   orm.One[Tool, Engineer]
}

// engineerRelations and staffRelations are those that concrete tables have not.
type engineerRelations struct {
	orm.Poly[Coder, Engineer]
	employeeHandles
	Language core.Str
	Tools    orm.Many[Engineer, Tool]
}

type staffRelations struct {
	orm.Poly[Staffer, Employee]
	employeeHandles
	Reports orm.Many[Employee, Employee]
}

// firm is a family as one way keeps it.
type firm struct {
	way       string
	meta      *metadata.MetaData
	Staff     *staffTable
	Engineers *engineerTable
	Seniors   *seniorTable
	Managers  *managerTable
	Offices   *officeTable
	Tools     *toolTable // nil for concrete tables
	EngTools  orm.Many[Engineer, Tool]
	Reports   orm.Many[Employee, Employee]
}

func firmOf(kept string) *firm {
	way = kept
	f := &firm{way: kept, meta: metadata.New()}
	f.Staff = orm.Bind[staffTable](f.meta)
	f.Engineers = orm.Bind[engineerTable](f.meta)
	f.Seniors = orm.Bind[seniorTable](f.meta)
	f.Managers = orm.Bind[managerTable](f.meta)
	f.Offices = orm.Bind[officeTable](f.meta)
	if kept != "concrete" {
		f.Tools = orm.Bind[toolTable](f.meta)
		f.EngTools = orm.Bind[engineerRelations](f.meta).Tools
		f.Reports = orm.Bind[staffRelations](f.meta).Reports
	}
	return f
}

var firms = []*firm{firmOf("single"), firmOf("joined"), firmOf("concrete")}

// TestInheritance tries SQLAlchemy's subjects, for each way to keep a family, in
// one database for each server.
func TestInheritance(t *testing.T) {
	subjects := []struct {
		name string
		try  func(*testing.T, context.Context, *engine.Engine, *firm)
	}{
		{"basic", staffBasic}, {"polymorphic persistence", staffPersistence}, {"polymorphic loading", staffLoading}, {"relationships", staffRelationships},
		{"identity", staffIdentity}, {"rollback", staffRollback}, {"versions", staffVersions}, {"misuse", staffMisuse}, {"random edits", staffRandom},
	}
	onServersOf(t, func(t *testing.T, ctx context.Context, db *engine.Engine, create func(*metadata.MetaData)) {
		for _, c := range firms {
			create(c.meta)
			for _, subject := range subjects {
				t.Run(c.way+"/"+subject.name, func(t *testing.T) {
					subject.try(t, ctx, db, c)
					c.empty(t, ctx, db)
				})
			}
		}
	})
}

// onServersOf is onServers for tables that the function makes.
func onServersOf(t *testing.T, f func(t *testing.T, ctx context.Context, db *engine.Engine, create func(*metadata.MetaData))) {
	for _, s := range dbtest.Servers(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			db := must[*engine.Engine](t)(engine.Open(ctx, all.Dialects(), s.NewDB(t).URL))
			t.Cleanup(func() { db.Close() })
			f(t, ctx, db, func(meta *metadata.MetaData) {
				ok(t, migrate.CreateAll(ctx, db, meta))
				ok(t, orm.Verify(ctx, db, meta))
				converges(t, ctx, db, meta)
			})
		})
	}
}

// converges checks that the tables are what was declared, to the server's last
// word.
func converges(t *testing.T, ctx context.Context, db *engine.Engine, meta *metadata.MetaData) {
	t.Helper()
	have := must[*metadata.MetaData](t)(dbreflect.Load(ctx, db, dialect.Scope{}))
	want := must[*metadata.MetaData](t)(db.Dialect.Normalize(meta, db.Server))
	want, _, err := migrate.Settle(ctx, db, have, want)
	ok(t, err)
	plan := must[*migrate.Plan](t)(migrate.NewPlan(migrate.Target{Dialect: db.Dialect, Server: db.Server}, have, want, migrate.Renames{}))
	for _, c := range plan.Changes() {
		if !strings.HasPrefix(c.Describe(), "drop table") { // of another family
			t.Errorf("left to do: %s", c.Describe())
		}
	}
}

// empty deletes all rows, for the next subject.
func (c *firm) empty(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	for _, name := range []string{"tools", "seniors", "engineers", "managers", "employees", "offices"} {
		for _, table := range c.meta.Tables() {
			if table.Name == c.way+"_"+name {
				must[core.Result](t)(core.Delete(core.TableOf(relationOf(table))).Where(core.SQL[bool]("1 = 1")).Exec(ctx, db))
			}
		}
	}
}

// hire adds one object of each type.
func hire(t *testing.T, ctx context.Context, s *orm.Session) (e *Employee, g *Engineer, r *Senior, m *Manager) {
	t.Helper()
	level, budget := 3, int64(100)
	e = &Employee{Name: "ed", Age: 20}
	g = &Engineer{Employee: Employee{Name: "gus", Age: 30}, Language: "go"}
	r = &Senior{Engineer: Engineer{Employee: Employee{Name: "rita", Age: 50}, Language: "c"}, Level: &level}
	m = &Manager{Employee: Employee{Name: "max", Age: 40}, Budget: &budget}
	ok(t, s.Add(e, g, r, m))
	ok(t, s.Commit(ctx))
	return e, g, r, m
}

func names(list []Staffer) string {
	var all []string
	for _, o := range list {
		all = append(all, fmt.Sprintf("%T:%s", o, o.Base().Name)[len("*orm_test."):])
	}
	return strings.Join(all, " ")
}

// staffBasic: each row is an object of its own type, and the same one
// whichever type it was asked by.
func staffBasic(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	s := orm.NewSession(db, c.meta)
	defer s.Close()
	_, gus, rita, _ := hire(t, ctx, s)
	fresh := orm.NewSession(db, c.meta)
	defer fresh.Close()
	list := must[[]Staffer](t)(c.Staff.Select().OrderBy(c.Staff.Age.Asc()).All(ctx, fresh))
	if got := names(list); got != "Employee:ed Engineer:gus Manager:max Senior:rita" {
		t.Error(got)
	}
	if g := list[1].(*Engineer); g.Language != "go" || g.ID != gus.ID || g.Version != 1 {
		t.Errorf("%+v", g)
	}
	if x := list[3].(*Senior); x.Language != "c" || *x.Level != 3 || x.ID != rita.ID {
		t.Errorf("%+v", x)
	}
	if b := *list[2].(*Manager).Budget; b != 100 {
		t.Error(b)
	}
	coders := must[[]Coder](t)(c.Engineers.Select().OrderBy(c.Engineers.Name.Asc()).All(ctx, fresh))
	if len(coders) != 2 || coders[0] != list[1] || coders[1] != list[3] {
		t.Error(coders)
	}
	seniors := must[[]*Senior](t)(c.Seniors.Select().Where(c.Staff.Name.Eq("rita"), c.Engineers.Language.Eq("c")).All(ctx, fresh))
	if len(seniors) != 1 || seniors[0] != list[3] {
		t.Error(seniors)
	}
	if got := must[*Senior](t)(orm.Get[Senior](ctx, fresh, rita.ID)); got != list[3] {
		t.Error(got)
	}
}

// staffPersistence: a flush writes each table once, base before what
// is added and the other way round for deletes; an UPDATE has the changed
// columns, in the table that they are in.
func staffPersistence(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	r := &recorder{}
	r.reset()
	s := orm.NewSession(db.WithHooks(r), c.meta)
	defer s.Close()
	var all []Staffer
	for i := range 6 {
		base, budget := Employee{Name: fmt.Sprint("n", i), Age: i}, int64(i)
		all = append(all, &Engineer{Employee: base, Language: "go"}, &Manager{Employee: base, Budget: &budget},
			&Senior{Engineer: Engineer{Employee: base, Language: "c"}, Level: &i})
	}
	for _, o := range all {
		ok(t, s.Add(o))
	}
	ok(t, s.Flush(ctx))
	for i, o := range all {
		if b := o.Base(); b.ID == 0 || b.Version != 1 || c.way != "concrete" && b.Kind == "" {
			t.Fatalf("%d: %+v", i, b)
		}
	}
	if limit := map[string]int{"single": 3, "joined": 4, "concrete": 3}[c.way]; r.words["INSERT"] != limit {
		t.Errorf("%d statements: %q", len(r.texts), r.texts)
	}
	ok(t, s.Commit(ctx))

	r.reset()
	for _, o := range must[[]Staffer](t)(c.Staff.Select().All(ctx, s)) {
		o.Base().Age++
		if g, is := o.(*Engineer); is {
			g.Language += "!"
		}
	}
	ok(t, s.Commit(ctx))
	if n := r.words["UPDATE"]; n > 4 {
		t.Errorf("%d updates: %q", n, r.texts)
	}
	for language, want := range map[string]int64{"c": 6, "go!": 6, "go": 0} {
		q := c.Engineers.Select().Where(c.Engineers.Version.Eq(2), c.Engineers.Language.Eq(language))
		if n := must[int64](t)(q.Count(ctx, db)); n != want {
			t.Errorf("%d have %s", n, language)
		}
	}

	r.reset()
	all[0].(*Engineer).Language = "" // in one table; the version may be in another
	ok(t, s.Commit(ctx))
	if all[0].Base().Version != 3 {
		t.Error(all[0].Base().Version)
	}
	for _, text := range r.texts {
		if strings.Contains(text, "name") && strings.HasPrefix(text, "UPDATE") {
			t.Error(text)
		}
	}
	r.reset()
	for _, o := range must[[]Staffer](t)(c.Staff.Select().All(ctx, s)) {
		ok(t, s.Delete(o))
	}
	ok(t, s.Commit(ctx))
	if n := r.words["DELETE"]; n > 4 {
		t.Errorf("%d deletes: %q", n, r.texts)
	}
	for _, table := range c.meta.Tables() {
		if n := must[int64](t)(core.Select(core.CountAll()).From(core.TableOf(relationOf(table))).One(ctx, db)); n != 0 {
			t.Errorf("%s has %d rows", table.Ident(), n)
		}
	}
}

// staffLoading: conditions and orders by columns of any type, some
// types only, and what is read at once and what in further queries.
func staffLoading(t *testing.T, ctx context.Context, db *engine.Engine, c *firm) {
	r := &recorder{}
	s := orm.NewSession(db.WithHooks(r), c.meta)
	defer s.Close()
	r.reset()
	hire(t, ctx, s)
	s.Close()
	for what, q := range map[string]struct {
		q    orm.PolyQuery[Staffer, Employee]
		want string
	}{
		"base column":      {c.Staff.Select().Where(c.Staff.Age.Gt(25)).OrderBy(c.Staff.Name.Desc()), "Senior:rita Manager:max Engineer:gus"},
		"subtype's column": {c.Staff.Select().Where(core.Or(c.Engineers.Language.Eq("go"), c.Managers.Budget.Eq(100))).OrderBy(c.Staff.Name.Asc()), "Engineer:gus Manager:max"},
		"subtype's order":  {c.Staff.Select().OrderBy(c.Engineers.Language.Asc().NullsLast(), c.Staff.Name.Asc()), "Senior:rita Engineer:gus Employee:ed Manager:max"},
		"of one type":      {c.Staff.Select().OfType(c.Managers), "Manager:max"},
		"of several types": {c.Staff.Select().OfType(c.Managers, c.Engineers).OrderBy(c.Staff.Name.Asc()), "Engineer:gus Manager:max Senior:rita"},
		"limit":            {c.Staff.Select().OrderBy(c.Staff.Name.Asc()).Limit(2).Offset(1), "Engineer:gus Manager:max"},
		"another query":    {c.Staff.Select().SelectIn().OrderBy(c.Staff.Age.Asc()), "Employee:ed Engineer:gus Manager:max Senior:rita"},
		"for one type":     {c.Staff.Select().SelectIn(c.Managers).OrderBy(c.Staff.Age.Asc()), "Employee:ed Engineer:gus Manager:max Senior:rita"},
		"read only":        {c.Staff.Select().ReadOnly().Distinct().OrderBy(c.Staff.Age.Asc()), "Employee:ed Engineer:gus Manager:max Senior:rita"},
	} {
		s := orm.NewSession(db.WithHooks(r), c.meta)
		r.reset()
		list, err := q.q.All(ctx, s)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got := names(list); got != q.want {
			t.Errorf("%s: %s, want %s", what, got, q.want)
		}
		whole(t, what, list)
		n := map[string]int{"another query": 4, "for one type": 2}[what]
		if r.words["SELECT"] != max(1, n) {
			t.Errorf("%s: %q", what, r.texts)
		}
		if direct := must[[]Staffer](t)(q.q.All(ctx, db)); names(direct) != q.want {
			t.Errorf("%s, by the engine: %s", what, names(direct))
		}
		if count := must[int64](t)(q.q.Count(ctx, s)); what != "limit" && count != int64(len(list)) {
			t.Errorf("%s: count %d", what, count)
		}
		if !must[bool](t)(q.q.Exists(ctx, s)) {
			t.Errorf("%s: does not exist", what)
		}
		var read []Staffer
		for o, err := range q.q.Iter(ctx, db) {
			ok(t, err)
			read = append(read, o)
		}
		if names(read) != q.want {
			t.Errorf("%s, one by one: %s", what, names(read))
		}
		s.Close()
	}
}

// whole checks what is known of the objects that hire has made.
func whole(t *testing.T, what string, list []Staffer) {
	t.Helper()
	for _, o := range list {
		right := true
		switch o := o.(type) {
		case *Engineer:
			right = o.Language == "go"
		case *Senior:
			right = o.Language == "c" && *o.Level == 3
		case *Manager:
			right = *o.Budget == 100
		}
		if !right {
			t.Errorf("%s: %+v", what, o)
		}
	}
}

func relationOf(t *metadata.Table) *ast.Relation { return &ast.Relation{Table: t} }
