package orm_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Essay has its texts by language, its topics by name, and its sections in
// their order.
type Essay struct {
	ID       int64
	Texts    map[string]*Text
	Topics   map[string]*Topic
	Sections []*Section
}

func (a *Essay) Declare(t *orm.Def) {
	t.Name("essays")
	orm.HasManyMap(t, &a.Texts, func(x *Text) *int64 { return &x.EssayID }, func(x *Text) string { return x.Lang }).Cascade()
	orm.ManyToManyMap(t, &a.Topics, "essay_topics", func(x *Topic) string { return strings.ToLower(x.Name) })
	orm.Ordered(orm.HasMany(t, &a.Sections, func(s *Section) *int64 { return &s.EssayID }).Cascade(), func(s *Section) *int { return &s.Place })
}

type Text struct {
	ID      int64
	EssayID int64
	Lang    string
	Body    string
	Essay   *Essay
}

func (x *Text) Declare(t *orm.Def) {
	t.Name("texts")
	t.Col(&x.Lang).Len(10)
	orm.BelongsTo(t, &x.Essay, &x.EssayID)
}

type Topic struct {
	ID     int64
	Name   string
	Essays []*Essay
}

func (x *Topic) Declare(t *orm.Def) {
	t.Name("topics")
	orm.ManyToMany(t, &x.Essays, "essay_topics")
}

type Section struct {
	ID      int64
	EssayID int64
	Place   int
	Title   string
}

func (s *Section) Declare(t *orm.Def) { t.Name("sections") }

var essayMeta = metadata.New()

var Essays = orm.Bind[struct {
	orm.Table[Essay]
	ID       core.Num[int64]
	Texts    orm.Many[Essay, Text]
	Topics   orm.Many[Essay, Topic]
	Sections orm.Many[Essay, Section]
}](essayMeta)

var Texts = orm.Bind[struct {
	orm.Table[Text]
	ID      core.Num[int64]
	EssayID core.Num[int64]
	Lang    core.Str
	Body    core.Str
	Essay   orm.One[Text, Essay]
}](essayMeta)

var Sections = orm.Bind[struct {
	orm.Table[Section]
	ID      core.Num[int64]
	EssayID core.Num[int64]
	Place   core.Num[int]
	Title   core.Str
}](essayMeta)

// essayCase is an essay that is in the database, and in a session with all
// that it has. Again reads it in another one.
type essayCase struct {
	ctx   context.Context
	db    *engine.Engine
	s     *orm.Session
	a     *Essay
	again func() *Essay
}

// onEssays runs cases one after the other in one database of each server.
func onEssays(t *testing.T, cases map[string]func(t *testing.T, c essayCase)) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, essayMeta))
		for name, f := range cases {
			t.Run(name, func(t *testing.T) { f(t, newEssay(t, ctx, db)) })
		}
	})
}

func newEssay(t *testing.T, ctx context.Context, db *engine.Engine) essayCase {
	t.Helper()
	s := orm.NewSession(db, essayMeta)
	t.Cleanup(func() { s.Close() })
	a := &Essay{
		Texts:    map[string]*Text{"de": {Lang: "de", Body: "Tee"}, "en": {Lang: "en", Body: "tea"}},
		Topics:   map[string]*Topic{"food": {Name: "Food"}, "drink": {Name: "Drink"}},
		Sections: []*Section{{Title: "a"}, {Title: "b"}, {Title: "c"}},
	}
	ok(t, s.Add(a))
	ok(t, s.Commit(ctx))
	return essayCase{ctx, db, s, a, func() *Essay {
		t.Helper()
		other := orm.NewSession(db, essayMeta)
		defer other.Close()
		got := must[*Essay](t)(orm.Get[Essay](ctx, other, a.ID))
		ok(t, orm.Load(ctx, other, []*Essay{got}, Essays.Texts, Essays.Topics, Essays.Sections))
		return got
	}}
}

func keysOf[C any](m map[string]*C) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), " ")
}

func TestMapsOfObjects(t *testing.T) {
	cases := map[string]func(t *testing.T, c essayCase){
		"read back by key": func(t *testing.T, c essayCase) {
			got := c.again()
			if keysOf(got.Texts) != "de en" || keysOf(got.Topics) != "drink food" || got.Texts["de"].Body != "Tee" || got.Texts["en"].Essay != got {
				t.Fatalf("%+v", got)
			}
			if c.a.Texts["de"].Essay != c.a || c.a.Texts["de"].EssayID != c.a.ID || c.s.Dirty(c.a) {
				t.Fatalf("the other side: %+v", c.a.Texts["de"])
			}
			joined := must[*Essay](t)(Essays.Select().Where(Essays.ID.Eq(c.a.ID)).Load(Essays.Texts.Joined(), Essays.Topics.Joined()).One(c.ctx, c.db))
			if keysOf(joined.Texts) != "de en" || keysOf(joined.Topics) != "drink food" {
				t.Fatalf("%+v", joined)
			}
			if n := must[int64](t)(Essays.Texts.Select(c.a).Where(Texts.Lang.Eq("en")).Count(c.ctx, c.s)); n != 1 {
				t.Fatal(n)
			}
		},
		"put in and taken out": func(t *testing.T, c essayCase) {
			de := c.a.Texts["de"]
			c.a.Texts["fr"] = &Text{Lang: "fr"}
			c.a.Topics["far east"] = &Topic{Name: "Far East"}
			delete(c.a.Texts, "de")
			delete(c.a.Topics, "food")
			if !c.s.Dirty(c.a) {
				t.Fatal("not seen")
			}
			ok(t, c.s.Commit(c.ctx))
			if got := c.again(); keysOf(got.Texts) != "en fr" || keysOf(got.Topics) != "drink far east" || c.s.Contains(de) {
				t.Fatalf("%+v %v", got, c.s.Contains(de))
			}
		},
		"replaced under one key": func(t *testing.T, c essayCase) {
			c.a.Texts["de"] = &Text{Lang: "de", Body: "Schwarztee"}
			ok(t, c.s.Commit(c.ctx))
			if got := c.again(); got.Texts["de"].Body != "Schwarztee" || len(got.Texts) != 2 {
				t.Fatalf("%+v", got.Texts)
			}
		},
		"moved when its key changes": func(t *testing.T, c essayCase) {
			de, en := c.a.Texts["de"], c.a.Texts["en"]
			de.Lang, en.Lang = "en", "de"
			ok(t, c.s.Commit(c.ctx))
			if c.a.Texts["en"] != de || c.a.Texts["de"] != en || c.again().Texts["en"].Body != "Tee" || c.s.Dirty(c.a) {
				t.Fatalf("%+v", c.a.Texts)
			}
		},
		"moved back by a rollback": func(t *testing.T, c essayCase) {
			de := c.a.Texts["de"]
			de.Lang = "fr"
			ok(t, c.s.Flush(c.ctx))
			if c.a.Texts["fr"] != de {
				t.Fatalf("%+v", c.a.Texts)
			}
			delete(c.a.Texts, "en")
			ok(t, c.s.Rollback())
			if keysOf(c.a.Texts) != "de en" || c.a.Texts["de"] != de || c.s.Dirty(c.a) {
				t.Fatalf("%+v", c.a.Texts)
			}
		},
		"under another's key": func(t *testing.T, c essayCase) {
			c.a.Texts["fr"] = &Text{Lang: "it"}
			says(t, c.s.Flush(c.ctx), "Essay.Texts: an object stands under fr, and its own key is it")
			c.a.Texts["fr"] = c.a.Texts["de"]
			delete(c.a.Texts, "de")
			if !c.s.Dirty(c.a) {
				t.Fatal("a map that was changed is not dirty")
			}
			says(t, c.s.Flush(c.ctx), "stands under fr, and its own key is de")
			if keysOf(c.a.Texts) != "de en" {
				t.Fatalf("after the rollback: %+v", c.a.Texts)
			}
		},
		"two with one key": func(t *testing.T, c essayCase) {
			c.a.Texts["de"].Lang = "en"
			says(t, c.s.Flush(c.ctx), "Essay.Texts: two of an owner's objects have the key en")
			ok(t, c.s.Add(&Text{Lang: "de", EssayID: c.a.ID}))
			ok(t, c.s.Commit(c.ctx))
			other := orm.NewSession(c.db, essayMeta)
			defer other.Close()
			got := must[*Essay](t)(orm.Get[Essay](c.ctx, other, c.a.ID))
			says(t, orm.Load(c.ctx, other, []*Essay{got}, Essays.Texts), "Essay.Texts: two of an owner's objects have the key de")
			_, err := Essays.Select().Where(Essays.ID.Eq(c.a.ID)).Load(Essays.Texts.Joined()).All(c.ctx, other)
			says(t, err, "two of an owner's objects have the key de")
		},
		"added while not loaded": func(t *testing.T, c essayCase) {
			other := orm.NewSession(c.db, essayMeta)
			defer other.Close()
			got := must[*Essay](t)(orm.Get[Essay](c.ctx, other, c.a.ID))
			got.Texts = map[string]*Text{"fr": {Lang: "fr"}}
			ok(t, orm.Load(c.ctx, other, []*Essay{got}, Essays.Texts))
			if keysOf(got.Texts) != "de en fr" {
				t.Fatalf("%+v", got.Texts)
			}
			ok(t, other.Commit(c.ctx))
			if got := c.again(); keysOf(got.Texts) != "de en fr" {
				t.Fatalf("%+v", got.Texts)
			}
		},
		"merged": func(t *testing.T, c essayCase) {
			form := &Essay{ID: c.a.ID, Texts: map[string]*Text{"de": {ID: c.a.Texts["de"].ID, EssayID: c.a.ID, Lang: "de", Body: "Kräutertee"}, "fr": {Lang: "fr"}}}
			must[*Essay](t)(orm.Merge(c.ctx, c.s, form))
			ok(t, c.s.Commit(c.ctx))
			if got := c.again(); keysOf(got.Texts) != "de fr" || got.Texts["de"].Body != "Kräutertee" {
				t.Fatalf("%+v", got.Texts)
			}
		},
		"deleted with the owner": func(t *testing.T, c essayCase) {
			ok(t, c.s.Delete(c.a))
			ok(t, c.s.Commit(c.ctx))
			if n := must[int64](t)(Texts.Select().Where(Texts.EssayID.Eq(c.a.ID)).Count(c.ctx, c.s)); n != 0 {
				t.Fatal(n)
			}
		},
	}
	onEssays(t, cases)
}

// says fails unless the error has the words.
func says(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Fatalf("the error is %v, want %q in it", err, words)
	}
}

func titles(a *Essay) string {
	var list []string
	for i, s := range a.Sections {
		list = append(list, s.Title)
		if s.Place != i {
			list = append(list, "(is out of place)")
		}
	}
	return strings.Join(list, " ")
}

func TestOrderedLists(t *testing.T) {
	onEssays(t, map[string]func(t *testing.T, c essayCase){
		"as written": func(t *testing.T, c essayCase) {
			if got := titles(c.again()); got != "a b c" {
				t.Fatal(got)
			}
		},
		"changed": func(t *testing.T, c essayCase) {
			c.a.Sections[0], c.a.Sections[2] = c.a.Sections[2], c.a.Sections[0]
			ok(t, c.s.Flush(c.ctx))
			c.a.Sections = slices.Insert(c.a.Sections, 1, &Section{Title: "new", Place: 77})
			ok(t, c.s.Flush(c.ctx))
			c.a.Sections = slices.Delete(c.a.Sections, 2, 3)
			ok(t, c.s.Commit(c.ctx))
			if got := titles(c.again()); got != "c new a" || titles(c.a) != got {
				t.Fatal(got)
			}
			joined := must[*Essay](t)(Essays.Select().Where(Essays.ID.Eq(c.a.ID)).Load(Essays.Sections.Joined()).One(c.ctx, c.db))
			if got := titles(joined); got != "c new a" {
				t.Fatal(got)
			}
		},
		"appended while not loaded": func(t *testing.T, c essayCase) {
			other := orm.NewSession(c.db, essayMeta)
			defer other.Close()
			got := must[*Essay](t)(orm.Get[Essay](c.ctx, other, c.a.ID))
			got.Sections = []*Section{{Title: "d"}, {Title: "e"}}
			ok(t, other.Commit(c.ctx))
			if got := titles(c.again()); got != "a b c d e" {
				t.Fatal(got)
			}
		},
		"appended to many": func(t *testing.T, c essayCase) {
			s := orm.NewSession(c.db, essayMeta)
			ok(t, s.Add(&Essay{}, &Essay{Sections: []*Section{{}, {}}}, &Essay{}))
			ok(t, s.Commit(c.ctx))
			ok(t, s.Close())
			r := &recorder{words: map[string]int{}}
			s = orm.NewSession(c.db.WithHooks(r), essayMeta)
			defer s.Close()
			es := must[[]*Essay](t)(Essays.Select().OrderBy(Essays.ID.Desc()).Limit(3).All(c.ctx, s))
			for _, e := range es {
				e.Sections = []*Section{{}, {}}
			}
			r.reset()
			ok(t, s.Commit(c.ctx))
			if got := []int{es[0].Sections[1].Place, es[1].Sections[0].Place, es[2].Sections[0].Place}; !slices.Equal(got, []int{1, 2, 0}) || r.words["SELECT"] != 1 {
				t.Errorf("%v by %q", got, r.texts)
			}
		},
		"in part": func(t *testing.T, c essayCase) {
			other := orm.NewSession(c.db, essayMeta)
			defer other.Close()
			got := must[*Essay](t)(orm.Get[Essay](c.ctx, other, c.a.ID))
			ok(t, orm.Load(c.ctx, other, []*Essay{got}, Essays.Sections.Where(Sections.Title.Ne("b"))))
			got.Sections = append(got.Sections, &Section{Title: "d"})
			ok(t, other.Commit(c.ctx))
			if got := titles(c.again()); got != "a b c d" {
				t.Fatal(got)
			}
			slices.Reverse(got.Sections)
			says(t, other.Flush(c.ctx), "Essay.Sections is ordered and not loaded as a whole")
		},
		"not changed": func(t *testing.T, c essayCase) {
			c.a.Sections[1].Place = 40 // by hand, and the list is as it was
			c.a.Sections[2].Place = 50
			ok(t, c.s.Commit(c.ctx))
			if got := c.again().Sections; got[1].Place != 40 || got[2].Place != 50 {
				t.Fatalf("%+v", got[1])
			}
		},
	})
}

// Misplaced declares orders that cannot be kept.
type Misplaced struct {
	ID    int64
	Cards []*Card
	Drawn []*Card
}

type Card struct {
	ID, MisplacedID, DrawnID int64
	Place, Slot              int
}

func (c *Card) Declare(t *orm.Def) {
	t.Unique(&c.MisplacedID, &c.Place)
	t.Col(&c.Slot).Deferred()
}

func (m *Misplaced) Declare(t *orm.Def) {
	orm.Ordered(orm.HasMany(t, &m.Cards, func(c *Card) *int64 { return &c.MisplacedID }), func(c *Card) *int { return &c.Place })
	orm.Ordered(orm.HasMany(t, &m.Drawn, func(c *Card) *int64 { return &c.DrawnID }), func(c *Card) *int { return &c.Slot })
}

type Handful struct {
	ID   int64
	Next *Card
}

func (h *Handful) Declare(t *orm.Def) {
	orm.Ordered(orm.HasOne(t, &h.Next, func(c *Card) *int64 { return &c.DrawnID }), func(c *Card) *int { return &c.Place })
}

func TestOrdersThatCannotBeKept(t *testing.T) {
	_, err := orm.Map[Misplaced](metadata.New())
	for _, want := range []string{"collections_test.go:", "Misplaced.Cards: Ordered: orm_test.Card.Place is in a unique key", "Misplaced.Drawn: Ordered: orm_test.Card.Slot is deferred"} {
		says(t, err, want)
	}
	_, err = orm.Map[Handful](metadata.New())
	says(t, err, "Ordered is for the slice of a HasMany, and Next is none")
}

// TestRandomEditsOfMaps: whatever is done to a map and its objects, the database
// has what the map has, and a rollback brings both back.
func TestRandomEditsOfMaps(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, essayMeta))
		c := newEssay(t, ctx, db)
		r := rand.New(rand.NewPCG(7, 9))
		langs := []string{"de", "en", "fr", "it"}
		for step := range 80 {
			if r.IntN(4) == 0 {
				was := maps.Clone(c.a.Texts)
				edit(r, c.a, langs)
				if r.IntN(2) == 0 {
					ok(t, c.s.Flush(ctx))
				}
				ok(t, c.s.Rollback())
				if !maps.Equal(was, c.a.Texts) {
					t.Fatalf("step %d: after the rollback %v, want %v", step, c.a.Texts, was)
				}
				continue
			}
			edit(r, c.a, langs)
			want := map[string]string{}
			for lang, x := range c.a.Texts {
				if now := x.Lang; now != "" {
					lang = now // the flush moves it
				}
				want[lang] = x.Body
			}
			ok(t, c.s.Commit(ctx))
			got := map[string]string{}
			for _, x := range must[[]*Text](t)(Texts.Select().Where(Texts.EssayID.Eq(c.a.ID)).All(ctx, db)) {
				got[x.Lang] = x.Body
			}
			if !maps.Equal(got, want) || keysOf(c.a.Texts) != strings.Join(slices.Sorted(maps.Keys(want)), " ") {
				t.Fatalf("step %d: the database has %v, the map %v, want %v", step, got, keysOf(c.a.Texts), want)
			}
		}
	})
}

// edit does one thing to a map: puts a text in, takes one out, swaps or changes
// keys.
func edit(r *rand.Rand, e *Essay, langs []string) {
	a, b := langs[r.IntN(len(langs))], langs[r.IntN(len(langs))]
	switch x, y := e.Texts[a], e.Texts[b]; r.IntN(4) {
	case 0:
		e.Texts[a] = &Text{Lang: a, Body: fmt.Sprint(r.IntN(100))}
	case 1:
		delete(e.Texts, a)
	case 2:
		if x != nil && y != nil {
			x.Lang, y.Lang = y.Lang, x.Lang
		}
	case 3:
		if x != nil && y == nil {
			x.Lang = b
		}
	}
}
