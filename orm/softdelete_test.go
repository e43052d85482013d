package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// Firm has accounts, which are deleted softly, and is not itself.
type Firm struct {
	ID       int64
	Name     string
	Accounts []*Account
}

func (f *Firm) Declare(t *orm.Def) {
	t.Name("firms")
	orm.HasMany(t, &f.Accounts, func(a *Account) *int64 { return &a.FirmID }).Cascade()
}

// Account has remarks, which go with it, and logins, which have no soft delete.
type Account struct {
	ID      int64
	FirmID  int64
	Email   string
	Number  int
	Realm   string
	Deleted *time.Time
	Version int
	Firm    *Firm
	Remarks []*Remark
	Logins  []*Login
	Labels  []*Label
}

func (a *Account) Declare(t *orm.Def) {
	t.Name("accounts")
	t.Col(&a.Email).Len(50).Unique()
	t.Col(&a.Number).Unique()
	t.Col(&a.Realm).Len(20)
	t.Unique(&a.Realm, &a.Email)
	t.Version(&a.Version)
	t.SoftDelete(&a.Deleted).Keep(&a.Number)
	orm.BelongsTo(t, &a.Firm, &a.FirmID)
	orm.HasMany(t, &a.Remarks, func(r *Remark) *int64 { return &r.AccountID }).Cascade()
	orm.HasMany(t, &a.Logins, func(l *Login) *int64 { return &l.AccountID }).Cascade()
	orm.ManyToMany(t, &a.Labels, "account_labels")
}

type Remark struct {
	ID        int64
	AccountID int64
	Text      string
	Gone      sql.Null[time.Time]
	Account   *Account
	Answers   []*Answer
}

func (r *Remark) Declare(t *orm.Def) {
	t.Name("remarks")
	t.SoftDelete(&r.Gone)
	orm.BelongsTo(t, &r.Account, &r.AccountID)
	orm.HasMany(t, &r.Answers, func(a *Answer) **int64 { return &a.RemarkID })
}

// Answer stays when its remark goes.
type Answer struct {
	ID       int64
	RemarkID *int64
	Gone     sql.NullTime
}

func (a *Answer) Declare(t *orm.Def) {
	t.Name("answers")
	t.Col(&a.Gone).Type(metadata.Timestamp().Digits(0))
	t.SoftDelete(&a.Gone)
}

type Login struct {
	ID        int64
	AccountID int64
}

func (l *Login) Declare(t *orm.Def) { t.Name("logins") }

type Label struct {
	ID       int64
	Accounts []*Account
}

func (l *Label) Declare(t *orm.Def) {
	t.Name("labels")
	orm.ManyToMany(t, &l.Accounts, "account_labels")
}

var firmMeta = metadata.New()

var Firms = orm.Bind[struct {
	orm.Table[Firm]
	ID       core.Num[int64]
	Name     core.Str
	Accounts orm.Many[Firm, Account]
}](firmMeta)

var Accounts = orm.Bind[struct {
	orm.Table[Account]
	ID      core.Num[int64]
	FirmID  core.Num[int64]
	Email   core.Str
	Number  core.Num[int]
	Realm   core.Str
	Deleted core.Time
	Version core.Num[int]
	Firm    orm.One[Account, Firm]
	Remarks orm.Many[Account, Remark]
	Logins  orm.Many[Account, Login]
	Labels  orm.Many[Account, Label]
}](firmMeta)

var Remarks = orm.Bind[struct {
	orm.Table[Remark]
	ID        core.Num[int64]
	AccountID core.Num[int64]
	Text      core.Str
	Gone      core.Time
	Account   orm.One[Remark, Account]
	Answers   orm.Many[Remark, Answer]
}](firmMeta)

var Answers = orm.Bind[struct {
	orm.Table[Answer]
	ID       core.Num[int64]
	RemarkID core.Num[int64]
	Gone     core.Time
}](firmMeta)

// firmCase is a session, and a firm in it that is in the database, with an
// account that has two remarks, one of them deleted before, with an answer each,
// a login and a label.
type firmCase struct {
	ctx  context.Context
	db   *engine.Engine
	s    *orm.Session
	firm *Firm
	a    *Account
	n    int
}

func newFirm(t *testing.T, ctx context.Context, db *engine.Engine, n int) firmCase {
	t.Helper()
	s := orm.NewSession(db, firmMeta)
	t.Cleanup(func() { s.Close() })
	old := &Remark{Text: "old", Answers: []*Answer{{}}}
	a := &Account{Email: fmt.Sprintf("a%d", n), Number: n, Realm: "r", Remarks: []*Remark{{Text: "new", Answers: []*Answer{{}}}, old}, Logins: []*Login{{}}, Labels: []*Label{{}}}
	firm := &Firm{Name: fmt.Sprint(n), Accounts: []*Account{a}}
	ok(t, s.Add(firm))
	ok(t, s.Flush(ctx))
	ok(t, s.Delete(old))
	ok(t, s.Commit(ctx))
	time.Sleep(2 * time.Millisecond) // what goes later has another time
	return firmCase{ctx, db, s, firm, a, n}
}

// in is how many rows tables hold of the case's, deleted ones among them:
// accounts, remarks, answers that belong to one, logins.
func (c firmCase) in(t *testing.T) string {
	t.Helper()
	count := func(sql string) int64 {
		return must[int64](t)(core.Select(core.SQL[int64]("("+sql+")")).One(c.ctx, c.db))
	}
	return fmt.Sprint(
		count("select count(*) from accounts where number = "+fmt.Sprint(c.n)),
		count("select count(*) from remarks where account_id = "+fmt.Sprint(c.a.ID)),
		count("select count(*) from answers where remark_id in (select id from remarks where account_id = "+fmt.Sprint(c.a.ID)+")"),
		count("select count(*) from logins where account_id = "+fmt.Sprint(c.a.ID)))
}

func (c firmCase) remarks(t *testing.T) string {
	t.Helper()
	return strings.Join(rows(t, c.ctx, c.db, core.Select(Remarks.Text).Where(Remarks.AccountID.Eq(c.a.ID), Remarks.Gone.IsNull()).OrderBy(Remarks.Text.Asc())), " ")
}

var softCases = map[string]func(t *testing.T, c firmCase){
	"marked, with what goes along": func(t *testing.T, c firmCase) {
		ok(t, c.s.Delete(c.a))
		ok(t, c.s.Commit(c.ctx))
		if got := c.in(t); got != "1 2 2 1" || c.a.Deleted == nil || c.s.Contains(c.a) || c.remarks(t) != "" || len(c.firm.Accounts) != 0 {
			t.Fatal(got, c.a.Deleted, c.remarks(t), c.firm.Accounts)
		}
		if _, err := orm.Get[Account](c.ctx, c.s, c.a.ID); !errors.Is(err, core.ErrNoRows) {
			t.Error("by its key:", err)
		}
		all := must[*Account](t)(Accounts.Select().WithDeleted().Where(Accounts.ID.Eq(c.a.ID)).Load(Accounts.Labels, Accounts.Logins).One(c.ctx, c.s))
		if all.Version != 2 || len(all.Labels) != 1 || len(all.Logins) != 1 {
			t.Errorf("%+v", all)
		}
		if _, err := orm.Get[Account](c.ctx, c.s, c.a.ID); !errors.Is(err, core.ErrNoRows) {
			t.Error("by its key, when the session has it:", err)
		}
		ok(t, c.s.Refresh(c.ctx, all))
		ok(t, c.s.Delete(all)) // it is deleted already
		if c.s.Dirty(all) {
			t.Error("deleted twice")
		}
	},
	"left out everywhere": func(t *testing.T, c firmCase) {
		ok(t, c.s.Delete(c.a))
		ok(t, c.s.Commit(c.ctx))
		ofFirm := Firms.Select().Where(Firms.ID.Eq(c.firm.ID))
		for name, q := range map[string]orm.Query[Firm]{
			"join": ofFirm.Join(Accounts, Firms.Accounts.On()),
			"any":  ofFirm.Where(Firms.Accounts.Any()),
			"left": ofFirm.LeftJoin(Accounts, Firms.Accounts.On()).Where(Accounts.ID.NotNull()),
		} {
			if n := must[int64](t)(q.Count(c.ctx, c.db)); n != 0 {
				t.Errorf("%s: %d", name, n)
			}
			if n := must[int64](t)(q.WithDeleted().Count(c.ctx, c.db)); name != "any" && n != 1 {
				t.Errorf("%s, with deleted: %d", name, n)
			}
		}
		if n := must[int64](t)(ofFirm.LeftJoin(Accounts, Firms.Accounts.On()).Count(c.ctx, c.db)); n != 1 {
			t.Error("the firm itself is there", n)
		}
		for name, l := range map[string]orm.Loading[Firm]{"load": Firms.Accounts, "joined": Firms.Accounts.Joined()} {
			if f := must[*Firm](t)(ofFirm.Load(l).One(c.ctx, c.db)); len(f.Accounts) != 0 {
				t.Error(name, f.Accounts)
			}
			if f := must[*Firm](t)(ofFirm.WithDeleted().Load(l).One(c.ctx, c.db)); len(f.Accounts) != 1 {
				t.Error(name, "with deleted:", f.Accounts)
			}
		}
		must[[]*Account](t)(Accounts.Select().WithDeleted().All(c.ctx, c.s)) // the session has it
		r := must[*Remark](t)(Remarks.Select().WithDeleted().Where(Remarks.AccountID.Eq(c.a.ID)).Load(Remarks.Account).First(c.ctx, c.s))
		if r.Account == nil {
			t.Error("with deleted, to one")
		}
		fresh := &Remark{AccountID: c.a.ID}
		ok(t, c.s.Add(fresh))
		ok(t, c.s.Flush(c.ctx))
		ok(t, orm.Load(c.ctx, c.s, []*Remark{fresh}, Remarks.Account))
		if fresh.Account != nil {
			t.Error("a relation to one that is deleted")
		}
	},
	"unique keys are free": func(t *testing.T, c firmCase) {
		again := func(email string, number int) error {
			s := orm.NewSession(c.db, firmMeta)
			defer s.Close()
			return errors.Join(s.Add(&Account{FirmID: c.firm.ID, Email: email, Number: number, Realm: "r"}), s.Commit(c.ctx))
		}
		if err := again(c.a.Email, c.n+1000); !errors.Is(err, engine.ErrUnique) || !errors.Is(err, core.KeyOn(Accounts.Email)) && !errors.Is(err, core.KeyOn(Accounts.Realm, Accounts.Email)) {
			t.Errorf("while it is there: %v", err)
		}
		ok(t, c.s.Delete(c.a))
		ok(t, c.s.Commit(c.ctx))
		if err := again(c.a.Email, c.n); !errors.Is(err, core.KeyOn(Accounts.Number)) {
			t.Errorf("a key that is kept: %v", err)
		}
		ok(t, again(c.a.Email, c.n+1000))
		// Now it cannot come back.
		old := must[*Account](t)(Accounts.Select().WithDeleted().Where(Accounts.ID.Eq(c.a.ID)).One(c.ctx, c.s))
		ok(t, c.s.Restore(c.ctx, old))
		if err := c.s.Commit(c.ctx); !errors.Is(err, engine.ErrUnique) {
			t.Error(err)
		}
		as := must[[]*Account](t)(orm.Upsert(c.ctx, c.s, []*Account{{FirmID: c.firm.ID, Email: c.a.Email, Number: c.n + 1000, Realm: "u"}}, Accounts.Email))
		if as[0].ID == c.a.ID || as[0].Realm != "u" || as[0].Version != 2 {
			t.Errorf("%+v", as[0])
		}
		ok(t, c.s.Commit(c.ctx))
	},
	"restored with what went along": func(t *testing.T, c firmCase) {
		ok(t, c.s.Delete(c.a))
		ok(t, c.s.Commit(c.ctx))
		s := orm.NewSession(c.db, firmMeta)
		defer s.Close()
		a := must[*Account](t)(Accounts.Select().WithDeleted().Where(Accounts.ID.Eq(c.a.ID)).One(c.ctx, s))
		ok(t, s.Restore(c.ctx, a))
		ok(t, s.Flush(c.ctx))
		if b := must[*Account](t)(orm.Get[Account](c.ctx, s, a.ID)); b != a || a.Deleted != nil {
			t.Errorf("%+v", a)
		}
		ok(t, s.Commit(c.ctx))
		if got := c.remarks(t); got != "new" { // the old one was deleted before
			t.Error(got)
		}
		says(t, s.Restore(c.ctx, must[*Firm](t)(orm.Get[Firm](c.ctx, s, c.firm.ID))), "Firm has no soft delete")
	},
	"the owner's row goes, and so do marked ones": func(t *testing.T, c firmCase) {
		ok(t, c.s.Delete(c.a))
		ok(t, c.s.Commit(c.ctx))
		s := orm.NewSession(c.db, firmMeta)
		defer s.Close()
		ok(t, s.Delete(must[*Firm](t)(orm.Get[Firm](c.ctx, s, c.firm.ID))))
		ok(t, s.Commit(c.ctx))
		if got := c.in(t); got != "0 0 0 0" {
			t.Error(got)
		}
	},
	"hard, on demand": func(t *testing.T, c firmCase) {
		ok(t, c.s.HardDelete(c.a))
		ok(t, c.s.Commit(c.ctx))
		if got := c.in(t); got != "0 0 0 0" {
			t.Error(got)
		}
	},
	"soft and hard in one flush": func(t *testing.T, c firmCase) {
		ok(t, c.s.Delete(c.a)) // first marked, then found to go with the firm
		ok(t, c.s.Delete(c.firm))
		ok(t, c.s.Commit(c.ctx))
		if got := c.in(t); got != "0 0 0 0" {
			t.Error(got)
		}
	},
	"rolled back": func(t *testing.T, c firmCase) {
		ok(t, c.s.HardDelete(c.a))
		ok(t, c.s.Flush(c.ctx))
		ok(t, c.s.Rollback())
		if !c.s.Contains(c.a) || c.a.Deleted != nil || len(c.firm.Accounts) != 1 {
			t.Fatalf("%+v", c.a)
		}
		ok(t, c.s.Delete(c.a)) // not hard any more
		ok(t, c.s.Flush(c.ctx))
		ok(t, c.s.Rollback())
		if c.a.Deleted != nil {
			t.Error("still marked")
		}
		ok(t, c.s.Delete(c.a))
		ok(t, c.s.Commit(c.ctx))
		if got := c.in(t); got != "1 2 2 1" {
			t.Error(got)
		}
	},
	"merged": func(t *testing.T, c firmCase) {
		ok(t, c.s.Delete(c.a))
		ok(t, c.s.Commit(c.ctx))
		form := &Account{ID: c.a.ID, FirmID: c.firm.ID, Email: "form", Number: c.n}
		_, err := orm.Merge(c.ctx, c.s, form)
		says(t, err, "Merge: the orm_test.Account is deleted; say Restore")
		form.Deleted = c.a.Deleted
		if got := must[*Account](t)(orm.Merge(c.ctx, c.s, form)); got.Email != "form" || got.Deleted == nil {
			t.Errorf("%+v", got)
		}
		ok(t, c.s.Rollback())
	},
	"by criteria": func(t *testing.T, c firmCase) {
		mine := Remarks.Select().Where(Remarks.AccountID.Eq(c.a.ID))
		if n := must[int64](t)(mine.WithDeleted().Delete(c.ctx, c.s)); n != 1 {
			t.Error("what is marked was marked again", n)
		}
		if n := must[int64](t)(Accounts.Select().Where(Accounts.ID.Eq(c.a.ID)).Delete(c.ctx, c.s)); n != 1 || c.s.Contains(c.a) {
			t.Error(n)
		}
		v := must[int](t)(core.Select(Accounts.Version).Where(Accounts.ID.Eq(c.a.ID)).One(c.ctx, c.s))
		if v != 2 {
			t.Error("the version is", v)
		}
		must[int64](t)(Answers.Select().WithDeleted().Where(Answers.ID.Gt(0)).Update(c.ctx, c.s, Answers.RemarkID.SetNull()))
		if n := must[int64](t)(mine.HardDelete(c.ctx, c.s)); n != 0 {
			t.Error(n)
		}
		if n := must[int64](t)(mine.WithDeleted().HardDelete(c.ctx, c.s)); n != 2 {
			t.Error(n)
		}
		ok(t, c.s.Rollback())
	},
}

func TestSoftDeletion(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, firmMeta))
		ok(t, orm.Verify(ctx, db, firmMeta))
		nothingLeft(t, ctx, db, firmMeta)
		names := make([]string, 0, len(softCases))
		for name := range softCases {
			names = append(names, name)
		}
		slices.Sort(names)
		for i, name := range names {
			t.Run(name, func(t *testing.T) { softCases[name](t, newFirm(t, ctx, db, i+1)) })
		}
	})
}

// nothingLeft fails if a diff would change the database.
func nothingLeft(t *testing.T, ctx context.Context, db *engine.Engine, m *metadata.MetaData) {
	t.Helper()
	want := must[*metadata.MetaData](t)(db.Dialect.Normalize(m, db.Server))
	have := must[*metadata.MetaData](t)(dbreflect.Load(ctx, db, dialect.Scope{}))
	want, _, err := migrate.Settle(ctx, db, have, want)
	ok(t, err)
	// onServers has made other tables.
	for _, x := range slices.Clone(have.Tables()) {
		if want.Table(x.Ident()) == nil {
			have.Remove(x.Ident())
		}
	}
	plan := must[*migrate.Plan](t)(migrate.NewPlan(migrate.Target{Dialect: db.Dialect, Server: db.Server}, have, want, migrate.Renames{}))
	if !plan.Empty() {
		t.Fatalf("there is still to do:\n%s", plan.Script())
	}
}

type Unfit struct {
	ID      int64
	Removed time.Time
}

func (u *Unfit) Declare(t *orm.Def) { t.SoftDelete(&u.Removed) }

type Misnamed struct {
	ID      int64
	Code    string
	Removed *time.Time
}

func (m *Misnamed) Declare(t *orm.Def) {
	t.Col(&m.Removed).Name("Removed")
	t.SoftDelete(&m.Removed)
}

type Keepless struct {
	ID      int64
	Code    string
	Removed *time.Time
}

func (k *Keepless) Declare(t *orm.Def) {
	t.Col(&k.Code).Len(5)
	t.Unique(&k.Code).Deferrable = metadata.InitiallyDeferred
	t.SoftDelete(&k.Removed).Keep(&k.ID)
}

func TestSoftDeletesThatCannotBe(t *testing.T) {
	_, err := orm.Map[Unfit](metadata.New())
	says(t, err, "softdelete_test.go:")
	says(t, err, "SoftDelete needs a *time.Time, a sql.NullTime or a sql.Null[time.Time], and Removed is a time.Time")
	_, err = orm.Map[Misnamed](metadata.New())
	says(t, err, `the column "Removed" would have to be quoted`)
	_, err = orm.Map[Keepless](metadata.New())
	says(t, err, "there is no unique key over [id] to keep")
	says(t, err, "a deferrable unique constraint cannot pass over deleted rows")
}
