package orm

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"math"
	"reflect"
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// field is a mapped field and its column.
type field struct {
	name   string // with the path through embedded structs
	index  []int
	offset uintptr
	typ    reflect.Type
	column *metadata.Column
	ref    *ast.ColumnRef
	// label is the column's name where a query selects it together with those of
	// other tables.
	label string
	// origin is the field that this one is a copy of, for another table.
	origin *field
	// strict says that the field cannot hold NULL, although its column can.
	strict bool
	// of is the struct that index and offset begin at.
	of reflect.Type
	// equal compares the field of two structs as the database would.
	equal func(a, b place) bool
	// arg is the value to send.
	arg func(p place) any
	// keep copies the field, so that later changes inside of it are seen.
	keep func(to, from place)
	// form is the form of a key that all spellings of a value share; nil if there is
	// only one.
	form func(v any) any
	// number is the value of a key that is an integer, nil for other types.
	number func(p place) int64
	json   bool
	// made says that the database makes the value: it is not sent, and read
	// back after an insert.
	made bool
	opt  bool // a field of type Opt
	// dated is a time.Time of a column that has a default, in which no year 1 is
	// meant: the zero time is not set.
	dated bool
	// fill and refill make values for new and for changed objects; nil for most.
	fill, refill func() reflect.Value
	// deferred is only read when asked for, and needed always.
	deferred, needed bool
}

// ops fills in how a field is compared, sent and kept. The usual types are
// compared as they are; others by reflection.
func (f *field) ops() {
	switch f.typ {
	case reflect.TypeFor[int64]():
		plain[int64](f)
		f.number = func(p place) int64 { return *at[int64](p, f) }
	case reflect.TypeFor[int]():
		plain[int](f)
		f.number = func(p place) int64 { return int64(*at[int](p, f)) }
	case reflect.TypeFor[int32]():
		plain[int32](f)
	case reflect.TypeFor[string]():
		plain[string](f)
	case reflect.TypeFor[bool]():
		plain[bool](f)
	case reflect.TypeFor[float64]():
		typed(f, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
	case reflect.TypeFor[time.Time]():
		typed(f, f.sameTime)
	case reflect.TypeFor[[]byte]():
		f.binary()
		f.keep = func(to, from place) { *at[[]byte](to, f) = bytes.Clone(*at[[]byte](from, f)) }
	case reflect.TypeFor[*int64]():
		pointer(f, func(a, b int64) bool { return a == b })
	case reflect.TypeFor[*int]():
		pointer(f, func(a, b int) bool { return a == b })
	case reflect.TypeFor[*string]():
		pointer(f, func(a, b string) bool { return a == b })
	case reflect.TypeFor[*bool]():
		pointer(f, func(a, b bool) bool { return a == b })
	case reflect.TypeFor[*time.Time]():
		pointer(f, f.sameTime)
	default:
		f.reflected()
	}
	f.formed()
}

func typed[V any](f *field, equal func(a, b V) bool) {
	f.equal = func(a, b place) bool { return equal(*at[V](a, f), *at[V](b, f)) }
	f.arg = func(p place) any { return *at[V](p, f) }
	f.keep = func(to, from place) { *at[V](to, f) = *at[V](from, f) }
}

// binary is for bytes: nil is NULL where the column can be that, and empty
// elsewhere.
func (f *field) binary() {
	typed(f, func(a, b []byte) bool {
		return bytes.Equal(a, b) && (!f.nullable() || (a == nil) == (b == nil))
	})
	f.arg = func(p place) any {
		switch b := *at[[]byte](p, f); {
		case b != nil:
			return b
		case f.nullable():
			return nil
		}
		return []byte{}
	}
}

func plain[V comparable](f *field) {
	typed(f, func(a, b V) bool { return a == b })
}

// pointer compares what is pointed to; a copy of that is kept.
func pointer[V any](f *field, equal func(a, b V) bool) {
	f.equal = func(a, b place) bool {
		x, y := *at[*V](a, f), *at[*V](b, f)
		return x == y && x == nil || x != nil && y != nil && equal(*x, *y)
	}
	f.arg = func(p place) any {
		if v := *at[*V](p, f); v != nil {
			return *v
		}
		return nil
	}
	f.keep = func(to, from place) {
		v := *at[*V](from, f)
		if v != nil {
			c := *v
			v = &c
		}
		*at[*V](to, f) = v
	}
}

// sameTime compares instants to the precision that the column keeps.
func (f *field) sameTime(a, b time.Time) bool {
	if a == b {
		return true
	}
	unit := f.unit()
	return a.Round(unit).Equal(b.Round(unit))
}

// reflected is for all other types. JSON documents are compared and kept by
// their encoding.
func (f *field) reflected() {
	if f.json {
		f.asJSON()
		return
	}
	inner := func(p place) reflect.Value { return value(p, f) }
	if f.opt {
		inner = func(p place) reflect.Value { return value(p, f).Field(0) }
	}
	f.equal = func(a, b place) bool { return same(inner(a).Interface(), inner(b).Interface()) }
	f.arg = func(p place) any { return sendable(inner(p)) }
	f.keep = func(to, from place) { value(to, f).Set(deepCopy(value(from, f))) }
}

// same compares values that convert themselves by what they convert to.
func same(a, b any) bool {
	if x, ok := a.(driver.Valuer); ok {
		y, _ := b.(driver.Valuer)
		av, aerr := x.Value()
		bv, berr := y.Value()
		if t, ok := av.(time.Time); ok && aerr == nil && berr == nil {
			u, ok := bv.(time.Time)
			return ok && t.Equal(u)
		}
		return aerr == nil && berr == nil && reflect.DeepEqual(av, bv)
	}
	if t, ok := a.(time.Time); ok {
		u, ok := b.(time.Time)
		return ok && t.Equal(u)
	}
	if p, q := reflect.ValueOf(a), reflect.ValueOf(b); p.Kind() == reflect.Pointer && q.Kind() == reflect.Pointer && !p.IsNil() && !q.IsNil() {
		return same(p.Elem().Interface(), q.Elem().Interface())
	}
	return reflect.DeepEqual(a, b)
}

// sendable is a value without pointers, in a type that drivers know.
func sendable(v reflect.Value) any {
	if v.Kind() == reflect.Struct && isNull(v.Type()) {
		if !v.Field(1).Bool() {
			return nil
		}
		return sendable(v.Field(0))
	}
	if _, ok := v.Interface().(driver.Valuer); ok {
		return v.Interface()
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return sendable(v.Elem())
	case reflect.String:
		return v.String()
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(v.Uint())
	case reflect.Float32:
		return v.Float()
	}
	return v.Interface()
}

// deepCopy copies what a pointer points to and what a slice holds.
func deepCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Elem().Kind() == reflect.Struct && v.Type().Elem() != reflect.TypeFor[time.Time]() {
			return v
		}
		c := reflect.New(v.Type().Elem())
		c.Elem().Set(v.Elem())
		return c
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		return c
	case reflect.Struct:
		if inner, name := generic(v.Type()); name == "Opt" && shared(inner.Kind()) {
			c := reflect.New(v.Type()).Elem()
			c.Set(v)
			c.Field(0).Set(deepCopy(v.Field(0)))
			return c
		}
	}
	return v
}

// shared reports whether a plain copy of a value is the same value.
func shared(k reflect.Kind) bool {
	return k == reflect.Pointer || k == reflect.Slice || k == reflect.Map || k == reflect.Interface
}

// asJSON keeps a decoded copy, and compares encodings: keys are sorted there.
func (f *field) asJSON() {
	f.arg = func(p place) any { return jsonValue{value(p, f)} }
	f.equal = func(a, b place) bool {
		x, xerr := json.Marshal(value(a, f).Interface())
		y, yerr := json.Marshal(value(b, f).Interface())
		return xerr == nil && yerr == nil && bytes.Equal(x, y) && isNil(value(a, f)) == isNil(value(b, f))
	}
	f.keep = func(to, from place) {
		if isNil(value(from, f)) { // a nil json.RawMessage would come back as the document null
			value(to, f).SetZero()
			return
		}
		text, err := json.Marshal(value(from, f).Interface())
		c := reflect.New(f.typ)
		if err == nil {
			err = json.Unmarshal(text, c.Interface())
		}
		if err != nil {
			value(to, f).Set(value(from, f))
			return
		}
		value(to, f).Set(c.Elem())
	}
}

func isNil(v reflect.Value) bool { return shared(v.Kind()) && v.IsNil() }

// jsonValue is a field on its way to and from a column of JSON. A nil pointer,
// map or slice is NULL.
type jsonValue struct{ v reflect.Value }

// Value implements [driver.Valuer].
func (j jsonValue) Value() (driver.Value, error) {
	if isNil(j.v) {
		return nil, nil
	}
	text, err := json.Marshal(j.v.Interface())
	return string(text), err
}

// Scan implements [sql.Scanner].
func (j jsonValue) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		j.v.SetZero()
		return nil
	case []byte:
		j.v.SetZero()
		return json.Unmarshal(s, j.v.Addr().Interface())
	case string:
		j.v.SetZero()
		return json.Unmarshal([]byte(s), j.v.Addr().Interface())
	}
	text, err := json.Marshal(src)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, j.v.Addr().Interface())
}

var _ sql.Scanner = jsonValue{}

// unset reports whether the field says nothing: an option that is not set, or
// the zero time where the column has a default.
func (f *field) unset(p place) bool {
	return f.opt && !value(p, f).Interface().(optional).isSet() || f.dated && at[time.Time](p, f).IsZero()
}

// nullable reports whether the field can be made NULL.
func (f *field) nullable() bool { return f.column.Nullable && !f.strict }
