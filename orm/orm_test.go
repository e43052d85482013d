package orm_test

import (
	"context"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// The test's schema: users with posts, posts with comments and tags, and a
// tree of folders.
type User struct {
	ID      int64
	Name    string
	Email   *string
	Age     int
	Version int
	Created orm.Opt[time.Time]
	Posts   []*Post
	Profile *Profile
}

func (u *User) Declare(t *orm.Def) {
	t.Name("users")
	t.Col(&u.Name).Len(100)
	t.Col(&u.Email).Len(100).Unique()
	t.Col(&u.Created).Default(metadata.Now())
	t.Version(&u.Version)
	orm.HasMany(t, &u.Posts, func(p *Post) *int64 { return &p.UserID }).Cascade()
	orm.HasOne(t, &u.Profile, func(p *Profile) **int64 { return &p.UserID })
}

type Profile struct {
	ID     int64
	UserID *int64
	Prefs  map[string]int
	User   *User
}

func (p *Profile) Declare(t *orm.Def) {
	t.Name("profiles")
	t.Col(&p.Prefs).JSON()
	orm.BelongsTo(t, &p.User, &p.UserID)
}

type Post struct {
	ID     int64
	UserID int64
	Title  string
	Body   []byte
	User   *User
	Tags   []*Tag
}

func (p *Post) Declare(t *orm.Def) {
	t.Name("posts")
	t.Col(&p.Title).Len(100)
	orm.BelongsTo(t, &p.User, &p.UserID)
	orm.ManyToMany(t, &p.Tags, "post_tags")
}

type Tag struct {
	Name  string
	Posts []*Post
}

func (g *Tag) Declare(t *orm.Def) {
	t.Name("tags")
	t.PK(&g.Name)
	t.Col(&g.Name).Len(50)
	orm.ManyToMany(t, &g.Posts, "post_tags")
}

type Folder struct {
	ID       int64
	ParentID *int64
	Name     string
	Parent   *Folder
	Children []*Folder
}

func (f *Folder) Declare(t *orm.Def) {
	t.Name("folders")
	orm.BelongsTo(t, &f.Parent, &f.ParentID)
	orm.HasMany(t, &f.Children, func(c *Folder) **int64 { return &c.ParentID }).Cascade()
}

var meta = metadata.New()

var Users = orm.Bind[struct {
	orm.Table[User]
	ID      core.Num[int64]
	Name    core.Str
	Email   core.Str
	Age     core.Num[int]
	Version core.Num[int]
	Created core.Time
	Posts   orm.Many[User, Post]
	Profile orm.One[User, Profile]
}](meta)

var Posts = orm.Bind[struct {
	orm.Table[Post]
	ID     core.Num[int64]
	UserID core.Num[int64]
	Title  core.Str
	Body   core.Col[[]byte]
	User   orm.One[Post, User]
	Tags   orm.Many[Post, Tag]
}](meta)

var Tags = orm.Bind[struct {
	orm.Table[Tag]
	Name  core.Str
	Posts orm.Many[Tag, Post]
}](meta)

var Folders = orm.Bind[struct {
	orm.Table[Folder]
	ID       core.Num[int64]
	ParentID core.Num[int64]
	Name     core.Str
	Parent   orm.One[Folder, Folder]
	Children orm.Many[Folder, Folder]
}](meta)

// onServers runs a test on an empty database of each server.
func onServers(t *testing.T, f func(t *testing.T, ctx context.Context, db *engine.Engine)) {
	for _, s := range dbtest.Servers(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			db, err := engine.Open(ctx, all.Dialects(), s.NewDB(t).URL)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := migrate.CreateAll(ctx, db, meta); err != nil {
				t.Fatal(err)
			}
			f(t, ctx, db)
		})
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSession(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		ann := &User{Name: "ann", Age: 30, Posts: []*Post{{Title: "one", Tags: []*Tag{{Name: "go"}, {Name: "sql"}}}, {Title: "two"}}, Profile: &Profile{Prefs: map[string]int{"a": 1}}}
		ok(t, s.Add(ann, &User{Name: "bob"}))
		ok(t, s.Commit(ctx))
		if ann.ID == 0 || ann.Posts[1].ID == 0 || ann.Posts[0].UserID != ann.ID || ann.Posts[0].User != ann || !ann.Created.Set || ann.Version != 1 {
			t.Fatalf("%+v %+v", ann, ann.Posts[0])
		}
		us := must[[]*User](t)(Users.Select().OrderBy(Users.Name.Asc()).Load(Users.Posts.Load(Posts.Tags), Users.Profile).All(ctx, s))
		if len(us) != 2 || us[0] != ann || len(us[0].Posts) != 2 || us[1].Posts == nil && orm.Loaded[User](s, us[1], Users.Posts) == false {
			t.Fatalf("%+v", us)
		}
		ann.Age = 0
		ann.Profile.Prefs["a"] = 2
		ok(t, s.Commit(ctx))
		other := orm.NewSession(db, meta)
		defer other.Close()
		again := must[*User](t)(orm.Get[User](ctx, other, ann.ID))
		if again == ann || again.Age != 0 || again.Version != 2 {
			t.Fatalf("%+v", again)
		}
		ok(t, orm.Load(ctx, other, []*User{again}, Users.Posts.Load(Posts.Tags), Users.Profile))
		if len(again.Posts) != 2 || len(again.Posts[0].Tags) != 2 || again.Profile.Prefs["a"] != 2 || again.Posts[0].User != again {
			t.Fatalf("%+v", again)
		}
		again.Posts[0].Tags = again.Posts[0].Tags[1:]
		again.Posts = again.Posts[:1]
		ok(t, other.Commit(ctx))
		fresh := must[[]*Post](t)(Posts.Select().Load(Posts.Tags, Posts.User).All(ctx, db))
		if len(fresh) != 1 || len(fresh[0].Tags) != 1 || fresh[0].Tags[0].Name != "sql" || fresh[0].User.Name != "ann" {
			t.Fatalf("%+v", fresh)
		}
		ok(t, other.Delete(again))
		ok(t, other.Commit(ctx))
		if n := must[int64](t)(Posts.Select().Count(ctx, db)); n != 0 {
			t.Fatal(n)
		}
	})
}
