package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind is the family of a generic type, or Exact.
type Kind string

// The generic kinds. Each dialect maps them to its own types; docs/dialects.md
// has the table.
const (
	KindExact    Kind = ""
	KindBoolean  Kind = "boolean"
	KindSmallInt Kind = "smallint"
	KindInteger  Kind = "integer"
	KindBigInt   Kind = "bigint"
	KindFloat    Kind = "float"
	KindDouble   Kind = "double"
	KindNumeric  Kind = "numeric"
	KindString   Kind = "string"
	KindText     Kind = "text"
	KindBinary   Kind = "binary"
	KindDate     Kind = "date"
	KindTime     Kind = "time"
	KindDateTime Kind = "datetime"
	KindInterval Kind = "interval"
	KindJSON     Kind = "json"
	KindUUID     Kind = "uuid"
	KindEnum     Kind = "enum"
	KindArray    Kind = "array"
)

// Type is the type of a column. It is a value: the methods return changed
// copies. Make one with the functions below, or with [Exact] for a type that
// only one dialect has.
type Type struct {
	Kind Kind `json:"kind,omitempty"`
	// SQL is the text of an exact type, in normal form as the server prints
	// it: "int unsigned", "character varying(20)", "tsvector".
	SQL string `json:"sql,omitempty"`
	// Ref is the enum, domain or composite type that an exact type is made
	// of, so that it is created first. The zero value means none.
	Ref Name `json:"ref,omitzero"`
	// Length is the limit in characters (String) or bytes (Binary). Zero
	// means no limit, which MySQL cannot spell for String: validating says so.
	Length int `json:"length,omitempty"`
	// Precision is the number of digits (Numeric), or of digits of the
	// fraction of a second (Time, DateTime, Interval). Nil is the server's default.
	Precision *int `json:"precision,omitempty"`
	// Scale is the number of digits behind the decimal point. Nil is none given.
	Scale *int `json:"scale,omitempty"`
	// TimeZone makes a DateTime or Time one with time zone, where the server
	// has that; elsewhere it is the type that stores an instant.
	TimeZone bool `json:"time_zone,omitempty"`
	// Name and Values are an Enum's.
	Name   Name     `json:"name,omitzero"`
	Values []string `json:"values,omitempty"`
	// ValuesRenamedFrom maps values to the names under which the database may
	// still know them. It is no part of what the type is.
	ValuesRenamedFrom map[string]string `json:"values_renamed_from,omitempty"`
	// Elem is an Array's element.
	Elem *Type `json:"elem,omitempty"`
	// Variants replace the type on the dialects named by the keys.
	Variants map[string]Type `json:"variants,omitempty"`
}

// Boolean is true or false.
func Boolean() Type { return Type{Kind: KindBoolean} }

// SmallInt is an integer of 16 bits.
func SmallInt() Type { return Type{Kind: KindSmallInt} }

// Integer is an integer of 32 bits.
func Integer() Type { return Type{Kind: KindInteger} }

// BigInt is an integer of 64 bits.
func BigInt() Type { return Type{Kind: KindBigInt} }

// Float is a binary floating point number of 32 bits.
func Float() Type { return Type{Kind: KindFloat} }

// Double is a binary floating point number of 64 bits.
func Double() Type { return Type{Kind: KindDouble} }

// Numeric is an exact decimal of so many digits, so many of them behind the point.
func Numeric(precision, scale int) Type {
	return Type{Kind: KindNumeric, Precision: &precision, Scale: &scale}
}

// String is text of at most length characters.
func String(length int) Type { return Type{Kind: KindString, Length: length} }

// Text is text of any length.
func Text() Type { return Type{Kind: KindText} }

// Binary is a string of bytes; a length of zero means no limit.
func Binary(length int) Type { return Type{Kind: KindBinary, Length: length} }

// Date is a day.
func Date() Type { return Type{Kind: KindDate} }

// Time is a time of day.
func Time() Type { return Type{Kind: KindTime} }

// DateTime is a date and time without a zone.
func DateTime() Type { return Type{Kind: KindDateTime} }

// Timestamp is an instant: a date and time with time zone.
func Timestamp() Type { return Type{Kind: KindDateTime, TimeZone: true} }

// Interval is a span of time.
func Interval() Type { return Type{Kind: KindInterval} }

// JSON is a JSON document, in the server's binary form where it has one.
func JSON() Type { return Type{Kind: KindJSON} }

// UUID is a 128-bit identifier.
func UUID() Type { return Type{Kind: KindUUID} }

// EnumOf is one of the given values: a named type on PostgreSQL, an inline
// ENUM on MySQL and MariaDB, text with a check on SQLite.
func EnumOf(name string, values ...string) Type {
	return Type{Kind: KindEnum, Name: Name{Name: name}, Values: values}
}

// ValueRenamedFrom names a value as databases that are behind may know it:
// EnumOf("mood", "sad", "glad").ValueRenamedFrom("glad", "happy"). It also goes
// with an Exact type that lists its values, such as MySQL's SET. Where columns
// share a named enum, one of them may speak for all.
func (t Type) ValueRenamedFrom(value, old string) Type {
	from := maps.Clone(t.ValuesRenamedFrom)
	if from == nil {
		from = map[string]string{}
	}
	from[value] = old
	t.ValuesRenamedFrom = from
	return t
}

// Array is a list of elem, on servers that have arrays.
func Array(elem Type) Type { return Type{Kind: KindArray, Elem: &elem} }

// Exact is a type in one dialect's own words: Exact("tsvector"),
// Exact("int unsigned").
func Exact(sql string) Type { return Type{SQL: sql} }

// Digits sets the digits of the fraction of a second: DateTime().Digits(6).
func (t Type) Digits(n int) Type {
	t.Precision = &n
	return t
}

// On gives the type another form on one dialect ("mariadb" beats "mysql" on
// MariaDB): BigInt().On("sqlite", Integer()).
func (t Type) On(dialect string, v Type) Type {
	c := make(map[string]Type, len(t.Variants)+1)
	for k, old := range t.Variants {
		c[k] = old
	}
	c[dialect] = v
	t.Variants = c
	return t
}

// Resolve is the type for a dialect that goes by the given names, most
// specific first. It has no variants left.
func (t Type) Resolve(names ...string) Type {
	for _, n := range names {
		if v, ok := t.Variants[n]; ok {
			return v.Resolve(names...)
		}
	}
	t.Variants = nil
	return t
}

// Equal reports whether both are the same type in the same words. What its
// values were called before does not count.
func (t Type) Equal(o Type) bool {
	if t.Kind != o.Kind || t.SQL != o.SQL || t.Ref != o.Ref || t.Length != o.Length ||
		!equalInt(t.Precision, o.Precision) || !equalInt(t.Scale, o.Scale) || t.TimeZone != o.TimeZone ||
		t.Name != o.Name || !slices.Equal(t.Values, o.Values) || len(t.Variants) != len(o.Variants) {
		return false
	}
	for k, v := range t.Variants {
		w, ok := o.Variants[k]
		if !ok || !v.Equal(w) {
			return false
		}
	}
	if t.Elem == nil || o.Elem == nil {
		return t.Elem == o.Elem
	}
	return t.Elem.Equal(*o.Elem)
}

func equalInt(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// IsInteger reports whether a generic type is one of the integers.
func (t Type) IsInteger() bool {
	return t.Kind == KindSmallInt || t.Kind == KindInteger || t.Kind == KindBigInt
}

// String is the type as messages show it; an exact type is its SQL.
func (t Type) String() string {
	switch t.Kind {
	case KindExact:
		return t.SQL
	case KindEnum:
		return fmt.Sprintf("enum %s(%s)", t.Name, strings.Join(t.Values, ", "))
	case KindArray:
		return t.Elem.String() + "[]"
	}
	var args []string
	if t.Length > 0 {
		args = append(args, fmt.Sprint(t.Length))
	}
	for _, p := range []*int{t.Precision, t.Scale} {
		if p != nil {
			args = append(args, fmt.Sprint(*p))
		}
	}
	s := string(t.Kind)
	if len(args) > 0 {
		s += "(" + strings.Join(args, ", ") + ")"
	}
	if t.TimeZone {
		s += " with time zone"
	}
	return s
}
