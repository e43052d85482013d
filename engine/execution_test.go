package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// million is a query of a million rows, made by the server.
var million = map[string]string{
	"sqlite":   "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT n, 'a text of some length' FROM c",
	"mysql":    "SELECT a.n * 1000 + b.n + 1, 'a text of some length' FROM thousand a CROSS JOIN thousand b",
	"postgres": "SELECT n, 'a text of some length' FROM generate_series(1, 1000000) AS c (n)",
}

// A large result is read in constant memory, and a loop that ends early gives
// its connection back.
func TestLargeResults(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some million rows")
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) { // one after the other: memory is measured
		e, _ := open(t, s, engine.Options{MaxOpen: 1})
		if e.Dialect.Name() == "mysql" {
			values := make([]string, 1000)
			for i := range values {
				values[i] = fmt.Sprintf("(%d)", i)
			}
			must(t, e, "CREATE TABLE thousand (n INTEGER PRIMARY KEY)", "INSERT INTO thousand VALUES "+strings.Join(values, ","))
		}
		rows, err := e.Query(t.Context(), million[e.Dialect.Name()])
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		before, most := heap(), uint64(0)
		var n, sum int64
		for rows.Next() {
			var id int64
			var words string
			if err := rows.Scan(&id, &words); err != nil {
				t.Fatal(err)
			}
			sum += id
			if n++; n%250_000 == 0 {
				most = max(most, heap())
			}
		}
		if err := rows.Err(); err != nil || n != 1_000_000 || sum != 500_000_500_000 {
			t.Fatalf("%d rows of sum %d, %v", n, sum, err)
		}
		if most > before+8<<20 {
			t.Errorf("the heap grew from %d to %d KB", before>>10, most>>10)
		}
		early, err := e.Query(t.Context(), million[e.Dialect.Name()])
		if err != nil {
			t.Fatal(err)
		}
		early.Next()
		if err := errors.Join(early.Err(), early.Close()); err != nil {
			t.Error(err)
		}
		if inUse := e.DB.Stats().InUse; inUse != 0 {
			t.Errorf("%d connections are still in use", inUse)
		}
		if got := text(t, e, "SELECT 'fine'"); got != "fine" {
			t.Error(got)
		}
	})
}

// heap is what is in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A statement that takes longer than it may is stopped, whether the engine, the
// context or the URL says so; rows that are read in time are not.
func TestTimeouts(t *testing.T) {
	each(t, engine.Options{Timeout: 100 * time.Millisecond}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		if err := endless(t.Context(), e); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, engine.ErrCancelled) {
			t.Errorf("the engine's timeout: %v", err)
		}
		began := time.Now()
		ctx := engine.With(t.Context(), engine.Execution{Timeout: 10 * time.Millisecond})
		if err := endless(ctx, e); !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			t.Errorf("the context's timeout: %v", err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %v", took)
		}
		long := engine.With(t.Context(), engine.Execution{Timeout: time.Minute})
		rows, err := e.Query(long, "SELECT 1 UNION ALL SELECT 2")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		time.Sleep(150 * time.Millisecond) // the rows have longer than the engine's time
		n := 0
		for rows.Next() {
			n++
		}
		if n != 2 || rows.Err() != nil {
			t.Errorf("%d rows, %v", n, rows.Err())
		}
	})
}

// More rows than are allowed are an error, also where they are all read at once.
func TestMaxRows(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		stocked(t, e)
		for i := range 5 {
			if _, err := core.Insert(makers).Values(makers.ID.Set(int64(10+i)), makers.Name.Set("more")).Exec(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		for limit, want := range map[int64]error{5: engine.ErrMaxRows, 6: nil} {
			ctx := engine.With(t.Context(), engine.Execution{MaxRows: limit})
			if _, err := core.Select(makers.ID).All(ctx, e); !errors.Is(err, want) {
				t.Errorf("%d of 6 rows: %v", limit, err)
			}
		}
	})
}

// Tags reach the server, whatever is in them, and change nothing else.
func TestTags(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		ctx := engine.With(t.Context(), engine.Execution{Tags: map[string]string{"route": "/a b?c='*/ SELECT 2"}})
		ctx = engine.With(ctx, engine.Execution{Tags: map[string]string{"action": "x$1:y"}})
		query := map[string]string{
			"sqlite": "SELECT 'SQLite keeps no list'", "postgres": "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()",
			"mysql": "SELECT info FROM information_schema.processlist WHERE id = CONNECTION_ID()",
		}[e.Dialect.Name()]
		rows, err := e.Query(ctx, query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var seen string
		for rows.Next() {
			if err := rows.Scan(&seen); err != nil {
				t.Fatal(err)
			}
		}
		want := " /*action='x%241%3Ay',route='%2Fa%20b%3Fc%3D%27%2A%2F%20SELECT%202'*/"
		if e.Dialect.Name() != "sqlite" && seen != query+want {
			t.Errorf("the server saw %s", seen)
		}
	})
}

// recorder keeps what it is told.
type recorder struct {
	mu   sync.Mutex
	seen []engine.Event
	at   []string
}

func (r *recorder) Before(ctx context.Context, _ *engine.Event) context.Context { return ctx }

func (r *recorder) After(_ context.Context, ev *engine.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen, r.at = append(r.seen, *ev), append(r.at, ev.Caller())
}

// Hooks are told of each statement: how many rows, whether in a transaction, and
// where in the program it was sent.
func TestHooks(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		stocked(t, e)
		r := &recorder{}
		seen := e.WithHooks(r)
		ctx := t.Context()
		err := seen.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
			_, err := core.Update(makers).Set(makers.Name.Set("new")).AllRows().Exec(ctx, tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := core.Select(makers.Name).All(ctx, seen); err != nil {
			t.Fatal(err)
		}
		for range core.Select(makers.Name).Iter(ctx, seen) {
			break
		}
		err = article(ctx, seen, articles.ID.Set(1))
		if len(r.seen) != 4 {
			t.Fatalf("told of %d statements: %+v", len(r.seen), r.seen)
		}
		for i, ev := range r.seen {
			if ev.InTx != (i == 0) || i < 3 && (ev.Rows != 1 || ev.Err != nil) || i == 3 && ev.Err != err || ev.Duration <= 0 || !strings.Contains(r.at[i], "engine/") {
				t.Errorf("%d: %+v at %s", i, ev, r.at[i])
			}
		}
		if len(r.seen[3].Args) != 6 {
			t.Errorf("the values are %v", r.seen[3].Args)
		}
	})
}

// The log says slow and failed where it is so, and shows no values unless asked.
func TestLog(t *testing.T) {
	var out bytes.Buffer
	to := slog.New(slog.NewTextHandler(&out, nil))
	e, _ := open(t, dbtest.Get(t, dbtest.SQLite), engine.Options{})
	stocked(t, e)
	said := func(o engine.LogOptions, f func(e *engine.Engine)) string {
		out.Reset()
		f(e.WithHooks(engine.Log(to, o)))
		return out.String()
	}
	change := func(e *engine.Engine) {
		if _, err := core.Update(makers).Set(makers.Name.Set("hush")).Where(makers.ID.Eq(1)).Exec(t.Context(), e); err != nil {
			t.Error(err)
		}
	}
	fail := func(e *engine.Engine) { _ = article(t.Context(), e) }
	for name, c := range map[string]struct {
		o          engine.LogOptions
		f          func(*engine.Engine)
		want, lack string
	}{
		"usual":             {engine.LogOptions{}, change, "level=INFO msg=statement", "hush"},
		"values":            {engine.LogOptions{Values: true}, change, "values=\"[hush 1]\"", "level=WARN"},
		"slow":              {engine.LogOptions{Slow: 1}, change, "level=WARN msg=\"slow statement\"", "hush"},
		"fast, only slow":   {engine.LogOptions{Slow: time.Hour, OnlySlow: true}, change, "", "level"},
		"failed, only slow": {engine.LogOptions{Slow: time.Hour, OnlySlow: true}, fail, "level=ERROR msg=\"statement failed\"", "hush"},
		"below the level":   {engine.LogOptions{Level: slog.LevelDebug}, change, "", "level"},
		"rows and caller":   {engine.LogOptions{}, change, "rows=1 caller=", "hush"},
	} {
		if got := said(c.o, c.f); !strings.Contains(got, c.want) || strings.Contains(got, c.lack) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
