package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Drawn is a shape of any kind.
type Drawn interface{ Area() int }

type Shape struct {
	ID       int64
	Kind     string
	CanvasID *int64
}

func (s *Shape) Declare(t *orm.Def) { orm.Discriminator(t, &s.Kind) }

type Square struct {
	Shape
	Side int
}

func (s *Square) Area() int { return s.Side * s.Side }

func (s *Square) Declare(t *orm.Def) { orm.SingleTable(t, &s.Shape, "square") }

type Oblong struct {
	Shape
	Width, Height int
}

func (o *Oblong) Area() int { return o.Width * o.Height }

func (o *Oblong) Declare(t *orm.Def) { orm.SingleTable(t, &o.Shape, "oblong") }

// Banner is a shape with words on it.
type Banner struct {
	Shape
	Words []*Caption
}

func (b *Banner) Area() int { return 0 }

func (b *Banner) Declare(t *orm.Def) {
	orm.SingleTable(t, &b.Shape, "banner")
	orm.HasMany(t, &b.Words, func(w *Caption) *int64 { return &w.BannerID })
}

type Caption struct {
	ID       int64
	BannerID int64
	Text     string
}

type Canvas struct {
	ID       int64
	FrameID  *int64
	Shapes   []Drawn // that are on it alone
	Borrowed []Drawn // that may be on several
	Frame    Drawn
}

func (c *Canvas) Declare(t *orm.Def) {
	orm.HasManyPoly(t, &c.Shapes, func(s *Shape) **int64 { return &s.CanvasID })
	orm.ManyToManyPoly[Shape](t, &c.Borrowed, "borrowed")
	orm.BelongsToPoly[Shape](t, &c.Frame, &c.FrameID)
}

// Poster has one shape at most.
type Poster struct {
	ID    int64
	Shape Printed
}

func (p *Poster) Declare(t *orm.Def) {
	orm.HasOnePoly(t, &p.Shape, func(s *Stamp) **int64 { return &s.PosterID })
}

// Printed is a stamp of any kind.
type Printed interface{ Text() string }

type Stamp struct {
	ID       int64
	Kind     string
	PosterID *int64
}

func (s *Stamp) Text() string { return s.Kind }

func (s *Stamp) Declare(t *orm.Def) { orm.Discriminator(t, &s.Kind, "plain") }

type Seal struct {
	Stamp
	Motto string
}

func (s *Seal) Text() string { return s.Motto }

func (s *Seal) Declare(t *orm.Def) { orm.SingleTable(t, &s.Stamp, "seal") }

var drawMeta = metadata.New()

var Canvases = orm.Bind[struct {
	orm.Table[Canvas]
	ID               core.Num[int64]
	FrameID          core.Num[int64]
	Shapes, Borrowed orm.Many[Canvas, Shape]
	Frame            orm.One[Canvas, Shape]
}](drawMeta)

var Banners = orm.Bind[struct {
	orm.Table[Banner]
	ID       core.Num[int64]
	Kind     core.Str
	CanvasID core.Num[int64]
	Words    orm.Many[Banner, Caption]
}](drawMeta)

var Posters = orm.Bind[struct {
	orm.Table[Poster]
	ID    core.Num[int64]
	Shape orm.One[Poster, Stamp]
}](drawMeta)

var _, _, _ = must2(orm.Map[Square](drawMeta)), must2(orm.Map[Oblong](drawMeta)), must2(orm.Map[Seal](drawMeta))

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// drawing is a canvas read from a database, with a relation of it.
func drawing(load orm.Loading[Canvas]) *Canvas {
	ctx, db := open(drawMeta)
	defer db.Close()
	s := orm.NewSession(db, drawMeta)
	defer s.Close()
	oblong := &Oblong{Width: 2, Height: 3}
	c := &Canvas{Shapes: []Drawn{&Square{Side: 4}, oblong, &Banner{Words: []*Caption{{Text: "hi"}}}}, Borrowed: []Drawn{oblong}, Frame: &Square{Side: 9}}
	if fail(s.Add(c)) || fail(s.Commit(ctx)) {
		return c
	}
	return must2(Canvases.Select().Load(load).One(ctx, db))
}

func ExampleHasManyPoly() {
	for _, d := range drawing(Canvases.Shapes).Shapes {
		fmt.Printf("%T %d\n", d, d.Area())
	}
	// Output:
	// *orm_test.Square 16
	// *orm_test.Oblong 6
	// *orm_test.Banner 0
}

func ExampleManyToManyPoly() {
	c := drawing(Canvases.Borrowed)
	fmt.Printf("%d %T\n", len(c.Borrowed), c.Borrowed[0])
	// Output: 1 *orm_test.Oblong
}

func ExampleBelongsToPoly() {
	c := drawing(Canvases.Frame)
	fmt.Printf("%T %d\n", c.Frame, c.Frame.Area())
	// Output: *orm_test.Square 81
}

func ExampleHasOnePoly() {
	ctx, db := open(drawMeta)
	defer db.Close()
	s := orm.NewSession(db, drawMeta)
	defer s.Close()
	if fail(s.Add(&Poster{Shape: &Seal{Motto: "onward"}})) || fail(s.Commit(ctx)) {
		return
	}
	p, err := Posters.Select().Load(Posters.Shape).One(ctx, db)
	fmt.Println(p.Shape.Text(), err)
	// Output: onward <nil>
}

// Words are read for those of the shapes that are banners.
func ExampleOfSome() {
	c := drawing(Canvases.Shapes.Load(orm.OfSome[Shape](Banners.Words)))
	for _, d := range c.Shapes {
		if b, ok := d.(*Banner); ok {
			fmt.Println(len(b.Words))
		}
	}
	// Output: 1
}
