package orm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Titled is what all media can be read as.
type Titled interface{ Medium() *Media }

// Media have a key of two columns, a discriminator that is a number, tenants, a
// soft delete and a column that is read when asked for.
type Media struct {
	Owner   int64
	Slug    string
	Type    int
	Title   string
	Notes   string
	Deleted *time.Time
}

func (m *Media) Medium() *Media { return m }

func (m *Media) Declare(t *orm.Def) {
	t.Name(way + "_media")
	t.PK(&m.Owner, &m.Slug)
	t.Col(&m.Slug).Len(40)
	t.Col(&m.Notes).Deferred()
	t.SoftDelete(&m.Deleted)
	if way == "concrete" {
		t.Abstract()
		return
	}
	orm.Discriminator(t, &m.Type)
}

// Film has columns of all kinds.
type Film struct {
	Media
	Minutes int
	Poster  []byte
	Shot    *time.Time
	Rating  float64
	Extra   map[string]int
	Good    bool
	Rights  string
}

func (f *Film) Declare(t *orm.Def) {
	extendMedia(t, &f.Media, 1, "films")
	t.Col(&f.Extra).JSON()
	t.Col(&f.Rights).Deferred()
	if way == "single" {
		t.RequireOwn()
	}
}

type Tune struct {
	Media
	Seconds int
	Rating  *float64 // the same column as a film's, where they have one table
}

func (s *Tune) Declare(t *orm.Def) { extendMedia(t, &s.Media, 2, "songs") }

func extendMedia[B any](t *orm.Def, base *B, kind int, table string) {
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

type mediaHandles struct {
	Owner   core.Num[int64]
	Slug    core.Str
	Title   core.Str
	Notes   core.Str
	Type    core.Num[int]
	Deleted core.Time
}

type mediaTable struct {
	orm.Poly[Titled, Media]
	mediaHandles
}

type filmTable struct {
	orm.Table[Film]
	mediaHandles
	Minutes core.Num[int]
	Poster  core.Col[[]byte]
	Shot    core.Time
	Rating  core.Num[float64]
	Extra   core.Str
	Good    core.Bool
	Rights  core.Str
}

type tuneTable struct {
	orm.Table[Tune]
	mediaHandles
	Seconds core.Num[int]
	Rating  core.Num[float64]
}

// archive is the family as one way keeps it.
type archive struct {
	way   string
	meta  *metadata.MetaData
	Media *mediaTable
	Films *filmTable
	Tunes *tuneTable
}

func archiveOf(kept string) *archive {
	way = kept
	l := &archive{way: kept, meta: metadata.New()}
	l.Media = orm.Bind[mediaTable](l.meta)
	l.Films = orm.Bind[filmTable](l.meta)
	l.Tunes = orm.Bind[tuneTable](l.meta)
	return l
}

var archives = []*archive{archiveOf("single"), archiveOf("joined"), archiveOf("concrete")}

func titled(list []Titled) string {
	var all []string
	for _, o := range list {
		all = append(all, o.Medium().Title)
	}
	return strings.Join(all, " ")
}

// TestInheritanceOfAllKinds tries keys, columns and criteria of all kinds, for
// each way to keep a family.
func TestInheritanceOfAllKinds(t *testing.T) {
	subjects := []struct {
		name string
		try  func(*testing.T, context.Context, *engine.Engine, *archive)
	}{{"columns", mediaColumns}, {"pages", mediaPages}, {"criteria", mediaCriteria}, {"written by criteria", mediaWritten}, {"locks", mediaLocks}}
	onServersOf(t, func(t *testing.T, ctx context.Context, db *engine.Engine, create func(*metadata.MetaData)) {
		for _, l := range archives {
			create(l.meta)
			for _, subject := range subjects {
				t.Run(l.way+"/"+subject.name, func(t *testing.T) {
					s := orm.NewSession(db, l.meta)
					shelve(t, ctx, s)
					s.Close()
					subject.try(t, ctx, db, l)
					l.empty(t, ctx, db)
				})
			}
		}
	})
}

func (l *archive) empty(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	for _, name := range []string{"films", "songs", "media"} {
		for _, table := range l.meta.Tables() {
			if table.Name == l.way+"_"+name {
				must[core.Result](t)(core.Delete(core.TableOf(&ast.Relation{Table: table})).Where(core.SQL[bool]("1 = 1")).Exec(ctx, db))
			}
		}
	}
}

var shotAt = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)

// shelve adds two films and two songs, of two owners.
func shelve(t *testing.T, ctx context.Context, s *orm.Session) {
	t.Helper()
	rating := 4.5
	media := func(owner int64, slug string) Media {
		return Media{Owner: owner, Slug: slug, Title: strings.ToUpper(slug), Notes: "about " + slug}
	}
	ok(t, s.Add(
		&Film{Media: media(1, "alien"), Minutes: 117, Poster: []byte{0, 255}, Shot: &shotAt, Rating: 8.5, Extra: map[string]int{"a": 1}, Good: true, Rights: "fox"},
		&Film{Media: media(2, "brazil"), Minutes: 132, Rating: 7.5},
		&Tune{Media: media(1, "creep"), Seconds: 238, Rating: &rating},
		&Tune{Media: media(2, "drive"), Seconds: 270}))
	ok(t, s.Commit(ctx))
}

func mediaColumns(t *testing.T, ctx context.Context, db *engine.Engine, l *archive) {
	s := orm.NewSession(db, l.meta)
	defer s.Close()
	for what, q := range map[string]orm.PolyQuery[Titled, Media]{
		"at once": l.Media.Select(), "later": l.Media.Select().SelectIn(), "some": l.Media.Select().SelectIn(l.Films),
		"more": l.Media.Select().With(l.Films.Rights), "less": l.Media.Select().Only(l.Media.Title, l.Films.Minutes),
	} {
		list, err := q.OrderBy(l.Media.Slug.Asc()).All(ctx, s)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if titled(list) != "ALIEN BRAZIL CREEP DRIVE" {
			t.Errorf("%s: %s", what, titled(list))
		}
		alien, creep := list[0].(*Film), list[2].(*Tune)
		if alien.Minutes != 117 || alien.Rights != map[string]string{"more": "fox"}[what] || alien.Notes != "" {
			t.Errorf("%s: %+v", what, alien)
		}
		if what != "less" && (string(alien.Poster) != "\x00\xff" || !alien.Shot.Equal(shotAt) || alien.Rating != 8.5 || alien.Extra["a"] != 1 || !alien.Good || *creep.Rating != 4.5 || creep.Seconds != 238) {
			t.Errorf("%s: %+v %+v", what, alien, creep)
		}
		for _, o := range list {
			if s.Dirty(o) {
				t.Errorf("%s: %+v is dirty", what, o)
			}
		}
		s.Close()
	}
	alien := must[Titled](t)(l.Media.Select().Where(l.Films.Minutes.Lt(120)).One(ctx, s)).(*Film)
	ok(t, orm.LoadColumns(ctx, s, []*Film{alien}, l.Films.Rights, l.Films.Notes))
	if alien.Rights != "fox" || alien.Notes != "about alien" {
		t.Errorf("%+v", alien)
	}
	alien.Extra["b"], alien.Rights = 2, ""
	ok(t, s.Commit(ctx))
	if n := must[int64](t)(l.Films.Select().Where(l.Films.Rights.Eq("")).Count(ctx, db)); n != 2 {
		t.Error(n)
	}
	if f := must[*Film](t)(orm.Get[Film](ctx, s, 1, "alien")); f != alien || f.Extra["b"] != 2 {
		t.Errorf("%+v", f)
	}
	for _, name := range []string{"single_media", "joined_films", "concrete_films"} {
		if table := l.meta.Table(metadata.Name{Name: name}); table != nil && l.way == "single" && len(table.Checks) != 5 {
			t.Errorf("%d checks", len(table.Checks))
		}
	}
}

func mediaPages(t *testing.T, ctx context.Context, db *engine.Engine, l *archive) {
	for what, q := range map[string]orm.PolyQuery[Titled, Media]{
		"ALIEN BRAZIL CREEP DRIVE": l.Media.Select().OrderBy(l.Media.Title.Asc()),
		"CREEP DRIVE ALIEN BRAZIL": l.Media.Select().OrderBy(l.Tunes.Seconds.Asc().NullsLast()),
		"BRAZIL ALIEN CREEP DRIVE": l.Media.Select().OrderBy(l.Films.Minutes.Desc().NullsLast()),
		"DRIVE CREEP BRAZIL ALIEN": l.Media.Select().OrderBy(l.Media.Title.Desc()),
	} {
		var got []Titled
		var last Titled
		for {
			page := must[[]Titled](t)(q.Limit(1).After(last).All(ctx, db))
			if len(page) == 0 {
				break
			}
			last = page[0]
			got = append(got, last)
		}
		if titled(got) != what {
			t.Errorf("%s, want %s", titled(got), what)
		}
	}
	_, err := l.Media.Select().OrderBy(l.Tunes.Seconds.Asc()).After(nil).All(ctx, db)
	wants(t, err, "say NullsFirst or NullsLast")
}

func mediaCriteria(t *testing.T, ctx context.Context, db *engine.Engine, l *archive) {
	s := orm.NewSession(db, l.meta)
	defer s.Close()
	if l.way == "concrete" {
		wants(t, s.With(orm.Where(l.Media.Table, l.Media.Title.Ne("x"))), "give a condition for each of the types")
		wants(t, s.With(orm.Tenant(l.Media.Owner, 1)), "it needs a column of a mapped table")
		ok(t, s.With(orm.Tenant(l.Films.Owner, 1), orm.Tenant(l.Tunes.Owner, 1)))
	} else {
		wants(t, s.With(orm.Where(l.Films.Table, l.Films.Minutes.Gt(1))), "orm_test.Film extends orm_test.Media; give the condition for that")
		if l.way == "joined" {
			wants(t, s.With(orm.Where(l.Media.Table, l.Films.Minutes.Gt(1))), "may use columns of joined_media only")
			wants(t, s.With(orm.Tenant(l.Films.Minutes, 1)), "it needs a column of a mapped table")
		}
		ok(t, s.With(orm.Tenant(l.Films.Owner, 1), orm.Where(l.Media.Table, l.Media.Title.Ne("x"))))
	}
	if got := titled(must[[]Titled](t)(l.Media.Select().OrderBy(l.Media.Slug.Asc()).All(ctx, s))); got != "ALIEN CREEP" {
		t.Error(got)
	}
	if n := must[int64](t)(l.Tunes.Select().Count(ctx, s)); n != 1 {
		t.Error(n)
	}
	if n := must[int64](t)(l.Media.Select().Unfiltered().Count(ctx, s)); n != 4 {
		t.Error(n)
	}
	song := &Tune{Media: Media{Slug: "new", Title: "NEW"}}
	ok(t, s.Add(song))
	ok(t, s.Flush(ctx))
	if song.Owner != 1 {
		t.Error(song.Owner)
	}
	ok(t, s.Add(&Film{Media: Media{Owner: 2, Slug: "other"}}))
	if err := s.Flush(ctx); !errors.Is(err, orm.ErrOtherTenant) {
		t.Error(err)
	}
	ok(t, s.Close())

	fresh := orm.NewSession(db, l.meta)
	defer fresh.Close()
	drive := must[*Tune](t)(orm.Get[Tune](ctx, fresh, 2, "drive"))
	ok(t, fresh.Delete(drive))
	ok(t, fresh.Commit(ctx))
	if n := must[int64](t)(l.Media.Select().Count(ctx, fresh)); n != 3 || drive.Deleted == nil {
		t.Error(n, drive.Deleted)
	}
	if n := must[int64](t)(l.Tunes.Select().WithDeleted().Count(ctx, fresh)); n != 2 {
		t.Error(n)
	}
	if _, err := orm.Get[Tune](ctx, fresh, 2, "drive"); !errors.Is(err, core.ErrNoRows) {
		t.Error(err)
	}
}

func mediaWritten(t *testing.T, ctx context.Context, db *engine.Engine, l *archive) {
	s := orm.NewSession(db, l.meta)
	defer s.Close()
	list := must[[]Titled](t)(l.Media.Select().OrderBy(l.Media.Slug.Asc()).All(ctx, s))
	alien, creep := list[0].(*Film), list[2].(*Tune)
	_, err := l.Media.Select().Where(l.Media.Owner.Eq(1)).Update(ctx, s, l.Media.Type.Set(2))
	if l.way == "concrete" {
		wants(t, err, "say it of each type")
		_, err = l.Media.Select().Where(l.Media.Owner.Eq(1)).Delete(ctx, s)
		wants(t, err, "say it of each type")
	} else {
		wants(t, err, "type says of which type a row is")
		if n := must[int64](t)(l.Media.Select().Where(l.Films.Minutes.Lt(120)).Update(ctx, s, l.Media.Title.Set("SHORT"))); n != 1 || alien.Title != "SHORT" || creep.Title != "CREEP" {
			t.Error(n, alien.Title, creep.Title)
		}
		if n := must[int64](t)(l.Media.Select().Where(l.Media.Slug.Ne("creep")).Update(ctx, s, l.Tunes.Seconds.Set(1))); n != 1 && l.way == "joined" {
			t.Error(n)
		}
		if l.way == "joined" {
			_, err := l.Media.Select().Where(l.Media.Owner.Eq(1)).Update(ctx, s, l.Media.Title.Set("x"), l.Tunes.Seconds.Set(2))
			wants(t, err, "title and seconds are in different tables, joined_media and joined_songs")
		}
	}
	if n := must[int64](t)(l.Films.Select().Where(l.Films.Owner.Gt(0)).Update(ctx, s, l.Films.Minutes.Set(5))); n != 2 || alien.Minutes != 5 || creep.Seconds != 238 {
		t.Error(n, alien.Minutes, creep.Seconds)
	}
	if n := must[int64](t)(l.Tunes.Select().Where(l.Tunes.Title.Eq("CREEP")).Update(ctx, s, l.Tunes.Title.Set("KREEP"))); n != 1 || creep.Title != "KREEP" {
		t.Error(n, creep.Title)
	}
	if n := must[int64](t)(l.Films.Select().Where(l.Films.Minutes.Eq(5), l.Films.Slug.Eq("alien")).Delete(ctx, s)); n != 1 || s.Contains(alien) || !s.Contains(creep) {
		t.Error(n, s.Contains(alien), s.Contains(creep))
	}
	ok(t, s.Rollback())
	if alien.Minutes != 117 || !s.Contains(alien) || creep.Title != "CREEP" {
		t.Errorf("%+v %+v", alien, creep)
	}
}

func mediaLocks(t *testing.T, ctx context.Context, db *engine.Engine, l *archive) {
	s, other := orm.NewSession(db, l.meta), orm.NewSession(db, l.meta)
	defer s.Close()
	defer other.Close()
	before := must[Titled](t)(l.Media.Select().Where(l.Media.Slug.Eq("alien")).One(ctx, s))
	ok(t, s.Commit(ctx))
	list, err := l.Media.Select().Where(l.Media.Owner.Eq(1)).OrderBy(l.Media.Slug.Asc()).ForUpdate().All(ctx, s)
	switch {
	case l.way == "concrete":
		wants(t, err, "lock those of each type")
		return
	case errors.Is(err, dialect.ErrUnsupported):
		return
	case err != nil:
		t.Fatal(err)
	}
	if f, is := list[0].(*Film); !is || list[0] != before || f.Minutes != 117 || list[1].(*Tune).Seconds != 238 || s.Dirty(f) {
		t.Errorf("%+v %+v", list[0], list[1])
	}
	if _, err := l.Media.Select().Where(l.Media.Slug.Eq("alien")).ForUpdate(core.NoWait).All(ctx, other); err == nil {
		t.Error("the row was locked twice")
	}
	ok(t, other.Rollback())
	if l.way == "joined" {
		_, err := orm.As(l.Media, "m").Select().ForUpdate().All(ctx, other)
		wants(t, err, "cannot be locked under another name")
		table := core.TableOf(&ast.Relation{Table: l.meta.Table(metadata.Name{Name: "joined_films"})})
		q := core.Select(core.SQL[int]("1")).From(table).Where(core.SQL[bool]("slug = 'alien'")).ForUpdate(core.NoWait)
		if _, err := q.All(ctx, other); err == nil {
			t.Error("what the type adds was locked twice")
		}
		ok(t, other.Rollback())
	}
}
