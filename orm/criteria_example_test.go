package orm_test

import (
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/orm"
)

// A session of one tenant: what is added is the tenant's, and others' rows are
// not there.
func ExampleTenant() {
	ctx, db := open(shopMeta)
	defer db.Close()
	for tenant := range int64(2) {
		s := orm.NewSession(db, shopMeta)
		err := s.With(orm.Tenant(Shops.Tenant, tenant+1), orm.Tenant(Items.Tenant, tenant+1))
		if err = errors.Join(err, s.Add(&Shop{Name: fmt.Sprint("shop ", tenant+1)}), s.Commit(ctx)); fail(err) {
			return
		}
		seen, err := Shops.Select().All(ctx, s)
		if fail(errors.Join(err, s.Close())) {
			return
		}
		for _, shop := range seen {
			fmt.Println(shop.Tenant, shop.Name)
		}
	}
	// Output:
	// 1 shop 1
	// 2 shop 2
}

// Items that are hidden are so wherever the session would meet them.
func ExampleWhere() {
	ctx, db := open(shopMeta)
	defer db.Close()
	s := orm.NewSession(db, shopMeta)
	defer s.Close()
	err := s.With(orm.Where(Items.Table, Items.Hidden.Eq(false)))
	if fail(err) || fail(s.Add(&Shop{Name: "tea", Items: []*Item{{Name: "pot"}, {Name: "knife", Hidden: true}}})) || fail(s.Commit(ctx)) {
		return
	}
	n, err := Items.Select().Count(ctx, s)
	if fail(err) {
		return
	}
	all, err := Items.Select().Unfiltered().Count(ctx, s)
	fmt.Println(n, all, err)
	// Output: 1 2 <nil>
}
