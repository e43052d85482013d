package engine_test

import (
	"database/sql/driver"
	"fmt"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// A statement that is kept says of a value what it would say of it if it were
// new, whatever it has run with before. MySQL took all texts for zero once the
// first value was a number.
func TestKeptStatementsForgetKinds(t *testing.T) {
	values := []any{nil, int64(7), "abc", nil, 1.5, "", uint64(1<<63 + 5), true, []byte("xyz"), time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), int64(1<<62 + 1)}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		kept, db := open(t, s, engine.Options{MaxOpen: 1})
		if kept.Dialect.Name() == "postgres" {
			return // a parameter has the type that the text gives it
		}
		fresh, err := engine.OpenWith(t.Context(), all.Dialects(), db.URL, engine.Options{MaxOpen: 1, Statements: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer fresh.Close()
		must(t, kept, "CREATE TABLE notes (name VARCHAR(10))", "INSERT INTO notes VALUES ('x'), ('abc'), ('7')")
		for _, q := range []string{"SELECT ?", "SELECT COALESCE(?, 'none')", "SELECT CASE WHEN 1 = 1 THEN ? END", "SELECT count(*) FROM notes WHERE name = ?"} {
			for _, v := range values {
				if u, ok := v.(uint64); ok && kept.Dialect.Name() == "sqlite" {
					v = int64(u / 2) // it has no such numbers
				}
				if got, want := answer(t, kept, q, v), answer(t, fresh, q, v); got != want {
					t.Errorf("%s with %v: %v, and %v where nothing is kept", q, v, got, want)
				}
			}
		}
	})
}

func answer(t *testing.T, e *engine.Engine, q string, v driver.Value) string {
	t.Helper()
	var got any
	if err := e.DB.QueryRowContext(t.Context(), q, v).Scan(&got); err != nil {
		t.Fatalf("%s with %v: %v", q, v, err)
	}
	if b, ok := got.([]byte); ok {
		got = string(b)
	}
	return fmt.Sprint(got)
}
