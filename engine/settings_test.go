package engine_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// with is a URL with one more parameter.
func with(db *dbtest.DB, param string) string {
	if strings.Contains(db.URL, "?") {
		return db.URL + "&" + param
	}
	return db.URL + "?" + param
}

// text is the only value of a query.
func text(t testing.TB, e *engine.Engine, query string) string {
	t.Helper()
	var s string
	if err := e.DB.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// Connections say the same about time on every server, unless the URL asks for
// something else.
func TestSessionIsUTC(t *testing.T) {
	zone := map[string]string{"mysql": "SELECT @@session.time_zone", "postgres": "SHOW TimeZone"}
	own := map[string]string{"mysql": "time_zone=" + url.QueryEscape("'+02:00'"), "postgres": "timezone=Europe/Rome"}
	want := map[string]string{"mysql": "+02:00", "postgres": "Europe/Rome"}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		e, db := open(t, s, engine.Options{})
		d := e.Dialect.Name()
		if got := text(t, e, zone[d]); got != "UTC" && got != "+00:00" {
			t.Errorf("the zone is %s", got)
		}
		e, err := engine.Open(t.Context(), all.Dialects(), with(db, own[d]))
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		if got := text(t, e, zone[d]); got != want[d] {
			t.Errorf("the zone is %s, the URL says %s", got, want[d])
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

// An update that changes nothing has found its row all the same.
func TestRowsAffectedAreThoseFound(t *testing.T) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		must(t, e, "CREATE TABLE notes (id INTEGER PRIMARY KEY, n INTEGER)", "INSERT INTO notes VALUES (1, 7), (2, 7)")
		for range 2 {
			res, err := e.Exec(t.Context(), "UPDATE notes SET n = 8")
			if err != nil {
				t.Fatal(err)
			}
			if n, err := res.RowsAffected(); n != 2 || err != nil {
				t.Errorf("%d rows, %v", n, err)
			}
		}
	})
}

func TestOptionsOfTheURL(t *testing.T) {
	_, db := open(t, dbtest.Get(t, dbtest.SQLite), engine.Options{})
	for param, want := range map[string]int{"dbtool_max_open=3": 3, "dbtool_max_open=-1": 0, "dbtool_pre_ping=1": 16} {
		e, err := engine.Open(t.Context(), all.Dialects(), with(db, param))
		if err != nil {
			t.Fatal(param, err)
		}
		if got := e.DB.Stats().MaxOpenConnections; got != want {
			t.Errorf("%s: %d connections, want %d", param, got, want)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, param := range []string{"dbtool_max_opne=3", "dbtool_max_open=few", "dbtool_timeout=5"} {
		if _, err := engine.Open(t.Context(), all.Dialects(), with(db, param)); !errors.Is(err, engine.ErrURL) || !strings.Contains(err.Error(), param[:12]) {
			t.Errorf("%s: %v", param, err)
		}
	}
}

// A database in memory is one connection, whatever is asked for: another one
// would be another database.
func TestMemoryIsOneConnection(t *testing.T) {
	e, err := engine.OpenWith(t.Context(), all.Dialects(), "sqlite::memory:", engine.Options{MaxOpen: 9, Lifetime: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	must(t, e, "CREATE TABLE notes (id INTEGER)")
	time.Sleep(time.Millisecond)
	if got := text(t, e, "SELECT count(*) FROM notes"); got != "0" {
		t.Error(got)
	}
}

// A file in use has a write-ahead log; one that a tool opens stays as it is.
func TestJournalOfAFile(t *testing.T) {
	s := dbtest.Get(t, dbtest.SQLite)
	plain, db := open(t, s, engine.Options{Plain: true})
	if got := text(t, plain, "PRAGMA journal_mode"); got != "delete" {
		t.Errorf("a tool has %s", got)
	}
	own, err := engine.Open(t.Context(), all.Dialects(), db.URL+"?_pragma=journal_mode(truncate)")
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	if got := text(t, own, "PRAGMA journal_mode"); got != "truncate" {
		t.Errorf("the URL's own: %s", got)
	}
	e, _ := open(t, s, engine.Options{})
	if got := text(t, e, "PRAGMA journal_mode"); got != "wal" {
		t.Errorf("an application has %s", got)
	}
}

// Many writers wait for one another, in transactions that read first and out of
// them, and none is refused; readers go on.
func TestWritersTakeTurns(t *testing.T) {
	e, db := open(t, dbtest.Get(t, dbtest.SQLite), engine.Options{})
	other, err := engine.Open(t.Context(), all.Dialects(), db.URL) // as another process would
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	must(t, e, "CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)")
	const workers, each = 12, 20
	var wait sync.WaitGroup
	for w := range workers {
		in := e
		if w%4 == 0 {
			in = other
		}
		wait.Go(func() {
			for i := range each {
				if err := count(in, i%2 == 0); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	if got := text(t, e, "SELECT n FROM counter"); got != fmt.Sprint(workers*each) {
		t.Errorf("%s of %d were counted", got, workers*each)
	}
}

func count(e *engine.Engine, inTx bool) error {
	ctx := context.Background()
	if !inTx {
		_, err := e.Exec(ctx, "UPDATE counter SET n = n + 1")
		return err
	}
	return e.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
		var n int
		if err := tx.SQL().QueryRowContext(ctx, "SELECT n FROM counter").Scan(&n); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE counter SET n = ?", n+1)
		return err
	})
}

// Who waits too long for another writer of the same process is told so, and may
// be called off.
func TestTurnsEnd(t *testing.T) {
	s := dbtest.Get(t, dbtest.SQLite)
	_, db := open(t, s, engine.Options{Plain: true})
	e, err := engine.Open(t.Context(), all.Dialects(), db.URL+"?_pragma=busy_timeout(50)")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	must(t, e, "CREATE TABLE notes (id INTEGER)")
	tx, err := e.Begin(t.Context(), engine.TxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Exec(t.Context(), "INSERT INTO notes VALUES (1)"); !errors.Is(err, engine.ErrLockTimeout) {
		t.Errorf("beside a transaction: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := e.Exec(ctx, "INSERT INTO notes VALUES (1)"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("called off: %v", err)
	}
	if err := e.InTxWith(t.Context(), engine.TxOptions{ReadOnly: true}, func(ctx context.Context, tx *engine.Tx) error {
		_, err := tx.Exec(ctx, "SELECT * FROM notes")
		return err
	}); err != nil {
		t.Errorf("a reader waited: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	if _, err := e.Exec(t.Context(), "INSERT INTO notes VALUES (1)"); err != nil {
		t.Errorf("after it: %v", err)
	}
}
