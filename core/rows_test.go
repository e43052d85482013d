package core_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
)

var words = core.Read(core.Text("SELECT word"), core.SQL[string]("word"))

// TestClosingFails: the error of closing rows is told to whoever is still there
// to be told.
func TestClosingFails(t *testing.T) {
	broken := errors.New("the connection is gone")
	db := func() fakeDB { return fakeDB{rows: &fakeRows{data: texts("a", "b", "c"), closing: broken}} }
	for range words.Iter(t.Context(), db()) {
		break // there is nobody to tell
	}
	var last error
	for _, err := range words.Iter(t.Context(), db()) {
		last = err
	}
	if !errors.Is(last, broken) {
		t.Errorf("Iter ends with %v", last)
	}
	if w, err := words.First(t.Context(), db()); !errors.Is(err, broken) || w != "" {
		t.Errorf("First returns %q, %v", w, err)
	}
	if all, err := words.All(t.Context(), db()); !errors.Is(err, broken) || all != nil {
		t.Errorf("All returns %q, %v", all, err)
	}
	c := words.Cursor(t.Context(), db())
	if w, err := c.FetchOne(); err != nil || w != "a" {
		t.Errorf("FetchOne returns %q, %v", w, err)
	}
	c.Close()
	if _, err := c.FetchOne(); err != io.EOF {
		t.Errorf("after Close, FetchOne returns %v", err)
	}
}

// TestBatches: rows come in batches of their own memory, the last of them
// smaller, and an error after those that were full.
func TestBatches(t *testing.T) {
	rows := &fakeRows{data: texts("a", "b", "c", "d", "e")}
	var kept [][]string
	for batch, err := range words.Batches(t.Context(), fakeDB{rows: rows}, 2) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, batch)
	}
	if got := strings.Join(kept[0], "") + " " + strings.Join(kept[1], "") + " " + strings.Join(kept[2], ""); len(kept) != 3 || got != "ab cd e" || rows.closed != 1 {
		t.Errorf("the batches are %q, closed %d times", kept, rows.closed)
	}
	n := 0
	for batch, err := range words.Batches(t.Context(), fakeDB{rows: &fakeRows{data: texts("a", "b", "c"), closing: io.ErrUnexpectedEOF}}, 2) {
		if n++; n == 1 && (err != nil || len(batch) != 2) || n == 2 && (!errors.Is(err, io.ErrUnexpectedEOF) || batch != nil) {
			t.Errorf("batch %d is %q, %v", n, batch, err)
		}
	}
	if n != 2 {
		t.Errorf("%d batches", n)
	}
}

// TestQueriesShareNothing: what is made of one query does not show in others.
func TestQueriesShareNothing(t *testing.T) {
	first := core.Select(users.Name).Where(users.Active)
	texts := []string{text(t, first)}
	for _, q := range []core.Query[string]{first.Where(users.Age.Gt(1)), first.Where(users.Age.Lt(2)), first.Limit(3), first.OrderBy(users.ID.Asc()), first.GroupBy(users.Name), first} {
		texts = append(texts, text(t, q))
	}
	for i, want := range []string{"", "> ?", "< ?", "LIMIT ?", "ORDER BY", "GROUP BY", ""} {
		rest := strings.TrimPrefix(texts[i], texts[0])
		if !strings.HasPrefix(texts[i], texts[0]) || !strings.Contains(rest, want) || want == "" && rest != "" {
			t.Errorf("query %d is %s", i, texts[i])
		}
	}
}

// TestQueryOfZeros: a query that was never begun is an error, wherever it is used.
func TestQueryOfZeros(t *testing.T) {
	var q core.Query[string]
	const want = "core: the query is a Query of zeros; begin one with Select"
	ctx, db := sample()
	defer db.Close()
	for name, q := range map[string]core.Query[string]{
		"as it is": q, "changed": q.Where(users.Active).Limit(1).From(users),
		"united": core.Union(q, q), "inside": core.Select(users.Name).Where(users.Name.InQuery(q)),
	} {
		_, all := q.All(ctx, db)
		_, first := q.First(ctx, db)
		_, count := q.Count(ctx, db)
		for _, err := range []error{all, first, count} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
