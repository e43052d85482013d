package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// many is a number of rows that goes by COPY.
const many = 2500

// copies counts the COPYs that went well and those that did not.
type copies struct {
	mu           sync.Mutex
	done, failed int
	rows         int64
}

func (c *copies) Before(ctx context.Context, _ *engine.Event) context.Context { return ctx }

func (c *copies) After(_ context.Context, ev *engine.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !strings.HasPrefix(ev.SQL, "COPY "):
	case ev.Err != nil:
		c.failed++
	default:
		c.done++
		c.rows += ev.Rows
	}
}

// took reports how many COPYs there were since the last time.
func (c *copies) took() (done, failed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	done, failed = c.done, c.failed
	c.done, c.failed = 0, 0
	return done, failed
}

// copying runs f on each PostgreSQL, with a count of COPYs.
func copying(t *testing.T, f func(t *testing.T, e *engine.Engine, c *copies)) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		c := &copies{}
		e, _ := open(t, s, engine.Options{Hooks: []engine.Hook{c}, MaxOpen: 1})
		f(t, e, c)
	}, dbtest.Postgres)
}

// bulkOf is n rows that repeat those given.
func bulkOf(t *metadata.Table, n int, columns []string, rows ...[]any) *ast.Bulk {
	b := &ast.Bulk{Table: t, Len: n, Value: func(row, column int) any { return rows[row%len(rows)][column] }}
	for _, c := range columns {
		b.Columns = append(b.Columns, t.Column(c))
	}
	return b
}

// Values of every type become the same by COPY as by INSERT, and what is left
// out is made by the database.
func TestCopyWritesWhatInsertDoes(t *testing.T) {
	m := metadata.New()
	table := metadata.NewTable(m, "All kinds",
		metadata.Col("id", metadata.BigInt()).AlwaysIdentity(metadata.SequenceOptions{}).PrimaryKey(),
		metadata.Col("left out", metadata.Integer()).Default(metadata.Literal(7)),
		metadata.Col("int", metadata.Integer()).Null(), metadata.Col("small", metadata.SmallInt()).Null(), metadata.Col("real", metadata.Exact("real")).Null(),
		metadata.Col("double", metadata.Double()).Null(), metadata.Col("bool", metadata.Boolean()).Null(), metadata.Col("name", metadata.String(20)).Null(),
		metadata.Col("fixed", metadata.Exact("character(3)")).Null(), metadata.Col("exact", metadata.Exact("numeric")).Null(), metadata.Col("money", metadata.Numeric(8, 2)).Null(),
		metadata.Col("raw", metadata.Exact("bytea")).Null(), metadata.Col("day", metadata.Date()).Null(), metadata.Col("hour", metadata.Time()).Null(),
		metadata.Col("at", metadata.DateTime().Digits(6)).Null(), metadata.Col("instant", metadata.Timestamp().Digits(6)).Null(),
		metadata.Col("doc", metadata.JSON()).Null(), metadata.Col("key", metadata.UUID()).Null(), metadata.Col("mood", metadata.EnumOf("mood", "fine", "bad")).Null(),
		metadata.Col("wait", metadata.Exact("interval")).Null(),
	)
	at := time.Date(2026, 11, 26, 23, 30, 0, 123456000, time.FixedZone("there", 3*3600))
	columns := []string{"int", "small", "real", "double", "bool", "name", "fixed", "exact", "money", "raw", "day", "hour", "at", "instant", "doc", "key", "mood", "wait"}
	rows := [][]any{
		{int64(math.MaxInt32), int16(-1), float32(1.5), 0.1, true, "it's \"x\"\t\n\\", "ab", "1.500", "12.345", []byte{0, 255, '\\'}, at, at, at, at, `{"a": [1, null]}`, core.UUID{1, 2, 3}, "bad", "1 day"},
		{-5, 3, float32(0), math.Inf(-1), false, "", "", "-12345678901234567890.0000000001", "0", []byte{}, time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), "23:59:59.999999", time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), "2026-01-01 00:00:00+02", []byte(`"x"`), "00000000-0000-0000-0000-0000000000ff", shade("fine"), "02:00:00"},
		{int8(1), 1, float32(-1), math.MaxFloat64, true, shade("ö€😀"), "abc", 42, 1.25, []byte("x"), "2026-02-28", "00:00:00", "2026-02-28 01:02:03.5", time.Time{}, "null", core.UUID{}, "fine", "-1 mons"},
		make([]any, 18),
	}
	copying(t, func(t *testing.T, e *engine.Engine, c *copies) {
		if err := migrate.CreateAll(t.Context(), e, m); err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{len(rows), many} {
			if _, err := e.InsertBulk(t.Context(), bulkOf(table, n, columns, rows...)); err != nil {
				t.Fatal(n, err)
			}
		}
		if done, failed := c.took(); done != 1 || failed != 0 || c.rows != many {
			t.Errorf("%d COPYs of %d rows went well, %d did not; want one", done, c.rows, failed)
		}
		same := "SELECT string_agg(DISTINCT (to_jsonb(r) - 'id')::text, E'\\n') FROM \"All kinds\" AS r"
		if got := text(t, e, same); strings.Count(got, "\n")+1 != len(rows) || !strings.Contains(got, `"left out": 7`) {
			t.Errorf("rows differ:\n%s", got)
		}
	})
}

// Arrays go by COPY too.
func TestCopyOfArrays(t *testing.T) {
	m := metadata.New()
	table := metadata.NewTable(m, "lists", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("words", metadata.Array(metadata.Text())).Null(),
		metadata.Col("numbers", metadata.Array(metadata.BigInt())), metadata.Col("times", metadata.Array(metadata.Timestamp())))
	copying(t, func(t *testing.T, e *engine.Engine, c *copies) {
		if err := migrate.CreateAll(t.Context(), e, m); err != nil {
			t.Fatal(err)
		}
		rows := [][]any{{[]string{"a", `b "c",{}`, ""}, []int64{1, -2}, []time.Time{time.Unix(0, 0)}}, {nil, []int64{}, []time.Time{}}}
		for _, n := range []int{2, many} {
			if _, err := e.InsertBulk(t.Context(), bulkOf(table, n, []string{"words", "numbers", "times"}, rows...)); err != nil {
				t.Fatal(err)
			}
		}
		if done, failed := c.took(); done != 1 || failed != 0 {
			t.Errorf("%d COPYs went well, %d did not", done, failed)
		}
		got := text(t, e, "SELECT string_agg(DISTINCT concat_ws('|', words, numbers, times), ' ') FROM lists")
		if want := `{a,"b \"c\",{}",""}|{1,-2}|{"1970-01-01 00:00:00+00"} {}|{}`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// Errors are the same by COPY: class, constraint, row, and a transaction that
// goes on. COPY works inside of a transaction, and takes part in it.
func TestCopyFailsAsInsertDoes(t *testing.T) {
	copying(t, func(t *testing.T, e *engine.Engine, c *copies) {
		ctx := t.Context()
		if err := migrate.CreateAll(ctx, e, readingsMeta); err != nil {
			t.Fatal(err)
		}
		rows := some("x", many)
		rows[1700].Sensor = rows[3].Sensor
		err := e.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
			err := core.InsertAll(ctx, tx, readings, rows, fields...)
			blames(t, "twice", err, 1700)
			if !errors.Is(err, core.KeyOn(readings.Sensor)) {
				t.Errorf("%v does not tell the key", err)
			}
			rows[1700].Sensor, rows[1800].Count = "own", -1
			blames(t, "check", core.InsertAll(ctx, tx, readings, rows, fields...), 1800)
			rows[1800].Count = 1
			return core.InsertAll(ctx, tx, readings, rows, fields...)
		})
		if done, failed := c.took(); err != nil || done != 1 || failed != 2 {
			t.Errorf("%d COPYs went well, %d did not: %v", done, failed, err)
		}
		if n := text(t, e, "SELECT count(*)::text FROM readings"); n != fmt.Sprint(many) {
			t.Errorf("%s rows", n)
		}
		gone := errors.New("gone")
		err = e.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
			return errors.Join(core.InsertAll(ctx, tx, readings, some("y", many), fields...), gone)
		})
		if done, _ := c.took(); done != 1 || !errors.Is(err, gone) || text(t, e, "SELECT count(*)::text FROM readings") != fmt.Sprint(many) {
			t.Errorf("the rollback has not undone the COPY: %v", err)
		}
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if err := core.InsertAll(ended, e, readings, some("z", many), fields...); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// Where COPY would do other things than INSERT, or may not be used, or knows a
// column's type no more, rows are inserted by statements.
func TestCopyGivesWay(t *testing.T) {
	m := metadata.New()
	plain := metadata.NewTable(m, "plain", metadata.Col("n", metadata.BigInt()), metadata.Col("at", metadata.Timestamp()))
	spans := metadata.NewTable(m, "spans", metadata.Col("span", metadata.Exact("int4range")))
	copying(t, func(t *testing.T, e *engine.Engine, c *copies) {
		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		insert := func(name string, wantDone, wantFailed int, rows string) {
			t.Helper()
			_, err := e.InsertBulk(t.Context(), bulkOf(plain, many, []string{"n", "at"}, []any{7, at}))
			if done, failed := c.took(); err != nil || done != wantDone || failed != wantFailed {
				t.Errorf("%s: %d COPYs went well, %d did not: %v", name, done, failed, err)
			}
			if got := text(t, e, "SELECT count(*) || ' ' || min(n::text || ' ' || at) || ' ' || max(n::text || ' ' || at) FROM plain"); got != rows {
				t.Errorf("%s: %s, want %s", name, got, rows)
			}
		}
		must(t, e, "CREATE TABLE spans (span int4range)")
		if _, err := e.InsertBulk(t.Context(), bulkOf(spans, many, []string{"span"}, []any{"[1,5)"})); err != nil || text(t, e, "SELECT count(*) || max(span::text) FROM spans") != "2500[1,5)" {
			t.Error(err)
		}
		if done, failed := c.took(); done+failed != 0 {
			t.Errorf("a range: %d COPYs went well, %d did not", done, failed)
		}
		one := "7 2026-01-02 03:04:05"
		must(t, e, "CREATE TABLE plain (n bigint, at timestamptz)")
		insert("a table", 1, 0, "2500 "+one+"+00 "+one+"+00")
		must(t, e, "ALTER TABLE plain ALTER n TYPE integer, ALTER at TYPE timestamp")
		insert("types that have changed", 0, 1, "5000 "+one+" "+one)
		insert("types that are known again", 1, 0, "7500 "+one+" "+one)
		if _, err := e.InsertBulk(t.Context(), bulkOf(plain, many, []string{"n", "at"}, []any{7, "infinity"})); err != nil {
			t.Error(err)
		}
		if done, failed := c.took(); done != 0 || failed != 1 {
			t.Errorf("a value that COPY does not take: %d COPYs went well, %d did not", done, failed)
		}
		must(t, e, "DELETE FROM plain WHERE at = 'infinity'")
		must(t, e, "CREATE RULE seven AS ON INSERT TO plain DO ALSO UPDATE plain SET n = 8")
		insert("a rule", 0, 1, "10000 8"+one[1:]+" 8"+one[1:])
		must(t, e, "DROP RULE seven ON plain", "DELETE FROM plain", "ALTER TABLE plain ALTER n SET NOT NULL, ALTER n ADD GENERATED ALWAYS AS IDENTITY")
		if _, err := e.InsertBulk(t.Context(), bulkOf(plain, many, []string{"n", "at"}, []any{7, at})); err == nil || !strings.Contains(err.Error(), "428C9") {
			t.Errorf("a column with values of its own: %v", err)
		}
		c.took()
		must(t, e, "ALTER TABLE plain ALTER n DROP IDENTITY", "GRANT INSERT ON plain TO pg_monitor", "SET ROLE pg_monitor")
		role := func(name string) {
			t.Helper()
			_, err := e.InsertBulk(t.Context(), bulkOf(plain, many, []string{"n", "at"}, []any{7, at}))
			if done, failed := c.took(); err != nil || done != 0 || failed != 1 {
				t.Errorf("%s: %d COPYs went well, %d did not: %v", name, done, failed, err)
			}
		}
		role("no right to read")
		must(t, e, "RESET ROLE", "GRANT SELECT ON plain TO pg_monitor", "ALTER TABLE plain ENABLE ROW LEVEL SECURITY", "CREATE POLICY small ON plain WITH CHECK (n < 9)", "SET ROLE pg_monitor")
		role("row-level security")
		must(t, e, "RESET ROLE")
		if n := text(t, e, "SELECT count(*)::text FROM plain"); n != "5000" {
			t.Errorf("%s rows", n)
		}
	})
}

// Rows that are too large to hold all at once go in parts.
func TestCopyOfLargeRows(t *testing.T) {
	table := metadata.NewTable(metadata.New(), "large", metadata.Col("n", metadata.Integer()), metadata.Col("doc", metadata.Text()))
	copying(t, func(t *testing.T, e *engine.Engine, c *copies) {
		must(t, e, "CREATE TABLE large (n integer, doc text)")
		doc := strings.Repeat("0123456789abcdef", 1<<10) // 16 KB, 40 MB in all
		b := bulkOf(table, many, []string{"n", "doc"}, []any{0, doc})
		b.Value = func(row, column int) any { return []any{row, doc}[column] }
		if _, err := e.InsertBulk(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if done, failed := c.took(); done != 1 || failed != 0 || c.rows != many {
			t.Errorf("%d COPYs of %d rows went well, %d did not", done, c.rows, failed)
		}
		if got, want := text(t, e, "SELECT count(DISTINCT n) || ' ' || sum(length(doc)) FROM large"), fmt.Sprint(many, " ", many*len(doc)); got != want {
			t.Errorf("%s are there, want %s", got, want)
		}
	})
}
