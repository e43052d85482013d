package orm_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// writers adds users with posts, tags and profiles: u0 has no post, u1 one, and
// so on; every other one has a profile, and those of an equal age are many.
func writers(t *testing.T, ctx context.Context, db *engine.Engine, n int) {
	t.Helper()
	s := orm.NewSession(db, meta)
	defer s.Close()
	tags := []*Tag{{Name: "go"}, {Name: "sql"}, {Name: "tea"}}
	for i := range n {
		u := &User{Name: fmt.Sprint("u", i), Age: i / 3}
		for j := range i {
			u.Posts = append(u.Posts, &Post{Title: fmt.Sprint("p", j), Body: []byte{byte(i)}, Tags: slices.Clone(tags[:j%4])})
		}
		if i%2 == 0 {
			u.Profile = &Profile{Prefs: map[string]int{"n": i}}
		}
		ok(t, s.Add(u))
	}
	ok(t, s.Commit(ctx))
}

// drawn is what users hold, written down: what is loaded, in which order.
func drawn(us []*User) string {
	var b strings.Builder
	for _, u := range us {
		fmt.Fprint(&b, u.Name)
		if u.Profile != nil {
			fmt.Fprint(&b, u.Profile.Prefs, u.Profile.User == u)
		}
		for _, p := range u.Posts {
			fmt.Fprint(&b, " ", p.ID, p.Title, p.Body, p.User == u)
			for _, g := range p.Tags {
				fmt.Fprint(&b, ",", g.Name)
			}
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// TestJoinedLoadsWhatLoadDoes: whether a relation is joined changes the
// statements, and nothing of what is loaded.
func TestJoinedLoadsWhatLoadDoes(t *testing.T) {
	all := Users.Select().OrderBy(Users.Age.Desc(), Users.Name.Asc())
	newest := Users.Posts.OrderBy(Posts.Title.Desc()).Limit(2)
	some := Users.Posts.Where(Posts.Title.Ne("p1"))
	cases := map[string]struct {
		plain, joined orm.Query[User]
		statements    int
	}{
		"to one":          {all.Load(Users.Profile), all.Load(Users.Profile.Joined()), 1},
		"to many":         {all.Load(Users.Posts), all.Load(Users.Posts.Joined()), 1},
		"no order":        {Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Posts), Users.Select().Load(Users.Posts.Joined()), 1},
		"both":            {all.Load(Users.Posts, Users.Profile), all.Load(Users.Posts.Joined(), Users.Profile.Joined()), 1},
		"through a table": {all.Load(Users.Posts.Load(Posts.Tags)), all.Load(Users.Posts.Load(Posts.Tags.Joined()).Joined()), 1},
		"joined to read":  {all.Load(Users.Posts.Load(Posts.Tags)), all.Load(Users.Posts.Load(Posts.Tags.Joined())), 2},
		"read of joined":  {all.Load(Users.Posts.Load(Posts.Tags)), all.Load(Users.Posts.Joined().Load(Posts.Tags)), 2},
		"limited":         {all.Limit(3).Offset(1).Load(Users.Posts), all.Limit(3).Offset(1).Load(Users.Posts.Joined()), 1},
		"limited one":     {all.Limit(3).Load(Users.Profile), all.Limit(3).Load(Users.Profile.Joined()), 1},
		"limited by function": {all.Limit(4).OrderBy(Users.Name.Lower().Asc()).Load(Users.Posts),
			all.Limit(4).OrderBy(Users.Name.Lower().Asc()).Load(Users.Posts.Joined()), 1},
		"distinct":       {all.Distinct().Load(Users.Posts), all.Distinct().Load(Users.Posts.Joined()), 1},
		"newest of each": {all.Load(newest), all.Load(newest.Joined()), 1},
		"with condition": {all.Load(some.Load(Posts.Tags)), all.Load(some.Joined().Load(Posts.Tags.Joined())), 1},
		"below a limit":  {all.Load(newest.Load(Posts.Tags)), all.Load(newest.Load(Posts.Tags.Joined())), 2},
		"nobody":         {all.Where(Users.Age.Gt(99)).Load(Users.Posts), all.Where(Users.Age.Gt(99)).Load(Users.Posts.Joined()), 1},
	}
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 7)
		for name, c := range cases {
			r := &recorder{}
			r.reset()
			s := orm.NewSession(db.WithHooks(r), meta)
			got, err := c.joined.All(ctx, s)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if r.words["SELECT"] != c.statements {
				t.Errorf("%s: %d statements, want %d: %q", name, r.words["SELECT"], c.statements, r.texts)
			}
			if want := must[[]*User](t)(c.plain.All(ctx, db)); drawn(got) != drawn(want) {
				t.Errorf("%s: joined is\n%s\nwant\n%s\n%q", name, drawn(got), drawn(want), r.texts)
			}
			r.reset()
			if ok(t, s.Flush(ctx)); len(r.texts) > 0 {
				t.Errorf("%s: what was loaded is written: %q", name, r.texts)
			}
			s.Close()
		}
	})
}

func TestJoinedToItsOwnTable(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		top := &Folder{Name: "top", Children: []*Folder{{Name: "a", Children: []*Folder{{Name: "aa"}}}, {Name: "b"}}}
		ok(t, s.Add(top))
		ok(t, s.Commit(ctx))
		q := Folders.Select().OrderBy(Folders.Name.Asc())
		for u, err := range q.Load(Folders.Parent.Joined().Load(Folders.Parent.Joined()), Folders.Children.Joined()).Iter(ctx, db) {
			ok(t, err)
			depth := 0
			for p := u.Parent; p != nil; p = p.Parent {
				depth++
			}
			if want := map[string][2]int{"top": {0, 2}, "a": {1, 1}, "b": {1, 0}, "aa": {2, 0}}[u.Name]; want != [2]int{depth, len(u.Children)} {
				t.Errorf("%s is at depth %d and has %d children, want %v", u.Name, depth, len(u.Children), want)
			}
		}
	})
}

// TestJoinedToManyIsWhole: what leaves a relation that was joined is deleted,
// and what leaves a part of it is not.
func TestJoinedToManyIsWhole(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 4)
		s := orm.NewSession(db, meta)
		defer s.Close()
		u := must[*User](t)(Users.Select().Where(Users.Name.Eq("u3")).Load(Users.Posts.Joined()).One(ctx, s))
		u.Posts = u.Posts[:2]
		ok(t, s.Commit(ctx))
		part := orm.NewSession(db, meta)
		defer part.Close()
		u = must[*User](t)(Users.Select().Where(Users.Name.Eq("u3")).Load(Users.Posts.OrderBy(Posts.ID.Asc()).Limit(1).Joined()).One(ctx, part))
		u.Posts = append(u.Posts, &Post{Title: "new"})
		ok(t, part.Commit(ctx))
		if n := must[int64](t)(Posts.Select().Where(Posts.UserID.Eq(u.ID)).Count(ctx, db)); n != 3 || !orm.Loaded(part, u, Users.Posts) {
			t.Fatal(n)
		}
	})
}

func TestFromJoin(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 5)
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), meta)
		defer s.Close()
		writer := orm.As(Users, "writer")
		ps := must[[]*Post](t)(Posts.Select().Join(writer, core.Eq(Posts.UserID, writer.ID)).Where(writer.Name.Eq("u3")).
			OrderBy(writer.Name.Asc(), Posts.ID.Asc()).Limit(2).Load(Posts.User.FromJoin(writer).Load(Users.Profile.Joined()), Posts.Tags.Joined()).All(ctx, s))
		if len(ps) != 2 || ps[0].User == nil || ps[0].User.Name != "u3" || ps[1].User != ps[0].User || len(ps[1].Tags) != 1 || r.words["SELECT"] != 1 {
			t.Fatalf("%d posts: %+v; %q", len(ps), ps, r.texts)
		}
		us := must[[]*User](t)(Users.Select().Join(Posts, Users.Posts.On()).Where(Posts.Title.Ge("p2")).OrderBy(Users.ID.Asc(), Posts.ID.Desc()).
			Load(Users.Posts.FromJoin(Posts)).All(ctx, s))
		var got []string
		for _, u := range us {
			for _, p := range u.Posts {
				got = append(got, u.Name+p.Title)
			}
		}
		if want := []string{"u3p2", "u4p3", "u4p2"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		us[0].Posts = us[0].Posts[:0] // u3's other two were not loaded, and stay
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Posts.Select().Count(ctx, db)); n != 9 {
			t.Errorf("%d posts are left of 10", n)
		}
	})
}

func TestWhatCannotBeJoined(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		joined := Users.Select().Join(Posts, Users.Posts.On())
		for name, c := range map[string]struct {
			q    orm.Query[User]
			want string
		}{
			"locked":       {Users.Select().ForUpdate().Load(Users.Profile.Joined()), "without Joined"},
			"not there":    {Users.Select().Load(Users.Posts.FromJoin(Posts)), "Join(posts, ...)"},
			"other table":  {joined.Load(Users.Posts.FromJoin(Tags)), "needs the table posts"},
			"cut off":      {joined.Limit(1).Load(Users.Posts.FromJoin(Posts)), "count rows of a join"},
			"two orders":   {joined.Load(Users.Posts.Limit(1).FromJoin(Posts)), "are the query's"},
			"in another":   {joined.Load(Users.Posts.Load(Posts.User.FromJoin(Users))), "query's own objects"},
			"below joined": {joined.Load(Users.Posts.Joined().Load(Posts.User.FromJoin(Posts))), "needs the table users"},
			"distinct":     {Users.Select().Distinct().OrderBy(Users.Name.Lower().Asc()).Load(Users.Posts.Joined()), "columns of its table only"},
		} {
			if _, err := c.q.All(ctx, db); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
	})
}

// TestJoinedSeesWhatIsPending: a joined load in a session keeps what the
// program has put into a relation that is loaded already.
func TestJoinedSeesWhatIsPending(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 3)
		s := orm.NewSession(db, meta)
		defer s.Close()
		q := Users.Select().Where(Users.Name.Eq("u2")).Load(Users.Posts.Joined())
		u := must[*User](t)(q.One(ctx, s))
		was := slices.Clone(u.Posts)
		u.Posts = append(u.Posts, &Post{Title: "new"})
		again := must[*User](t)(q.One(ctx, s))
		if again != u || len(u.Posts) != 3 || !reflect.DeepEqual(u.Posts[:2], was) || u.Posts[2].ID == 0 {
			t.Fatalf("%+v", u.Posts)
		}
	})
}

// TestPartIsNotTheWhole: an owner of whose objects a part was loaded is deleted
// with all of them, and a load of the relation reads the others.
func TestPartIsNotTheWhole(t *testing.T) {
	part := Users.Posts.OrderBy(Posts.ID.Asc()).Limit(1)
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 4)
		s := orm.NewSession(db, meta)
		defer s.Close()
		q := Users.Select().Where(Users.Name.Eq("u3"))
		u := must[*User](t)(q.Load(part).One(ctx, s))
		if ok(t, orm.Load(ctx, s, []*User{u}, Users.Posts)); len(u.Posts) != 3 {
			t.Errorf("%d posts after the whole was loaded", len(u.Posts))
		}
		ok(t, s.Close()) // SQLite has one writer
		other := orm.NewSession(db, meta)
		defer other.Close()
		u = must[*User](t)(q.Load(part.Joined()).One(ctx, other))
		ok(t, other.Delete(u))
		ok(t, other.Commit(ctx))
		if n := must[int64](t)(Posts.Select().Count(ctx, db)); n != 3 {
			t.Errorf("%d posts are left, want those of u1 and u2", n)
		}
	})
}
