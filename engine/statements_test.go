package engine_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// open is an engine on an empty database of its own.
func open(t testing.TB, s *dbtest.Server, o engine.Options) (*engine.Engine, *dbtest.DB) {
	t.Helper()
	db := s.NewDB(t)
	e, err := engine.OpenWith(t.Context(), all.Dialects(), db.URL, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e, db
}

// each runs a test with an engine on every server.
func each(t *testing.T, o engine.Options, f func(t *testing.T, e *engine.Engine, db *dbtest.DB)) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		e, db := open(t, s, o)
		f(t, e, db)
	})
}

func must(t testing.TB, e *engine.Engine, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := e.DB.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// prepared is how many statements the server has prepared for the engine's only
// connection. SQLite cannot be asked.
func prepared(t testing.TB, e *engine.Engine) int {
	t.Helper()
	var n int
	var name string
	if e.Dialect.Name() == "sqlite" {
		return 0
	}
	query := map[string]string{"mysql": "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'", "postgres": "SELECT 'n', count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO notes%' OR statement LIKE 'SELECT n FROM notes%'"}[e.Dialect.Name()]
	if err := e.DB.QueryRowContext(t.Context(), query).Scan(&name, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A statement is prepared once and used again; without that, it is prepared
// each time, or never.
func TestStatementsStayPrepared(t *testing.T) {
	for _, keep := range []int{0, -1} {
		t.Run(fmt.Sprint("keep ", keep), func(t *testing.T) {
			each(t, engine.Options{MaxOpen: 1, Statements: keep}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
				must(t, e, "CREATE TABLE notes (id INTEGER PRIMARY KEY, n INTEGER)")
				before := prepared(t, e)
				for i := range 5 {
					_, err := e.DB.ExecContext(t.Context(), "INSERT INTO notes (id, n) VALUES ("+e.Dialect.Placeholder(1)+", "+e.Dialect.Placeholder(2)+")", i, i*i)
					if err != nil {
						t.Fatal(err)
					}
					var n int
					if err := e.DB.QueryRowContext(t.Context(), "SELECT n FROM notes WHERE id = "+e.Dialect.Placeholder(1), i).Scan(&n); err != nil || n != i*i {
						t.Fatal(n, err)
					}
				}
				want := 2
				if keep < 0 || e.Dialect.Name() == "sqlite" {
					want = 0
				}
				if got := prepared(t, e) - before; got != want {
					t.Errorf("%d statements were prepared, want %d", got, want)
				}
			})
		})
	}
}

// Columns come and go while statements that are prepared run: nobody notices
// outside of transactions.
func TestStatementsSurviveAlter(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		must(t, e, "CREATE TABLE notes (id INTEGER PRIMARY KEY, n INTEGER)", "INSERT INTO notes VALUES (1, 7)")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var wait sync.WaitGroup
		var runs atomic.Int64
		for w := range 4 {
			wait.Go(func() {
				for ctx.Err() == nil {
					if err := readAndWrite(e, w); err != nil {
						t.Error(err)
						return
					}
					runs.Add(1)
				}
			})
		}
		for i := range 8 {
			time.Sleep(20 * time.Millisecond)
			must(t, e, fmt.Sprintf("ALTER TABLE notes ADD COLUMN extra%d VARCHAR(20) DEFAULT 'x'", i))
			if i%2 == 1 {
				must(t, e, fmt.Sprintf("ALTER TABLE notes DROP COLUMN extra%d", i-1))
			}
		}
		cancel()
		wait.Wait()
		if runs.Load() < 20 {
			t.Errorf("only %d runs: too few to mean anything", runs.Load())
		}
	})
}

func readAndWrite(e *engine.Engine, worker int) error {
	ctx := context.Background()
	rows, err := e.Query(ctx, "SELECT * FROM notes WHERE id > "+e.Dialect.Placeholder(1), 0)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		cells, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, name := range columns {
			if text := fmt.Sprintf("%s", cells[i]); strings.HasPrefix(name, "extra") && text != "x" {
				return fmt.Errorf("%s is %s", name, text)
			}
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	_, err = e.Exec(ctx, "UPDATE notes SET n = n + 1 WHERE id = "+e.Dialect.Placeholder(1), 100+worker)
	return err
}

// Connections come and go, and none of them leaves statements or itself behind.
func TestConnectionsChurn(t *testing.T) {
	each(t, engine.Options{Lifetime: time.Millisecond, MaxOpen: 4}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		must(t, e, "CREATE TABLE notes (id INTEGER PRIMARY KEY, n INTEGER)", "INSERT INTO notes VALUES (1, 7)")
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for range 25 {
					var n int
					if err := e.DB.QueryRow("SELECT n FROM notes WHERE id = "+e.Dialect.Placeholder(1), 1).Scan(&n); err != nil || n != 7 {
						t.Error(n, err)
					}
					time.Sleep(time.Millisecond)
				}
			})
		}
		wait.Wait()
		if s := e.DB.Stats(); s.InUse != 0 || s.MaxLifetimeClosed == 0 && s.MaxIdleTimeClosed == 0 {
			t.Errorf("%+v", s)
		}
	})
}

// A statement whose rows are open is not used by another one.
func TestStatementIsBusy(t *testing.T) {
	e, _ := open(t, dbtest.Get(t, dbtest.SQLite), engine.Options{})
	must(t, e, "CREATE TABLE notes (id INTEGER PRIMARY KEY)", "INSERT INTO notes VALUES (1), (2), (3)")
	c, err := e.DB.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const query = "SELECT id FROM notes WHERE id >= ? ORDER BY id"
	outer, err := c.QueryContext(t.Context(), query, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	var seen []int
	for outer.Next() {
		var id, again int
		if err := outer.Scan(&id); err != nil {
			t.Fatal(err)
		}
		if err := c.QueryRowContext(t.Context(), query, id).Scan(&again); err != nil || again != id {
			t.Fatal(again, err)
		}
		seen = append(seen, id)
	}
	if len(seen) != 3 || outer.Err() != nil {
		t.Error(seen, outer.Err())
	}
}

// The application's own handle has none of this, and works.
func TestOwnHandle(t *testing.T) {
	each(t, engine.Options{Plain: true}, func(t *testing.T, e *engine.Engine, db *dbtest.DB) {
		own, err := engine.New(t.Context(), db.SQL, e.Dialect, e.URL)
		if err != nil {
			t.Fatal(err)
		}
		var n sql.NullInt64
		rows, err := own.Query(t.Context(), "SELECT 1")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				t.Fatal(err)
			}
		}
		if n.Int64 != 1 || rows.Err() != nil {
			t.Error(n, rows.Err())
		}
	})
}
