package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Document has keywords by taggings, each of which says who has set it.
type Document struct {
	ID       int64
	Taggings []*Tagging
}

func (d *Document) Declare(t *orm.Def) {
	orm.HasMany(t, &d.Taggings, func(x *Tagging) *int64 { return &x.DocumentID }).Cascade()
}

type Tagging struct {
	DocumentID, KeywordID int64
	By                    string
	Keyword               *Keyword
}

func (x *Tagging) Declare(t *orm.Def) {
	t.PK(&x.DocumentID, &x.KeywordID)
	orm.BelongsTo(t, &x.Keyword, &x.KeywordID)
}

type Keyword struct {
	ID   int64
	Word string
}

var documentMeta = metadata.New()

var Documents = orm.Bind[struct {
	orm.Table[Document]
	ID       core.Num[int64]
	Taggings orm.Many[Document, Tagging]
}](documentMeta)

var Taggings = orm.Bind[struct {
	orm.Table[Tagging]
	DocumentID core.Num[int64]
	KeywordID  core.Num[int64]
	By         core.Str
	Keyword    orm.One[Tagging, Keyword]
}](documentMeta)

var Keywords = orm.Bind[struct {
	orm.Table[Keyword]
	ID   core.Num[int64]
	Word core.Str
}](documentMeta)

// DocumentKeywords leads from documents to keywords.
var DocumentKeywords = orm.Through(Documents.Taggings, Taggings.Keyword)

func ExampleThrough() {
	ctx, db := open(documentMeta)
	defer db.Close()
	s := orm.NewSession(db, documentMeta)
	defer s.Close()

	d := &Document{}
	tagging, err := DocumentKeywords.Add(d, &Keyword{Word: "tea"})
	if fail(err) {
		return
	}
	tagging.By = "ida"
	if fail(s.Add(d)) || fail(s.Commit(ctx)) {
		return
	}

	about := Documents.Select().Where(DocumentKeywords.Any(Keywords.Word.Eq("tea")))
	found, err := about.Load(DocumentKeywords).One(ctx, s)
	if fail(err) {
		return
	}
	keywords, err := DocumentKeywords.Of(s, found)
	if fail(err) {
		return
	}
	fmt.Println(len(keywords), keywords[0].Word, found.Taggings[0].By)

	if fail(DocumentKeywords.Remove(s, found, keywords[0])) || fail(s.Commit(ctx)) {
		return
	}
	left, err := Taggings.Select().Count(ctx, db)
	fmt.Println(left, err)
	// Output:
	// 1 tea ida
	// 0 <nil>
}

func ExampleValues() {
	_, db := open(documentMeta)
	defer db.Close()
	s := orm.NewSession(db, documentMeta)
	defer s.Close()

	d := &Document{Taggings: []*Tagging{{Keyword: &Keyword{Word: "tea"}}, {Keyword: &Keyword{Word: "jam"}}}}
	if fail(s.Add(d)) {
		return
	}
	fmt.Println(orm.Values(s, DocumentKeywords, d, func(k *Keyword) string { return k.Word }))
	// Output: [tea jam] <nil>
}
