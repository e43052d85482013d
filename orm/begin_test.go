package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// TestBegin: a session's transaction is as it was asked for.
func TestBegin(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		named(t, ctx, db, "old")
		s, other := orm.NewSession(db, meta), orm.NewSession(db, meta)
		defer s.Close()
		defer other.Close()
		level := sql.LevelRepeatableRead
		if db.Server.Caps.SingleWriter {
			level = sql.LevelDefault // SQLite has the highest, and no word for it
		}
		ok(t, s.Begin(ctx, engine.TxOptions{ReadOnly: true, Isolation: level}))
		if err := s.Begin(ctx, engine.TxOptions{}); err == nil {
			t.Error("the transaction was begun twice")
		}
		u := must[*User](t)(orm.Get[User](ctx, s, 1))
		must[*User](t)(orm.Get[User](ctx, other, 1)).Name = "new"
		ok(t, other.Commit(ctx))
		if got := must[string](t)(core.Select(Users.Name).One(ctx, s)); got != "old" {
			t.Errorf("the second query sees the %s name", got)
		}
		u.Name = "mine"
		if err := s.Commit(ctx); !errors.Is(err, engine.ErrReadOnly) {
			t.Errorf("a change in a transaction that only reads: %v", err)
		}
		if u.Name != "old" {
			t.Errorf("the object was not put back: %q", u.Name)
		}
		if err := s.Begin(ctx, engine.TxOptions{Retries: 3}); err == nil {
			t.Error("retries were accepted")
		}
		ok(t, s.Begin(ctx, engine.TxOptions{}))
		ok(t, s.Refresh(ctx, u))
		u.Name = "mine"
		ok(t, s.Commit(ctx))
		if got := must[string](t)(core.Select(Users.Name).One(ctx, db)); got != "mine" {
			t.Errorf("the name is %q", got)
		}
	})
}
