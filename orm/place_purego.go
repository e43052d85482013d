//go:build purego

package orm

import "reflect"

// place is where a mapped struct is.
type place struct{ v reflect.Value }

// placeOf is the place of a struct, given its pointer.
func placeOf(ptr reflect.Value) place { return place{ptr.Elem()} }

// at is the address of a field. V is the field's type.
func at[V any](p place, f *field) *V { return p.v.FieldByIndex(f.index).Addr().Interface().(*V) }

// value is a field as reflection sees it.
func value(p place, f *field) reflect.Value { return p.v.FieldByIndex(f.index) }
