package dialect_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/metadata"
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

// A statement is data; a dialect and a server make text of it. Values go apart
// from the text.
func ExampleSpell() {
	users := core.NewTable[struct {
		core.Table
		Name core.Str
	}](metadata.New(), "users", metadata.Col("name", metadata.String(50)))
	s, err := core.Select(users.Name).Where(users.Name.ILike("a%")).Statement()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range []dialect.Dialect{postgres.New(), mysql.New()} {
		text, args, err := dialect.Spell(d, &dialect.Server{Product: d.Name()}, s)
		fmt.Println(text, args, err)
	}
	// Output:
	// SELECT "users"."name" FROM "users" WHERE "users"."name" ILIKE $1 [a%] <nil>
	// SELECT `users`.`name` FROM `users` WHERE lower(`users`.`name`) LIKE lower(?) [a%] <nil>
}

// Question marks and names in quotes and comments are no places for arguments.
func ExampleMarks() {
	marks, rest, err := dialect.Marks("SELECT ':no', :id, ? -- ?", lex.Postgres())
	for _, m := range marks {
		fmt.Printf("%q then %q\n", m.Before, m.Name)
	}
	fmt.Printf("%q %v\n", rest, err)
	// Output:
	// "SELECT ':no', " then "id"
	// ", " then ""
	// " -- ?" <nil>
}
