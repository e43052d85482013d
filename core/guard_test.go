package core_test

import (
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
)

type panicker struct{}

func (*panicker) Scan(any) error { panic("Scan panics") }

// read returns what the reading of a row panics with.
func read(t *testing.T, db core.DB) (panicked any) {
	defer func() { panicked = recover() }()
	_, err := core.Read(core.Text("SELECT 1 AS n, 2 AS m"), core.Scan[struct {
		N int64
		M panicker
	}]()).All(t.Context(), db)
	t.Errorf("it has not panicked: %v", err)
	return nil
}

// TestPanicsCloseTheRows: a Scan that panics is no reason to lose a connection,
// nor to wait for ever where rows are read through database/sql.
func TestPanicsCloseTheRows(t *testing.T) {
	rows := &fakeRows{data: texts("a")}
	func() {
		defer func() { _ = recover() }()
		_, _ = core.Read(core.Text("SELECT word"), core.Scan[struct{ Word panicker }]()).All(t.Context(), fakeDB{rows: rows})
	}()
	if rows.closed != 1 {
		t.Errorf("rows that fill places were closed %d times", rows.closed)
	}
	db, err := engine.Open(t.Context(), all.Dialects(), "sqlite::memory:") // one connection
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	done := make(chan any)
	go func() { done <- read(t, db) }()
	select {
	case p := <-done:
		if p != "Scan panics" {
			t.Errorf("it panics with %v", p)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the rows cannot be closed")
	}
	if one, err := core.Select(core.Val(1)).One(t.Context(), db); err != nil || one != 1 {
		t.Errorf("the connection is lost: %v, %v", one, err)
	}
}
