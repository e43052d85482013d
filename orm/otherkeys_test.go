package orm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Writer is referred to by his pen name, and lives somewhere.
type Writer struct {
	ID       int64
	Pen      string
	Place    string
	TaughtBy *string
	Teacher  *Writer
	Pupils   []*Writer
	Works    []*Work
	Locals   []*Work
}

func (w *Writer) Declare(t *orm.Def) {
	t.Name("writers")
	t.Col(&w.Pen).Len(20).Unique()
	t.Col(&w.Place).Len(20)
	t.Col(&w.TaughtBy).Len(20)
	orm.To(orm.BelongsTo(t, &w.Teacher, &w.TaughtBy), func(x *Writer) []any { return []any{&x.Pen} })
	orm.HasMany(t, &w.Pupils, func(x *Writer) **string { return &x.TaughtBy }).From(&w.Pen)
	orm.HasMany(t, &w.Locals, func(x *Work) *string { return &x.About }).From(&w.Place).ViewOnly()
	orm.HasMany(t, &w.Works, func(x *Work) *string { return &x.Pen }).From(&w.Pen).Cascade()
}

type Work struct {
	ID     int64
	Pen    string
	About  string // a place, which no table has
	Title  string
	Writer *Writer
}

func (w *Work) Declare(t *orm.Def) {
	t.Name("works")
	t.Col(&w.Pen).Len(20)
	t.Col(&w.About).Len(20)
	t.Col(&w.Title).Len(20)
	orm.To(orm.BelongsTo(t, &w.Writer, &w.Pen), func(x *Writer) []any { return []any{&x.Pen} })
}

var writersMeta = metadata.New()

var Writers = orm.Bind[struct {
	orm.Table[Writer]
	ID       core.Num[int64]
	Pen      core.Str
	Place    core.Str
	TaughtBy core.Str
	Teacher  orm.One[Writer, Writer]
	Pupils   orm.Many[Writer, Writer]
	Works    orm.Many[Writer, Work]
	Locals   orm.Many[Writer, Work]
}](writersMeta)

var Works = orm.Bind[struct {
	orm.Table[Work]
	ID     core.Num[int64]
	Pen    core.Str
	About  core.Str
	Title  core.Str
	Writer orm.One[Work, Writer]
}](writersMeta)

// A relation that only reads may lead by any columns: here to works about the
// place where a writer lives.
func ExampleRel_From() {
	ctx, db := open(writersMeta)
	defer db.Close()
	s := orm.NewSession(db, writersMeta)
	defer s.Close()
	if fail(s.Add(&Writer{Pen: "ann", Place: "Ulm", Works: []*Work{{Title: "Tea", About: "Rome"}}},
		&Writer{Pen: "bob", Place: "Rome"})) || fail(s.Commit(ctx)) {
		return
	}
	ws, err := Writers.Select().OrderBy(Writers.Pen.Asc()).Load(Writers.Works, Writers.Locals).All(ctx, s)
	if fail(err) {
		return
	}
	fmt.Println(ws[0].Works[0].Pen, len(ws[0].Locals), ws[1].Locals[0].Title)
	// Output: ann 0 Tea
}

func ExampleTo() {
	ctx, db := open(writersMeta)
	defer db.Close()
	s := orm.NewSession(db, writersMeta)
	defer s.Close()
	tea := &Work{Title: "Tea", Writer: &Writer{Pen: "ann"}}
	if fail(s.Add(tea)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(tea.Pen, writersMeta.Table(metadata.Name{Name: "works"}).ForeignKeys[0].RefColumns)
	// Output: ann [pen]
}

// TestKeysThatAreNotPrimary: relations by a unique key are written, loaded and
// deleted as those by the primary key, in the order of rows too.
func TestKeysThatAreNotPrimary(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, writersMeta))
		s := orm.NewSession(db, writersMeta)
		defer s.Close()
		var last *Writer
		for i := range 6 {
			w := &Writer{Pen: fmt.Sprint("w", 5-i), Place: "Ulm", Teacher: last, Works: []*Work{{About: "Ulm"}, {About: "Rome"}}}
			last = w
			ok(t, s.Add(w))
		}
		ok(t, s.Commit(ctx))
		if last.TaughtBy == nil || *last.TaughtBy != "w1" || len(last.Teacher.Pupils) != 1 || last.Works[0].Pen != "w0" {
			t.Fatalf("%+v", last)
		}
		for name, ls := range map[string][]orm.Loading[Writer]{
			"load":      {Writers.Teacher, Writers.Pupils, Writers.Works, Writers.Locals},
			"joined":    {Writers.Teacher.Joined(), Writers.Pupils.Joined(), Writers.Works.Joined(), Writers.Locals.Joined()},
			"subquery":  {Writers.Teacher.Subquery(), Writers.Pupils.Subquery(), Writers.Works.Subquery(), Writers.Locals.Subquery()},
			"immediate": {Writers.Teacher.Immediate(), Writers.Pupils.Immediate(), Writers.Works.Immediate(), Writers.Locals.Immediate()},
		} {
			s.Close()
			ws := must[[]*Writer](t)(Writers.Select().OrderBy(Writers.Pen.Asc()).Load(ls...).All(ctx, s))
			for i, w := range ws {
				if (w.Teacher == nil) != (i == 5) || i < 5 && w.Teacher != ws[i+1] || i > 0 && (len(w.Pupils) != 1 || w.Pupils[0] != ws[i-1]) || len(w.Works) != 2 || len(w.Locals) != 6 || w.Works[0].Writer != w {
					t.Fatalf("%s: %+v", name, w)
				}
			}
		}
		if n := must[int64](t)(Writers.Select().Where(Writers.Locals.Any(Works.Pen.Eq("w3"))).Count(ctx, s)); n != 6 {
			t.Errorf("%d writers found by their relations", n)
		}
		ws := must[[]*Writer](t)(Writers.Select().OrderBy(Writers.ID.Desc()).All(ctx, s))
		ws[2].Works = append(ws[2].Works, &Work{Title: "new"})
		ok(t, s.Flush(ctx))
		for _, w := range ws {
			ok(t, s.Delete(w))
		}
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Works.Select().Count(ctx, db)); n != 0 {
			t.Errorf("%d works are left", n)
		}
	})
	meta := metadata.New()
	_, err := orm.Map[Fan](meta)
	wants(t, err, "[place] of orm_test.Writer is no key; say Unique for it, or ViewOnly for the relation")
}

type Fan struct {
	ID     int64
	Where  string
	Writer *Writer
}

func (f *Fan) Declare(t *orm.Def) {
	t.Col(&f.Where).Len(20)
	orm.To(orm.BelongsTo(t, &f.Writer, &f.Where), func(w *Writer) []any { return []any{&w.Place} })
}
