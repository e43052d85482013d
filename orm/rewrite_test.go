package orm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/orm"
)

var errNoDeletes = errors.New("nothing is deleted here")

// adults has queries of users find those of 18 years and more, however deep they
// are, and refuses deletes.
func adults(_ context.Context, s ast.Statement) (ast.Statement, error) {
	if _, deletes := s.(*ast.Delete); deletes {
		return nil, errNoDeletes
	}
	users := core.RelationOf(Users)
	return ast.Copy(s, nil, func(n ast.Node) {
		if sel, ok := n.(*ast.Select); ok && len(sel.From) == 1 && sel.From[0].Table == users.Table {
			grown := ast.Copy(core.NodeOf(Users.Age.Ge(18)), map[*ast.Relation]*ast.Relation{users: sel.From[0]}, nil)
			sel.Where = append(sel.Where, grown)
		}
	}), nil
}

// TestRewriter: each statement of a session passes it.
func TestRewriter(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		s := orm.NewSession(db, meta)
		old, young := &User{Name: "old", Age: 40, Posts: []*Post{{Title: "a"}}}, &User{Name: "young", Age: 4, Posts: []*Post{{Title: "b"}}}
		ok(t, s.Add(old, young))
		ok(t, s.Commit(ctx))
		ok(t, s.Close())

		s = orm.NewSession(db.WithRewriter(adults), meta)
		defer s.Close()
		if us := must[[]*User](t)(Users.Select().Load(Users.Posts).All(ctx, s)); len(us) != 1 || us[0].Name != "old" {
			t.Errorf("%+v", us)
		}
		if _, err := orm.Get[User](ctx, s, young.ID); !errors.Is(err, core.ErrNoRows) {
			t.Error(err)
		}
		ps := must[[]*Post](t)(Posts.Select().Where(Posts.User.Any()).Load(Posts.User).All(ctx, s))
		if len(ps) != 1 || ps[0].User.Name != "old" {
			t.Errorf("%+v", ps)
		}
		if n := must[int64](t)(Users.Select().Count(ctx, s)); n != 1 {
			t.Error(n)
		}
		for u, err := range Users.Select().OrderBy(Users.ID.Desc()).Iter(ctx, s) {
			if ok(t, err); u.Name != "old" {
				t.Error(u.Name)
			}
		}
		if _, err := core.Delete(Users).Where(Users.ID.Gt(0)).Exec(ctx, s); !errors.Is(err, errNoDeletes) {
			t.Error(err)
		}
		if n := must[int64](t)(Users.Select().Count(ctx, db)); n != 2 {
			t.Error("the engine without it is another", n)
		}
		none := db.WithRewriter(func(context.Context, ast.Statement) (ast.Statement, error) { return nil, nil })
		if _, err := Users.Select().All(ctx, none); err == nil || !strings.Contains(err.Error(), "has returned no statement") {
			t.Error(err)
		}
	})
}

// TestRewriterOnReplicas: what is read from a replica passes it as well.
func TestRewriterOnReplicas(t *testing.T) {
	ctx := t.Context()
	url := dbtest.Get(t, dbtest.SQLite).NewDB(t).URL
	db, err := engine.OpenWith(ctx, all.Dialects(), url, engine.Options{Replicas: []string{url}})
	ok(t, err)
	defer db.Close()
	named(t, ctx, db, "young")
	s := orm.NewSession(db.WithRewriter(adults), meta)
	defer s.Close()
	ok(t, s.ReadReplicas(time.Time{}))
	if us := must[[]*User](t)(Users.Select().All(ctx, s)); len(us) != 0 {
		t.Errorf("%+v", us)
	}
}
