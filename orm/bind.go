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

func (t *Table[T]) setMapper(meta *metadata.MetaData) (*mapper, error) {
	m, err := mapType(meta, nil, objectsOf[T]())
	if err != nil {
		return nil, err
	}
	t.use(m, m.rel)
	return m, nil
}

func (t *Table[T]) use(m *mapper, rel *ast.Relation) { t.m, t.Table = m, core.TableOf(rel) }

// binding is a pointer to a Table.
type binding interface {
	setMapper(*metadata.MetaData) (*mapper, error)
	use(*mapper, *ast.Relation)
	mapper() *mapper
}

// relationHandle is a pointer to a Many or a One.
type relationHandle interface {
	setRelation(r *relation, from *ast.Relation)
	childType() reflect.Type
}

// Bind maps T, where H embeds a [Table] of T, and makes handles: for each
// field of T that is mapped, a field of H by the same name, which is a handle
// of package core, a [Many] or a [One]. It panics if something is missing or
// does not fit, and names all of it: a program with such a mistake does not
// start. See [TryBind].
func Bind[H any](meta *metadata.MetaData) *H {
	h, err := TryBind[H](meta)
	if err != nil {
		panic(err)
	}
	return h
}

// TryBind is [Bind] that returns the error.
func TryBind[H any](meta *metadata.MetaData) (*H, error) {
	h := new(H)
	v := reflect.ValueOf(h).Elem()
	table := tableOf(v)
	if table == nil {
		return nil, fmt.Errorf("orm.Bind: %s must be a struct that embeds orm.Table[T]", v.Type())
	}
	m, err := table.setMapper(meta)
	if err != nil {
		return nil, err
	}
	return h, bindAll(v, m, m.rel)
}

func tableOf(v reflect.Value) binding {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		if v.Type().Field(i).Anonymous && v.Field(i).CanAddr() && v.Type().Field(i).IsExported() {
			if b, ok := v.Field(i).Addr().Interface().(binding); ok {
				return b
			}
		}
	}
	return nil
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
	return reflect.PointerTo(t).Implements(reflect.TypeFor[binding]())
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

func bindOne(handle any, name string, m *mapper, rel *ast.Relation) (bool, error) {
	if r, ok := handle.(relationHandle); ok {
		found := m.relation(name)
		if found == nil || found.target.typ != r.childType() {
			return true, fmt.Errorf("%s has no relation %s to %s", m.typ, name, r.childType())
		}
		r.setRelation(found, rel)
		return true, nil
	}
	elem := core.ElemOf(handle)
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
		return core.BindColumn(handle, ref)
	}
	return true, fmt.Errorf("%s has no mapped field %s", m.typ, name)
}

// As is the same table under another name, for a join with itself.
func As[H any](h *H, name string) *H {
	c := new(H)
	*c = *h
	v := reflect.ValueOf(c).Elem()
	table := tableOf(v)
	m := table.mapper()
	rel := m.named(name)
	if m.kin != nil {
		m.kin.aliases = append(m.kin.aliases, rel)
	}
	table.use(m, rel)
	if err := bindAll(v, m, rel); err != nil {
		panic(err) // h was bound, so c can be
	}
	return c
}

func (t *Table[T]) mapper() *mapper { return t.m }
