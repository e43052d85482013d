package orm

import (
	"database/sql/driver"
	"math/big"
	"reflect"
	"strings"
	"time"

	"github.com/dbtool/dbtool/metadata"
)

// A key may come back from the database in other letters than it was sent in: a
// decimal with more zeros, a time with fewer digits, a UUID in small letters. Its
// identity is made of the form that all spellings of one value share.

// formed has the field's keys in that form.
func (f *field) formed() {
	t := f.column.Type
	switch {
	case element(f.typ) == reflect.TypeFor[time.Time]():
		unit := f.unit()
		f.form = func(v any) any { return rounded(v, unit) }
		whole := f.arg
		f.arg = func(p place) any { return rounded(whole(p), unit) } // some servers would round, others cut
		if f.typ == reflect.TypeFor[time.Time]() {
			f.arg = func(p place) any { return at[time.Time](p, f).Round(unit) }
		}
	case t.Kind == metadata.KindNumeric:
		f.form = textual(func(s string) string { return decimal(s, t.Scale) })
	case t.Kind == metadata.KindUUID:
		f.form = textual(strings.ToLower)
	case t.Kind == metadata.KindExact && padded(t.SQL):
		f.form = textual(func(s string) string { return strings.TrimRight(s, " ") })
	}
}

func rounded(v any, unit time.Duration) any {
	if t, ok := v.(time.Time); ok {
		return t.Round(unit)
	}
	return v
}

func textual(form func(string) string) func(any) any {
	return func(v any) any {
		switch s := v.(type) {
		case string:
			return form(s)
		case []byte:
			return form(string(s))
		}
		return v
	}
}

// decimal is a number rounded to the digits that the column keeps. What is no
// number stays as it is.
func decimal(s string, scale *int) string {
	r, ok := new(big.Rat).SetString(s)
	switch {
	case !ok:
		return s
	case scale != nil:
		return r.FloatString(*scale)
	}
	return r.RatString()
}

// padded reports whether a type is text of a fixed length, in which blanks at the
// end count for nothing.
func padded(sql string) bool {
	sql = strings.ToLower(sql)
	fixed := strings.HasPrefix(sql, "char") || strings.HasPrefix(sql, "bpchar")
	return fixed && !strings.Contains(sql, "varying")
}

// key is a key's value in its form.
func (f *field) key(v any) any {
	if f.form == nil {
		return v
	}
	if own, ok := v.(driver.Valuer); ok {
		if sent, err := own.Value(); err == nil {
			v = sent
		}
	}
	return f.form(v)
}
