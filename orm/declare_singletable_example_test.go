package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Animal is what pets of all kinds are read as.
type Animal interface{ Says() string }

type Pet struct {
	ID      int64
	Species string
	Name    string
}

func (p *Pet) Declare(t *orm.Def) {
	t.Name("pets")
	orm.Discriminator(t, &p.Species) // there are no pets that are nothing else
}

type Dog struct {
	Pet
	Trick *string
}

func (d *Dog) Says() string { return d.Name + " says woof" }

func (d *Dog) Declare(t *orm.Def) { orm.SingleTable(t, &d.Pet, "dog") }

type Cat struct {
	Pet
	Lives int
}

func (c *Cat) Says() string { return fmt.Sprintf("%s has %d lives", c.Name, c.Lives) }

func (c *Cat) Declare(t *orm.Def) {
	orm.SingleTable(t, &c.Pet, "cat")
	t.RequireOwn()
}

var petMeta = metadata.New()

var Pets = orm.Bind[struct {
	orm.Poly[Animal, Pet]
	ID      core.Num[int64]
	Species core.Str
	Name    core.Str
}](petMeta)

var Dogs = orm.Bind[struct {
	orm.Table[Dog]
	ID            core.Num[int64]
	Species, Name core.Str
	Trick         core.Str
}](petMeta)

var Cats = orm.Bind[struct {
	orm.Table[Cat]
	ID            core.Num[int64]
	Species, Name core.Str
	Lives         core.Num[int]
}](petMeta)

func ExampleSingleTable() {
	ctx, db := open(petMeta)
	defer db.Close()
	s := orm.NewSession(db, petMeta)
	defer s.Close()
	if fail(s.Add(&Dog{Pet: Pet{Name: "rex"}}, &Cat{Pet: Pet{Name: "tom"}, Lives: 9})) || fail(s.Commit(ctx)) {
		return
	}
	animals, err := Pets.Select().OrderBy(Pets.Name.Asc()).All(ctx, s)
	if fail(err) {
		return
	}
	for _, a := range animals {
		fmt.Println(a.Says())
	}
	old, err := Pets.Select().Where(Cats.Lives.Gt(7)).Count(ctx, s)
	fmt.Println(old, err)
	// Output:
	// rex says woof
	// tom has 9 lives
	// 1 <nil>
}

// The session sets the field, and reads by it of which type a row is.
func ExampleDiscriminator() {
	ctx, db := open(petMeta)
	defer db.Close()
	s := orm.NewSession(db, petMeta)
	defer s.Close()
	rex := &Dog{Pet: Pet{Name: "rex"}}
	if fail(s.Add(rex)) || fail(s.Commit(ctx)) {
		return
	}
	found, err := Pets.Get(ctx, s, rex.ID)
	fmt.Println(rex.Species, found == rex, err)
	_, err = orm.Get[Cat](ctx, s, rex.ID)
	fmt.Println(err)
	// Output:
	// dog true <nil>
	// orm: the row is a orm_test.Dog, and a orm_test.Cat was asked for: sql: no rows in result set
}
