package orm_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Volume has a text that queries leave out.
type Volume struct {
	ID      int64
	Title   string
	Text    string
	Pages   int
	Version int
	Series  *int64
	Next    *Volume
}

func (b *Volume) Declare(t *orm.Def) {
	t.Name("volumes")
	t.Col(&b.Title).Len(50)
	t.Col(&b.Text).Deferred()
	t.Version(&b.Version)
	orm.BelongsTo(t, &b.Next, &b.Series)
}

var volumeMeta = metadata.New()

var Volumes = orm.Bind[struct {
	orm.Table[Volume]
	ID      core.Num[int64]
	Title   core.Str
	Text    core.Str
	Pages   core.Num[int]
	Version core.Num[int]
	Series  core.Num[int64]
	Next    orm.One[Volume, Volume]
}](volumeMeta)

func library(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	ok(t, migrate.CreateAll(ctx, db, volumeMeta))
	s := orm.NewSession(db, volumeMeta)
	defer s.Close()
	last := &Volume{Title: "b", Text: "text of b", Pages: 2}
	ok(t, s.Add(last, &Volume{Title: "a", Text: "text of a", Pages: 1, Next: last}))
	ok(t, s.Commit(ctx))
}

func TestDeferredColumns(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		library(t, ctx, db)
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), volumeMeta)
		defer s.Close()
		q := Volumes.Select().Where(Volumes.Title.Eq("a"))
		a := must[*Volume](t)(q.Load(Volumes.Next.Joined()).One(ctx, s))
		if a.Text != "" || a.Next.Text != "" || a.Next.Title != "b" || strings.Contains(r.texts[0], "text") || s.Dirty(a) {
			t.Errorf("%+v %+v: %q", a, a.Next, r.texts)
		}
		a.Pages = 10 // others are written without it
		ok(t, s.Commit(ctx))
		if got := must[*Volume](t)(q.With(Volumes.Text).One(ctx, db)); got.Text != "text of a" || got.Pages != 10 {
			t.Errorf("%+v", got)
		}
		a = must[*Volume](t)(orm.Get[Volume](ctx, s, a.ID))
		ok(t, orm.LoadColumns(ctx, s, []*Volume{a, a.Next}, Volumes.Text))
		if a.Text != "text of a" || a.Next.Text != "text of b" || s.Dirty(a) {
			t.Errorf("%+v %+v", a, a.Next)
		}
		a.Text = ""
		a.Next.Text = "new"
		ok(t, s.Commit(ctx))
		if texts := rows(t, ctx, db, core.Select(Volumes.Text).OrderBy(Volumes.Title.Asc())); !slices.Equal(texts, []string{"", "new"}) {
			t.Errorf("%q", texts)
		}
		r.reset() // what was loaded is read again after a commit
		again := must[*Volume](t)(orm.Get[Volume](ctx, s, a.ID))
		if again != a || len(r.texts) != 1 || !strings.Contains(r.texts[0], "text") {
			t.Errorf("%q", r.texts)
		}
	})
}

func TestOnlySomeColumns(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		library(t, ctx, db)
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), volumeMeta)
		defer s.Close()
		q := Volumes.Select().OrderBy(Volumes.Title.Asc())
		bs := must[[]*Volume](t)(q.Only(Volumes.Pages).Load(Volumes.Next).All(ctx, s))
		if len(bs) != 2 || bs[0].Title != "" || bs[0].Pages != 1 || bs[0].Version != 1 || bs[0].Next != bs[1] || strings.Contains(r.texts[0], "`title`,") {
			t.Errorf("%+v: %q", bs[0], r.texts)
		}
		bs[0].Title = "c" // is written, though it was not read
		ok(t, s.Flush(ctx))
		must[[]*Volume](t)(q.All(ctx, s)) // reads the others
		if bs[1].Title != "b" || bs[0].Title != "c" || s.Dirty(bs[0]) || s.Dirty(bs[1]) {
			t.Errorf("%+v %+v", bs[0], bs[1])
		}
		ok(t, s.Commit(ctx))
		var titles []string
		for b, err := range q.Only(Volumes.Pages).Iter(ctx, db) {
			ok(t, err)
			titles = append(titles, b.Title) // the order needs it
		}
		page := must[[]*Volume](t)(q.Only(Volumes.Pages).After(nil).Limit(1).All(ctx, db))
		next := must[[]*Volume](t)(q.Only(Volumes.Pages).After(page[0]).All(ctx, db))
		if !slices.Equal(titles, []string{"b", "c"}) || len(next) != 1 || next[0].Pages != 1 {
			t.Errorf("%q, %+v", titles, next)
		}
		if _, err := q.Only(Posts.Title).All(ctx, db); err == nil || !strings.Contains(err.Error(), "no column of volumes") {
			t.Error(err)
		}
	})
}

// TestMergeOntoAPart: a form is compared with what the row has, read or not.
func TestMergeOntoAPart(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		library(t, ctx, db)
		s := orm.NewSession(db, volumeMeta)
		defer s.Close()
		b := must[*Volume](t)(Volumes.Select().Where(Volumes.Title.Eq("b")).One(ctx, s))
		must[*Volume](t)(orm.Merge(ctx, s, &Volume{ID: b.ID, Title: "b", Pages: 3}))
		ok(t, s.Commit(ctx))
		if got := must[string](t)(core.Select(Volumes.Text).Where(Volumes.ID.Eq(b.ID)).One(ctx, db)); got != "" || b.Pages != 3 {
			t.Errorf("%q", got)
		}
	})
}

type badVolume struct {
	ID   int64
	Next *badVolume
	Ref  *int64
}

func (b *badVolume) Declare(t *orm.Def) {
	t.Col(&b.Ref).Deferred()
	orm.BelongsTo(t, &b.Next, &b.Ref)
}

func TestKeysAreNotDeferred(t *testing.T) {
	if _, err := orm.Map[badVolume](metadata.New()); err == nil || !strings.Contains(err.Error(), "always read") {
		t.Error(err)
	}
}

// TestRollbackForgetsColumns: a rollback puts an object back as it was at its
// first flush, when the column was not read; it is read again then.
func TestRollbackForgetsColumns(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		library(t, ctx, db)
		s := orm.NewSession(db, volumeMeta)
		defer s.Close()
		v := must[*Volume](t)(Volumes.Select().Where(Volumes.Title.Eq("b")).One(ctx, s))
		_ = s.InTx(ctx, func(ctx context.Context) error {
			v.Pages = 9
			ok(t, s.Flush(ctx))
			ok(t, orm.LoadColumns(ctx, s, []*Volume{v}, Volumes.Text))
			return context.Canceled
		})
		if v.Pages != 2 || s.Dirty(v) {
			t.Errorf("%+v", v)
		}
		if ok(t, orm.LoadColumns(ctx, s, []*Volume{v}, Volumes.Text)); v.Text != "text of b" {
			t.Errorf("%q", v.Text)
		}
	})
}
