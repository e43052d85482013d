package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// TestTenantsBySchema: with a schema of his own for each tenant, named in the URL
// of an engine, one MetaData is for all. Elsewhere that is a database of his own.
func TestTenantsBySchema(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		if !strings.HasPrefix(db.URL.String(), "postgres") {
			return // a database is one tenant's
		}
		url := db.URL.String() + "?search_path=tenant7"
		if strings.Contains(db.URL.String(), "?") {
			url = db.URL.String() + "&search_path=tenant7"
		}
		if _, err := db.Exec(ctx, "CREATE SCHEMA tenant7"); err != nil {
			t.Fatal(err)
		}
		own := must[*engine.Engine](t)(engine.Open(ctx, all.Dialects(), url))
		defer own.Close()
		ok(t, migrate.CreateAll(ctx, own, meta))
		ok(t, orm.Verify(ctx, own, meta))
		s := orm.NewSession(own, meta)
		defer s.Close()
		ok(t, s.Add(&User{Name: "ann", Posts: []*Post{{Title: "p", Tags: []*Tag{{Name: "t"}}}}}))
		ok(t, s.Commit(ctx))
		us := must[[]*User](t)(Users.Select().Load(Users.Posts.Load(Posts.Tags)).All(ctx, own))
		if len(us) != 1 || len(us[0].Posts[0].Tags) != 1 {
			t.Errorf("the tenant's: %+v", us)
		}
		if n := must[int64](t)(Users.Select().Count(ctx, db)); n != 0 {
			t.Errorf("%d of his users are another's", n)
		}
	})
}
