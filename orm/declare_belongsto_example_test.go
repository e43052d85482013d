package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type City struct {
	ID   int64
	Name string
}

type Street struct {
	ID     int64
	CityID *int64 // a pointer: a street may be in no city
	Name   string
	City   *City
}

func (st *Street) Declare(t *orm.Def) {
	orm.BelongsTo(t, &st.City, &st.CityID)
}

func ExampleBelongsTo() {
	streets, err := orm.Map[Street](metadata.New())
	if fail(err) {
		return
	}
	for _, fk := range streets.ForeignKeys {
		fmt.Println(fk.Columns, fk.Ref, fk.RefColumns, streets.Column("city_id").Nullable)
	}
	// Output: [city_id] city [id] true
}
