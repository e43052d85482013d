package core_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/dbtool/dbtool/core"
)

type (
	named    string
	namedInt int16
)

// keeper is a type that scans by itself, and keeps what it is given.
type keeper struct{ got any }

func (k *keeper) Scan(src any) error {
	if s, ok := src.(string); ok && s == "no" {
		return errors.New("it is refused")
	}
	k.got = src
	return nil
}

var data = []core.Datum{
	{Kind: core.DatumNull}, {Kind: core.DatumInt}, {Kind: core.DatumInt, Int: 1}, {Kind: core.DatumInt, Int: math.MaxInt64}, {Kind: core.DatumInt, Int: math.MinInt64},
	{Kind: core.DatumInt, Int: 1 << 31}, {Kind: core.DatumInt, Int: 40_000}, {Kind: core.DatumFloat, Float: 2}, {Kind: core.DatumFloat, Float: 1.5},
	{Kind: core.DatumFloat, Float: math.Inf(1)}, {Kind: core.DatumFloat, Float: math.MaxFloat64}, {Kind: core.DatumBool}, {Kind: core.DatumBool, Bool: true},
	{Kind: core.DatumTime, Time: time.Date(2026, 11, 26, 23, 0, 0, 1000, time.FixedZone("", 5400))}, {Kind: core.DatumText, Raw: []byte("12")},
	{Kind: core.DatumText, Raw: []byte{}}, {Kind: core.DatumText, Raw: []byte("no")}, {Kind: core.DatumText, Raw: []byte("12.50")}, {Kind: core.DatumText, Raw: []byte("true")},
	{Kind: core.DatumText, Raw: []byte("2026-11-26 23:00:00+01")}, {Kind: core.DatumText, Raw: []byte("6f3c1a0e-0000-4000-8000-00000000000f")},
	{Kind: core.DatumText, Raw: []byte(`{1,2,NULL}`)}, {Kind: core.DatumBytes, Raw: []byte(`{"a":1}`)}, {Kind: core.DatumBytes, Raw: []byte{1}},
	{Kind: core.DatumBytes, Raw: []byte{0, 255}},
}

// sameBothWays reads all data by a projection of a T, or of what may be one, from
// rows that fill places and from rows that are scanned.
func sameBothWays[T any](t *testing.T) {
	t.Helper()
	e := core.SQL[T]("x")
	same(t, core.Scan[struct{ Word T }]())
	same(t, core.Projection[T](e))
	same(t, core.Ptr(e))
	same(t, core.Maybe(e))
}

func same[R any](t *testing.T, p core.Projection[R]) {
	t.Helper()
	query := core.Read(core.Text("SELECT x"), p)
	for _, d := range data {
		filled, ferr := query.All(t.Context(), fakeDB{rows: &fakeRows{data: []core.Datum{d}}})
		scanned, serr := query.All(t.Context(), fakeDB{rows: &fakeRows{data: []core.Datum{d}, refuses: true}})
		if fmt.Sprint(ferr) != fmt.Sprint(serr) || !reflect.DeepEqual(filled, scanned) {
			t.Errorf("%v: filled %#v (%v), scanned %#v (%v)", d.Value(), filled, ferr, scanned, serr)
		}
	}
}

// TestTakingIsScanning: what a place makes of a value does not depend on the
// way it came, errors included, and nothing of the driver's memory is kept.
func TestTakingIsScanning(t *testing.T) {
	sameBothWays[int64](t)
	sameBothWays[int](t)
	sameBothWays[int32](t)
	sameBothWays[int16](t)
	sameBothWays[uint8](t)
	sameBothWays[namedInt](t)
	sameBothWays[float64](t)
	sameBothWays[float32](t)
	sameBothWays[bool](t)
	sameBothWays[string](t)
	sameBothWays[named](t)
	sameBothWays[[]byte](t)
	sameBothWays[[16]byte](t)
	sameBothWays[time.Time](t)
	sameBothWays[any](t)
	sameBothWays[*int64](t)
	sameBothWays[*string](t)
	sameBothWays[*named](t)
	sameBothWays[*time.Time](t)
	sameBothWays[[]int64](t)
	sameBothWays[map[string]int](t)
	sameBothWays[keeper](t)
	sameBothWays[core.Range[int64]](t)
	doc := core.DocOf(map[string]int{})
	same(t, core.Projection[map[string]int](doc))
	same(t, core.Ptr(doc))
	same(t, core.Maybe(doc))
	same(t, core.ScanRow())
	same(t, core.ScanMap())
}

// fakeRows are rows of one column, which can be filled or scanned.
type fakeRows struct {
	data           []core.Datum
	at             int
	refuses        bool
	closing        error
	places         []core.Taker
	filled, closed int
	memory         []byte // the driver's, used again for each row
}

func texts(list ...string) (data []core.Datum) {
	for _, s := range list {
		data = append(data, core.Datum{Kind: core.DatumText, Raw: []byte(s)})
	}
	return data
}

func (r *fakeRows) Next() bool {
	for i := range r.memory {
		r.memory[i] = '?'
	}
	r.at++
	return r.at <= len(r.data)
}

func (r *fakeRows) Scan(dest ...any) error {
	if err := dest[0].(sql.Scanner).Scan(r.data[r.at-1].Value()); err != nil {
		return fmt.Errorf("sql: Scan error on column index 0, name \"word\": %w", err)
	}
	return nil
}

func (r *fakeRows) Err() error                 { return nil }
func (r *fakeRows) Close() error               { r.closed++; return r.closing }
func (r *fakeRows) Columns() ([]string, error) { return []string{"word"}, nil }

func (r *fakeRows) Bind(places []core.Taker) bool {
	r.places = places
	return !r.refuses
}

func (r *fakeRows) Fill() (int, error) {
	r.filled++
	d := r.data[r.at-1]
	if d.Raw != nil {
		r.memory = append(make([]byte, 0, 1), d.Raw...)
		d.Raw = r.memory
	}
	return 0, r.places[0].Take(&d)
}

type fakeDB struct {
	core.DB
	rows *fakeRows
}

func (f fakeDB) QueryStatement(context.Context, core.Statement) (core.Rows, error) {
	return f.rows, nil
}

// TestRowsFillPlaces: rows that can fill places do, into whatever a projection
// reads, and are scanned where they refuse.
func TestRowsFillPlaces(t *testing.T) {
	query := core.Read(core.Text("SELECT word"), core.Scan[struct{ Word keeper }]())
	for _, refuses := range []bool{false, true} {
		rows := &fakeRows{data: texts("a", "b"), refuses: refuses}
		got, err := query.All(t.Context(), fakeDB{rows: rows})
		if err != nil || len(got) != 2 || got[1].Word.got != "b" || (rows.filled == 2) == refuses || rows.closed != 1 {
			t.Errorf("refuses %v: %v, %v; %d filled, %d closed", refuses, got, err, rows.filled, rows.closed)
		}
		rows = &fakeRows{data: texts("a", "no", "c"), refuses: refuses}
		_, err = query.All(t.Context(), fakeDB{rows: rows})
		if err == nil || err.Error() != `core: column "word": it is refused` || rows.closed != 1 {
			t.Errorf("a value that is refused: %v; %d closed", err, rows.closed)
		}
	}
}

// TestRoomIsMadeForRowsThatMayCome: once, when some of them have come, and not
// for more than come usually.
func TestRoomIsMadeForRowsThatMayCome(t *testing.T) {
	words := make([]string, 1100)
	for _, c := range []struct{ limit, rows, least, most int }{
		{500, 0, 0, 0}, {500, 5, 5, 16}, {500, 17, 500, 640}, {500, 500, 500, 640}, {1 << 40, 17, 1024, 1280}, {1 << 40, 1100, 1100, 3000}, {-1, 17, 17, 32}, {20, 20, 20, 32},
	} {
		got, err := core.Select(core.SQL[string]("x")).Limit(c.limit).All(t.Context(), fakeDB{rows: &fakeRows{data: texts(words[:c.rows]...)}})
		if err != nil || len(got) != c.rows || cap(got) < c.least || cap(got) > c.most {
			t.Errorf("%+v: %d rows, room for %d, %v", c, len(got), cap(got), err)
		}
	}
}
