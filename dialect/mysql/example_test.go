package mysql_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/mysql"
)

// Open does no I/O: the handle connects when it is first used.
func ExampleNew() {
	d := mysql.New()
	u, err := dialect.ParseURL("mariadb://app:secret@db.example:3306/shop")
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
	fmt.Println(d.Ident("order`s"), d.Literal(`C:\it's`), d.Placeholder(2))
	// Output:
	// mysql [mysql mariadb tidb] mariadb://app:xxxxx@db.example:3306/shop
	// `order``s` 'C:\\it''s' ?
}
