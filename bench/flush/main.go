// Command flush measures what a session adds to the statements of a flush, on
// SQLite: to find out that nothing has changed, to write one object of a
// thousand, and to write ten thousand rows of two tables, some new, some changed
// and some deleted, beside the same statements written by hand.
//
//	go run ./flush
//
// The two ways have their turn in each round; the best one counts.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver sqlite

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Author is a row with some columns.
type Author struct {
	ID          int64
	Name, Email string
	Age         int
	Born        time.Time
	Books       []*Book
}

// Declare maps an author.
func (a *Author) Declare(t *orm.Def) {
	t.Name("authors")
	t.Col(&a.Name).Len(100)
	t.Col(&a.Email).Len(100)
	orm.HasMany(t, &a.Books, func(b *Book) *int64 { return &b.AuthorID }).Cascade()
}

// Book is one of an author's.
type Book struct {
	ID, AuthorID int64
	Title        string
	Pages        int
}

// Declare maps a book.
func (b *Book) Declare(t *orm.Def) {
	t.Name("books")
	t.Col(&b.Title).Len(100)
}

var (
	meta    = metadata.New()
	authors = orm.Bind[struct {
		orm.Table[Author]
		ID    core.Num[int64]
		Name  core.Str
		Email core.Str
		Age   core.Num[int]
		Born  core.Time
		Books orm.Many[Author, Book]
	}](meta)
	books = orm.Bind[struct {
		orm.Table[Book]
		ID       core.Num[int64]
		AuthorID core.Num[int64]
		Title    core.Str
		Pages    core.Num[int]
	}](meta)
)

func main() {
	rounds := flag.Int("rounds", 15, "how often each has its turn")
	flag.Parse()
	if err := run(context.Background(), *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "flush:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int) (err error) {
	dir, err := os.MkdirTemp("", "flush")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "flush.db")
	db, err := engine.Open(ctx, all.Dialects(), "sqlite:"+file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	raw, err := sql.Open("sqlite", file+"?_pragma=foreign_keys(1)&_pragma=synchronous(normal)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.Close()) }()
	if err := fill(ctx, db); err != nil {
		return err
	}
	best := map[string]time.Duration{}
	for range rounds {
		if err := errors.Join(scan(ctx, db, best), mixed(ctx, db, best), byHand(ctx, raw, best)); err != nil {
			return err
		}
	}
	fmt.Printf("nothing changed:        %.1f ns an object\n", float64(best["nothing"].Nanoseconds())/scanned)
	fmt.Printf("one object of %d:     %.1f µs\n", scanned, float64(best["one"].Nanoseconds())/1000)
	fmt.Printf("%d rows, a session: %.1f ms\n", rows, float64(best["session"].Microseconds())/1000)
	fmt.Printf("%d rows, by hand:   %.1f ms; the session takes %.2f of it\n", rows, float64(best["hand"].Microseconds())/1000, float64(best["session"])/float64(best["hand"]))
	return nil
}

// How many rows there are, and what is done to them. Of the authors that are
// there, the first are changed in one column, others in two.
const (
	scanned    = 1000
	newAuthors = 2000
	booksEach  = 2
	aged       = 2000
	renamed    = 1000
	deleted    = 1000
	rows       = newAuthors*(1+booksEach) + aged + renamed + deleted
)

func fill(ctx context.Context, db *engine.Engine) error {
	if err := migrate.CreateAll(ctx, db, meta); err != nil {
		return err
	}
	s := orm.NewSession(db, meta)
	defer s.Close()
	for i := range aged + renamed {
		a := author(i)
		if i < deleted {
			a.Books = a.Books[:1]
		} else {
			a.Books = nil
		}
		if err := s.Add(a); err != nil {
			return err
		}
	}
	return s.Commit(ctx)
}

func author(i int) *Author {
	a := &Author{Name: fmt.Sprint("author ", i), Email: fmt.Sprint(i, "@example.org"), Age: 30 + i%40, Born: time.Date(1980, 1, 2, 3, 4, 5, 0, time.UTC)}
	for k := range booksEach {
		a.Books = append(a.Books, &Book{Title: fmt.Sprint("book ", k, " of ", i), Pages: 100 + i%300})
	}
	return a
}

// scan flushes a session of a thousand objects of which none, and then one, has
// changed. The transaction has begun before.
func scan(ctx context.Context, db *engine.Engine, best map[string]time.Duration) error {
	s := orm.NewSession(db, meta)
	defer s.Close()
	list, err := authors.Select().OrderBy(authors.ID.Asc()).Limit(scanned).All(ctx, s)
	if err != nil {
		return err
	}
	list[0].Age++
	if err := s.Flush(ctx); err != nil {
		return err
	}
	for range 20 {
		began := time.Now()
		if err := s.Flush(ctx); err != nil {
			return err
		}
		note(best, "nothing", began)
		list[len(list)/2].Age++
		began = time.Now()
		if err := s.Flush(ctx); err != nil {
			return err
		}
		note(best, "one", began)
	}
	return nil
}

func note(best map[string]time.Duration, what string, began time.Time) {
	if d := time.Since(began); best[what] == 0 || d < best[what] {
		best[what] = d
	}
}

// mixed writes all of it through a session, which is rolled back then.
func mixed(ctx context.Context, db *engine.Engine, best map[string]time.Duration) error {
	s := orm.NewSession(db, meta)
	defer s.Close()
	list, err := authors.Select().OrderBy(authors.ID.Asc()).All(ctx, s)
	if err != nil {
		return err
	}
	gone, err := books.Select().OrderBy(books.ID.Asc()).Limit(deleted).All(ctx, s)
	if err != nil {
		return err
	}
	for i := range newAuthors {
		if err := s.Add(author(i)); err != nil {
			return err
		}
	}
	for i, a := range list {
		if i < aged {
			a.Age++
		} else {
			a.Name, a.Email = "renamed "+a.Name, "new."+a.Email
		}
	}
	for _, b := range gone {
		if err := s.Delete(b); err != nil {
			return err
		}
	}
	began := time.Now()
	if err := s.Flush(ctx); err != nil {
		return err
	}
	note(best, "session", began)
	n, err := books.Select().Count(ctx, s)
	if want := int64(newAuthors * booksEach); err == nil && n != want {
		err = fmt.Errorf("%d books, not %d", n, want)
	}
	return err
}
