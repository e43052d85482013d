package orm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// open is a database in memory that has the tables of meta.
func open(meta *metadata.MetaData) (context.Context, *engine.Engine) {
	ctx := context.Background()
	db, err := engine.Open(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:")
	if err != nil {
		panic(err)
	}
	if err := migrate.CreateAll(ctx, db, meta); err != nil {
		panic(err)
	}
	return ctx, db
}

// sample has ann (30), who wrote "tea" about go and sql and "jam" about go, and
// bob (20), who wrote nothing.
func sample() (context.Context, *engine.Engine) {
	ctx, db := open(meta)
	s := orm.NewSession(db, meta)
	defer s.Close()
	golang := &Tag{Name: "go"}
	tea := &Post{Title: "tea", Tags: []*Tag{golang, {Name: "sql"}}}
	jam := &Post{Title: "jam", Tags: []*Tag{golang}}
	err := s.Add(&User{Name: "ann", Age: 30, Posts: []*Post{tea, jam}}, &User{Name: "bob", Age: 20})
	if err := errors.Join(err, s.Commit(ctx)); err != nil {
		panic(err)
	}
	return ctx, db
}

// fail ends an example by telling what went wrong, if something did.
func fail(err error) bool {
	if err != nil {
		fmt.Println("error:", err)
	}
	return err != nil
}

func ExampleNewSession() {
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close() // rolls back what was not committed

	ann := &User{Name: "ann", Posts: []*Post{{Title: "tea"}}}
	if fail(s.Add(ann)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(ann.ID, ann.Posts[0].UserID)
	// Output: 1 1
}

func ExampleGet() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	ann, err := orm.Get[User](ctx, s, 1)
	if fail(err) {
		return
	}
	again, err := orm.Get[User](ctx, s, 1)
	fmt.Println(ann.Name, ann == again, err)
	_, err = orm.Get[User](ctx, s, 99)
	fmt.Println(errors.Is(err, core.ErrNoRows))
	// Output:
	// ann true <nil>
	// true
}

func ExampleLoad() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	ann, err := orm.Get[User](ctx, s, 1)
	if fail(err) {
		return
	}
	fmt.Println(len(ann.Posts))
	if fail(orm.Load(ctx, s, []*User{ann}, Users.Posts.Load(Posts.Tags))) {
		return
	}
	for _, p := range ann.Posts {
		fmt.Println(p.Title, len(p.Tags))
	}
	// Output:
	// 0
	// tea 2
	// jam 1
}

func ExampleLoaded() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	bob, err := orm.Get[User](ctx, s, 2)
	if fail(err) {
		return
	}
	fmt.Println(len(bob.Posts), orm.Loaded(s, bob, Users.Posts)) // there may be some
	err = orm.Load(ctx, s, []*User{bob}, Users.Posts)
	fmt.Println(len(bob.Posts), orm.Loaded(s, bob, Users.Posts), err) // there are none
	// Output:
	// 0 false
	// 0 true <nil>
}

func ExampleAs() {
	ctx, db := sample()
	defer db.Close()

	older := orm.As(Users, "older")
	q := Users.Select().Join(older, core.Gt(older.Age, Users.Age))
	younger, err := q.All(ctx, db)
	if fail(err) {
		return
	}
	for _, u := range younger {
		fmt.Println(u.Name)
	}
	// Output: bob
}

// What comes from outside, such as a form, is merged into what the row holds.
func ExampleMerge() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	form := &User{ID: 2, Name: "rob", Age: 21}
	u, err := orm.Merge(ctx, s, form)
	if fail(err) {
		return
	}
	fmt.Println(u == form, u.Name, s.Dirty(u))
	// Output: false rob true
}

// A program asks at its start whether the database is what it was made for.
func ExampleVerify() {
	ctx, db := open(metadata.New()) // nothing was migrated yet
	defer db.Close()

	fmt.Println(orm.Verify(ctx, db, notesMeta))
	// Output:
	// orm: the database is not what the program is made for:
	//   there is no table note
}
