package orm_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// recorder counts the statements by their first word.
type recorder struct {
	mu    sync.Mutex
	words map[string]int
	texts []string
}

func (r *recorder) Before(ctx context.Context, ev *engine.Event) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	word, _, _ := strings.Cut(ev.SQL, " ")
	r.words[word]++
	r.texts = append(r.texts, ev.SQL)
	return ctx
}

func (r *recorder) After(context.Context, *engine.Event) {}

func (r *recorder) reset() { r.words, r.texts = map[string]int{}, nil }

// TestStatementsDoNotGrowWithRows: a flush sends as many statements for 300
// objects as for two, by table and set of changed columns.
func TestStatementsDoNotGrowWithRows(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		r := &recorder{}
		r.reset()
		s := orm.NewSession(db.WithHooks(r), meta)
		defer s.Close()
		var us []*User
		for i := range 300 {
			u := &User{Name: fmt.Sprint("u", i), Posts: []*Post{{Title: "p"}}}
			us = append(us, u)
			ok(t, s.Add(u))
		}
		ok(t, s.Flush(ctx))
		if n := len(r.texts); n > 14 {
			t.Errorf("%d statements to insert two tables' rows: %q", n, r.texts)
		}
		r.reset()
		for i, u := range us {
			if u.Age = i + 1; i%2 == 0 {
				u.Name += "!"
			}
		}
		ok(t, s.Flush(ctx))
		if r.words["UPDATE"] != 2 || len(r.texts) != 2 {
			t.Errorf("statements for two sets of columns: %q", r.texts)
		}
		r.reset()
		us[7].Age = 0
		ok(t, s.Flush(ctx))
		if len(r.texts) != 1 || strings.Contains(r.texts[0], "name") || !strings.Contains(r.texts[0], "age") {
			t.Errorf("one column of one row: %q", r.texts)
		}
		r.reset()
		ok(t, s.Flush(ctx))
		if len(r.texts) != 0 {
			t.Errorf("nothing has changed: %q", r.texts)
		}
		for _, u := range us {
			ok(t, s.Delete(u))
		}
		ok(t, s.Commit(ctx))
		if r.words["DELETE"] > 3 {
			t.Errorf("deletes: %q", r.texts)
		}
	})
}

func TestLoadingIsOneStatementForEachRelation(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		defer s.Close()
		for i := range 40 {
			ok(t, s.Add(&User{Name: fmt.Sprint(i), Posts: []*Post{{Title: "a", Tags: []*Tag{{Name: fmt.Sprint("t", i)}}}, {Title: "b"}, {Title: "c"}}}))
		}
		ok(t, s.Commit(ctx))
		r := &recorder{}
		r.reset()
		fresh := orm.NewSession(db.WithHooks(r), meta)
		defer fresh.Close()
		us := must[[]*User](t)(Users.Select().Load(Users.Posts.OrderBy(Posts.Title.Desc()).Limit(2).Load(Posts.Tags)).All(ctx, fresh))
		if len(us) != 40 || len(us[5].Posts) != 2 || us[5].Posts[0].Title != "c" || r.words["SELECT"] != 3 {
			t.Fatalf("%d users; %d posts; %q", len(us), len(us[5].Posts), r.texts)
		}
	})
}
