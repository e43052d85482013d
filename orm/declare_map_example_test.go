package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Word has its translations by language.
type Word struct {
	ID           int64
	Text         string
	Translations map[string]*Translation
}

func (w *Word) Declare(t *orm.Def) {
	orm.HasManyMap(t, &w.Translations,
		func(x *Translation) *int64 { return &x.WordID },
		func(x *Translation) string { return x.Lang }).Cascade()
}

type Translation struct {
	ID     int64
	WordID int64
	Lang   string
	Text   string
}

func (x *Translation) Declare(t *orm.Def) {
	t.Col(&x.Lang).Len(10)
	t.Unique(&x.WordID, &x.Lang)
}

func ExampleHasManyMap() {
	meta := metadata.New()
	if _, err := orm.Map[Word](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	tea := &Word{Text: "tea", Translations: map[string]*Translation{"fr": {Lang: "fr", Text: "thé"}}}
	if fail(s.Add(tea)) || fail(s.Commit(ctx)) {
		return
	}
	tea.Translations["de"] = &Translation{Lang: "de", Text: "Tee"}
	delete(tea.Translations, "fr") // Cascade: it is deleted
	if fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(tea.Translations["de"].WordID == tea.ID, len(tea.Translations))
	// Output: true 1
}

// Flight has a key of two columns, and its seats by number.
type Flight struct {
	Line   string
	Number int
	Seats  map[int]*Berth
}

func (f *Flight) Declare(t *orm.Def) {
	t.PK(&f.Line, &f.Number)
	t.Col(&f.Line).Len(3)
	orm.HasManyMapBy(t, &f.Seats,
		func(s *Berth) []any { return []any{&s.Line, &s.Flight} },
		func(s *Berth) int { return s.Row })
}

type Berth struct {
	ID     int64
	Line   string
	Flight int
	Row    int
}

func ExampleHasManyMapBy() {
	meta := metadata.New()
	if _, err := orm.Map[Flight](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	f := &Flight{Line: "dbt", Number: 7, Seats: map[int]*Berth{12: {Row: 12}}}
	if fail(s.Add(f)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Printf("%+v\n", *f.Seats[12])
	// Output: {ID:1 Line:dbt Flight:7 Row:12}
}

// Recipe has its spices by name.
type Recipe struct {
	ID     int64
	Spices map[string]*Spice
}

func (r *Recipe) Declare(t *orm.Def) {
	orm.ManyToManyMap(t, &r.Spices, "recipe_spice", func(s *Spice) string { return s.Name })
}

type Spice struct {
	ID   int64
	Name string
}

func ExampleManyToManyMap() {
	meta := metadata.New()
	if _, err := orm.Map[Recipe](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	r := &Recipe{Spices: map[string]*Spice{"salt": {Name: "salt"}, "cumin": {Name: "cumin"}}}
	if fail(s.Add(r)) || fail(s.Commit(ctx)) {
		return
	}
	delete(r.Spices, "salt") // the spice stays; it is no longer in this recipe
	fmt.Println(s.Dirty(r), s.Commit(ctx))
	// Output: true <nil>
}

// Playlist keeps the order of its songs.
type Playlist struct {
	ID    int64
	Songs []*Song
}

func (p *Playlist) Declare(t *orm.Def) {
	songs := orm.HasMany(t, &p.Songs, func(s *Song) *int64 { return &s.PlaylistID }).Cascade()
	orm.Ordered(songs, func(s *Song) *int { return &s.Place })
}

type Song struct {
	ID         int64
	PlaylistID int64
	Place      int
	Title      string
}

func ExampleOrdered() {
	meta := metadata.New()
	if _, err := orm.Map[Playlist](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	p := &Playlist{Songs: []*Song{{Title: "one"}, {Title: "two"}}}
	if fail(s.Add(p)) || fail(s.Commit(ctx)) {
		return
	}
	p.Songs[0], p.Songs[1] = p.Songs[1], p.Songs[0]
	if fail(s.Commit(ctx)) {
		return
	}
	for _, song := range p.Songs {
		fmt.Println(song.Place, song.Title)
	}
	// Output:
	// 0 two
	// 1 one
}
