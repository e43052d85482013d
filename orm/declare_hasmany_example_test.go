package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type Author struct {
	ID    int64
	Name  string
	Books []*Book
}

func (a *Author) Declare(t *orm.Def) {
	orm.HasMany(t, &a.Books, func(b *Book) *int64 { return &b.AuthorID }).OnDelete(metadata.Cascade)
}

type Book struct {
	ID       int64
	AuthorID int64
	Title    string
	Author   *Author
}

func (b *Book) Declare(t *orm.Def) {
	orm.BelongsTo(t, &b.Author, &b.AuthorID) // the other side of Author.Books
}

func ExampleHasMany() {
	meta := metadata.New()
	if _, err := orm.Map[Author](meta); fail(err) { // and Book with it
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	a := &Author{Name: "Ann", Books: []*Book{{Title: "Tea"}}}
	if fail(s.Add(a)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(a.Books[0].AuthorID == a.ID, a.Books[0].Author == a)
	// Output: true true
}
