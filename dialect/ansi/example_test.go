package ansi_test

import (
	"errors"
	"fmt"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Every Normalize begins with Prepare: names are given, variants are picked,
// and nothing is left to a rule.
func ExamplePrepare() {
	m := metadata.New()
	m.Naming = metadata.NamingConvention{"pk": "pk_%(table_name)s"}
	metadata.NewTable(m, "users",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("code", metadata.UUID().On("mysql", metadata.Exact("binary(16)"))),
		metadata.Option("postgres.fillfactor", "70"),
	)
	p, err := ansi.Prepare(m, &dialect.Server{Dialect: "mysql", Names: []string{"mariadb", "mysql"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	users := p.Tables()[0]
	fmt.Println(users.PrimaryKey.Name, users.Column("id").Autoincrement, users.Column("code").Type, len(users.Options))
	// Output: pk_users on binary(16) 0
}

func ExampleOwn() {
	fmt.Println(ansi.Own(metadata.Options{"mysql.engine": "InnoDB", "sqlite.strict": "true"}, "mysql"))
	// Output: map[mysql.engine:InnoDB]
}

func ExampleRefusal() {
	err := ansi.Refusal(metadata.Position{File: "models.go", Line: 7}, metadata.Name{Name: "users"}, "tags", "%s has no arrays", "SQLite")
	fmt.Println(err)
	var mistake *metadata.ValidationError
	fmt.Println(errors.Is(err, dialect.ErrUnsupported), errors.As(err, &mistake))
	// Output:
	// models.go:7: table users, column tags: SQLite has no arrays
	// true true
}

func ExampleImpact() {
	users := &metadata.Table{Name: "users", Columns: []*metadata.Column{{Name: "email", Type: metadata.Exact("text")}}}
	in := ddl.In{From: users, To: users}
	fmt.Println(ansi.Impact(ddl.DropColumn{In: in, Column: users.Columns[0]}).Loses)
	// Output: the values of users.email
}

func ExampleResolved() {
	t := metadata.BigInt().On("mysql", metadata.Exact("bigint unsigned"))
	fmt.Println(ansi.Resolved(&t, "mysql"), ansi.Resolved(&t, "sqlite"))
	// Output: bigint unsigned bigint
}
