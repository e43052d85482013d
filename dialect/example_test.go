package dialect_test

import (
	"fmt"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/postgres"
)

// Names and strings enter a text only through the quoting of its dialect.
func ExampleNewBuilder() {
	for _, d := range []dialect.Dialect{postgres.New(), mysql.New()} {
		b := dialect.NewBuilder(d)
		b.W("INSERT INTO ").Ident("app", "users").W(" ").Idents([]string{"name", "select"}).W(" VALUES (").Str(`it's C:\`).W(", NULL)")
		fmt.Println(b)
	}
	// Output:
	// INSERT INTO "app"."users" ("name", "select") VALUES ('it''s C:\', NULL)
	// INSERT INTO `app`.`users` (`name`, `select`) VALUES ('it''s C:\\', NULL)
}

func ExampleProblem_Place() {
	const statement = "SELECT emial FROM users"
	p := dialect.Problem{Class: dialect.NotFound, Message: `column "emial" does not exist`, Offset: 7}
	fmt.Println(statement[p.Place(statement):])
	p = dialect.Problem{Class: dialect.NotFound, Offset: -1} // the server does not say where
	fmt.Println(p.Place(statement))
	// Output:
	// emial FROM users
	// -1
}

func ExampleImpact_And() {
	index := dialect.Impact{Lock: dialect.LockWrites, Scans: true}
	drop := dialect.Impact{Lock: dialect.LockBriefly, Loses: "the values of users.note"}
	both := index.And(drop)
	fmt.Println(both)
	fmt.Println("lost:", both.Loses)
	// Output:
	// reads the whole table, blocks writes
	// lost: the values of users.note
}
