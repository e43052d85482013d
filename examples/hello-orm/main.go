// Hello-orm is the first program with objects: declare, create, add, commit,
// query.
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
	"github.com/dbtool/dbtool/orm"
)

// Message is a row of the table message.
type Message struct {
	ID   int64
	Text string
}

var meta = metadata.New()

var messages = orm.Bind[struct {
	orm.Table[Message]
	ID   core.Num[int64]
	Text core.Str
}](meta)

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
	s := orm.NewSession(db, meta)
	defer s.Close()
	if err := s.Add(&Message{Text: "Hello, World!"}); err != nil {
		log.Fatal(err)
	}
	if err := s.Commit(ctx); err != nil {
		log.Fatal(err)
	}
	m, err := messages.Select().First(ctx, s)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Text)
}
