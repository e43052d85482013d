package core

import (
	"database/sql"
	"reflect"
	"time"
)

// DatumKind tells which field of a [Datum] has the value.
type DatumKind uint8

// The kinds of a Datum are those that package database/sql/driver has.
const (
	DatumNull DatumKind = iota
	DatumInt
	DatumFloat
	DatumBool
	DatumTime
	DatumText
	DatumBytes
)

// Datum is one value of a row before it is put into an any, which is what makes
// reading through database/sql allocate. It is used again for the next value.
type Datum struct {
	Kind  DatumKind
	Int   int64
	Float float64
	Bool  bool
	Time  time.Time
	// Raw is text or bytes. It is the driver's memory: who keeps it copies it.
	Raw []byte
}

// Value is the value as database/sql would have it: int64, float64, bool,
// time.Time, string, bytes of its own, or nil for NULL.
func (d *Datum) Value() any {
	switch d.Kind {
	case DatumInt:
		return d.Int
	case DatumFloat:
		return d.Float
	case DatumBool:
		return d.Bool
	case DatumTime:
		return d.Time
	case DatumText:
		return string(d.Raw)
	case DatumBytes:
		return append([]byte{}, d.Raw...)
	}
	return nil
}

// text is the memory of a text or of bytes, to be read at once.
func (d *Datum) text() (raw []byte, ok bool) {
	return d.Raw, d.Kind == DatumText || d.Kind == DatumBytes
}

// takeInto puts a value, never NULL, where dst points to. The pairs that are
// exact need no any; all others go the way of [scanInto], so that both ways
// agree.
func takeInto[T any](dst *T, d *Datum) error {
	switch p := any(dst).(type) {
	case *int64:
		if d.Kind == DatumInt {
			*p = d.Int
			return nil
		}
	case *int:
		if d.Kind == DatumInt && int64(int(d.Int)) == d.Int {
			*p = int(d.Int)
			return nil
		}
	case *int32:
		if d.Kind == DatumInt && int64(int32(d.Int)) == d.Int {
			*p = int32(d.Int)
			return nil
		}
	case *string:
		if raw, ok := d.text(); ok {
			*p = string(raw)
			return nil
		}
	case *bool:
		if d.Kind == DatumBool {
			*p = d.Bool
			return nil
		}
	case *float64:
		if d.Kind == DatumFloat {
			*p = d.Float
			return nil
		}
	case *time.Time:
		if d.Kind == DatumTime {
			*p = d.Time.UTC()
			return nil
		}
	case *[]byte:
		if raw, ok := d.text(); ok {
			*p = append([]byte{}, raw...)
			return nil
		}
	case sql.Scanner:
		return p.Scan(d.Value())
	default:
		if takeKind(reflect.ValueOf(dst).Elem(), d) {
			return nil
		}
	}
	return scanInto(dst, d.Value())
}

// takeKind sets a named type to a value of its own kind, and reports whether
// that could be done.
func takeKind(dst reflect.Value, d *Datum) bool {
	kind := dst.Kind()
	switch {
	case kind == reflect.String && (d.Kind == DatumText || d.Kind == DatumBytes):
		dst.SetString(string(d.Raw))
	case kind >= reflect.Int && kind <= reflect.Int64 && d.Kind == DatumInt && !dst.OverflowInt(d.Int):
		dst.SetInt(d.Int)
	case kind >= reflect.Float32 && kind <= reflect.Float64 && d.Kind == DatumFloat:
		dst.SetFloat(d.Float)
	case kind == reflect.Bool && d.Kind == DatumBool:
		dst.SetBool(d.Bool)
	default:
		return false
	}
	return true
}
