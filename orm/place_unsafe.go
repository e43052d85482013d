//go:build !purego

package orm

import (
	"reflect"
	"unsafe"
)

// place is where a mapped struct is. Build with the tag purego for one without
// package unsafe.
type place struct{ p unsafe.Pointer }

// placeOf is the place of a struct, given its pointer.
func placeOf(ptr reflect.Value) place { return place{ptr.UnsafePointer()} }

// at is the address of a field. V is the field's type.
func at[V any](p place, f *field) *V { return (*V)(unsafe.Add(p.p, f.offset)) }

// sameBytes reports whether the spans of two structs hold the same bytes.
func sameBytes(a, b place, spans []span) bool {
	for _, s := range spans {
		if unsafe.String((*byte)(unsafe.Add(a.p, s.from)), s.size) != unsafe.String((*byte)(unsafe.Add(b.p, s.from)), s.size) {
			return false
		}
	}
	return true
}

// value is a field as reflection sees it.
func value(p place, f *field) reflect.Value {
	return reflect.NewAt(f.typ, unsafe.Add(p.p, f.offset)).Elem()
}
