// Package orm maps structs to tables and keeps them in step: a [Session] has one
// object for each row, notices what changed in it, and writes that back in the
// right order and in few statements.
//
// A mapped struct is a plain one. What its fields cannot say is said by a
// method, in terms of the fields themselves:
//
//	type User struct {
//		ID    int64
//		Name  string
//		Email *string
//		Posts []*Post
//	}
//
//	func (u *User) Declare(t *orm.Def) {
//		t.Col(&u.Name).Len(200)
//		orm.HasMany(t, &u.Posts, func(p *Post) *int64 { return &p.UserID })
//	}
//
// The table that comes of it is the [metadata.Table] that create-all,
// migrations and package core use. Handles make its columns typed expressions:
//
//	var Users = orm.Bind[struct {
//		orm.Table[User]
//		ID    core.Num[int64]
//		Name  core.Str
//		Email core.Str
//		Posts orm.Many[User, Post]
//	}](meta)
//
//	us, err := Users.Select().Where(Users.Name.HasPrefix("a")).Load(Users.Posts).All(ctx, s)
//
// A session belongs to one goroutine. It holds on to its objects: an edited
// one that the program has let go of is written all the same.
package orm
