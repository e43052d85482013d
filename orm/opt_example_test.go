package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type Ticket struct {
	ID    int64
	State orm.Opt[string]
}

func (k *Ticket) Declare(t *orm.Def) {
	t.Col(&k.State).Len(10).Default(metadata.Literal("new"))
}

func ExampleOpt() {
	meta := metadata.New()
	if _, err := orm.Map[Ticket](meta); fail(err) {
		return
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	a, b := &Ticket{}, &Ticket{State: orm.Some("")} // the default, and an empty text
	if fail(s.Add(a, b)) || fail(s.Commit(ctx)) {
		return
	}
	fmt.Printf("%q %q\n", a.State.V, b.State.V)
	// Output: "new" ""
}
