package orm_test

import "fmt"

func ExampleMany_Subquery() {
	ctx, db := sample()
	defer db.Close()

	us, err := Users.Select().Load(Users.Posts.Subquery().Load(Posts.Tags.Subquery())).All(ctx, db)
	if fail(err) {
		return
	}
	fmt.Println(len(us), len(us[0].Posts), len(us[0].Posts[0].Tags))
	// Output: 2 2 2
}

func ExampleMany_Immediate() {
	ctx, db := sample()
	defer db.Close()

	newest := Users.Posts.OrderBy(Posts.ID.Desc()).Limit(1)
	us, err := Users.Select().Load(newest.Immediate()).All(ctx, db)
	if fail(err) {
		return
	}
	fmt.Println(us[0].Posts[0].Title, len(us[1].Posts))
	// Output: jam 0
}
