package orm_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Craft is the first of a family whose members make mistakes.
type Craft struct {
	ID   int64
	Kind string
	Name string
}

func (c *Craft) Declare(t *orm.Def) { orm.Discriminator(t, &c.Kind, "craft") }

type Craftlike interface{ Name1() string }

func (c *Craft) Name1() string { return c.Name }

type Boat struct {
	Craft
	Draft int
}

func (b *Boat) Declare(t *orm.Def) { orm.SingleTable(t, &b.Craft, "boat") }

// Ship has the value that Boat has.
type Ship struct{ Craft }

func (s *Ship) Declare(t *orm.Def) { orm.JoinedTable(t, &s.Craft, "boat") }

// Plane holds its base and does not embed it.
type Plane struct {
	ID   int64
	Base Craft
}

func (p *Plane) Declare(t *orm.Def) {
	t.Ignore(&p.Base)
	orm.SingleTable(t, &p.Base, "plane")
}

// Sled embeds its base behind another field.
type Sled struct {
	Dogs int
	Craft
}

func (s *Sled) Declare(t *orm.Def) { orm.SingleTable(t, &s.Craft, "sled") }

// Kite says nothing of its base, whose Declare it is taken for.
type Kite struct {
	Craft
	Tail int
}

// Raft says what its base says, and a lot that only the base can say.
type Raft struct {
	Craft
	Logs    int
	Changes int
}

func (r *Raft) Declare(t *orm.Def) {
	orm.SingleTable(t, &r.Craft, 7)
	t.Name("rafts")
	t.Col(&r.Name).Len(20)
	t.PK(&r.Logs)
	t.Version(&r.Changes)
}

// Loose extends what no field tells the types of.
type Loose struct {
	Bare
	Extra int
}

type Bare struct{ ID int64 }

func (l *Loose) Declare(t *orm.Def) { orm.JoinedTable(t, &l.Bare, "loose") }

// Mixed is concrete in a family that is not.
type Mixed struct{ Craft }

func (m *Mixed) Declare(t *orm.Def) { orm.ConcreteTable(t, &m.Craft) }

// Sub has no number for a name, and so is no Numbered.
type Sub struct{ Craft }

func (s *Sub) Declare(t *orm.Def) { orm.SingleTable(t, &s.Craft, "sub") }

// Numbered is what a Craft is not.
type Numbered interface{ Number() int }

// Clashing has a column that another type has with another type.
type Clashing struct {
	Craft
	Draft string
}

func (c *Clashing) Declare(t *orm.Def) { orm.SingleTable(t, &c.Craft, "clashing") }

// Dock holds crafts as what cannot be a boat.
type Dock struct {
	ID     int64
	First  *Craft
	Of     int64
	FreeAt int64
}

func (d *Dock) Declare(t *orm.Def) { orm.BelongsTo(t, &d.First, &d.Of) }

func TestMistakesInFamilies(t *testing.T) {
	boats := func() *metadata.MetaData {
		meta := metadata.New()
		must[*metadata.Table](t)(orm.Map[Boat](meta))
		return meta
	}
	for what, try := range map[string]struct {
		do   func() error
		says []string
	}{
		"value twice":                   {func() error { _, err := orm.Map[Ship](boats()); return err }, []string{"the discriminator says boat for orm_test.Boat already"}},
		"base is no embedded field":     {func() error { _, err := orm.Map[Plane](metadata.New()); return err }, []string{"it can only extend a struct that it embeds as its first field, and orm_test.Craft is not"}},
		"base is not the first field":   {func() error { _, err := orm.Map[Sled](metadata.New()); return err }, []string{"it can only extend a struct that it embeds as its first field"}},
		"no declaration of its own":     {func() error { _, err := orm.Map[Kite](metadata.New()); return err }, []string{"it embeds orm_test.Craft, which others extend: give it a Declare method of its own that says how, as by orm.SingleTable(t, &x.Craft, value)"}},
		"what only the base can say":    {func() error { _, err := orm.Map[Raft](metadata.New()); return err }, []string{"the discriminator Kind is a string, and 7 is a int", "it is kept in craft, the table of orm_test.Craft, and has none to be named", "Name is a field of orm_test.Craft, whose Declare says what it is", "Logs cannot be part of the primary key", "a version or soft delete counts for the whole row"}},
		"no discriminator":              {func() error { _, err := orm.Map[Loose](metadata.New()); return err }, []string{"orm_test.Bare does not say which field tells the types of its rows; say orm.Discriminator(t, &x.Field, value)"}},
		"concrete beside others":        {func() error { _, err := orm.Map[Mixed](boats()); return err }, []string{"that cannot be mixed with others"}},
		"one column of two types":       {func() error { _, err := orm.Map[Clashing](boats()); return err }, []string{"the column draft is in craft already, as bigint and not as text"}},
		"no foreign key to the base":    {linkless, []string{"the primary key of ships has no foreign key to craft (id), so that their rows do not belong together"}},
		"an interface it has not":       {func() error { return bindCraft[Numbered](boats()) }, []string{"*orm_test.Craft does not implement orm_test.Numbered", "*orm_test.Boat does not implement orm_test.Numbered"}},
		"no interface":                  {func() error { return bindCraft[Craft](boats()) }, []string{"orm_test.Craft is no interface"}},
		"a pointer to the base":         {func() error { _, err := orm.Map[Dock](boats()); return err }, []string{"orm_test.Dock.First holds *orm_test.Craft and cannot hold a orm_test.Boat, which extends it; make it an interface"}},
		"a pointer, and then a subtype": {pointerFirst, []string{"cannot hold a orm_test.Sub, which extends it"}},
	} {
		err := try.do()
		if err == nil {
			t.Errorf("%s: no error", what)
			continue
		}
		for _, words := range try.says {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v\nwant %q", what, err, words)
			}
		}
		if !strings.Contains(err.Error(), "inherit_mistakes_test.go:") && !strings.HasPrefix(err.Error(), "orm.Bind: ") && !strings.HasPrefix(err.Error(), "orm: *orm_test") {
			t.Errorf("%s: it does not say where: %v", what, err)
		}
	}
}

func bindCraft[I any](meta *metadata.MetaData) error {
	_, err := orm.TryBind[craftTable[I]](meta)
	return err
}

type craftTable[I any] struct {
	orm.Poly[I, Craft]
	ID         core.Num[int64]
	Kind, Name core.Str
}

func linkless() error {
	meta := metadata.New()
	ships := metadata.NewTable(meta, "ships", metadata.Col("id", metadata.BigInt()).PrimaryKey())
	return orm.MapTo[Ship](meta, ships)
}

func pointerFirst() error {
	meta := metadata.New()
	if _, err := orm.Map[Dock](meta); err != nil {
		return err
	}
	_, err := orm.Map[Sub](meta)
	return err
}
