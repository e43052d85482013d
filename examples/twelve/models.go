// Package twelve has the structs of docs/coming-from.md. The tasks are its
// tests.
package twelve

import (
	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// User has posts.
type User struct {
	ID    int64
	Name  string
	Email string
	Age   int
	Posts []*Post
}

// Declare says what the fields cannot.
func (u *User) Declare(t *orm.Def) {
	t.Name("users")
	t.Col(&u.Name).Len(100)
	t.Col(&u.Email).Len(100).Unique()
	t.Index("users_by_age", &u.Age, &u.Name)
	t.Check("age_ok", "age >= 0")
	orm.HasMany(t, &u.Posts, func(p *Post) *int64 { return &p.UserID }).OnDelete(metadata.Cascade)
}

// Post is by a user, and may answer another one.
type Post struct {
	ID        int64
	UserID    int64
	AnswersID *int64
	Title     string
	Answers   *Post
}

// Declare adds the foreign key to itself. The one to users is there already.
func (p *Post) Declare(t *orm.Def) {
	t.Name("posts")
	orm.BelongsTo(t, &p.Answers, &p.AnswersID)
}

// MetaData has the tables.
var MetaData = metadata.New()

// Users has the handles of [User].
var Users = orm.Bind[struct {
	orm.Table[User]
	ID    core.Num[int64]
	Name  core.Str
	Email core.Str
	Age   core.Num[int]
	Posts orm.Many[User, Post]
}](MetaData)

// Posts has those of [Post].
var Posts = orm.Bind[struct {
	orm.Table[Post]
	ID        core.Num[int64]
	UserID    core.Num[int64]
	AnswersID core.Num[int64]
	Title     core.Str
}](MetaData)
