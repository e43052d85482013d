package orm_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// describe is all of an object but its key and version.
func describe(o Staffer) string {
	b := o.Base()
	office := int64(0)
	if b.OfficeID != nil {
		office = *b.OfficeID
	}
	text := fmt.Sprintf("%T %s %d in %d", o, b.Name, b.Age, office)
	switch o := o.(type) {
	case *Engineer:
		text += " " + o.Language
	case *Senior:
		text += fmt.Sprintf(" %s %d", o.Language, *o.Level)
	case *Manager:
		text += fmt.Sprintf(" %d", *o.Budget)
	}
	return text
}

// crew is a session with what its objects must be: state is what each was when
// the innermost transaction began.
type crew struct {
	*rand.Rand
	s       *orm.Session
	offices []*Office
	here    []Staffer
	number  int
}

func (c *crew) state() map[Staffer]string {
	all := map[Staffer]string{}
	for _, o := range c.here {
		all[o] = describe(o)
	}
	return all
}

// edit does one thing at random.
func (c *crew) edit(t *testing.T, ctx context.Context) {
	t.Helper()
	if c.IntN(4) == 0 || len(c.here) == 0 {
		c.add(t)
		return
	}
	i := c.IntN(len(c.here))
	o := c.here[i]
	switch c.IntN(6) {
	case 0:
		ok(t, c.s.Delete(o))
		c.here = slices.Delete(slices.Clone(c.here), i, i+1)
	case 1:
		o.Base().Age++
	case 2:
		office := c.offices[c.IntN(len(c.offices))]
		o.Base().OfficeID = &office.ID
	case 3:
		o.Base().OfficeID = nil
	case 4:
		ok(t, c.s.Flush(ctx))
	default:
		switch o := o.(type) {
		case *Engineer:
			o.Language += "+"
		case *Senior:
			*o.Level++
			o.Language = fmt.Sprint("l", *o.Level)
		case *Manager:
			*o.Budget = 0
		}
	}
}

func (c *crew) add(t *testing.T) {
	t.Helper()
	c.number++
	level, budget := c.number, int64(c.number)
	e := Employee{Name: fmt.Sprint("n", c.number)}
	o := []Staffer{&e, &Engineer{Employee: e, Language: "go"}, &Senior{Engineer{Employee: e}, &level}, &Manager{e, &budget}}[c.IntN(4)]
	ok(t, c.s.Add(o))
	c.here = append(slices.Clone(c.here), o)
}

// staffRandom makes random edits, some of which are rolled back, and compares
// objects and database with what they must be.
func staffRandom(t *testing.T, ctx context.Context, db *engine.Engine, f *firm) {
	for seed := range uint64(4) {
		c := &crew{Rand: rand.New(rand.NewPCG(seed, 7)), s: orm.NewSession(db, f.meta), offices: []*Office{{Name: "a"}, {Name: "b"}}}
		ok(t, c.s.Add(c.offices[0], c.offices[1]))
		ok(t, c.s.Commit(ctx))
		for range 12 {
			before, was := c.here, c.state()
			undone := c.IntN(3) == 0
			err := c.s.InTx(ctx, func(ctx context.Context) error {
				for range 6 {
					c.edit(t, ctx)
				}
				c.inner(t, ctx, seed)
				if undone {
					return errors.New("undone")
				}
				return nil
			})
			if undone != (err != nil) {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if undone {
				c.here = before
				c.same(t, was, seed)
			}
			c.stored(t, ctx, db, f, seed)
		}
		ok(t, c.s.Close())
		f.empty(t, ctx, db)
	}
}

// inner is a savepoint that is rolled back.
func (c *crew) inner(t *testing.T, ctx context.Context, seed uint64) {
	ok(t, c.s.Flush(ctx))
	before, was := c.here, c.state()
	err := c.s.InTx(ctx, func(ctx context.Context) error {
		for range 4 {
			c.edit(t, ctx)
		}
		return errors.New("undone")
	})
	wants(t, err, "undone")
	c.here = before
	c.same(t, was, seed)
}

func (c *crew) same(t *testing.T, was map[Staffer]string, seed uint64) {
	t.Helper()
	for o, text := range was {
		if got := describe(o); got != text || !c.s.Contains(o) {
			t.Fatalf("seed %d: %s, and it was %s", seed, got, text)
		}
	}
}

// stored compares the database with the objects.
func (c *crew) stored(t *testing.T, ctx context.Context, db *engine.Engine, f *firm, seed uint64) {
	t.Helper()
	var got, want []string
	for _, o := range must[[]Staffer](t)(f.Staff.Select().All(ctx, db)) {
		got = append(got, describe(o))
	}
	for _, o := range c.here {
		want = append(want, describe(o))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("seed %d: the database has\n%q\nwant\n%q", seed, got, want)
	}
}
