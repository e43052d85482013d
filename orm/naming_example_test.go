package orm_test

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type Customer struct {
	ID        int64
	FirstName string
	Mail      string `db:"email"`
}

func ExampleNamed() {
	meta := orm.Named(metadata.New(), orm.Naming{
		Table:  func(typ string) string { return "app_" + core.SnakeCase(typ) + "s" },
		Column: strings.ToUpper,
	})
	customers, err := orm.Map[Customer](meta)
	if fail(err) {
		return
	}
	fmt.Println(customers.Name)
	for _, c := range customers.Columns {
		fmt.Println(c.Name)
	}
	// Output:
	// app_customers
	// ID
	// FIRSTNAME
	// email
}
