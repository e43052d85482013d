package orm_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

// Shop and Item have rows of several tenants.
type Shop struct {
	ID     int64
	Tenant int64
	Name   string
	Items  []*Item
}

func (s *Shop) Declare(t *orm.Def) {
	t.Name("shops")
	t.Col(&s.Name).Len(50)
	orm.HasMany(t, &s.Items, func(i *Item) *int64 { return &i.ShopID }).Cascade()
}

type Item struct {
	ID     int64
	Tenant *int64
	ShopID int64
	Name   string
	Hidden bool
	Shop   *Shop
}

func (i *Item) Declare(t *orm.Def) {
	t.Name("items")
	t.Col(&i.Name).Len(50).Unique()
	orm.BelongsTo(t, &i.Shop, &i.ShopID)
}

var shopMeta = metadata.New()

var Shops = orm.Bind[struct {
	orm.Table[Shop]
	ID     core.Num[int64]
	Tenant core.Num[int64]
	Name   core.Str
	Items  orm.Many[Shop, Item]
}](shopMeta)

var Items = orm.Bind[struct {
	orm.Table[Item]
	ID     core.Num[int64]
	Tenant core.Num[int64]
	ShopID core.Num[int64]
	Name   core.Str
	Hidden core.Bool
	Shop   orm.One[Item, Shop]
}](shopMeta)

// tenantOf is a session that sees one tenant's rows.
func tenantOf(t *testing.T, db *engine.Engine, n int64) *orm.Session {
	t.Helper()
	s := orm.NewSession(db, shopMeta)
	t.Cleanup(func() { s.Close() })
	ok(t, s.With(orm.Tenant(Shops.Tenant, n), orm.Tenant(Items.Tenant, n)))
	return s
}

// twoTenants adds a shop with two items, one of which is hidden, for each of
// two tenants.
func twoTenants(t *testing.T, ctx context.Context, db *engine.Engine) (mine, other *Shop) {
	t.Helper()
	ok(t, migrate.CreateAll(ctx, db, shopMeta))
	shops := make([]*Shop, 2)
	for i := range shops {
		name := string(rune('a' + i))
		shops[i] = &Shop{Name: name, Items: []*Item{{Name: name + "1"}, {Name: name + "2", Hidden: true}}}
		s := tenantOf(t, db, int64(i+1))
		ok(t, s.Add(shops[i]))
		ok(t, s.Commit(ctx))
	}
	return shops[0], shops[1]
}

func TestTenantsDoNotSeeEachOther(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		mine, other := twoTenants(t, ctx, db)
		if mine.Tenant != 1 || *mine.Items[0].Tenant != 1 || other.Tenant != 2 || *other.Items[1].Tenant != 2 {
			t.Fatalf("new objects are not the tenant's: %+v %+v", mine, other)
		}
		s := tenantOf(t, db, 1)
		shop := orm.As(Shops, "shop")
		for name, names := range map[string]func() ([]string, error){
			"query":   func() ([]string, error) { return shopNames(Shops.Select().All(ctx, s)) },
			"alias":   func() ([]string, error) { return shopNames(shop.Select().Where(shop.ID.Gt(0)).All(ctx, s)) },
			"columns": func() ([]string, error) { return core.Select(Shops.Name).All(ctx, s) },
			"union": func() ([]string, error) {
				return core.Union(core.Select(Shops.Name), core.Select(shop.Name)).All(ctx, s)
			},
			"join": func() ([]string, error) {
				return core.Select(shop.Name).Distinct().From(Items).Join(shop, core.Ne(shop.ID, Items.ID)).All(ctx, s)
			},
			"stream": func() ([]string, error) {
				var list []string
				for sh, err := range Shops.Select().Load(Shops.Items).Iter(ctx, s) {
					if err != nil {
						return nil, err
					}
					list = append(list, sh.Name)
				}
				return list, nil
			},
			"exists in a statement": func() ([]string, error) {
				q := core.Select(shop.Name).From(shop).Where(core.Exists(core.Select(Items.Name).From(Items).Where(Items.Name.Eq("b1"))))
				list, err := q.All(ctx, s)
				return append(list, "a"), err
			},
		} {
			if got, err := names(); err != nil || !slices.Equal(got, []string{"a"}) {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		if n := must[int64](t)(Shops.Select().Count(ctx, s)); n != 1 {
			t.Errorf("%d are counted", n)
		}
		if _, err := orm.Get[Shop](ctx, s, other.ID); !errors.Is(err, core.ErrNoRows) {
			t.Errorf("Get: %v", err)
		}
		if found := must[bool](t)(Shops.Select().Where(Shops.Items.Any(Items.Name.Eq("b1"))).Exists(ctx, s)); found {
			t.Error("Any sees another tenant's item")
		}
		// A left join keeps the tenant's own rows.
		left := core.Select(core.Pair(Shops.Name, core.CountAll())).From(Shops).LeftJoin(Items, core.Eq(Items.ShopID, Shops.ID)).GroupBy(Shops.Name)
		if n := must[int64](t)(left.Count(ctx, s)); n != 1 {
			t.Errorf("left join: %d groups", n)
		}
		right := core.Select(Items.Name).From(Shops).RightJoin(Items, core.Eq(Items.ShopID, Shops.ID))
		if _, err := right.All(ctx, s); err == nil || !strings.Contains(err.Error(), "RIGHT JOIN") {
			t.Error(err)
		}
	})
}

func shopNames(shops []*Shop, err error) ([]string, error) {
	var list []string
	for _, s := range shops {
		list = append(list, s.Name)
	}
	return list, err
}

func TestTenantsDoNotWriteEachOther(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		mine, other := twoTenants(t, ctx, db)
		s := tenantOf(t, db, 1)
		n := must[core.Result](t)(core.Update(Items).Set(Items.Hidden.Set(true)).Where(Items.Name.HasSuffix("1")).Exec(ctx, s))
		if n.RowsAffected != 1 {
			t.Errorf("%d rows are updated", n.RowsAffected)
		}
		ok(t, s.Commit(ctx))
		two := int64(2)
		for name, do := range map[string]func() error{
			"add":       func() error { return s.Add(&Item{Name: "x", ShopID: mine.ID, Tenant: &two}) },
			"give away": func() error { return with(orm.Get[Item](ctx, s, mine.Items[0].ID))(func(i *Item) { i.Tenant = &two }) },
			"from around": func() error {
				return with(Shops.Select().Unfiltered().Where(Shops.Name.Eq("b")).One(ctx, s))(func(x *Shop) { x.Name = "c" })
			},
			"delete": func() error {
				x, err := Items.Select().Unfiltered().Where(Items.Name.Eq("b1")).One(ctx, s)
				return errors.Join(err, s.Delete(x))
			},
			"insert": func() error {
				_, err := core.Insert(Shops).Values(Shops.Tenant.Set(2), Shops.Name.Set("x")).Exec(ctx, s)
				return err
			},
			"update": func() error {
				_, err := core.Update(Shops).Set(Shops.Tenant.Set(2)).Where(Shops.ID.Gt(0)).Exec(ctx, s)
				return err
			},
		} {
			if err := errors.Join(do(), s.Flush(ctx)); !errors.Is(err, orm.ErrOtherTenant) {
				t.Errorf("%s: %v", name, err)
			}
			ok(t, s.Rollback())
		}
		if _, err := core.Insert(Shops).Values(Shops.Name.Set("x")).Exec(ctx, s); err != nil {
			t.Error(err)
		}
		many := []Shop{{Name: "y"}, {Name: "z"}}
		name := core.FromRow(Shops.Name, func(x *Shop) string { return x.Name })
		ok(t, core.InsertAll(ctx, s, Shops, many, name))
		tenant := core.FromRow(Shops.Tenant, func(x *Shop) int64 { return 2 })
		if err := core.InsertAll(ctx, s, Shops, many, name, tenant); !errors.Is(err, orm.ErrOtherTenant) {
			t.Errorf("many: %v", err)
		}
		ok(t, core.InsertAll(ctx, s.Unfiltered(), Shops, []Shop{{Name: "zz"}}, name, tenant))
		ok(t, s.Commit(ctx))
		got := rows(t, ctx, db, core.Select(core.Pair(Shops.Name, Shops.Tenant)).OrderBy(Shops.Name.Asc()))
		if want := []core.Tuple2[string, int64]{{A: "a", B: 1}, {A: "b", B: 2}, {A: "x", B: 1}, {A: "y", B: 1}, {A: "z", B: 1}, {A: "zz", B: 2}}; !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
		if _, err := core.Delete(Shops).Where(Shops.ID.Eq(other.ID)).Exec(ctx, s.Unfiltered()); err == nil {
			t.Error("the other's shop has items, and was deleted")
		}
	})
}

// with changes an object that was found.
func with[T any](x *T, err error) func(func(*T)) error {
	return func(f func(*T)) error {
		if err == nil {
			f(x)
		}
		return err
	}
}

func TestCriteriaOfAType(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		twoTenants(t, ctx, db)
		s := orm.NewSession(db, shopMeta)
		defer s.Close()
		ok(t, s.With(orm.Where(Items.Table, Items.Hidden.Eq(false))))
		for name, q := range map[string]orm.Query[Shop]{
			"read":   Shops.Select().Load(Shops.Items),
			"joined": Shops.Select().Load(Shops.Items.Joined()),
			"ranked": Shops.Select().Load(Shops.Items.Limit(2)),
		} {
			for _, shop := range must[[]*Shop](t)(q.All(ctx, s)) {
				if len(shop.Items) != 1 || shop.Items[0].Hidden {
					t.Errorf("%s: %s has %d items", name, shop.Name, len(shop.Items))
				}
			}
		}
		hidden := must[*Item](t)(Items.Select().Unfiltered().Where(Items.Name.Eq("a2")).One(ctx, s))
		if _, err := orm.Get[Item](ctx, s, hidden.ID); !errors.Is(err, core.ErrNoRows) {
			t.Errorf("Get returns what only Unfiltered may see: %v", err)
		}
		if n := must[int64](t)(Items.Select().Unfiltered().Count(ctx, s)); n != 4 {
			t.Errorf("%d without criteria", n)
		}
		if n := len(rows(t, ctx, s.Unfiltered(), core.Select(Items.Name))); n != 4 {
			t.Errorf("%d rows without criteria", n)
		}
		// A shop goes with all its items, those too that are not seen.
		ok(t, s.Delete(must[*Shop](t)(Shops.Select().Where(Shops.Name.Eq("a")).One(ctx, s))))
		ok(t, s.Commit(ctx))
		if n := must[int64](t)(Items.Select().Count(ctx, db)); n != 2 {
			t.Errorf("%d items are left", n)
		}
		_, err := core.Text("DELETE FROM items").Exec(ctx, s)
		if err == nil || !strings.Contains(err.Error(), "Unfiltered") {
			t.Error(err)
		}
	})
}
