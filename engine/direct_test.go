package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// num is what the queries of these tests read.
type num struct{ N int64 }

func numbers(text string, args ...any) core.Query[num] {
	return core.Read(core.Text(text, args...), core.Scan[num]())
}

// exploder is a place whose Scan panics at a value.
type exploder struct{ n int64 }

func (x *exploder) Scan(src any) error {
	if x.n = src.(int64); x.n == 3 {
		panic("at three")
	}
	return nil
}

// told is an outcome in words: how many rows there were, and what the error is.
func told(n int, err error) string {
	var classes []error
	for _, c := range []error{engine.ErrCancelled, engine.ErrBadValue, engine.ErrDisconnected, engine.ErrUnique, engine.ErrMaxRows, context.Canceled, context.DeadlineExceeded, codeKey} {
		if errors.Is(err, c) {
			classes = append(classes, c)
		}
	}
	return fmt.Sprintf("%d rows, %v%v", n, err, classes)
}

func counted(ctx context.Context, db core.DB, q core.Query[num]) string {
	n := 0
	err := q.Each(ctx, db, func(*num) bool { n++; return true })
	return told(n, err)
}

// Of these, how far a statement has come, and whether the server or the driver is
// the first to say that it is over, is chance: what hooks are told is not compared.
// Connections that are not of a dialect have no timeouts of their own.
const (
	theTime  = "the time is over"
	anywhere = "the context ends anywhere"
)

// ends are ways in which the reading of rows ends, and a part of the outcome.
var ends = []struct {
	name string
	run  func(ctx context.Context, e *engine.Engine) string
	want string
}{
	{"all rows are read", func(ctx context.Context, e *engine.Engine) string {
		return counted(ctx, e, numbers("SELECT n FROM generate_series(1, 5000) n"))
	}, "5000 rows, <nil>[]"},
	{"the loop breaks", func(ctx context.Context, e *engine.Engine) string {
		for r, err := range numbers("SELECT n FROM generate_series(1, 5000) n").Iter(ctx, e) {
			if r.N == 3 {
				return told(3, err)
			}
		}
		return ""
	}, "3 rows, <nil>[]"},
	{"a row fails", func(ctx context.Context, e *engine.Engine) string {
		return counted(ctx, e, numbers("SELECT 10 / (500 - n) AS n FROM generate_series(1, 1000) n"))
	}, "499 rows, ERROR: division by zero"},
	{"the first row fails", func(ctx context.Context, e *engine.Engine) string {
		return counted(ctx, e, numbers("SELECT 1 / (1 - n) AS n FROM generate_series(1, 3) n"))
	}, "0 rows, ERROR: division by zero"},
	{"NULL has no place", func(ctx context.Context, e *engine.Engine) string {
		return counted(ctx, e, numbers("SELECT nullif(n, 3) AS n FROM generate_series(1, 5) n"))
	}, `2 rows, core: column "n": the value is NULL`},
	{"a value has no place", func(ctx context.Context, e *engine.Engine) string {
		return counted(ctx, e, numbers("SELECT 'x' AS n"))
	}, `0 rows, core: column "n": "x" is no int64[]`},
	{"there are too many rows", func(ctx context.Context, e *engine.Engine) string {
		return counted(engine.With(ctx, engine.Execution{MaxRows: 7}), e, numbers("SELECT n FROM generate_series(1, 50) n"))
	}, "7 rows, engine: there are more rows than are allowed"},
	{"Scan panics", func(ctx context.Context, e *engine.Engine) (said string) {
		defer func() { said = fmt.Sprint(recover()) }()
		_, err := core.Read(core.Text("SELECT n::bigint FROM generate_series(1, 5) n"), core.Scan[struct{ N exploder }]()).All(ctx, e)
		return fmt.Sprint(err)
	}, "at three"},
	{theTime, func(ctx context.Context, e *engine.Engine) string {
		err := numbers("SELECT n FROM generate_series(1, 2) n, pg_sleep(5)").Each(engine.With(ctx, engine.Execution{Timeout: 30 * time.Millisecond}), e, func(*num) bool { return true })
		return fmt.Sprint(errors.Is(err, engine.ErrCancelled), errors.Is(err, context.DeadlineExceeded))
	}, "true true"},
	{"the context ends", func(ctx context.Context, e *engine.Engine) string {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		err := numbers("SELECT generate_series(1, 1000000) AS n").Each(ctx, e, func(r *num) bool {
			if r.N == 10 {
				cancel()
			}
			return true
		})
		return fmt.Sprint(errors.Is(err, context.Canceled)) // by which of the two it is found first is chance
	}, "true"},
	{anywhere, func(ctx context.Context, e *engine.Engine) string {
		ended := 0
		for i := range 4 {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(time.Duration(i)*time.Millisecond, cancel)
			if err := numbers("SELECT generate_series(1, 1000000) AS n").Each(ctx, e, func(*num) bool { return true }); errors.Is(err, context.Canceled) {
				ended++
			}
		}
		return fmt.Sprint(ended)
	}, "4"},
	{"a key is broken", func(ctx context.Context, e *engine.Engine) string {
		_, err := core.Returning(core.Insert(articles).Values(articles.ID.Set(9), articles.Code.Set("hush"), articles.Name.Set("x"), articles.Size.Set(1), articles.MakerID.Set(1), articles.Stock.Set(0)), articles.ID).One(ctx, e)
		return told(0, err)
	}, fmt.Sprint([]error{engine.ErrUnique, codeKey})},
	{"the table changes", func(ctx context.Context, e *engine.Engine) string {
		q := core.Read(core.Text("SELECT * FROM changing"), core.ScanMap())
		var said []string
		for _, text := range []string{"CREATE TABLE changing AS SELECT 1 AS a", "ALTER TABLE changing ADD b text DEFAULT 'b'", "ALTER TABLE changing ALTER a TYPE text", "DROP TABLE changing"} {
			_, err := e.Exec(ctx, text)
			rows, rerr := q.All(ctx, e)
			said = append(said, fmt.Sprintf("%v %v %v", err, rows, rerr))
		}
		return strings.Join(said, "; ")
	}, "<nil> [map[a:1]] <nil>; <nil> [map[a:1 b:b]] <nil>; <nil> [map[a:1 b:b]] <nil>; <nil> [] ERROR: relation \"changing\" does not exist"},
	{"a transaction goes on", func(ctx context.Context, e *engine.Engine) string {
		var inner, sum string
		err := e.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
			for range numbers("SELECT n FROM generate_series(1, 5000) n").Iter(ctx, tx) {
				break
			}
			inner = fmt.Sprint(tx.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
				_, err := numbers("SELECT 1 / (3 - n) AS n FROM generate_series(1, 5) n").All(ctx, tx)
				return err
			}))
			sum = counted(ctx, tx, numbers("SELECT n FROM generate_series(1, 4) n"))
			return nil
		})
		return fmt.Sprint(inner, "; ", sum, "; ", err)
	}, "division by zero (SQLSTATE 22012): SELECT 1 / (3 - n) AS n FROM generate_series(1, 5) n; 4 rows, <nil>[]; <nil>"},
	{"a connection is kept", func(ctx context.Context, e *engine.Engine) string {
		c, err := e.Conn(ctx)
		if err != nil {
			return err.Error()
		}
		defer c.Close()
		for range numbers("SELECT n FROM generate_series(1, 5000) n").Iter(ctx, c) {
			break
		}
		return counted(ctx, c, numbers("SELECT n FROM generate_series(1, 4) n"))
	}, "4 rows, <nil>[]"},
	{"the server ends it", func(ctx context.Context, e *engine.Engine) string {
		return counted(ctx, e, numbers("SELECT CASE WHEN n = 700 THEN pg_terminate_backend(pg_backend_pid())::int ELSE n END AS n FROM (SELECT generate_series(1, 100000)) AS g (n)"))
	}, "disconnected"},
}

// withoutDirect is the same engine, whose rows are scanned.
func withoutDirect(e *engine.Engine) *engine.Engine {
	c, s := *e, *e.Server
	s.Caps.DirectRows = false
	c.Server = &s
	return &c
}

// TestDirectRowsEndAsScannedOnesDo: however reading ends, rows that fill places
// tell the same as rows that are scanned, hooks are told the same, and the only
// connection is free again. A handle that the application has opened is scanned.
func TestDirectRowsEndAsScannedOnesDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		direct, db := open(t, s, engine.Options{MaxOpen: 1})
		stocked(t, direct)
		plain, err := engine.OpenWith(t.Context(), all.Dialects(), db.URL, engine.Options{MaxOpen: 1, Statements: -1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { plain.Close() })
		db.SQL.SetMaxOpenConns(1)
		own, err := engine.New(t.Context(), db.SQL, direct.Dialect, direct.URL)
		if err != nil {
			t.Fatal(err)
		}
		isDirect(t, direct, true)
		isDirect(t, plain, true)
		isDirect(t, own, false)
		isDirect(t, withoutDirect(direct), false)
		for _, c := range ends {
			want, events := outcome(t, withoutDirect(direct), c.run)
			if !strings.Contains(want, c.want) {
				t.Errorf("%s: %s; want %s", c.name, want, c.want)
			}
			for name, e := range map[string]*engine.Engine{"direct": direct, "not prepared": plain, "the application's": own} {
				if e == own && c.name == theTime {
					continue
				}
				got, seen := outcome(t, e, c.run)
				if c.name == anywhere || c.name == theTime {
					seen = events
				}
				if got != want || seen != events {
					t.Errorf("%s, %s:\n%s\n%s\nscanned:\n%s\n%s", c.name, name, got, seen, want, events)
				}
			}
		}
	}, dbtest.Postgres)
}

// outcome is what f says, and what hooks were told. The connection, the only
// one, has to be free afterwards.
func outcome(t *testing.T, e *engine.Engine, f func(context.Context, *engine.Engine) string) (said, events string) {
	t.Helper()
	r := &recorder{}
	said = f(t.Context(), e.WithHooks(r))
	for _, ev := range r.seen {
		if !errors.Is(ev.Err, context.Canceled) {
			events += fmt.Sprint(ev.SQL, ev.Rows, ev.InTx, ev.Err, "\n")
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if got, err := numbers("SELECT 1 AS n").One(ctx, e); err != nil || got.N != 1 {
		t.Errorf("the connection is not free: %v", err)
	}
	return said, events
}

func isDirect(t *testing.T, e *engine.Engine, want bool) {
	t.Helper()
	st, err := core.Text("SELECT 1").Statement()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := e.QueryStatement(t.Context(), st)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var n int64
	d, ok := rows.(core.DirectRows)
	got := ok && d.Bind([]core.Taker{core.Place(&n).(core.Taker)})
	if got != want {
		t.Errorf("rows are read directly: %v, want %v", got, want)
	}
	if !rows.Next() || rows.Scan(&n) == nil == got { // what is bound says so, instead of scanning NULLs
		t.Errorf("rows are read directly: %v, and can be scanned: %v", got, !got)
	}
}

// TestDirectRowsAllocateLess: what is left are the texts, and the row.
func TestDirectRowsAllocateLess(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	e, _ := open(t, dbtest.Get(t, dbtest.Postgres), engine.Options{MaxOpen: 1})
	stocked(t, e)
	must(t, e, "INSERT INTO articles SELECT n, 'code ' || n, 'name ' || n, n, 1, n FROM generate_series(1000, 1999) n")
	q := wholeGood.Where(articles.ID.Ge(1000))
	all := func(e *engine.Engine) float64 {
		return allocations(t, func() error { _, err := q.All(t.Context(), e); return err })
	}
	direct, scanned := all(e), all(withoutDirect(e))
	if direct > 2*1000+120 || scanned < 5*1000 {
		t.Errorf("1,000 rows with two texts: %.0f allocations, %.0f when they are scanned", direct, scanned)
	}
	t.Logf("1,000 rows with two texts: %.0f allocations, %.0f when they are scanned", direct, scanned)
}
