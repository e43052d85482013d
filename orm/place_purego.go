//go:build purego

package orm

import "reflect"

// place is where a mapped struct is.
type place struct{ v reflect.Value }

// placeOf is the place of a struct, given its pointer.
func placeOf(ptr reflect.Value) place { return place{ptr.Elem()} }

// at is the address of a field. V is the field's type.
func at[V any](p place, f *field) *V { return value(p, f).Addr().Interface().(*V) }

// sameBytes reports whether the spans of two structs are known to hold the same
// bytes, which takes package unsafe.
func sameBytes(_, _ place, spans []span) bool { return len(spans) == 0 }

// value is a field as reflection sees it. A struct that extends another one has
// it as its first field.
func value(p place, f *field) reflect.Value {
	v := p.v
	for v.Type() != f.of {
		v = v.Field(0)
	}
	return v.FieldByIndex(f.index)
}
