package orm

import "reflect"

// HasMany makes a field the objects that refer to this one. The function names
// the field of the other struct that holds our key. The two sides of a
// relation, a HasMany and a [BelongsTo] over the same field, find each other.
func HasMany[C, K any](d *Def, field *[]*C, foreignKey func(c *C) *K) Rel {
	return d.referred(toMany, field, slice[*C], objectsOf[C](), func(c any) []any { return []any{foreignKey(c.(*C))} })
}

// HasManyBy is [HasMany] for a key of several columns, in the order of our
// primary key.
func HasManyBy[C any](d *Def, field *[]*C, foreignKey func(c *C) []any) Rel {
	return d.referred(toMany, field, slice[*C], objectsOf[C](), func(c any) []any { return foreignKey(c.(*C)) })
}

// HasOne is [HasMany] for at most one object.
func HasOne[C, K any](d *Def, field **C, foreignKey func(c *C) *K) Rel {
	return d.referred(hasOne, field, single[*C], objectsOf[C](), func(c any) []any { return []any{foreignKey(c.(*C))} })
}

// HasOneBy is [HasOne] for a key of several columns, in the order of our
// primary key.
func HasOneBy[C any](d *Def, field **C, foreignKey func(c *C) []any) Rel {
	return d.referred(hasOne, field, single[*C], objectsOf[C](), func(c any) []any { return foreignKey(c.(*C)) })
}

// BelongsTo makes a field the object that this one refers to. The keys are our
// fields that hold its primary key. The foreign key constraint comes of it.
func BelongsTo[C any](d *Def, field **C, keys ...any) Rel {
	return d.refers(field, keys, single[*C], objectsOf[C]())
}

// ManyToMany makes a field the objects that a table in between leads to. The
// table is made, with the columns of both keys, unless the MetaData has it
// already; the other side names the same table.
func ManyToMany[C any](d *Def, field *[]*C, table string) Rel {
	return d.through(field, table, slice[*C], objectsOf[C]())
}

// addressed are fields of a type by their addresses in an object, which the
// function is given.
type addressed struct {
	typ reflect.Type
	of  func(obj any) []any
}

// referred declares a relation to objects that refer to this one by a key. Hold
// says how they are in the field.
func (d *Def) referred(k kind, field any, hold func(*relation), to objects, foreignKey func(obj any) []any) Rel {
	r := d.relation(field, k, hold, to)
	r.remoteOf = &addressed{to.typ, foreignKey}
	return Rel{r, d}
}

// refers declares a relation to an object that this one refers to.
func (d *Def) refers(field any, keys []any, hold func(*relation), to objects) Rel {
	r := d.relation(field, toOne, hold, to)
	if r.owner == nil { // there is no such field
		return Rel{r, d}
	}
	for _, k := range keys {
		r.local = append(r.local, d.shared(&d.find(k).field))
	}
	return Rel{r, d}
}

// through declares a relation by a table in between.
func (d *Def) through(field any, table string, hold func(*relation), to objects) Rel {
	r := d.relation(field, viaTable, hold, to)
	r.linkTable = table
	return Rel{r, d}
}

// slice has a relation's objects in a slice. P is a pointer, here as in what
// follows, so that one compilation is for all types of objects.
func slice[P any](r *relation) {
	f := r.field
	r.each = func(p place, g func(any)) {
		for _, c := range *at[[]P](p, f) {
			if !none(c) {
				g(c)
			}
		}
	}
	r.holds = func(p place, objs []any) bool {
		n := 0
		for _, c := range *at[[]P](p, f) {
			if none(c) {
				continue
			}
			if n == len(objs) || objs[n] != any(c) {
				return false
			}
			n++
		}
		return n == len(objs)
	}
	r.set = func(p place, objs []any) {
		list := make([]P, len(objs))
		for i, o := range objs {
			list[i] = o.(P)
		}
		*at[[]P](p, f) = list
	}
	r.empty = func(p place) bool { return *at[[]P](p, f) == nil }
}

// single has a relation's object in a pointer.
func single[P any](r *relation) {
	f := r.field
	r.each = func(p place, g func(any)) {
		if c := *at[P](p, f); !none(c) {
			g(c)
		}
	}
	r.holds = func(p place, objs []any) bool {
		if c := *at[P](p, f); !none(c) {
			return len(objs) == 1 && objs[0] == any(c)
		}
		return len(objs) == 0
	}
	r.set = func(p place, objs []any) {
		var c P
		if len(objs) > 0 {
			c = objs[0].(P)
		}
		*at[P](p, f) = c
	}
	r.empty = func(p place) bool { return none(*at[P](p, f)) }
}

// none reports whether a pointer is nil.
func none[P any](c P) bool {
	var none P
	return any(c) == any(none)
}
