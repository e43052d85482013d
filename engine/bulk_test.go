package engine_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

type reading struct {
	ID     int64
	Sensor string
	Value  float64
	Good   bool
	Count  int
	Note   *string
	At     time.Time
	Raw    []byte
}

var readingsMeta = metadata.New()

var readings = core.NewTable[struct {
	core.Table
	ID     core.Num[int64]
	Sensor core.Str
	Value  core.Num[float64]
	Good   core.Bool
	Count  core.Num[int]
	Note   core.Str
	At     core.Time
	Raw    core.Col[[]byte]
}](readingsMeta, "readings",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("sensor", metadata.String(20)).Unique(),
	metadata.Col("value", metadata.Double()),
	metadata.Col("good", metadata.Boolean()),
	metadata.Col("count", metadata.Integer()),
	metadata.Col("note", metadata.Text()).Null(),
	metadata.Col("at", metadata.Timestamp().Digits(6)),
	metadata.Col("raw", metadata.Binary(50)),
	metadata.CheckThat("count >= 0").Named("count_ok"),
)

// fields are all columns but the key.
var fields = []core.RowField[reading]{
	core.FromRow(readings.Sensor, func(r *reading) string { return r.Sensor }),
	core.FromRow(readings.Value, func(r *reading) float64 { return r.Value }),
	core.FromRow(readings.Good, func(r *reading) bool { return r.Good }),
	core.FromRow(readings.Count, func(r *reading) int { return r.Count }),
	core.FromRowPtr(readings.Note, func(r *reading) *string { return r.Note }),
	core.FromRow(readings.At, func(r *reading) time.Time { return r.At }),
	core.FromRow(readings.Raw, func(r *reading) []byte { return r.Raw }),
}

var wholeReading = core.Into(func(r *reading) []core.Field {
	return []core.Field{core.To(&r.ID, readings.ID), core.To(&r.Sensor, readings.Sensor), core.To(&r.Value, readings.Value), core.To(&r.Good, readings.Good),
		core.To(&r.Count, readings.Count), core.ToPtr(&r.Note, readings.Note), core.To(&r.At, readings.At), core.To(&r.Raw, readings.Raw)}
})

// some makes n readings. Every third has a note.
func some(prefix string, n int) []reading {
	list := make([]reading, n)
	for i := range list {
		list[i] = reading{Sensor: fmt.Sprint(prefix, n-i), Value: float64(i) / 4, Good: i%2 == 0, Count: i, At: time.Date(2026, 1, 2, 3, 4, 5, i*1000, time.UTC), Raw: []byte{byte(i), 0, 255}}
		if i%3 == 0 {
			note := fmt.Sprintf("it's \"%d\"\n\\", i)
			list[i].Note = &note
		}
	}
	return list
}

func measured(t *testing.T, f func(t *testing.T, ctx context.Context, e *engine.Engine)) {
	each(t, engine.Options{}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		if err := migrate.CreateAll(t.Context(), e, readingsMeta); err != nil {
			t.Fatal(err)
		}
		f(t, t.Context(), e)
	})
}

func setID(r *reading, id int64) { r.ID = id }

// Rows come back as they went in, whatever their number, with and without their
// keys, which are given in order.
func TestInsertAll(t *testing.T) {
	measured(t, func(t *testing.T, ctx context.Context, e *engine.Engine) {
		for _, n := range []int{0, 1, 2, 7, 99, 100, 250, 1003, 5001} {
			rows := some(fmt.Sprintf("a%d-", n), n)
			if err := core.InsertAllKeys(ctx, e, readings, rows, readings.ID, setID, fields...); err != nil {
				t.Fatal(n, err)
			}
			check(t, ctx, e, rows)
			if err := core.InsertAll(ctx, e, readings, some(fmt.Sprintf("b%d-", n), n), fields...); err != nil {
				t.Fatal(n, err)
			}
			got, err := core.Select(readings.ID).Count(ctx, e)
			if err != nil || got != int64(2*n) {
				t.Fatalf("%d rows, want %d: %v", got, 2*n, err)
			}
			if _, err := core.Delete(readings).AllRows().Exec(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// check reads the rows by their keys.
func check(t *testing.T, ctx context.Context, db core.DB, want []reading) {
	t.Helper()
	got, err := core.Select(wholeReading).OrderBy(readings.ID.Asc()).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("row %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}

// The row that is to blame is told, nothing stays of the others, and a
// transaction around it goes on.
func TestInsertAllTellsTheRow(t *testing.T) {
	measured(t, func(t *testing.T, ctx context.Context, e *engine.Engine) {
		for _, n := range []int{1, 10, 100, 700} {
			for what, spoil := range map[string]func(list []reading, i int){
				"unique": func(list []reading, i int) { list[i].Sensor = "there" },
				"check":  func(list []reading, i int) { list[i].Count = -1 },
			} {
				if _, err := core.Delete(readings).AllRows().Exec(ctx, e); err != nil {
					t.Fatal(err)
				}
				if err := core.InsertAll(ctx, e, readings, []reading{lone("there")}, fields...); err != nil {
					t.Fatal(err)
				}
				rows := some("x", n)
				bad := n * 2 / 3
				spoil(rows, bad)
				err := core.InsertAll(ctx, e, readings, rows, fields...)
				blames(t, fmt.Sprint(what, " ", n), err, bad)
				err = e.InTx(ctx, func(ctx context.Context, tx *engine.Tx) error {
					err := core.InsertAllKeys(ctx, tx, readings, rows, readings.ID, setID, fields...)
					blames(t, fmt.Sprint(what, " ", n, " in a transaction"), err, bad)
					return core.InsertAll(ctx, tx, readings, []reading{lone("after")}, fields...)
				})
				if err != nil {
					t.Fatal(err)
				}
				if names, err := core.Select(readings.Sensor).OrderBy(readings.Sensor.Asc()).All(ctx, e); err != nil || !reflect.DeepEqual(names, []string{"after", "there"}) {
					t.Fatalf("%s %d: %v are there, %v", what, n, names, err)
				}
			}
		}
	})
}

func blames(t *testing.T, name string, err error, row int) {
	t.Helper()
	var r *core.RowError
	if !errors.As(err, &r) || r.Row != row {
		t.Errorf("%s: %v, want row %d", name, err, row)
	}
	if !errors.Is(err, engine.ErrUnique) && !errors.Is(err, engine.ErrCheck) {
		t.Errorf("%s: %v has lost its class", name, err)
	}
}

// A text that is too long is refused, never cut.
func TestInsertAllCutsNothing(t *testing.T) {
	measured(t, func(t *testing.T, ctx context.Context, e *engine.Engine) {
		if e.Dialect.Name() == "sqlite" {
			t.Skip("SQLite has no lengths")
		}
		rows := some("x", 3)
		rows[1].Sensor = strings.Repeat("x", 21)
		var r *core.RowError
		if err := core.InsertAll(ctx, e, readings, rows, fields...); !errors.As(err, &r) || r.Row != 1 || !errors.Is(err, engine.ErrBadValue) {
			t.Error(err)
		}
	})
}

// Keys are right where they have gaps: by a trigger on SQLite, by steps on
// MySQL and MariaDB.
func TestKeysWithGaps(t *testing.T) {
	measured(t, func(t *testing.T, ctx context.Context, e *engine.Engine) {
		c, err := e.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		switch e.Dialect.Name() {
		case "sqlite":
			must(t, e, `CREATE TRIGGER twice AFTER INSERT ON readings WHEN NEW.sensor NOT LIKE '%!' BEGIN
INSERT INTO readings (sensor, value, good, count, at, raw) VALUES (NEW.sensor || '!', 0, 0, 0, NEW.at, ''); END`)
		case "mysql":
			if _, err := c.Exec(ctx, "SET SESSION auto_increment_increment = 7"); err != nil {
				t.Fatal(err)
			}
			defer c.Exec(ctx, "SET SESSION auto_increment_increment = DEFAULT")
		}
		rows := some("k", 320)
		if err := core.InsertAllKeys(ctx, c, readings, rows, readings.ID, setID, fields...); err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 1, 99, 250, 319} {
			name, err := core.Select(readings.Sensor).Where(readings.ID.Eq(rows[i].ID)).One(ctx, c)
			if err != nil || name != rows[i].Sensor {
				t.Errorf("row %d, key %d, is %q, want %q: %v", i, rows[i].ID, name, rows[i].Sensor, err)
			}
		}
	})
}

// What the driver has no arrays of goes along all the same.
func TestInsertAllOfUnusualTypes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		e, _ := open(t, s, engine.Options{})
		must(t, e, "CREATE TYPE mood AS ENUM ('fine', 'bad')", "CREATE TABLE odd (id bigint PRIMARY KEY, mood mood, span int4range, raw bytea, words text[])", "CREATE TABLE fixed (letters character(3), bits bit(3))")
		m := metadata.New()
		type row struct {
			ID         int64
			Mood, Span string
			Raw        *[]byte
			Words      []string
		}
		odd := core.NewTable[struct {
			core.Table
			ID    core.Num[int64]
			Mood  core.Col[string]
			Span  core.Col[string]
			Raw   core.Col[[]byte]
			Words core.Col[[]string]
		}](m, "odd", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("mood", metadata.Exact("mood")), metadata.Col("span", metadata.Exact("int4range")),
			metadata.Col("raw", metadata.Exact("bytea")).Null(), metadata.Col("words", metadata.Array(metadata.Text())))
		list := []row{{1, "fine", "[1,5)", &[]byte{1, 255}, []string{"a", "b c"}}, {2, "bad", "empty", nil, []string{}}}
		scalars := []core.RowField[row]{core.FromRow(odd.ID, func(r *row) int64 { return r.ID }), core.FromRow(odd.Mood, func(r *row) string { return r.Mood }), core.FromRow(odd.Span, func(r *row) string { return r.Span }),
			core.FromRowPtr(odd.Raw, func(r *row) *[]byte { return r.Raw })}
		if err := core.InsertAll(t.Context(), e, odd, list, scalars...); err != nil {
			t.Fatal(err)
		}
		for i := range list {
			list[i].ID += 10
		}
		if err := core.InsertAll(t.Context(), e, odd, list, append(scalars, core.FromRow(odd.Words, func(r *row) []string { return r.Words }))...); err != nil {
			t.Fatal(err)
		}
		fixed := metadata.NewTable(m, "fixed", metadata.Col("letters", metadata.Exact("character(3)")), metadata.Col("bits", metadata.Exact("bit(3)")))
		if _, err := e.InsertBulk(t.Context(), bulkOf(fixed, 2, []string{"letters", "bits"}, []any{"abc", "101"})); err != nil {
			t.Fatal(err)
		}
		if got := text(t, e, "SELECT string_agg(letters || bits::text, ' ') FROM fixed"); got != "abc101 abc101" {
			t.Errorf("types with a length are cut: %s", got)
		}
		got := text(t, e, "SELECT string_agg(concat_ws('|', id, mood, span, raw, words), ' ' ORDER BY id) FROM odd")
		if want := `1|fine|[1,5)|\x01ff 2|bad|empty 11|fine|[1,5)|\x01ff|{a,"b c"} 12|bad|empty|{}`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}, dbtest.Postgres)
}

// lone is a reading of a sensor of that name.
func lone(name string) reading {
	return reading{Sensor: name, At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Raw: []byte{}}
}

// What poolers need, text and values in one message and nothing kept, holds for
// all kinds of values.
func TestNothingKept(t *testing.T) {
	each(t, engine.Options{Statements: -1, MaxOpen: 1}, func(t *testing.T, e *engine.Engine, _ *dbtest.DB) {
		ctx := t.Context()
		if err := migrate.CreateAll(ctx, e, readingsMeta); err != nil {
			t.Fatal(err)
		}
		rows := some("n", 300)
		if err := core.InsertAllKeys(ctx, e, readings, rows, readings.ID, setID, fields...); err != nil {
			t.Fatal(err)
		}
		check(t, ctx, e, rows)
		one := rows[7]
		set := core.Update(readings).Set(readings.Value.Set(2.5), readings.Good.Set(true), readings.Count.Set(9), readings.Note.Set("x"), readings.At.Set(one.At), readings.Raw.Set([]byte{1}))
		res, err := set.Where(readings.ID.In(one.ID, rows[8].ID), readings.At.Ge(rows[0].At), readings.Raw.Eq(one.Raw)).Exec(ctx, e)
		if err != nil || res.RowsAffected != 1 {
			t.Fatal(res, err)
		}
		found, err := core.Select(readings.ID).Where(readings.Value.Eq(2.5), readings.Note.Eq("x"), readings.Good).One(ctx, e)
		if err != nil || found != one.ID {
			t.Error(found, err)
		}
		if e.Dialect.Name() == "postgres" {
			if n := text(t, e, "SELECT count(*)::text FROM pg_prepared_statements"); n != "0" {
				t.Errorf("%s statements are kept", n)
			}
		}
	})
}

type shade string

// A value that the driver cannot send is told without the value, and names of
// types make no difference.
func TestValuesTheDriverRefuses(t *testing.T) {
	measured(t, func(t *testing.T, ctx context.Context, e *engine.Engine) {
		type odd struct{ Hush chan int }
		b := &ast.Bulk{Table: readings.Table.Table(), Columns: []*metadata.Column{readings.Sensor.Column()}, Len: 1, Value: func(int, int) any { return odd{make(chan int)} }}
		_, err := e.InsertBulk(ctx, b)
		if err == nil || strings.Contains(err.Error(), "Hush") {
			t.Errorf("%v", err)
		}
		full := &ast.Bulk{Table: b.Table, Len: 3}
		values := []any{shade("red"), float32(1.5), true, int16(3), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), []byte("x")}
		for _, h := range []core.Handle{readings.Sensor, readings.Value, readings.Good, readings.Count, readings.At, readings.Raw} {
			full.Columns = append(full.Columns, h.Column())
		}
		full.Value = func(row, column int) any {
			if column == 0 {
				return shade(fmt.Sprint("red", row))
			}
			return values[column]
		}
		if _, err := e.InsertBulk(ctx, full); err != nil {
			t.Fatal(err)
		}
		got, err := core.Select(readings.Sensor).Where(readings.Count.Eq(3), readings.Value.Eq(1.5)).OrderBy(readings.Sensor.Asc()).All(ctx, e)
		if err != nil || !reflect.DeepEqual(got, []string{"red0", "red1", "red2"}) {
			t.Error(got, err)
		}
	})
}
