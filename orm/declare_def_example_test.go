package orm_test

import (
	"fmt"
	"time"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type Money struct {
	Amount   int64
	Currency string
}

type Article struct {
	ID      int64
	SKU     string
	Name    string
	Price   Money
	Labels  []string
	Created orm.Opt[time.Time]
	Deleted *time.Time
	Version int
	Cached  any
}

func (a *Article) Declare(t *orm.Def) {
	t.Name("articles")
	t.Comment("what the shop sells")
	t.Col(&a.SKU).Len(20).Unique()
	t.Col(&a.Name).Len(100).RenamedFrom("title")
	t.Inline(&a.Price, "price_")
	t.Col(&a.Price.Currency).Len(3)
	t.Check("price_positive", "price_amount > 0")
	t.Col(&a.Labels).JSON().NotNull()
	t.Col(&a.Created).Default(metadata.Now())
	t.SoftDelete(&a.Deleted)
	t.Version(&a.Version)
	t.Ignore(&a.Cached)
	t.Index("by_name", &a.Name, &a.SKU)
}

func ExampleDef() {
	articles, err := orm.Map[Article](metadata.New())
	if fail(err) {
		return
	}
	for _, c := range articles.Columns {
		fmt.Println(c.Name, c.Type, c.Nullable)
	}
	// Output:
	// id bigint false
	// sku string(20) false
	// name string(100) false
	// price_amount bigint false
	// price_currency string(3) false
	// labels json false
	// created datetime(6) with time zone false
	// deleted datetime(6) with time zone true
	// version bigint false
}
