package core

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
)

// scanInto puts a driver's value, never NULL, where dst points to. The usual
// pairs come first; the rest is told by kind. Bytes are copied: the driver's
// are gone with the next row.
func scanInto[T any](dst *T, src any) error {
	switch d := any(dst).(type) {
	case *int64:
		if v, ok := src.(int64); ok {
			*d = v
			return nil
		}
	case *string:
		switch v := src.(type) {
		case string:
			*d = v
			return nil
		case []byte:
			*d = string(v)
			return nil
		}
	case *int:
		if v, ok := src.(int64); ok && int64(int(v)) == v {
			*d = int(v)
			return nil
		}
	case *bool:
		return scanBool(d, src)
	case *float64:
		if v, ok := src.(float64); ok {
			*d = v
			return nil
		}
	case *time.Time:
		return scanTime(d, src)
	case *[]byte:
		return scanBytes(d, src)
	case *any:
		if b, ok := src.([]byte); ok {
			src = append([]byte{}, b...)
		}
		*d = src
		return nil
	case sql.Scanner:
		return d.Scan(src)
	}
	return scanKind(reflect.ValueOf(dst).Elem(), src)
}

func unfit(src any, want any) error {
	if b, ok := src.([]byte); ok {
		src = string(b)
	}
	return fmt.Errorf("a %T is no %s", src, want)
}

func scanBytes(d *[]byte, src any) error {
	switch v := src.(type) {
	case []byte:
		*d = append([]byte{}, v...)
	case string:
		*d = []byte(v)
	default:
		return unfit(src, "bytes")
	}
	return nil
}

// scanBool knows the truth values of all servers: numbers, the words and
// letters of PostgreSQL, MySQL's BIT(1).
func scanBool(d *bool, src any) error {
	switch v := src.(type) {
	case bool:
		*d = v
		return nil
	case int64:
		*d = v != 0
		return nil
	case float64:
		*d = v != 0
		return nil
	case []byte:
		if len(v) == 1 && v[0] < 2 {
			*d = v[0] == 1
			return nil
		}
		return scanBool(d, string(v))
	case string:
		b, err := strconv.ParseBool(v)
		if err != nil {
			return unfit(src, "bool")
		}
		*d = b
		return nil
	}
	return unfit(src, "bool")
}

// layouts are how servers write dates and times as text. A fraction may follow
// the seconds of each.
var layouts = []string{
	"2006-01-02 15:04:05",
	"2006-01-02",
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05Z07",
	"2006-01-02 15:04:05 -0700 MST",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04",
	"15:04:05",
	"15:04:05Z07",
	"15:04",
}

// scanTime gives instants in UTC. Text without a zone is UTC.
func scanTime(d *time.Time, src any) error {
	var s string
	switch v := src.(type) {
	case time.Time:
		*d = v.UTC()
		return nil
	case string:
		s = v
	case []byte:
		s = string(v)
	default:
		return unfit(src, "time")
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			*d = t.UTC()
			return nil
		}
	}
	return fmt.Errorf("%q is no date or time", s)
}

// scanKind converts by the kind of the target, for named types and the
// smaller numbers. What does not fit is an error, never cut.
func scanKind(d reflect.Value, src any) error {
	switch d.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return scanInt(d, src)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return scanUint(d, src)
	case reflect.Float32, reflect.Float64:
		return scanFloat(d, src)
	case reflect.String:
		return scanString(d, src)
	case reflect.Bool:
		var b bool
		err := scanBool(&b, src)
		d.SetBool(b)
		return err
	case reflect.Pointer:
		d.Set(reflect.New(d.Type().Elem()))
		return scanAny(d.Interface(), src)
	case reflect.Array:
		return scanArray(d, src)
	case reflect.Slice:
		return scanSlice(d, src)
	case reflect.Map, reflect.Struct:
		return scanDocument(d, textOf(src))
	}
	return unfit(src, d.Type())
}

// scanAny is [scanInto] for a pointer whose type is known at run time only.
func scanAny(ptr any, src any) error {
	switch p := ptr.(type) {
	case *int64:
		return scanInto(p, src)
	case *string:
		return scanInto(p, src)
	case *time.Time:
		return scanInto(p, src)
	case *[]byte:
		return scanInto(p, src)
	case *any:
		return scanInto(p, src)
	case sql.Scanner:
		return p.Scan(src)
	}
	return scanKind(reflect.ValueOf(ptr).Elem(), src)
}

func scanInt(d reflect.Value, src any) error {
	var n int64
	switch v := src.(type) {
	case int64:
		n = v
	case uint64:
		if v > math.MaxInt64 {
			return fmt.Errorf("%d does not fit into a %s", v, d.Type())
		}
		n = int64(v)
	case float64:
		if v != math.Trunc(v) || v < -1<<63 || v >= 1<<63 {
			return fmt.Errorf("%v is no %s", v, d.Type())
		}
		n = int64(v)
	case bool:
		if v {
			n = 1
		}
	case string, []byte:
		parsed, err := parseInt(textOf(v))
		if err != nil {
			return fmt.Errorf("%q is no %s", textOf(v), d.Type())
		}
		n = parsed
	default:
		return unfit(src, d.Type())
	}
	if d.OverflowInt(n) {
		return fmt.Errorf("%d does not fit into a %s", n, d.Type())
	}
	d.SetInt(n)
	return nil
}

// parseInt takes whole numbers also as decimals write them: 12.000.
func parseInt(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err == nil {
		return n, nil
	}
	for i := range s {
		if s[i] != '.' {
			continue
		}
		for _, c := range s[i+1:] {
			if c != '0' {
				return 0, err
			}
		}
		return strconv.ParseInt(s[:i], 10, 64)
	}
	return 0, err
}

func textOf(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	s, _ := v.(string)
	return s
}

func scanUint(d reflect.Value, src any) error {
	var n uint64
	switch v := src.(type) {
	case int64:
		if v < 0 {
			return fmt.Errorf("%d does not fit into a %s", v, d.Type())
		}
		n = uint64(v)
	case uint64:
		n = v
	case string, []byte:
		parsed, err := strconv.ParseUint(textOf(v), 10, 64)
		if err != nil {
			return fmt.Errorf("%q is no %s", textOf(v), d.Type())
		}
		n = parsed
	default:
		return unfit(src, d.Type())
	}
	if d.OverflowUint(n) {
		return fmt.Errorf("%d does not fit into a %s", n, d.Type())
	}
	d.SetUint(n)
	return nil
}

func scanFloat(d reflect.Value, src any) error {
	switch v := src.(type) {
	case float64:
		d.SetFloat(v)
	case float32:
		d.SetFloat(float64(v))
	case int64:
		d.SetFloat(float64(v))
	case string, []byte:
		f, err := strconv.ParseFloat(textOf(v), d.Type().Bits())
		if err != nil {
			return fmt.Errorf("%q is no %s", textOf(v), d.Type())
		}
		d.SetFloat(f)
	default:
		return unfit(src, d.Type())
	}
	return nil
}

func scanString(d reflect.Value, src any) error {
	switch v := src.(type) {
	case string:
		d.SetString(v)
	case []byte:
		d.SetString(string(v))
	case int64:
		d.SetString(strconv.FormatInt(v, 10))
	case float64:
		d.SetString(strconv.FormatFloat(v, 'g', -1, 64))
	case bool:
		d.SetString(strconv.FormatBool(v))
	case time.Time:
		d.SetString(v.Format(time.RFC3339Nano))
	default:
		return unfit(src, d.Type())
	}
	return nil
}

// scanArray takes bytes of exactly the array's length, and UUIDs as text.
func scanArray(d reflect.Value, src any) error {
	if d.Type().Elem().Kind() != reflect.Uint8 {
		return unfit(src, d.Type())
	}
	var b []byte
	switch v := src.(type) {
	case []byte:
		b = v
	case string:
		b = []byte(v)
	default:
		return unfit(src, d.Type())
	}
	if len(b) != d.Len() && d.Len() == 16 {
		u, err := parseUUID(string(b))
		if err != nil {
			return err
		}
		b = u[:]
	}
	if len(b) != d.Len() {
		return fmt.Errorf("%d bytes do not fit into a %s", len(b), d.Type())
	}
	reflect.Copy(d, reflect.ValueOf(b))
	return nil
}

// parseUUID reads the usual form of a UUID: 32 hexadecimal digits, whatever
// hyphens and braces are between them.
func parseUUID(s string) (u [16]byte, err error) {
	n := 0
	for _, c := range []byte(s) {
		var digit byte
		switch {
		case c == '-' || c == '{' || c == '}':
			continue
		case c >= '0' && c <= '9':
			digit = c - '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			digit = c | 0x20 - 'a' + 10
		default:
			return u, fmt.Errorf("%q is no UUID", s)
		}
		if n == 32 {
			return u, fmt.Errorf("%q is no UUID", s)
		}
		u[n/2] = u[n/2]<<4 | digit
		n++
	}
	if n != 32 {
		return u, fmt.Errorf("%q is no UUID", s)
	}
	return u, nil
}

// scanSlice takes bytes for named byte slices, and documents or arrays in text
// form for the rest.
func scanSlice(d reflect.Value, src any) error {
	s := textOf(src)
	if d.Type().Elem().Kind() == reflect.Uint8 {
		switch src.(type) {
		case string, []byte:
			d.SetBytes([]byte(s))
			return nil
		}
		return unfit(src, d.Type())
	}
	if len(s) > 0 && s[0] == '{' {
		return scanList(d, s)
	}
	return scanDocument(d, s)
}

// scanDocument decodes JSON.
func scanDocument(d reflect.Value, s string) error {
	d.SetZero()
	if err := json.Unmarshal([]byte(s), d.Addr().Interface()); err != nil {
		return fmt.Errorf("%q is no %s: %w", s, d.Type(), err)
	}
	return nil
}
