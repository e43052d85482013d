package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// HasManyPoly is [HasMany] for objects of several types: C and those that
// extend it. The field is a slice of an interface that pointers to all of them
// implement.
func HasManyPoly[I, C, K any](d *Def, field *[]I, foreignKey func(c *C) *K) Rel {
	return d.referred(toMany, field, faces[I], objectsOf[C](), func(c any) []any { return []any{foreignKey(c.(*C))} })
}

// HasOnePoly is [HasManyPoly] for at most one object. The field is an interface.
func HasOnePoly[I, C, K any](d *Def, field *I, foreignKey func(c *C) *K) Rel {
	return d.referred(hasOne, field, face[I], objectsOf[C](), func(c any) []any { return []any{foreignKey(c.(*C))} })
}

// BelongsToPoly is [BelongsTo] for an object of several types: C or one that
// extends it. The field is an interface that pointers to all of them implement.
func BelongsToPoly[C, I any](d *Def, field *I, keys ...any) Rel {
	return d.refers(field, keys, face[I], objectsOf[C]())
}

// ManyToManyPoly is [ManyToMany] for objects of several types: C and those that
// extend it. The field is a slice of an interface that pointers to all of them
// implement.
func ManyToManyPoly[C, I any](d *Def, field *[]I, table string) Rel {
	return d.through(field, table, faces[I], objectsOf[C]())
}

// OfSome is a relation that only some of the objects have, to be loaded with
// all of them: those of a type that extends P.
//
//	Offices.Select().Load(Offices.Staff.Load(orm.OfSome[Employee](Engineers.Tools)))
func OfSome[P any](l AnyLoading) Loading[P] {
	return ofSome[P]{loadingOf(reflect.TypeFor[P](), *l.loading())}
}

// loadingOf has a relation be loaded with objects of a type, which its owner has
// to extend.
func loadingOf(t reflect.Type, l load) *load {
	for m := l.r.owner; m.typ != t; m = m.kin.base {
		if m.kin == nil || m.kin.base == nil {
			l.err = fmt.Errorf("orm.OfSome: load %s.%s: %s does not extend %s", l.r.owner, l.r.name, l.r.owner, t)
			break
		}
	}
	return &l
}

type ofSome[P any] struct{ l *load }

func (s ofSome[P]) loading() *load { return s.l }
func (ofSome[P]) of(*P)            {}

// faces has a relation's objects in a slice of interfaces.
func faces[I any](r *relation) {
	f := r.field
	r.face = reflect.TypeFor[I]()
	r.each = func(p place, g func(any)) {
		for _, c := range *at[[]I](p, f) {
			if v := reflect.ValueOf(c); v.IsValid() && !v.IsNil() {
				g(c)
			}
		}
	}
	r.set = func(p place, objs []any) {
		list := make([]I, len(objs))
		for i, o := range objs {
			list[i] = o.(I)
		}
		*at[[]I](p, f) = list
	}
	r.empty = func(p place) bool { return *at[[]I](p, f) == nil }
}

// face has a relation's object in an interface.
func face[I any](r *relation) {
	f := r.field
	r.face = reflect.TypeFor[I]()
	r.each = func(p place, g func(any)) {
		c := *at[I](p, f)
		if v := reflect.ValueOf(c); v.IsValid() && !v.IsNil() {
			g(c)
		}
	}
	r.set = func(p place, objs []any) {
		var none I
		*at[I](p, f) = none
		if len(objs) > 0 {
			*at[I](p, f) = objs[0].(I)
		}
	}
	r.empty = func(p place) bool { return !reflect.ValueOf(*at[I](p, f)).IsValid() }
}

// fitsKin checks the relation against the family of what it leads to.
func (r *relation) fitsKin() error {
	if r.target.kin == nil && r.face != nil { // concrete tables are to come
		r.target.found(nil, nil, false)
	}
	k := r.target.kin
	switch {
	case k == nil:
		return nil
	case r.face != nil && r.face.Kind() != reflect.Interface:
		return fmt.Errorf("the field holds %s, which is no interface", r.face)
	case r.owned() && k.made && (r.face != nil || k.abstract || len(k.subs) > 0):
		return fmt.Errorf("the rows of %s and of what extends it are in tables of their own, and a foreign key leads to one table; refer to one of the types", r.target)
	case r.face == nil:
		k.holders = append(k.holders, r)
		if len(k.subs) > 0 {
			return r.narrow(k.subs[0])
		}
		return nil
	}
	k.faces = append(k.faces, r.face)
	for _, m := range append([]*mapper{r.target}, k.descendants()...) {
		if err := m.kin.shows(r.face); err != nil {
			return err
		}
	}
	return nil
}

// owned reports whether a foreign key refers to the target.
func (r *relation) owned() bool { return (r.kind == toOne || r.kind == viaTable) && !r.viewOnly }

// narrow is the error for a field that cannot hold what extends its target.
func (r *relation) narrow(sub *mapper) error {
	return fmt.Errorf("%s.%s holds *%s and cannot hold a %s, which extends it; make it an interface, and say it with the function that ends in Poly", r.owner, r.name, r.target, sub)
}

// welcome checks a new type against what is said of those that it extends.
func (k *kin) welcome() error {
	for m := k.m; m != nil; m = m.kin.base {
		for _, face := range m.kin.faces {
			if err := k.shows(face); err != nil {
				return err
			}
		}
		for _, r := range m.kin.holders {
			if m != k.m {
				return r.narrow(k.m)
			}
		}
	}
	return nil
}

// anchor is the table that refers to a whole object refer to: the one of what
// its type adds.
func (m *mapper) anchor() *mapper { return m.stores[len(m.stores)-1] }

// tablesOf are the tables that have columns for fields: one, or that of each type
// of concrete tables.
func (m *mapper) tablesOf(fields []*field) []*metadata.Table {
	if m.kin == nil {
		return []*metadata.Table{m.table}
	}
	if m.kin.made {
		list := []*metadata.Table{m.table}
		for _, d := range m.kin.descendants() {
			list = append(list, d.table)
		}
		return list
	}
	i := slices.IndexFunc(m.stores, func(st *mapper) bool { return slices.Contains(st.fields, fields[0]) })
	return []*metadata.Table{m.stores[max(i, 0)].table}
}

// path is where a field is in the type's struct, which may extend the one that
// has it.
func (m *mapper) path(f *field) []int {
	path := f.index
	for n := m; n.typ != f.of && n.kin != nil && n.kin.base != nil; n = n.kin.base {
		path = append([]int{0}, path...)
	}
	return path
}
