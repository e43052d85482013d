package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Place knows nothing of databases.
type Place struct {
	ID   int64
	Name string
}

func ExampleMapTo() {
	meta := metadata.New()
	places := metadata.NewTable(meta, "places",
		metadata.Col("id", metadata.BigInt()).PrimaryKey(),
		metadata.Col("name", metadata.String(80)),
		metadata.Col("note", metadata.Text()).Null(), // not mapped
	)
	if fail(orm.MapTo[Place](meta, places)) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	p := &Place{Name: "Hull"}
	if fail(s.Add(p)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Println(p.ID)
	// Output: 1
}
