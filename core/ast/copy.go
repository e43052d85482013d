package ast

import "reflect"

// Copy is a copy of a tree in which relations are swapped for others; nil swaps
// none. What the tree has several times, a relation above all, the copy has
// several times too. The function, which may be nil, is called with each node
// of the copy that is a pointer, and may change it: what it is made of first.
// Arguments and tables are shared.
func Copy[N Node](n N, swap map[*Relation]*Relation, changed func(Node)) N {
	c := copier{done: map[any]reflect.Value{}, changed: changed}
	for from, to := range swap {
		c.done[from] = reflect.ValueOf(to)
	}
	v := reflect.New(reflect.TypeFor[N]()).Elem()
	v.Set(reflect.ValueOf(&n).Elem())
	return c.value(v).Interface().(N)
}

type copier struct {
	done    map[any]reflect.Value // copies by their originals
	changed func(Node)
}

var here = reflect.TypeFor[Arg]().PkgPath()

// value is a copy of a field or an element.
func (c copier) value(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if _, ok := v.Interface().(Node); ok && !v.IsNil() {
			w := reflect.New(v.Type()).Elem()
			w.Set(c.value(v.Elem()))
			return w
		}
	case reflect.Pointer:
		if !v.IsNil() && v.Type().Elem().PkgPath() == here {
			return c.pointer(v)
		}
	case reflect.Slice:
		if !v.IsNil() && deep(v.Type().Elem()) {
			w := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			for i := range v.Len() {
				w.Index(i).Set(c.value(v.Index(i)))
			}
			return w
		}
	case reflect.Map:
		if !v.IsNil() && deep(v.Type().Elem()) {
			w := reflect.MakeMapWithSize(v.Type(), v.Len())
			for _, k := range v.MapKeys() {
				w.SetMapIndex(k, c.value(v.MapIndex(k)))
			}
			return w
		}
	case reflect.Struct:
		if v.Type().PkgPath() == here {
			w := reflect.New(v.Type()).Elem()
			c.fields(w, v)
			return w
		}
	}
	return v
}

// deep reports whether values of a type may be made of nodes.
func deep(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		return deep(t.Elem())
	case reflect.Interface:
		return t.Implements(reflect.TypeFor[Node]())
	}
	return t.PkgPath() == here && t.Kind() == reflect.Struct
}

func (c copier) pointer(v reflect.Value) reflect.Value {
	switch v.Interface().(type) {
	case *Arg, *Broken:
		return v
	}
	if w, ok := c.done[v.Interface()]; ok {
		return w
	}
	w := reflect.New(v.Type().Elem())
	c.done[v.Interface()] = w // before what it is made of, which may lead back to it
	c.fields(w.Elem(), v.Elem())
	if n, ok := w.Interface().(Node); ok && c.changed != nil {
		c.changed(n)
	}
	return w
}

func (c copier) fields(to, from reflect.Value) {
	to.Set(from)
	for i := range from.NumField() {
		if t := from.Type().Field(i).Type; deep(t) {
			to.Field(i).Set(c.value(from.Field(i)))
		}
	}
}
