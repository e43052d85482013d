package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type Note struct {
	ID   int64
	Text string
}

var notesMeta = metadata.New()

// Notes maps Note and has a handle for each of its fields.
var Notes = orm.Bind[struct {
	orm.Table[Note]
	ID   core.Num[int64]
	Text core.Str
}](notesMeta)

func ExampleBind() {
	ctx, db := open(notesMeta)
	defer db.Close()
	s := orm.NewSession(db, notesMeta)
	defer s.Close()

	if fail(s.Add(&Note{Text: "buy tea"})) {
		return
	}
	n, err := Notes.Select().Where(Notes.Text.Contains("tea")).First(ctx, s) // flushes first
	if fail(err) {
		return
	}
	fmt.Println(n.ID, n.Text)
	// Output: 1 buy tea
}

// halfNotes has no handle for a field, and one of a wrong type.
type halfNotes struct {
	orm.Table[Note]
	ID core.Str
}

func ExampleTryBind() {
	_, err := orm.TryBind[halfNotes](metadata.New())
	fmt.Println(err)
	// Output:
	// orm.Bind: handle ID of orm_test.Note: the handle is for string, and the field orm_test.Note.ID is a int64
	// orm.Bind: there is no handle for orm_test.Note.Text
}
