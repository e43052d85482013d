package orm

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Table is what a struct of handles embeds: the table of T, to select its
// objects from.
type Table[T any] struct {
	core.Table
	m *mapper
}

func (t *Table[T]) binding() binding { return binding{&t.Table, &t.m, objectsOf[T](), nil} }

func (t *Table[T]) mapper() *mapper { return t.m }

// bindable is a pointer to a Table or a Poly.
type bindable interface{ binding() binding }

// binding is how a Table is bound.
type binding struct {
	table *core.Table
	m     **mapper
	of    objects
	face  reflect.Type // the interface of a Poly
}

// relationHandle is a pointer to a Many or a One.
type relationHandle interface {
	// bound is where the handle is to be put, and the type that it leads to.
	bound() (to **handle, child reflect.Type)
}

// Bind maps T, where H embeds a [Table] of T, and makes handles: for each
// field of T that is mapped, a field of H by the same name, which is a handle
// of package core, a [Many] or a [One]. It panics if something is missing or
// does not fit, and names all of it: a program with such a mistake does not
// start. See [TryBind].
func Bind[H any](meta *metadata.MetaData) *H {
	h := new(H)
	if ok, err := bind(h, meta); !ok || err != nil {
		panic(err)
	}
	return h
}

// TryBind is [Bind] that returns the error.
func TryBind[H any](meta *metadata.MetaData) (*H, error) {
	h := new(H)
	ok, err := bind(h, meta)
	if !ok {
		return nil, err
	}
	return h, err
}

// bind makes handles, given a pointer to their struct. It is false if there can
// be none, as T is not mapped.
func bind(h any, meta *metadata.MetaData) (mapped bool, err error) {
	v := reflect.ValueOf(h).Elem()
	b := tableOf(v)
	if b.m == nil {
		return false, fmt.Errorf("orm.Bind: %s must be a struct that embeds orm.Table[T]", v.Type())
	}
	m, err := mapType(meta, nil, b.of)
	if err != nil {
		return false, err
	}
	b.use(m, m.rel)
	if err := m.readAs(b.face); err != nil {
		return false, err
	}
	return true, bindAll(v, m, m.rel)
}

func (b binding) use(m *mapper, rel *ast.Relation) { *b.m, *b.table = m, core.TableOf(rel) }

// tableOf is the table that a struct of handles embeds; zero if there is none.
func tableOf(v reflect.Value) (b binding) {
	if v.Kind() != reflect.Struct {
		return b
	}
	for i := range v.NumField() {
		if v.Type().Field(i).Anonymous && v.Field(i).CanAddr() && v.Type().Field(i).IsExported() {
			if t, ok := v.Field(i).Addr().Interface().(bindable); ok {
				return t.binding()
			}
		}
	}
	return b
}

func bindAll(v reflect.Value, m *mapper, rel *ast.Relation) error {
	seen := map[string]bool{}
	errs := bindFields(v, m, rel, seen)
	for _, f := range m.fields {
		if !seen[handleName(f)] && f.name == handleName(f) {
			errs = append(errs, fmt.Errorf("orm.Bind: there is no handle for %s.%s", m.typ, f.name))
		}
	}
	return errors.Join(errs...)
}

// bindFields binds the handles of a struct, those of structs that it embeds
// among them, such as handles that several types have in common.
func bindFields(v reflect.Value, m *mapper, rel *ast.Relation, seen map[string]bool) []error {
	var errs []error
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct && !isBinding(f.Type) {
			errs = append(errs, bindFields(v.Field(i), m, rel, seen)...)
		}
		if !f.IsExported() || f.Anonymous {
			continue
		}
		found, err := bindOne(v.Field(i).Addr().Interface(), f.Name, m, rel)
		if err != nil {
			errs = append(errs, fmt.Errorf("orm.Bind: handle %s of %s: %w", f.Name, m.typ, err))
		}
		if found {
			seen[f.Name] = true
		}
	}
	return errs
}

func isBinding(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[bindable]())
}

// handleName is the name of a field without the structs it is in.
func handleName(f *field) string {
	name := f.name
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '.' {
			return name[i+1:]
		}
	}
	return name
}

func bindOne(of any, name string, m *mapper, rel *ast.Relation) (bool, error) {
	if r, ok := of.(relationHandle); ok {
		found := m.relation(name)
		to, child := r.bound()
		if found == nil || found.target.typ != child {
			return true, fmt.Errorf("%s has no relation %s to %s", m.typ, name, child)
		}
		*to = &handle{load{r: found}, rel}
		return true, nil
	}
	elem := core.ElemOf(of)
	if elem == nil {
		return false, nil
	}
	for _, f := range m.fields {
		if f.name != name && handleName(f) != name {
			continue
		}
		if e := element(f.typ); e != elem && !f.json {
			return true, fmt.Errorf("the handle is for %s, and the field %s.%s is a %s", elem, m.typ, name, f.typ)
		}
		ref := f.ref
		if ref.Rel != rel {
			ref = f.in(rel)
		}
		return core.BindColumn(of, ref)
	}
	return true, fmt.Errorf("%s has no mapped field %s", m.typ, name)
}

// As is the same table under another name, for a join with itself.
func As[H any](h *H, name string) *H {
	c := new(H)
	*c = *h
	rename(c, name)
	return c
}

// rename binds a copy of handles to another name of the table.
func rename(h any, name string) {
	v := reflect.ValueOf(h).Elem()
	b := tableOf(v)
	m := *b.m
	rel := m.named(name)
	if m.kin != nil {
		m.kin.aliases = append(m.kin.aliases, rel)
	}
	b.use(m, rel)
	if err := bindAll(v, m, rel); err != nil {
		panic(err) // what it is a copy of was bound, so it can be
	}
}
