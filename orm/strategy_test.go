package orm_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// TestStrategiesReadTheSame: however relations are read, the objects are the
// same, in the same order. What differs is the statements.
func TestStrategiesReadTheSame(t *testing.T) {
	some := Users.Posts.Where(Posts.Title.Ne("p1")).OrderBy(Posts.Title.Desc()).Limit(2)
	queries := map[string]orm.Query[User]{
		"all":      Users.Select().OrderBy(Users.Name.Asc()),
		"part":     Users.Select().Where(Users.Age.Gt(0)).OrderBy(Users.Name.Desc()).Limit(4).Offset(1),
		"distinct": Users.Select().Join(Posts, Users.Posts.On()).Distinct().OrderBy(Users.ID.Asc()).Limit(3),
		"alias":    users2.Select().Where(users2.Age.Lt(3)).OrderBy(users2.ID.Asc()),
	}
	ways := map[string]struct {
		loads []orm.Loading[User]
		usual []orm.Loading[User]
		sends int // for the query "all" of 8 users
	}{
		"subquery":           {[]orm.Loading[User]{Users.Posts.Subquery(), Users.Profile.Subquery()}, []orm.Loading[User]{Users.Posts, Users.Profile}, 3},
		"subqueries, nested": {[]orm.Loading[User]{Users.Posts.Subquery().Load(Posts.Tags.Subquery(), Posts.User)}, []orm.Loading[User]{Users.Posts.Load(Posts.Tags, Posts.User)}, 3},
		"subquery, limited":  {[]orm.Loading[User]{some.Subquery().Load(Posts.Tags.Subquery())}, []orm.Loading[User]{some.Load(Posts.Tags)}, 3},
		"subquery, joined":   {[]orm.Loading[User]{Users.Posts.Subquery().Load(Posts.Tags.Joined()), Users.Profile.Joined()}, []orm.Loading[User]{Users.Posts.Load(Posts.Tags), Users.Profile}, 2},
		"immediate":          {[]orm.Loading[User]{Users.Posts.Immediate()}, []orm.Loading[User]{Users.Posts}, 9},
		"immediate, limited": {[]orm.Loading[User]{some.Immediate().Load(Posts.Tags)}, []orm.Loading[User]{some.Load(Posts.Tags)}, 10},
	}
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		writers(t, ctx, db, 8)
		r := &recorder{}
		counted := db.WithHooks(r)
		for name, q := range queries {
			for way, w := range ways {
				want := drawn(must[[]*User](t)(q.Load(w.usual...).All(ctx, db)))
				r.reset()
				s := orm.NewSession(counted, meta)
				got := drawn(must[[]*User](t)(q.Load(w.loads...).All(ctx, s)))
				ok(t, s.Close())
				if got != want {
					t.Errorf("%s, %s:\n%s\nwant\n%s", name, way, got, want)
				}
				if n := r.words["SELECT"]; name == "all" && n != w.sends {
					t.Errorf("%s: %d queries, want %d:\n%s", way, n, w.sends, strings.Join(r.texts, "\n"))
				}
				if strings.HasPrefix(way, "immediate") && strings.Contains(strings.ToLower(strings.Join(r.texts, " ")), "row_number") {
					t.Errorf("%s numbers rows: %s", way, r.texts)
				}
			}
		}
		strategyMistakes(t, ctx, db)
	})
}

func strategyMistakes(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	for want, l := range map[string]orm.Loading[User]{
		"User.Posts: say one of Joined":         Users.Posts.Subquery().Immediate(),
		"User.Posts: say one of Joined, FromJo": Users.Posts.Subquery().Joined(),
		"Post.Tags: Subquery repeats the query": Users.Posts.Load(Posts.Tags.Subquery()),
		"Post.Tags: Subquery repeats the":       Users.Posts.Joined().Load(Posts.Tags.Subquery()),
	} {
		_, err := Users.Select().Load(l).All(ctx, db)
		says(t, err, want)
	}
	s := orm.NewSession(db, meta)
	defer s.Close()
	us := must[[]*User](t)(Users.Select().All(ctx, s))
	says(t, orm.Load(ctx, s, us, Users.Posts.Subquery()), "User.Posts: Subquery repeats the query")
}

var users2 = orm.As(Users, "u2")

// TestStreamingHoldsFewObjects: with relations, Iter has the objects of a
// portion, and those of the one before until they are collected.
func TestStreamingHoldsFewObjects(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		for i := range 1600 {
			ok(t, s.Add(&User{Name: fmt.Sprint(i), Posts: []*Post{{Title: "a"}, {Title: "b"}}}))
		}
		ok(t, s.Commit(ctx))
		ok(t, s.Close())
		r := &recorder{}
		r.reset()
		var seen []weak.Pointer[Post]
		n, most := 0, 0
		for u, err := range Users.Select().OrderBy(Users.ID.Asc()).Load(Users.Posts.Subquery()).Iter(ctx, db.WithHooks(r)) {
			ok(t, err)
			for _, p := range u.Posts {
				seen = append(seen, weak.Make(p))
			}
			if n++; n%400 == 0 {
				runtime.GC()
				most = max(most, living(seen))
			}
		}
		if len(seen) != 3200 || r.words["SELECT"] != 8 {
			t.Errorf("%d posts by %d queries", len(seen), r.words["SELECT"])
		}
		if most > 2000 { // two portions of 500 users
			t.Errorf("%d posts were held at a time", most)
		}
	})
}

func living[T any](ps []weak.Pointer[T]) int {
	n := 0
	for _, p := range ps {
		if p.Value() != nil {
			n++
		}
	}
	return n
}
