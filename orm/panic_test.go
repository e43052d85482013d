package orm_test

import (
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
	"github.com/dbtool/dbtool/orm"
)

type mine string

func (*mine) Scan(any) error { panic("Scan panics") }

type panics struct {
	ID   int64
	Note orm.Opt[mine]
}

func (p *panics) Declare(t *orm.Def) {
	t.Col(&p.Note).Type(metadata.String(10)).Default(metadata.Literal("x"))
}

// TestPanicsInWhatAnInsertReturns: a program's own Scan that panics must not
// leave a transaction that cannot be ended, nor the only connection in use.
func TestPanicsInWhatAnInsertReturns(t *testing.T) {
	meta := metadata.New()
	if _, err := orm.Map[panics](meta); err != nil {
		t.Fatal(err)
	}
	db, err := engine.Open(t.Context(), all.Dialects(), "sqlite::memory:") // one connection
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(t.Context(), db, meta); err != nil {
		t.Fatal(err)
	}
	said := make(chan any)
	go func() {
		defer func() { said <- recover() }()
		s := orm.NewSession(db, meta)
		defer s.Close()
		if err := s.Add(&panics{}); err != nil {
			t.Error(err)
		}
		t.Error("it has not panicked:", s.Commit(t.Context()))
	}()
	select {
	case p := <-said:
		if p != "Scan panics" {
			t.Errorf("it panics with %v", p)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the transaction cannot be ended")
	}
	if one, err := core.Select(core.Val(1)).One(t.Context(), db); err != nil || one != 1 {
		t.Errorf("the connection is lost: %v, %v", one, err)
	}
}
