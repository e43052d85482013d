package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/orm"
)

func ExampleQuery_Where() {
	ctx, db := sample()
	defer db.Close()

	adults := Users.Select().Where(Users.Age.Ge(18)) // a value, to be the start of others
	us, err := adults.Where(core.Or(Users.Name.HasPrefix("b"), Users.Email.IsNull())).OrderBy(Users.Age.Asc()).All(ctx, db)
	if fail(err) {
		return
	}
	for _, u := range us {
		fmt.Println(u.Name, u.Age)
	}
	// Output:
	// bob 20
	// ann 30
}

// Relations are read in one query each, however many objects have them.
func ExampleQuery_Load() {
	ctx, db := sample()
	defer db.Close()

	us, err := Users.Select().OrderBy(Users.Name.Asc()).Load(Users.Posts.Load(Posts.Tags)).All(ctx, db)
	if fail(err) {
		return
	}
	for _, u := range us {
		fmt.Println(u.Name, len(u.Posts))
		for _, p := range u.Posts {
			fmt.Println(" ", p.Title, len(p.Tags))
		}
	}
	// Output:
	// ann 2
	//   tea 2
	//   jam 1
	// bob 0
}

// Iter keeps no object, so that any number of rows can be read.
func ExampleQuery_Iter() {
	ctx, db := sample()
	defer db.Close()

	for u, err := range Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Posts).Iter(ctx, db) {
		if fail(err) {
			return
		}
		fmt.Println(u.Name, len(u.Posts))
	}
	// Output:
	// ann 2
	// bob 0
}

func ExampleQuery_Join() {
	ctx, db := sample()
	defer db.Close()

	u, err := Users.Select().Join(Posts, Users.Posts.On()).Where(Posts.Title.Eq("tea")).One(ctx, db)
	if fail(err) {
		return
	}
	fmt.Println(u.Name)
	// Output: ann
}

// Objects read with ReadOnly are not watched, and never written.
func ExampleQuery_ReadOnly() {
	ctx, db := sample()
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	u, err := Users.Select().ReadOnly().OrderBy(Users.ID.Asc()).First(ctx, s)
	if fail(err) {
		return
	}
	u.Age++
	fmt.Println(s.Dirty(u))
	// Output: false
}

// Any is true for those that have one: who wrote about sql?
func ExampleMany_Any() {
	ctx, db := sample()
	defer db.Close()

	u, err := Users.Select().Where(Users.Posts.Any(Posts.Tags.Any(Tags.Name.Eq("sql")))).One(ctx, db)
	if fail(err) {
		return
	}
	fmt.Println(u.Name)
	// Output: ann
}

func ExampleMany_Where() {
	ctx, db := sample()
	defer db.Close()

	us, err := Users.Select().Load(Users.Posts.Where(Posts.Title.HasPrefix("t"))).All(ctx, db)
	if fail(err) {
		return
	}
	fmt.Println(len(us[0].Posts), us[0].Posts[0].Title)
	// Output: 1 tea
}

// The limit is each owner's own: here, everybody's last post.
func ExampleMany_Limit() {
	ctx, db := sample()
	defer db.Close()

	us, err := Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Posts.OrderBy(Posts.ID.Desc()).Limit(1)).All(ctx, db)
	if fail(err) {
		return
	}
	fmt.Println(us[0].Posts[0].Title, len(us[1].Posts))
	// Output: jam 0
}

// Pages by key: what comes or goes on other pages shifts nothing on the next.
func ExampleQuery_After() {
	ctx, db := sample()
	defer db.Close()

	page := Users.Select().OrderBy(Users.Age.Desc()).Limit(1)
	for last := (*User)(nil); ; {
		us, err := page.After(last).All(ctx, db)
		if fail(err) || len(us) == 0 {
			return
		}
		last = us[len(us)-1]
		fmt.Println(last.Name)
	}
	// Output:
	// ann
	// bob
}
