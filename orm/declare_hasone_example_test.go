package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type Country struct {
	ID      int64
	Name    string
	Capital *Capital
}

func (c *Country) Declare(t *orm.Def) {
	orm.HasOne(t, &c.Capital, func(k *Capital) *int64 { return &k.CountryID }).Cascade()
}

type Capital struct {
	ID        int64
	CountryID int64 `db:",unique"`
	Name      string
}

func ExampleHasOne() {
	meta := metadata.New()
	if _, err := orm.Map[Country](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	c := &Country{Name: "Peru", Capital: &Capital{Name: "Cusco"}}
	if fail(s.Add(c)) || fail(s.Commit(ctx)) {
		return
	}
	old := c.Capital
	c.Capital = nil // it belongs to the country alone, and goes
	if fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(s.Contains(old))
	// Output: false
}
