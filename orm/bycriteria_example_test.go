package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/orm"
)

// Rows that exist by their key are changed, others are new. What is returned
// are the session's objects.
func ExampleUpsert() {
	ctx, db := open(boxMeta)
	defer db.Close()
	s := orm.NewSession(db, boxMeta)
	defer s.Close()
	tea := &Box{Name: "tea"}
	if fail(s.Add(tea)) || fail(s.Commit(ctx)) {
		return
	}
	boxes, err := orm.Upsert(ctx, s, []*Box{{Name: "tea"}, {Name: "jam"}}, Boxes.Name)
	if fail(err) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(boxes[0] == tea, tea.Version, boxes[1].ID)
	// Output: true 2 2
}

// The session's objects hold what their rows do.
func ExampleQuery_Update() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	ann, err := orm.Get[User](ctx, s, 1)
	if fail(err) {
		return
	}
	n, err := Users.Select().Where(Users.Age.Ge(18)).Update(ctx, s, Users.Age.Set(0))
	fmt.Println(n, ann.Age, err)
	// Output: 2 0 <nil>
}

func ExampleQuery_Delete() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	bob, err := orm.Get[User](ctx, s, 2)
	if fail(err) {
		return
	}
	n, err := Users.Select().Where(Users.Name.Eq("bob")).Delete(ctx, s)
	fmt.Println(n, s.Contains(bob), err)
	// Output: 1 false <nil>
}
