package core_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

var extremeMeta = metadata.New()

var extremes = core.NewTable[struct {
	core.Table
	ID    core.Num[int64]
	Big   core.Num[int64]
	Int   core.Num[int32]
	Small core.Num[int16]
	Real  core.Num[float64]
	Text  core.Str
	Bytes core.Col[[]byte]
	Yes   core.Bool
	Stamp core.Time
	Plain core.Time
	Day   core.Time
	Clock core.Time
	Exact core.Dec[digits]
	Shade core.Enum[shade]
	Doc   core.JSON[any]
}](extremeMeta, "extremes",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("big", metadata.BigInt()).Null(),
	metadata.Col("int", metadata.Integer()).Null(),
	metadata.Col("small", metadata.SmallInt()).Null(),
	metadata.Col("real", metadata.Double()).Null(),
	metadata.Col("text", metadata.Text()).Null(),
	metadata.Col("bytes", metadata.Binary(0)).Null(),
	metadata.Col("yes", metadata.Boolean()).Null(),
	metadata.Col("stamp", metadata.Timestamp().Digits(6)).Null(),
	metadata.Col("plain", metadata.DateTime().Digits(6)).Null(),
	metadata.Col("day", metadata.Date()).Null(),
	metadata.Col("clock", metadata.Time().Digits(6)).Null(),
	metadata.Col("exact", metadata.Numeric(60, 20)).Null(),
	metadata.Col("shade", metadata.EnumOf("shade", "dark", "it's \"light\"")).Null(),
	metadata.Col("doc", metadata.JSON()).Null(),
)

type shade string

// digits is a decimal as it is written, without zeros at its end.
type digits string

func (d digits) Value() (driver.Value, error) { return string(d), nil }

func (d *digits) Scan(src any) error {
	if b, ok := src.([]byte); ok {
		src = string(b)
	}
	text := fmt.Sprint(src)
	if f, ok := src.(float64); ok {
		text = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	*d = digits(text)
	return nil
}

// settable is a handle that takes values of a type.
type settable[T any] interface {
	core.Handle
	core.Expr[T]
	Set(T) core.Assign
}

// extreme is a value and the products that refuse it; all others hold it.
type extreme[T any] struct {
	value   T
	refuses []string
}

func held[T any](v T) extreme[T] { return extreme[T]{value: v} }

func tooMuch[T any](v T, by ...string) extreme[T] { return extreme[T]{v, by} }

// holdsExactly writes values and reads them back. A value is never changed in
// silence: it comes back as it was, or the insert is refused.
func holdsExactly[T any](t *testing.T, ctx context.Context, db *engine.Engine, c settable[T], same func(a, b T) bool, values ...extreme[T]) {
	t.Helper()
	for i, x := range values {
		if _, err := core.Delete(extremes).AllRows().Exec(ctx, db); err != nil {
			t.Fatal(err)
		}
		_, err := core.Insert(extremes).Values(extremes.ID.Set(1), c.Set(x.value)).Exec(ctx, db)
		if slices.Contains(x.refuses, db.Server.Product) {
			if err == nil {
				t.Errorf("%s, value %d: it was to be refused, and is %v now", c.Column().Name, i, must1(core.Select(core.Ptr[T](c)).One(ctx, db)))
			}
			continue
		}
		if err != nil {
			t.Errorf("%s, value %d: %v", c.Column().Name, i, err)
			continue
		}
		for _, e := range readers(db) {
			got, err := core.Select(core.Ptr[T](c)).One(ctx, e)
			if err != nil || got == nil || !same(*got, x.value) {
				t.Errorf("%s, value %d: wrote %v, read %v: %v", c.Column().Name, i, brief(x.value), brief(got), err)
			}
		}
	}
}

// readers are the engine, and the same without what it may know of reading rows
// directly: values are the same both ways.
func readers(db *engine.Engine) []*engine.Engine {
	if !db.Server.Caps.DirectRows {
		return []*engine.Engine{db}
	}
	scanning, server := *db, *db.Server
	server.Caps.DirectRows, scanning.Server = false, &server
	return []*engine.Engine{db, &scanning}
}

func must1[T any](v T, err error) any {
	if err != nil {
		return err
	}
	return v
}

func brief(v any) any {
	switch v := v.(type) {
	case string:
		return v[:min(len(v), 40)]
	case *string:
		if v != nil {
			return brief(*v)
		}
	}
	return v
}

func equal[T comparable](a, b T) bool { return a == b }

func sameFloat(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

// TestExtremes: what a column can hold comes back exactly, and what it cannot
// hold is refused.
func TestExtremes(t *testing.T) {
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		if err := migrate.CreateAll(ctx, db, extremeMeta); err != nil {
			t.Fatal(err)
		}
		holdsExactly(t, ctx, db, extremes.Big, equal, held[int64](math.MinInt64), held[int64](math.MaxInt64), held[int64](0))
		holdsExactly(t, ctx, db, extremes.Int, equal, held[int32](math.MinInt32), held[int32](math.MaxInt32))
		holdsExactly(t, ctx, db, extremes.Small, equal, held[int16](math.MinInt16), held[int16](math.MaxInt16))
		holdsExactly(t, ctx, db, extremes.Real, sameFloat, held(math.MaxFloat64), held(-math.MaxFloat64), held(2.2250738585072014e-308), held(0.1), held(1.0/3),
			tooMuch(math.Inf(1), "MySQL", "MariaDB"), tooMuch(math.Inf(-1), "MySQL", "MariaDB"))
		holdsExactly(t, ctx, db, extremes.Text, equal, held(""), held("'\"\\`$1?%_\n\r\t"), held("\U0001F600 e\u0301 \u202e"), held(" both ends "),
			held(strings.Repeat("long \u00e9", 200_000)), tooMuch("a\x00b", "PostgreSQL"))
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		holdsExactly(t, ctx, db, extremes.Bytes, slices.Equal, held([]byte{}), held(all), held(slices.Repeat(all, 4000)))
		holdsExactly(t, ctx, db, extremes.Yes, equal, held(true), held(false))
		zone := time.FixedZone("", 5*3600+1800)
		holdsExactly(t, ctx, db, extremes.Stamp, time.Time.Equal, held(time.Date(2026, 11, 26, 23, 59, 59, 999999000, zone)), held(time.Date(1970, 1, 1, 0, 0, 1, 0, time.UTC)),
			held(time.Date(2038, 1, 19, 3, 14, 7, 0, time.UTC)), tooMuch(time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC), "MySQL", "MariaDB"),
			tooMuch(time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC), "MySQL", "MariaDB"))
		holdsExactly(t, ctx, db, extremes.Plain, time.Time.Equal, held(time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)), held(time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)),
			held(time.Date(2026, 3, 29, 2, 30, 0, 1000, time.UTC)), held(time.Date(1582, 10, 10, 0, 0, 0, 0, time.UTC)))
		holdsExactly(t, ctx, db, extremes.Day, time.Time.Equal, held(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)), held(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)), held(time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)),
			held(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), tooMuch(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "SQLite", "MySQL", "MariaDB"), tooMuch(time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), "SQLite", "MySQL", "MariaDB"))
		holdsExactly(t, ctx, db, extremes.Real, sameFloat, tooMuch(math.NaN(), "SQLite", "MySQL", "MariaDB"), held(math.SmallestNonzeroFloat64))
		holdsExactly(t, ctx, db, extremes.Exact, equal, held(digits("0.1")), held(digits("-99999999999999")), held(digits("123456789.12345")),
			tooMuch(digits("1234567890123456789012345678901234567890.12345678901234567891"), "SQLite"), tooMuch(digits("0.12345678901234567891"), "SQLite"), tooMuch(digits("99999999999999999999"), "SQLite"))
		holdsExactly(t, ctx, db, extremes.Shade, equal, held(shade("it's \"light\"")), tooMuch(shade("none"), "SQLite", "MySQL", "MariaDB", "PostgreSQL"))
		holdsWhatClocksShow(t, ctx, db)
		insertsDocuments(t, ctx, db)
	})
}

// holdsWhatClocksShow: dates and times of day are those of the value's own clock,
// and nothing smaller than a microsecond is rounded up.
func holdsWhatClocksShow(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	west := time.FixedZone("", -5*3600)
	at := time.Date(2026, 1, 31, 23, 30, 59, 999999999, west)
	set := []core.Assign{extremes.ID.Set(2), extremes.Day.Set(at), extremes.Clock.Set(at), extremes.Plain.Set(at)}
	if _, err := core.Insert(extremes).Values(set...).Exec(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := core.InsertAll(ctx, db, extremes, []int64{3}, core.FromRow(extremes.ID, func(id *int64) int64 { return *id }), core.FromRow(extremes.Day, func(*int64) time.Time { return at }),
		core.FromRow(extremes.Clock, func(*int64) time.Time { return at }), core.FromRow(extremes.Plain, func(*int64) time.Time { return at })); err != nil {
		t.Fatal(err)
	}
	got, err := core.Select(core.Map(extremes.Day, extremes.Clock, extremes.Plain)).Where(core.Eq(extremes.Day, core.Val(at)), extremes.Clock.NotNull()).All(ctx, db)
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	for _, r := range got {
		day, clock, plain := r["day"].(time.Time), r["clock"].(time.Time), r["plain"].(time.Time)
		if day.Format(time.DateOnly) != "2026-01-31" || clock.Format("15:04:05.999999") != "23:30:59.999999" || !plain.Truncate(time.Microsecond).Equal(at.Truncate(time.Microsecond)) {
			t.Errorf("day %v, clock %v, time %v of %v", day, clock, plain, at)
		}
	}
}

// insertsDocuments: many rows at once have documents as one has them, and one
// that is none is told.
func insertsDocuments(t *testing.T, ctx context.Context, db *engine.Engine) {
	t.Helper()
	docs := []any{"plain text", map[string]any{"a": []any{1.5, nil}}, true, nil}
	ids := []int64{10, 11, 12, 13}
	id := core.FromRow(extremes.ID, func(id *int64) int64 { return *id })
	if err := core.InsertAll(ctx, db, extremes, ids, id, core.FromRow(extremes.Doc, func(id *int64) any { return docs[*id-10] })); err != nil {
		t.Fatal(err)
	}
	got, err := core.Select(extremes.Doc).Where(extremes.ID.Ge(10), extremes.Doc.NotNull()).OrderBy(extremes.ID.Asc()).All(ctx, db)
	if err == nil {
		t.Error("a document may be NULL", got)
	}
	read, err := core.Select(core.Maybe(extremes.Doc)).Where(extremes.ID.Ge(10)).OrderBy(extremes.ID.Asc()).All(ctx, db)
	if err != nil || len(read) != 4 {
		t.Fatal(read, err)
	}
	for i, d := range read {
		if !d.Valid || !reflect.DeepEqual(d.V, docs[i]) {
			t.Errorf("wrote %v, read %v", docs[i], d)
		}
	}
	var r *core.RowError
	err = core.InsertAll(ctx, db, extremes, []int64{20, 21}, id, core.FromRow(extremes.Doc, func(id *int64) any { return math.Inf(int(*id) - 20) }))
	if !errors.As(err, &r) || r.Row != 0 || !strings.Contains(err.Error(), "unsupported value") {
		t.Errorf("infinity as JSON: %v", err)
	}
}
