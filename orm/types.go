package orm

import (
	"database/sql"
	"database/sql/driver"
	"reflect"
	"strings"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
)

// Opt is a field that is left out of an INSERT while Set is false, so that the
// column's default is taken. It is read back after that.
type Opt[T any] struct {
	V   T
	Set bool
}

// Some is a value that is set.
func Some[T any](v T) Opt[T] { return Opt[T]{v, true} }

// Value implements [driver.Valuer].
func (o Opt[T]) Value() (driver.Value, error) {
	return driver.DefaultParameterConverter.ConvertValue(o.V)
}

// Scan implements [sql.Scanner].
func (o *Opt[T]) Scan(src any) error {
	o.Set = true
	return core.Place(&o.V).(sql.Scanner).Scan(src)
}

func (o Opt[T]) isSet() bool { return o.Set }

type optional interface{ isSet() bool }

var kinds = map[reflect.Kind]metadata.Type{
	reflect.Bool: metadata.Boolean(),
	reflect.Int:  metadata.BigInt(), reflect.Int64: metadata.BigInt(), reflect.Uint32: metadata.BigInt(), reflect.Uint: metadata.BigInt(), reflect.Uint64: metadata.BigInt(),
	reflect.Int32: metadata.Integer(), reflect.Uint16: metadata.Integer(),
	reflect.Int16: metadata.SmallInt(), reflect.Int8: metadata.SmallInt(), reflect.Uint8: metadata.SmallInt(),
	reflect.Float32: metadata.Float(), reflect.Float64: metadata.Double(),
	reflect.String: metadata.Text(),
}

// typeOf is the type of column that a Go type is kept in by itself, and whether
// it may be NULL. It is false for types that need to be told.
func typeOf(t reflect.Type) (typ metadata.Type, null, ok bool) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return metadata.Timestamp().Digits(6), false, true
	case reflect.TypeFor[[]byte]():
		return metadata.Binary(0), false, true
	case reflect.TypeFor[[16]byte]():
		return metadata.UUID(), false, true
	}
	if t.Kind() == reflect.Pointer {
		typ, null, ok = typeOf(t.Elem())
		return typ, true, ok && !null
	}
	if inner, name := generic(t); name != "" {
		typ, null, ok = typeOf(inner)
		return typ, null || name == "Null", ok
	}
	if t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8 {
		return metadata.UUID(), false, true // uuid.UUID and its like
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]()) {
		typ, ok = nullTypes[t]
		return typ, ok, ok
	}
	typ, ok = kinds[t.Kind()]
	return typ, false, ok
}

var nullTypes = map[reflect.Type]metadata.Type{
	reflect.TypeFor[sql.NullString]():  metadata.Text(),
	reflect.TypeFor[sql.NullInt64]():   metadata.BigInt(),
	reflect.TypeFor[sql.NullInt32]():   metadata.Integer(),
	reflect.TypeFor[sql.NullBool]():    metadata.Boolean(),
	reflect.TypeFor[sql.NullFloat64](): metadata.Double(),
	reflect.TypeFor[sql.NullTime]():    metadata.Timestamp().Digits(6),
}

// generic is what is inside of a sql.Null or an Opt, and which of them it is.
func generic(t reflect.Type) (inner reflect.Type, name string) {
	if t.Kind() != reflect.Struct || t.NumField() != 2 {
		return nil, ""
	}
	switch {
	case t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null["):
		return t.Field(0).Type, "Null"
	case t.PkgPath() == reflect.TypeFor[Session]().PkgPath() && strings.HasPrefix(t.Name(), "Opt["):
		return t.Field(0).Type, "Opt"
	}
	return nil, ""
}

// isNull reports whether the type is a sql.Null or an older one of its kind: a
// value, and whether there is one.
func isNull(t reflect.Type) bool {
	_, old := nullTypes[t]
	_, name := generic(t)
	return old || name == "Null"
}

// canBeNil reports whether a field says by its type that there may be no value.
func canBeNil(t reflect.Type) bool {
	_, name := generic(t)
	return name == "Null" || t.Kind() == reflect.Pointer
}

// element is the type of the values of a field, without what says that there
// may be none.
func element(t reflect.Type) reflect.Type {
	if inner, name := generic(t); name != "" {
		return element(inner)
	}
	if isNull(t) {
		return t.Field(0).Type
	}
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
