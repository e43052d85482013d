package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/orm"
)

// The text of a volume is deferred: queries leave it out.
func ExampleLoadColumns() {
	ctx, db := open(volumeMeta)
	defer db.Close()
	writer := orm.NewSession(db, volumeMeta)
	if fail(writer.Add(&Volume{Title: "tea", Text: "Pour on boiling water."})) || fail(writer.Commit(ctx)) {
		return
	}
	s := orm.NewSession(db, volumeMeta)
	defer s.Close()
	v, err := orm.Get[Volume](ctx, s, 1)
	if fail(err) {
		return
	}
	fmt.Printf("%q\n", v.Text)
	err = orm.LoadColumns(ctx, s, []*Volume{v}, Volumes.Text)
	fmt.Printf("%q %v\n", v.Text, err)
	// Output:
	// ""
	// "Pour on boiling water." <nil>
}
