package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Happening is an entry of any kind.
type Happening interface{ What() string }

// Entry is what logins and purchases have in common. There is no table for it.
type Entry struct {
	ID   int64
	User string
}

func (e *Entry) Declare(t *orm.Def) { t.Abstract() }

type SignIn struct {
	Entry
	Address string
}

func (l *SignIn) What() string { return l.User + " from " + l.Address }

func (l *SignIn) Declare(t *orm.Def) { orm.ConcreteTable(t, &l.Entry) }

type Purchase struct {
	Entry
	Price int
}

func (p *Purchase) What() string { return fmt.Sprint(p.User, " paid ", p.Price) }

func (p *Purchase) Declare(t *orm.Def) { orm.ConcreteTable(t, &p.Entry) }

func ExampleConcreteTable() {
	meta := metadata.New()
	Entries := orm.Bind[struct {
		orm.Poly[Happening, Entry]
		ID   core.Num[int64]
		User core.Str
	}](meta)
	must2(orm.Map[SignIn](meta))
	must2(orm.Map[Purchase](meta))
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()
	if fail(s.Add(&SignIn{Entry{User: "ann"}, "home"}, &Purchase{Entry{User: "ann"}, 5})) || fail(s.Commit(ctx)) {
		return
	}
	for h, err := range Entries.Select().Where(Entries.User.Eq("ann")).Iter(ctx, db) {
		if fail(err) {
			return
		}
		fmt.Println(h.What())
	}
	// Output:
	// ann from home
	// ann paid 5
}
