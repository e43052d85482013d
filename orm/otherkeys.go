package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// To has a [BelongsTo] refer to other fields than the primary key: those of a
// unique key, or any for a relation that is [Rel.ViewOnly].
func To[C any](r Rel, fields func(c *C) []any) Rel {
	if r.r.kind != toOne {
		r.d.fail("To is for a BelongsTo, and %s is none; see Rel.From", r.r.name)
		return r
	}
	r.r.toOf = &addressed{reflect.TypeFor[C](), func(c any) []any { return fields(c.(*C)) }}
	return r
}

// From has the objects of a HasMany or HasOne refer to other fields of ours than
// the primary key: those of a unique key, or any if it is [Rel.ViewOnly].
func (r Rel) From(fields ...any) Rel {
	if r.r.kind != toMany && r.r.kind != hasOne {
		r.d.fail("From is for a HasMany or HasOne, and %s is none; see To", r.r.name)
		return r
	}
	for _, f := range fields {
		r.r.local = append(r.r.local, r.d.shared(&r.d.find(f).field))
	}
	return r
}

// byKey reports whether the relation is one to a primary key.
func (r *relation) byKey() bool {
	if r.kind == toOne {
		return slices.Equal(r.remote, r.target.keys)
	}
	return slices.Equal(r.local, r.owner.keys)
}

// refersTo checks the fields that are referred to where they are not the primary
// key.
func (r *relation) refersTo(to *mapper, refs []*field) error {
	if to.kin != nil {
		return fmt.Errorf("%s is one of a family, which is referred to by its primary key", to)
	}
	var names []string
	for _, f := range refs {
		f.needed = true
		if f.deferred {
			return fmt.Errorf("%s.%s is deferred, and the relation needs it always", to, f.name)
		}
		names = append(names, f.column.Name)
	}
	unique := func(parts []metadata.Part) bool {
		columns := metadata.ColumnsOf(parts)
		return len(columns) == len(names) && !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(columns, n) })
	}
	if !r.viewOnly && !slices.ContainsFunc(uniques(to.table), unique) {
		return fmt.Errorf("%s of %s is no key; say Unique for it, or ViewOnly for the relation", names, to)
	}
	return nil
}

// changed reports whether what a relation refers to has another value than in the
// database.
func (e *entry) changed(refs []*field) bool {
	if slices.Equal(refs, e.m.space.keys) {
		return e.keyChanged()
	}
	return e.touched(refs)
}
