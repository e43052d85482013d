package orm_test

import (
	"encoding/json"
	"testing"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type counter struct {
	ID, Nr, Own int64
	At          string
}

func (c *counter) Declare(t *orm.Def) {
	t.Col(&c.ID).Identity(metadata.SequenceOptions{Start: metadata.Ptr[int64](100)})
	t.Col(&c.Nr).AlwaysIdentity(metadata.SequenceOptions{})
	t.Col(&c.Own).Autoincrement(false)
	t.Col(&c.At).SetOnUpdate(metadata.Now()).Option("mysql.invisible", "true")
}

// TestColumnsOfOneServer: what some servers alone have reaches the table.
func TestColumnsOfOneServer(t *testing.T) {
	table, err := orm.Map[counter](metadata.New())
	if err != nil {
		t.Fatal(err)
	}
	id, nr, at := table.Column("id"), table.Column("nr"), table.Column("at")
	if id.Identity == nil || *id.Identity.Start != 100 || id.Identity.Always || nr.Identity == nil || !nr.Identity.Always {
		t.Errorf("identities: %+v, %+v", id.Identity, nr.Identity)
	}
	if table.Column("own").Autoincrement != metadata.AutoincrementOff || at.OnUpdate == nil || at.Options["mysql.invisible"] != "true" {
		t.Errorf("the others: %+v, %+v", table.Column("own"), at)
	}
}

type memo struct {
	ID   int64
	Text json.RawMessage
	Seen orm.Opt[int]
}

func (m *memo) Declare(t *orm.Def) {
	t.Col(&m.Text).JSON()
	t.Col(&m.Seen).Default(metadata.Literal(0))
}

// TestNoDocument: no document and the document null are two things, before and
// after.
func TestNoDocument(t *testing.T) {
	meta := metadata.New()
	must[*metadata.Table](t)(orm.Map[memo](meta))
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()
	m := &memo{}
	ok(t, s.Add(m))
	ok(t, s.Commit(ctx))
	if m.Text != nil || s.Dirty(m) {
		t.Errorf("no document became %q", m.Text)
	}
	m.Text = json.RawMessage("null")
	if !s.Dirty(m) {
		t.Error("the document null is not seen")
	}
	ok(t, s.Flush(ctx))
	ok(t, s.Rollback())
	if m.Text != nil {
		t.Errorf("rolled back to %q", m.Text)
	}
}

// TestColumnsSayAll: what only the longer words of a declaration say is in the
// table, and rows come back with it.
func TestColumnsSayAll(t *testing.T) {
	meta := metadata.New()
	if _, err := orm.Map[Seat](meta); err != nil {
		t.Fatal(err)
	}
	ctx, db := open(meta)
	defer db.Close()
	s := orm.NewSession(db, meta)
	defer s.Close()

	window := "window"
	first, second, third := &Seat{Hall: 1, Nr: 2}, &Seat{Hall: 1, Nr: 3, Note: orm.Some(&window), Photo: []byte{}}, &Seat{Hall: 2, Nr: 2, Note: orm.Some[*string](nil)}
	first.Voucher = &Voucher{}
	if err := s.Add(first, second, third); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if n := first.Note; !n.Set || n.V == nil || *n.V != "aisle" {
		t.Errorf("the default was not read back: %+v", n)
	}
	if first.Voucher.Hall != 1 || first.Voucher.Nr != 2 {
		t.Errorf("the ticket's key is %+v", first.Voucher)
	}
	s.Expunge(second, third)
	again, err := orm.Get[Seat](ctx, s, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	if again.Note.V != nil || again.Photo != nil {
		t.Errorf("NULL came back as %+v", again)
	}
	if again, err = orm.Get[Seat](ctx, s, 1, 3); err != nil {
		t.Fatal(err)
	}
	if again.Photo == nil || *again.Note.V != "window" {
		t.Errorf("a value came back as %+v", again)
	}
	*again.Note.V = "door"
	if !s.Dirty(again) {
		t.Error("a change behind the pointer was not seen")
	}
}
