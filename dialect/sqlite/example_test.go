package sqlite_test

import (
	"context"
	"fmt"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

// A portable schema is brought into SQLite's own form and spelled.
func ExampleNew() {
	d := sqlite.New()
	e, err := engine.Open(context.Background(), []dialect.Dialect{d}, "sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	m := metadata.New()
	metadata.NewTable(m, "users",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("mood", metadata.EnumOf("mood", "sad", "happy")).Default(metadata.Literal("happy")),
	)
	m, err = d.Normalize(m, e.Server)
	if err != nil {
		fmt.Println(err)
		return
	}
	statements, err := d.Compile(e.Server, ddl.CreateTable{Table: m.Tables()[0]})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(statements[0].SQL)
	// Output:
	// CREATE TABLE "users" (
	//   "id" INTEGER PRIMARY KEY NOT NULL,
	//   "mood" TEXT NOT NULL DEFAULT 'happy',
	//   CHECK ("mood" IN ('sad', 'happy'))
	// )
}
