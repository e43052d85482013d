package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"

	"github.com/dbtool/dbtool/internal/render"
)

var update = flag.Bool("update", false, "write the golden files")

var columns = []render.Column{
	{Name: "id", Type: "BIGINT", Right: true},
	{Name: "name", Type: "TEXT"},
	{Name: "price", Type: "DECIMAL", Right: true},
	{Name: "data", Type: "BLOB", Binary: true},
	{Name: "doc", Type: "JSON", JSON: true},
	{Name: "name", Type: "DATE"},
	{Name: "at|*", Type: "TIMESTAMPTZ"},
}

func rows() [][]any {
	at := time.Date(2026, 2, 3, 4, 5, 6, 78_000_000, time.FixedZone("", 2*3600))
	return [][]any{
		{int64(math.MaxInt64), "plain", "10.50", []byte("hello"), []byte(`{"a": [1, "x"]}`), at, at},
		{int64(-1), "", []byte("123456789012345678901234567890.5"), []byte{}, "no json", at.UTC(), at.UTC()},
		{nil, nil, nil, nil, nil, nil, nil},
		{uint64(math.MaxUint64), "日本語 é 👩‍👩‍👧", math.NaN(), bytes.Repeat([]byte{0xAB}, 40), "null", "2026-02-03", ""},
		{int64(0), "a|b, \"c\"\r\nd\te \x1b[31mred\u202e\u009b", 1e30, "text", `"\u001b"`, math.Inf(-1), 0.1},
		{true, `snake_case _x_ \.`, 3.0, []byte("\xff"), "[1,\n2]", `\.`, errors.New("odd")},
	}
}

func write(t testing.TB, w io.Writer, f render.Format, o render.Options, columns []render.Column, rows [][]any) {
	t.Helper()
	r, err := render.New(w, f, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Header(columns); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := r.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func text(t testing.TB, f render.Format, o render.Options, columns []render.Column, rows [][]any) string {
	t.Helper()
	var b strings.Builder
	if o.Footer != nil {
		o.Footer = &b
	}
	write(t, &b, f, o, columns, rows)
	return b.String()
}

func TestFormats(t *testing.T) {
	for _, f := range render.Formats() {
		golden(t, string(f), text(t, f, render.Options{Footer: io.Discard}, columns, rows()))
	}
	golden(t, "table-color", text(t, render.Table, render.Options{Color: true, MaxWidth: 12}, columns, rows()))
	golden(t, "vertical-color", text(t, render.Vertical, render.Options{Color: true}, columns, rows()))
}

func TestNoRows(t *testing.T) {
	for f, want := range map[render.Format]string{
		render.Table:    " a | b\n---+---\n(0 rows)\n",
		render.CSV:      "a,b\n",
		render.JSON:     "[]\n",
		render.NDJSON:   "",
		render.Markdown: "| a | b |\n| --- | ---: |\n",
		render.Vertical: "(0 rows)\n",
	} {
		got := text(t, f, render.Options{Footer: io.Discard}, []render.Column{{Name: "a"}, {Name: "b", Right: true}}, nil)
		if got != want {
			t.Errorf("%s: got %q, want %q", f, got, want)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s (-update writes it anew)\ngot\n%s\nwant\n%s", file, got, want)
	}
}

func TestParseFormatListsTheChoices(t *testing.T) {
	for _, f := range render.Formats() {
		if got, err := render.ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("%s: got %s, %v", f, got, err)
		}
	}
	want := `unknown format "xml": choose table, csv, json, ndjson, markdown, vertical`
	if _, err := render.ParseFormat("xml"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := render.New(io.Discard, "xml", render.Options{}); err == nil {
		t.Error("New takes any format")
	}
}

// TestEveryFormatKeepsRowsWhole holds that data can neither break a line nor
// reach the terminal as a command.
func TestEveryFormatKeepsRowsWhole(t *testing.T) {
	var all strings.Builder
	for r := rune(0); r < 0x2100; r++ {
		all.WriteRune(r)
	}
	one := [][]any{{all.String()}, {[]byte(all.String())}}
	lines := map[render.Format]int{render.Table: 4, render.JSON: 4, render.NDJSON: 2, render.Markdown: 4, render.Vertical: 4}
	for f, want := range lines {
		got := text(t, f, render.Options{}, []render.Column{{Name: all.String()}}, one)
		if n := strings.Count(got, "\n"); n != want {
			t.Errorf("%s: %d lines, want %d", f, n, want)
		}
		for _, r := range got {
			if r != '\n' && (r < ' ' || 0x7F <= r && r < 0xA0 || r == 0x2028 || r == 0x202E) {
				t.Errorf("%s: holds %U", f, r)
			}
		}
	}
}

func TestTableAlignsWideCharacters(t *testing.T) {
	got := text(t, render.Table, render.Options{}, []render.Column{{Name: "a"}, {Name: "b"}},
		[][]any{{"日本", "x"}, {"e\u0301", "x"}, {"👩‍👩‍👧", "x"}, {nil, "x"}, {"abcd", "x"}})
	for _, line := range strings.Split(strings.TrimSuffix(got, "\n"), "\n")[2:] {
		before, _, _ := strings.Cut(line, "|")
		if w := uniseg.StringWidth(before); w != 6 {
			t.Errorf("%q stands %d columns wide, want 6 in\n%s", before, w, got)
		}
	}
}

func TestMaxWidthCutsBetweenCharacters(t *testing.T) {
	for in, want := range map[string]string{
		"abcdef": "abcd…", "abcde": "abcde", "日本語": "日本…", "ab日本": "ab日…", "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧": "👩‍👩‍👧👩‍👩‍👧…",
	} {
		got := text(t, render.Table, render.Options{MaxWidth: 5}, []render.Column{{Name: "a"}}, [][]any{{in}})
		if line := strings.Split(got, "\n")[2]; line != " "+want {
			t.Errorf("%s: got %q, want %q", in, line, want)
		}
	}
}

func TestTableSettlesOnWidths(t *testing.T) {
	list := make([][]any, 300)
	for i := range list {
		list[i] = []any{"x", int64(i)}
	}
	list[250][0] = "longer than those before"
	got := strings.Split(text(t, render.Table, render.Options{}, []render.Column{{Name: "a"}, {Name: "b"}}, list), "\n")
	for row, want := range map[int]string{0: " x | 0", 199: " x | 199", 200: " x | 200", 250: " longer than those before | 250", 251: " x | 251"} {
		if got[row+2] != want {
			t.Errorf("row %d: got %q, want %q", row, got[row+2], want)
		}
	}
}

func TestCSVComesBack(t *testing.T) {
	r := csv.NewReader(strings.NewReader(text(t, render.CSV, render.Options{}, columns, rows())))
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(rows()[4][1].(string), "\r\n", "\n") // as encoding/csv reads it
	if got := records[5][1]; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJSONComesBack(t *testing.T) {
	var array []map[string]any
	d := json.NewDecoder(strings.NewReader(text(t, render.JSON, render.Options{}, columns, rows())))
	d.UseNumber()
	if err := d.Decode(&array); err != nil {
		t.Fatal(err)
	}
	if len(array) != len(rows()) || len(array[0]) != len(columns) {
		t.Fatalf("got %d objects of %d members", len(array), len(array[0]))
	}
	for key, want := range map[string]any{"id": json.Number("-1"), "name": "", "price": json.Number("123456789012345678901234567890.5"), "data": `\x`, "doc": "no json", "name_2": "2026-02-03"} {
		if got := array[1][key]; got != want {
			t.Errorf("%s: got %#v, want %#v", key, got, want)
		}
	}
	if got, want := array[4]["name"], rows()[4][1]; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for i, line := range strings.Split(strings.TrimSpace(text(t, render.NDJSON, render.Options{}, columns, rows())), "\n") {
		if !json.Valid([]byte(line)) {
			t.Errorf("line %d is no JSON: %s", i+1, line)
		}
	}
}

func TestJSONNamesAreUnique(t *testing.T) {
	var list []render.Column
	for _, name := range []string{"a", "a", "a_2", "a", "b", ""} {
		list = append(list, render.Column{Name: name})
	}
	got := text(t, render.NDJSON, render.Options{}, list, [][]any{{int64(1), int64(2), int64(3), int64(4), int64(5), int64(6)}})
	if want := `{"a":1,"a_3":2,"a_2":3,"a_4":4,"b":5,"":6}` + "\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTimes(t *testing.T) {
	utc := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	east := utc.In(time.FixedZone("", 5400))
	for _, c := range []struct {
		typ  string
		at   time.Time
		want string
	}{
		{"DATE", utc, "2026-02-03"},
		{"TIMESTAMP", utc, "2026-02-03 04:05:06"},
		{"DATETIME", utc.Add(time.Microsecond), "2026-02-03 04:05:06.000001"},
		{"DATETIME", east, "2026-02-03 05:35:06+01:30"},
		{"TIMESTAMPTZ", utc, "2026-02-03 04:05:06Z"},
		{"timestamp with time zone", utc, "2026-02-03 04:05:06Z"},
		{"TIME", utc, "04:05:06"},
		{"", utc, "2026-02-03 04:05:06Z"},
	} {
		column := []render.Column{{Name: "a", Type: c.typ}}
		if got := text(t, render.CSV, render.Options{}, column, [][]any{{c.at}}); got != "a\n"+c.want+"\n" {
			t.Errorf("%s: got %q, want %s", c.typ, got, c.want)
		}
		want := fmt.Sprintf("{\"a\":%q}\n", strings.Replace(c.want, " ", "T", 1))
		if got := text(t, render.NDJSON, render.Options{}, column, [][]any{{c.at}}); got != want {
			t.Errorf("%s: got %s, want %s", c.typ, got, want)
		}
	}
}

// brokenPipe fails after a while, as a pipe into head does.
type brokenPipe struct{ left int }

var errPipe = errors.New("broken pipe")

func (p *brokenPipe) Write(b []byte) (int, error) {
	if p.left -= len(b); p.left < 0 {
		return 0, errPipe
	}
	return len(b), nil
}

func TestErrorsOfTheStreamComeBack(t *testing.T) {
	for _, f := range render.Formats() {
		w, err := render.New(&brokenPipe{left: 100 << 10}, f, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Header(columns[:2]); err != nil {
			t.Fatal(err)
		}
		row := []any{int64(1), "text"}
		n := 0
		for ; n < 1_000_000 && err == nil; n++ {
			err = w.Row(row)
		}
		if !errors.Is(err, errPipe) || n == 1_000_000 {
			t.Errorf("%s: Row: got %v after %d rows", f, err, n)
		}
		if err := w.Close(); !errors.Is(err, errPipe) {
			t.Errorf("%s: Close: got %v", f, err)
		}
		if err := w.Row(row[:1]); err == nil {
			t.Errorf("%s: takes a row that is too short", f)
		}
	}
}

// TestMillionRowsTakeConstantMemory holds the heap in use at the end, and that
// the writers leave little garbage on the way.
func TestMillionRowsTakeConstantMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes six million rows")
	}
	list := []render.Column{{Name: "id", Right: true}, {Name: "name"}, {Name: "at", Type: "DATETIME"}}
	row := []any{int64(1), "name\nof something", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, f := range render.Formats() {
		w, err := render.New(io.Discard, f, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if err := w.Header(list); err != nil {
			t.Fatal(err)
		}
		for range 1_000_000 {
			if err := w.Row(row); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 2<<20 {
			t.Errorf("%s: holds %d KiB after a million rows", f, grown>>10)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRowsOfPlainValuesDoNotAllocate(t *testing.T) {
	for _, f := range []render.Format{render.CSV, render.JSON, render.NDJSON, render.Vertical} {
		w, err := render.New(io.Discard, f, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Header([]render.Column{{Name: "id"}, {Name: "name"}, {Name: "x"}}); err != nil {
			t.Fatal(err)
		}
		row := []any{int64(123456), "some text, quoted", nil}
		if got := testing.AllocsPerRun(10_000, func() { _ = w.Row(row) }); got > 0 {
			t.Errorf("%s: %v allocations for each row", f, got)
		}
	}
}

func TestSimpleChecksRows(t *testing.T) {
	if err := render.Simple(io.Discard, []string{"a", "b"}, [][]string{{"1"}}); err == nil {
		t.Error("takes a row that is too short")
	}
}

func ExampleSimple() {
	_ = render.Simple(os.Stdout, []string{"revision", "state"}, [][]string{{"20261123", "applied"}, {"20261124", ""}})
	// Output:
	//  revision | state
	// ----------+---------
	//  20261123 | applied
	//  20261124 |
}

func ExampleNew() {
	w, err := render.New(os.Stdout, render.CSV, render.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = w.Header([]render.Column{{Name: "id", Type: "INTEGER", Right: true}, {Name: "name", Type: "TEXT"}})
	_ = w.Row([]any{int64(1), nil})
	_ = w.Row([]any{int64(2), ""})
	_ = w.Close()
	// Output:
	// id,name
	// 1,
	// 2,""
}

func BenchmarkRow(b *testing.B) {
	row := []any{int64(123456), "some text", "and another", nil}
	for _, f := range render.Formats() {
		b.Run(string(f), func(b *testing.B) {
			w, err := render.New(io.Discard, f, render.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := w.Header([]render.Column{{Name: "id"}, {Name: "a"}, {Name: "b"}, {Name: "c"}}); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Row(row); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
