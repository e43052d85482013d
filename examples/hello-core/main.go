// Hello-core is the first program: a table, a row, a query.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

var meta = metadata.New()

var messages = core.NewTable[struct {
	core.Table
	ID      core.Num[int64]
	Message core.Str
}](meta, "messages",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("message", metadata.String(50)),
)

func main() {
	ctx := context.Background()
	db, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(ctx, db, meta); err != nil {
		log.Fatal(err)
	}
	if _, err := core.Insert(messages).Values(messages.Message.Set("Hello, World!")).Exec(ctx, db); err != nil {
		log.Fatal(err)
	}
	message, err := core.Select(messages.Message).One(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message)
}
