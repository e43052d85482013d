package orm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/orm"
)

// What is added brings along all that it refers to. The next flush inserts
// parents before children, in one statement for each table.
func ExampleSession_Add() {
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	tea := &Post{Title: "tea", User: &User{Name: "ann"}, Tags: []*Tag{{Name: "go"}}}
	if fail(s.Add(tea)) || fail(s.Flush(ctx)) {
		return
	}
	fmt.Println(tea.ID, tea.UserID, tea.User.ID, s.Contains(tea.Tags[0]))
	// Output: 1 1 1 true
}

// An object is compared with what was read, so nothing has to be said of a
// change: not of one to a zero value, and not of one inside of a map.
func ExampleSession_Commit() {
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()
	ann := &User{Name: "ann", Age: 30, Profile: &Profile{Prefs: map[string]int{"font": 12}}}
	if fail(s.Add(ann)) || fail(s.Commit(ctx)) {
		return
	}

	ann.Age = 0
	ann.Profile.Prefs["font"] = 14
	if fail(s.Commit(ctx)) {
		return
	}
	read, err := Users.Select().Load(Users.Profile).One(ctx, db)
	if fail(err) {
		return
	}
	fmt.Println(read.Age, read.Profile.Prefs)
	// Output: 0 map[font:14]
}

// An InTx inside of another is a savepoint. What fails is undone in the
// objects as well as in the database.
func ExampleSession_InTx() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	err := s.InTx(ctx, func(ctx context.Context) error {
		ann, err := orm.Get[User](ctx, s, 1)
		if err != nil {
			return err
		}
		ann.Age = 31
		err = s.InTx(ctx, func(ctx context.Context) error {
			ann.Age = 99
			return errors.New("no one is that old")
		})
		fmt.Println(err, ann.Age)
		return nil
	})
	ann, _ := Users.Select().Where(Users.Name.Eq("ann")).One(ctx, db)
	fmt.Println(err, ann.Age)
	// Output:
	// no one is that old 31
	// <nil> 31
}

// Rollback puts the objects back too.
func ExampleSession_Rollback() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	ann, err := orm.Get[User](ctx, s, 1)
	if fail(err) {
		return
	}
	ann.Age = 31
	carl := &User{Name: "carl"}
	if fail(s.Add(carl)) || fail(s.Flush(ctx)) || fail(s.Rollback()) {
		return
	}
	fmt.Println(ann.Age, carl.ID, s.Contains(carl))
	// Output: 30 0 false
}

func ExampleSession_Refresh() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	ann, err := orm.Get[User](ctx, s, 1)
	if fail(err) {
		return
	}
	ann.Name = "anne"
	if fail(s.Refresh(ctx, ann)) {
		return
	}
	fmt.Println(ann.Name, s.Dirty(ann))
	// Output: ann false
}

func ExampleSession_Delete() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	ann, err := orm.Get[User](ctx, s, 1)
	if fail(err) || fail(s.Delete(ann)) || fail(s.Commit(ctx)) {
		return
	}
	left, err := Posts.Select().Count(ctx, db) // they went with ann: Cascade
	fmt.Println(left, err)
	// Output: 0 <nil>
}

// Hooks see every object before it is written.
func ExampleSession_On() {
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	s.On(func(ctx context.Context, s *orm.Session, e orm.Event, obj any) error {
		if u, ok := obj.(*User); ok && e == orm.BeforeInsert && u.Name == "" {
			return errors.New("a user needs a name")
		}
		return nil
	})
	err := errors.Join(s.Add(&User{}), s.Commit(ctx))
	fmt.Println(err)
	// Output: a user needs a name
}

// Somebody else changed the row after we had read it.
func ExampleStaleError() {
	ctx, db := sample()
	defer db.Close()
	ours, theirs := orm.NewSession(db, meta), orm.NewSession(db, meta)
	defer ours.Close()
	defer theirs.Close()

	u, err := orm.Get[User](ctx, ours, 1)
	if fail(err) || fail(ours.Commit(ctx)) {
		return
	}
	same, err := orm.Get[User](ctx, theirs, 1)
	if fail(err) {
		return
	}
	same.Age = 31
	if fail(theirs.Commit(ctx)) {
		return
	}

	u.Age = 32
	var stale *orm.StaleError
	if errors.As(ours.Commit(ctx), &stale) {
		fmt.Println(stale.Fields, stale.Fresh.(*User).Age)
	}
	// Output: [Age Version] 31
}
