package orm

import (
	"reflect"
	"slices"
	"time"
)

// span is a part of a mapped struct, in bytes. Most objects of a session are as
// the database has them, which is seen at once in a few spans of their memory;
// where bytes differ, the fields are compared one by one.
type span struct {
	from uintptr
	size int
}

// spansOf finds where fields are that are equal if their bytes are, and the
// fields of which that cannot be said.
func spansOf(fields []*field) (spans []span, beside []*field) {
	sorted := slices.Clone(fields)
	slices.SortStableFunc(sorted, func(a, b *field) int { return int(a.offset) - int(b.offset) })
	for _, f := range sorted {
		if !flat(f.typ) || f.json {
			beside = append(beside, f)
			continue
		}
		align := uintptr(f.typ.Align())
		if n := len(spans) - 1; n >= 0 && (spans[n].from+uintptr(spans[n].size)+align-1)/align*align == f.offset {
			spans[n].size = int(f.offset + f.typ.Size() - spans[n].from) // there is nothing but padding in between
			continue
		}
		spans = append(spans, span{f.offset, int(f.typ.Size())})
	}
	return spans, beside
}

// flat reports whether values of a type are equal if their bytes are, whatever
// was done to one of them since it was copied from the other.
func flat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return true
	case reflect.Array:
		return flat(t.Elem())
	}
	return t == reflect.TypeFor[time.Time]()
}
