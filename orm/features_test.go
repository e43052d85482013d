package orm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
	"github.com/dbtool/dbtool/orm/web"
)

func TestMerge(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		u := &User{Name: "ann", Age: 1, Posts: []*Post{{Title: "a"}, {Title: "b"}}}
		ok(t, s.Add(u))
		ok(t, s.Commit(ctx))
		form := &User{ID: u.ID, Name: "ann", Age: 2, Posts: []*Post{{ID: u.Posts[1].ID, Title: "B", UserID: u.ID}, {Title: "c"}}}
		got := must[*User](t)(orm.Merge(ctx, s, form))
		if got != u || s.Contains(form) {
			t.Fatal("another object")
		}
		fresh := must[*User](t)(orm.Merge(ctx, s, &User{Name: "bob"}))
		ok(t, s.Commit(ctx))
		if titles := rows(t, ctx, db, core.Select(Posts.Title).OrderBy(Posts.Title.Asc())); !slices.Equal(titles, []string{"B", "c"}) || u.Age != 2 || fresh.ID == 0 {
			t.Fatal(titles, u.Age, fresh.ID)
		}
		// copies of one new object, as a form has them
		tagged := must[*User](t)(orm.Merge(ctx, s, &User{Name: "eve", Posts: []*Post{{Title: "x", Tags: []*Tag{{Name: "go"}, {Name: "sql"}}}, {Title: "y", Tags: []*Tag{{Name: "go"}}}}}))
		ok(t, s.Commit(ctx))
		if x, y := tagged.Posts[0], tagged.Posts[1]; len(x.Tags) != 2 || len(y.Tags) != 1 || x.Tags[0] != y.Tags[0] || len(y.Tags[0].Posts) != 2 {
			t.Errorf("tags: %v %v", x.Tags, y.Tags)
		}
	})
}

func TestPagesByKey(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		r := rand.New(rand.NewPCG(1, 2))
		for i := range 60 {
			u := &User{Name: string(rune('a' + r.IntN(3))), Age: r.IntN(3)}
			if r.IntN(3) > 0 {
				e := strings.Repeat(string(rune('a'+r.IntN(2))), 1) + string(rune('0'+i%10)) + string(rune('0'+i/10))
				u.Email = &e
			}
			ok(t, s.Add(u))
		}
		ok(t, s.Commit(ctx))
		for name, by := range map[string][]core.Order{
			"none":        nil,
			"two ways":    {Users.Age.Desc(), Users.Name.Asc()},
			"nulls first": {Users.Email.Asc().NullsFirst(), Users.Age.Asc()},
			"nulls last":  {Users.Age.Asc(), Users.Email.Desc().NullsLast()},
		} {
			q := Users.Select().OrderBy(by...)
			want := must[[]*User](t)(q.OrderBy(Users.ID.Asc()).All(ctx, s))
			var got []*User
			var last *User
			for {
				page := must[[]*User](t)(q.After(last).Limit(7).All(ctx, s))
				if len(page) == 0 {
					break
				}
				got = append(got, page...)
				last = page[len(page)-1]
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %d pages' objects are not the %d of the whole list in order", name, len(got), len(want))
			}
			got = nil
			for number := 1; number > 0; {
				page := must[orm.Page[*User]](t)(orm.Paged(ctx, s, q.Load(Users.Posts.Joined()).Limit(3).Offset(50), number, 7))
				if page.Total != 60 || page.Pages() != 9 {
					t.Fatalf("%s: %+v", name, page.Paging)
				}
				got, number = append(got, page.Items...), page.Next()
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: the pages by number have not the %d of the whole list in order", name, len(want))
			}
		}
		if _, err := Users.Select().OrderBy(Users.Email.Asc()).After(&User{}).All(ctx, s); err == nil || !strings.Contains(err.Error(), "NullsFirst") {
			t.Fatal(err)
		}
		for _, number := range []int{10, math.MaxInt} {
			if page := must[orm.Page[*User]](t)(orm.Paged(ctx, s, Users.Select(), number, 7)); page.Items != nil || page.Total != 60 || page.Next() != 0 || page.Previous() != 9 {
				t.Errorf("page %d, behind the last: %+v", number, page)
			}
		}
		if page := must[orm.Page[*User]](t)(orm.Paged(ctx, s, Users.Select().Where(Users.Age.Gt(9)), 1, 7)); page.Items != nil || page.Pages() != 1 {
			t.Errorf("the only page, of nothing: %+v", page)
		}
		for _, asked := range [][2]int{{0, 7}, {1, 0}, {-1, -1}} {
			if _, err := orm.Paged(ctx, s, Users.Select(), asked[0], asked[1]); err == nil || !strings.Contains(err.Error(), "counted from 1") {
				t.Errorf("%v: %v", asked, err)
			}
		}
	})
}

func TestVerify(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, orm.Verify(ctx, db, meta))
		other := metadata.New()
		if _, err := orm.Map[stranger](other); err != nil {
			t.Fatal(err)
		}
		var mismatch *orm.MismatchError
		if err := orm.Verify(ctx, db, other); !errors.As(err, &mismatch) {
			t.Fatal(err)
		}
		for _, want := range []string{"users.age is ", "users has no column shoe_size", "users.name has no default", "users.email can be NULL"} {
			if !slices.ContainsFunc(mismatch.Lines, func(l string) bool { return strings.Contains(l, want) }) {
				t.Errorf("no line about %q in %q", want, mismatch.Lines)
			}
		}
	})
}

// stranger is mapped to the users' table by somebody who does not know it.
type stranger struct {
	ID       int64
	Age      string
	Email    string
	ShoeSize int
}

func (s *stranger) Declare(t *orm.Def) {
	t.Name("users")
	t.Col(&s.Email).Len(100)
}

func TestSoftDelete(t *testing.T) {
	notes := metadata.New()
	if _, err := orm.Map[note](notes); err != nil {
		t.Fatal(err)
	}
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, notes))
		table := orm.Bind[struct {
			orm.Table[note]
			ID      core.Num[int64]
			Text    core.Str
			Deleted core.Time
		}](notes)
		s := orm.NewSession(db, notes)
		defer s.Close()
		a, b := &note{Text: "a"}, &note{Text: "b"}
		ok(t, s.Add(a, b))
		ok(t, s.Commit(ctx))
		ok(t, s.Delete(a))
		ok(t, s.Commit(ctx))
		left := must[[]*note](t)(table.Select().All(ctx, s))
		all := must[[]*note](t)(table.Select().WithDeleted().OrderBy(table.ID.Asc()).All(ctx, s))
		if len(left) != 1 || left[0] != b || len(all) != 2 || all[0].Deleted == nil {
			t.Fatalf("%+v %+v", left, all)
		}
		all[0].Deleted = nil
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(table.Select().Count(ctx, db)); n != 2 {
			t.Fatal(n)
		}
	})
}

func TestWebSessions(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		handler := web.Sessions(db, meta, nil)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			u := &User{Name: r.FormValue("name")}
			if e := r.FormValue("email"); e != "" {
				u.Email = &e
			}
			if err := web.Session(r).Add(u); err != nil {
				panic(err)
			}
			if r.FormValue("fail") != "" {
				http.Error(w, "no", http.StatusBadRequest)
				return
			}
			_, _ = w.Write([]byte("hello"))
		}))
		get := func(query string) int {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest("GET", "/?"+query, nil))
			return w.Code
		}
		if a, b, c, d := get("name=a&email=x"), get("name=b&fail=1"), get("name=c&email=x"), get("name=d"); a != 200 || b != 400 || c != 500 || d != 200 {
			t.Fatal(a, b, c, d)
		}
		if names := rows(t, ctx, db, core.Select(Users.Name).OrderBy(Users.Name.Asc())); !slices.Equal(names, []string{"a", "d"}) {
			t.Fatal(names)
		}
	})
}

type note struct {
	ID      int64
	Text    string
	Deleted *time.Time
}

func (n *note) Declare(t *orm.Def) { t.SoftDelete(&n.Deleted) }

func TestStreamsWithRelations(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		for i := range 1201 {
			ok(t, s.Add(&User{Name: "u", Age: i % 7, Posts: []*Post{{Title: "p"}}}))
		}
		ok(t, s.Commit(ctx))
		for name, q := range map[string]orm.Query[User]{
			"no order":    Users.Select(),
			"by column":   Users.Select().OrderBy(Users.Age.Desc()),
			"by function": Users.Select().OrderBy(Users.Name.Lower().Asc()),
		} {
			want := must[[]*User](t)(q.OrderBy(Users.ID.Asc()).Offset(3).Limit(1100).All(ctx, db))
			i := 0
			for u, err := range q.Offset(3).Limit(1100).Load(Users.Posts).Iter(ctx, db) {
				ok(t, err)
				if u.ID != want[i].ID || len(u.Posts) != 1 {
					t.Fatalf("%s: %d: %+v, want %d", name, i, u, want[i].ID)
				}
				i++
			}
			if i != 1100 {
				t.Fatalf("%s: %d objects", name, i)
			}
		}
	})
}

func TestAnyOfOnesOwnTable(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		ok(t, s.Add(&Folder{Name: "up", Children: []*Folder{{Name: "down"}}}))
		ok(t, s.Commit(ctx))
		if _, err := Folders.Select().Where(Folders.Children.Any()).All(ctx, s); err == nil || !strings.Contains(err.Error(), "orm.As") {
			t.Fatal(err)
		}
		up := orm.As(Folders, "up")
		found := must[[]*Folder](t)(up.Select().Where(up.Children.Any(Folders.Name.Eq("down"))).All(ctx, s))
		if len(found) != 1 || found[0].Name != "up" {
			t.Fatalf("%+v", found)
		}
	})
}

func TestCloseInsideOfInTx(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		ok(t, s.InTx(ctx, func(ctx context.Context) error {
			if err := s.Close(); err == nil {
				t.Error("it was closed")
			}
			return s.Add(&User{Name: "a"})
		}))
		if n := must[int64](t)(Users.Select().Count(ctx, db)); n != 1 {
			t.Fatal(n)
		}
	})
}
