package postgres_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/postgres"
)

// Open does no I/O: the handle connects when it is first used.
func ExampleNew() {
	d := postgres.New()
	u, err := dialect.ParseURL("postgres://app:secret@db.example/shop?sslmode=require")
	if err != nil {
		fmt.Println(err)
		return
	}
	db, err := d.Open(u)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	fmt.Println(d.Name(), d.Schemes(), u)
	fmt.Println(d.Ident("order\"s"), d.Literal(`C:\it's`), d.Placeholder(2))
	// Output:
	// postgres [postgres postgresql] postgres://app:xxxxx@db.example/shop?sslmode=require
	// "order""s" 'C:\it''s' $2
}
