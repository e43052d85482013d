package core_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
)

// TestMisuse: what was not begun, bound or opened is a clear error, and no panic.
func TestMisuse(t *testing.T) {
	ctx := t.Context()
	db, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var h struct { // never bound
		core.Table
		ID   core.Num[int64]
		Data core.JSON[int]
	}
	var rel core.Relation
	var row core.Row
	var cursor core.Cursor[int64]
	defer cursor.Close()
	ids := core.Select(users.ID)
	run := func(s interface {
		Exec(context.Context, core.DB) (core.Result, error)
	}) error {
		_, err := s.Exec(ctx, db)
		return err
	}
	read := func(q core.Query[int64]) error { _, err := q.All(ctx, db); return err }
	on := func(db core.DB) error { _, err := ids.All(ctx, db); return err }
	var nobody *engine.Engine
	for i, c := range []struct {
		err  error
		want string
	}{
		{on(nil), "the DB is nil"}, {on(nobody), "open one with Open"}, {on(&engine.Engine{}), "open one with Open"}, {on(&engine.Tx{}), "open one with Open"}, {on(&engine.Conn{}), "open one with Open"},
		{second(core.Delete(users).AllRows().Exec(ctx, nil)), "the DB is nil"}, {read(core.Query[int64]{}), "begin one with Select"},
		{run(core.InsertInto{}), "begin one with Insert"}, {run(core.InsertInto{}.Values(users.ID.Set(1)).Values(users.ID.Set(1), users.Age.Set(1))), "row 2"},
		{run(core.Upsert{}.DoNothing()), "begin one with Insert"}, {run(core.UpdateOf{}.Set(users.ID.Set(1)).AllRows()), "begin one with Update"}, {run(core.DeleteFrom{}.AllRows()), "begin one with Delete"},
		{run(core.TruncateOf{}), "no tables"}, {run(core.TextOf{}), "the text is empty"}, {read(core.Read(core.Text(" "), users.ID)), "the text is empty"},
		{read(core.Select(core.Val(int64(1))).From(rel)), "are not bound"}, {read(core.Select(core.Of(rel, users.ID))), "are not bound"}, {read(core.Select(core.Of(rel.Alias("x"), users.ID))), "are not bound"},
		{read(ids.With(rel)), "no common table expression"}, {read(core.Select(h.ID).From(h)), "missing"}, {run(core.Insert(h).Values(h.ID.Set(1))), "not bound"}, {run(core.Insert(users).Values(h.ID.Set(1))), "bound to no column"},
		{run(core.Insert(users).Values(h.Data.Set(1))), "bound to no column"}, {run(core.Update(users).Set(users.ID.SetTo(h.ID.Excluded())).AllRows()), "are not bound"}, {read(ids.Where(nil)), "an expression is nil"},
		{second(core.Select(core.Columns(users.ID, nil)).All(ctx, db)), "an expression is nil"}, {read(core.Select(core.CaseOf[int64]{}.Else(users.ID))), "begin one with If"}, {read(ids.OrderBy(core.Order{})), "missing"},
		{second(core.Select(core.Into[price](nil)).All(ctx, db)), "the function of core_test.price is nil"},
		{read(core.Read(core.Text("SELECT :a", sql.Named("a", 1), sql.Named("b", 2)), users.ID)), "the argument :b is not used"},
		{second(core.Select(users.Name.Substring(0, 2)).All(ctx, db)), "positions begin at 1"}, {second(core.Select(core.Ptr(things.Data.With(1))).All(ctx, db)), "need a path"}, {second(core.Select(core.Ptr(things.Data.Without())).All(ctx, db)), "need a path"},
		{second(core.Get(row, users.ID)), "the row has no users.id"}, {second(cursor.FetchOne()), "begin one with Query.Cursor"}, {second(cursor.FetchAll()), "begin one with Query.Cursor"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%d: %v, want %q", i, c.err, c.want)
		}
	}
	if names := fmt.Sprint(row.Names(), row.Map(), row.Len()); names != "[] map[] 0" {
		t.Error(names)
	}
}

func second[T any](_ T, err error) error { return err }
