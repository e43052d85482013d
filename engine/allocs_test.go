package engine_test

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

// plan is what is done both by hand and by core.
type plan struct {
	name      string
	raw, core func() error
	// more is how much more core may allocate, as a part of raw.
	more float64
}

// What core allocates is held against database/sql used by hand, which is the
// same on every machine. Ten percent more is the rule. A change of one row by an
// expression is built anew each time, which raw's constant text is not.
func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	e, err := engine.Open(ctx, all.Dialects(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	const table = "CREATE TABLE articles (id INTEGER PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, maker_id INTEGER NOT NULL, stock INTEGER NOT NULL)"
	for _, h := range []*sql.DB{db, e.DB} {
		if _, err := h.Exec(table); err != nil {
			t.Fatal(err)
		}
	}
	list := make([]good, 1000)
	for i := range list {
		list[i] = good{int64(i + 1000), fmt.Sprint("c", i), fmt.Sprint("n", i), i, 1, i}
	}
	for _, p := range plans(ctx, db, e, list) {
		raw, own := allocations(t, p.raw), allocations(t, p.core)
		if own > raw*(1+p.more) {
			t.Errorf("%s: %.0f allocations, by hand %.0f", p.name, own, raw)
		}
		t.Logf("%s: %.0f allocations, by hand %.0f", p.name, own, raw)
	}
}

func allocations(t *testing.T, f func() error) float64 {
	t.Helper()
	return testing.AllocsPerRun(50, func() {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	})
}

// good is an article as a struct.
type good struct {
	ID         int64
	Code, Name string
	Size       int
	MakerID    int64
	Stock      int
}

var wholeGood = core.Select(core.Into(func(g *good) []core.Field {
	return []core.Field{core.To(&g.ID, articles.ID), core.To(&g.Code, articles.Code), core.To(&g.Name, articles.Name), core.To(&g.Size, articles.Size),
		core.To(&g.MakerID, articles.MakerID), core.To(&g.Stock, articles.Stock)}
}))

var goodFields = []core.RowField[good]{
	core.FromRow(articles.ID, func(g *good) int64 { return g.ID }), core.FromRow(articles.Code, func(g *good) string { return g.Code }),
	core.FromRow(articles.Name, func(g *good) string { return g.Name }), core.FromRow(articles.Size, func(g *good) int { return g.Size }),
	core.FromRow(articles.MakerID, func(g *good) int64 { return g.MakerID }), core.FromRow(articles.Stock, func(g *good) int { return g.Stock }),
}

func plans(ctx context.Context, db *sql.DB, e *engine.Engine, list []good) []plan {
	return []plan{
		{"insert 1,000", func() error { return insertByHand(ctx, db, list) }, func() error {
			if _, err := e.DB.Exec("DELETE FROM articles"); err != nil {
				return err
			}
			return core.InsertAll(ctx, e, articles, list, goodFields...)
		}, 0.1},
		{"select 1,000", func() error { _, err := selectByHand(ctx, db, 1000); return err }, func() error { _, err := wholeGood.OrderBy(articles.ID.Asc()).Limit(1000).All(ctx, e); return err }, 0.1},
		{"select 100", func() error { _, err := selectByHand(ctx, db, 100); return err }, func() error { _, err := wholeGood.OrderBy(articles.ID.Asc()).Limit(100).All(ctx, e); return err }, 0.1},
		{"select by key", func() error {
			var g good
			return db.QueryRowContext(ctx, "SELECT id, code, name, size, maker_id, stock FROM articles WHERE id = ?", 1500).Scan(&g.ID, &g.Code, &g.Name, &g.Size, &g.MakerID, &g.Stock)
		}, func() error { _, err := wholeGood.Where(articles.ID.Eq(1500)).One(ctx, e); return err }, 0.1},
		{"update by key", func() error {
			_, err := db.ExecContext(ctx, "UPDATE articles SET stock = ? WHERE id = ?", 4711, 1500)
			return err
		}, func() error {
			_, err := core.Update(articles).Set(articles.Stock.Set(4711)).Where(articles.ID.Eq(1500)).Exec(ctx, e)
			return err
		}, 0.6},
	}
}

func insertByHand(ctx context.Context, db *sql.DB, list []good) error {
	if _, err := db.Exec("DELETE FROM articles"); err != nil {
		return err
	}
	args := make([]any, 0, 6*len(list))
	for i := range list {
		g := &list[i]
		args = append(args, g.ID, g.Code, g.Name, g.Size, g.MakerID, g.Stock)
	}
	_, err := db.ExecContext(ctx, "INSERT INTO articles (id, code, name, size, maker_id, stock) VALUES "+strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?), ", len(list)), ", "), args...)
	return err
}

func selectByHand(ctx context.Context, db *sql.DB, n int) ([]good, error) {
	rows, err := db.QueryContext(ctx, "SELECT id, code, name, size, maker_id, stock FROM articles ORDER BY id LIMIT ?", n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []good
	for rows.Next() {
		var g good
		if err := rows.Scan(&g.ID, &g.Code, &g.Name, &g.Size, &g.MakerID, &g.Stock); err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, rows.Err()
}
