package orm

import (
	"iter"
	"reflect"
)

// objects are the objects of a type, which travel as pointers in an any. The
// compiler makes what depends on the type anew for each one, so there is no more
// of that than what would be slower by reflection; see docs/ARCHITECTURE.md.
type objects struct {
	typ reflect.Type
	// dup is a copy of an object; assign copies one onto another.
	dup    func(obj any) any
	assign func(to, from any)
	// copies makes copies of objects several at a time.
	copies func() func(obj any) any
}

//go:noinline // or each relation to the type would have one
func objectsOf[T any]() objects {
	return objects{
		typ:    reflect.TypeFor[T](),
		dup:    func(obj any) any { c := *obj.(*T); return &c },
		assign: func(to, from any) { *to.(*T) = *from.(*T) },
		copies: func() func(any) any {
			var slab []T
			size := 1
			return func(obj any) any {
				if len(slab) == 0 {
					slab = make([]T, size)
					size = min(64, size*4)
				}
				c := &slab[0]
				slab = slab[1:]
				*c = *obj.(*T)
				return c
			}
		},
	}
}

// fresh is a new object.
func (o objects) fresh() any { return reflect.New(o.typ).Interface() }

// objectAs is the object of an entry. P is a pointer or an interface: pointers
// have one compilation for all types.
//
//go:noinline
func objectAs[P any](e *entry, err error) (obj P, _ error) {
	if err != nil {
		return obj, err
	}
	return e.obj.(P), nil
}

// objectsAs are the objects of entries; nil for none.
//
//go:noinline
func objectsAs[P any](es []*entry, err error) ([]P, error) {
	if err != nil || len(es) == 0 {
		return nil, err
	}
	objs := make([]P, len(es))
	for i, e := range es {
		objs[i] = e.obj.(P)
	}
	return objs, nil
}

// listAs are objects with their type.
//
//go:noinline
func listAs[P any](objs []any, err error) ([]P, error) {
	list := make([]P, len(objs))
	for i, o := range objs {
		list[i] = o.(P)
	}
	return list, err
}

// onlyAs is the only object; nil if there is none.
//
//go:noinline
func onlyAs[P any](objs []any, err error) (obj P, _ error) {
	if len(objs) > 0 {
		obj = objs[0].(P)
	}
	return obj, err
}

// anys are objects without their type.
//
//go:noinline
func anys[P any](objs []P) []any {
	list := make([]any, len(objs))
	for i, o := range objs {
		list[i] = o
	}
	return list
}

// iterAs are objects as they come.
//
//go:noinline
func iterAs[P any](each streaming) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		each(func(o any, err error) bool {
			obj, _ := o.(P) // nil beside an error
			return yield(obj, err)
		})
	}
}
