package orm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// TestCascadesAskOnce: what deleted objects have and nobody has loaded is read
// for all of them together, to any depth, marked rows too.
func TestCascadesAskOnce(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		ok(t, migrate.CreateAll(ctx, db, firmMeta))
		s := orm.NewSession(db, firmMeta)
		for i := range 40 {
			f := &Firm{Name: fmt.Sprint(i)}
			for j := range 2 {
				n := 10*i + j
				f.Accounts = append(f.Accounts, &Account{Email: fmt.Sprint(n), Number: n, Remarks: []*Remark{{Text: "a"}, {Text: "b"}}, Logins: []*Login{{}}})
			}
			ok(t, s.Add(f))
		}
		ok(t, s.Commit(ctx))
		ok(t, s.Close())
		must[int64](t)(Accounts.Select().Where(Accounts.Number.Ge(200)).Delete(ctx, db))

		r := &recorder{words: map[string]int{}}
		s = orm.NewSession(db.WithHooks(r), firmMeta)
		defer s.Close()
		for _, f := range must[[]*Firm](t)(Firms.Select().All(ctx, s)) {
			ok(t, s.Delete(f))
		}
		r.reset()
		ok(t, s.Commit(ctx))
		// Accounts, remarks and answers are asked for with and without a mark, and
		// logins, which have none.
		if n := r.words["SELECT"]; n != 7 {
			t.Errorf("%d queries: %q", n, r.texts)
		}
		if n := must[int64](t)(Firms.Select().Count(ctx, db)) + must[int64](t)(Remarks.Select().WithDeleted().Count(ctx, db)); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}
