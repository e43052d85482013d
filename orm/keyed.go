package orm

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// filing is how a map of objects is kept right: each stands under its own key.
type filing struct {
	// clash finds two objects with one key.
	clash func(objs []any) error
	// misfiled reports whether one stands under another key than its own.
	misfiled func(p place) bool
	// refile moves objects whose key has changed. Was is an object as the database
	// has it, or nil.
	refile func(p place, was func(obj any) any) error
}

// HasManyMap is [HasMany] into a map: the second function is the key of each
// object, which no two of an owner may share. It is given objects as their rows
// are, without relations and deferred columns. When a flush finds that an object's key has changed,
// it moves the object in the map; one that was put under a key that is not its
// own is an error.
func HasManyMap[C, K any, M comparable](d *Def, field *map[M]*C, foreignKey func(c *C) *K, key func(c *C) M) Rel {
	return d.referred(toMany, field, keyed(key), objectsOf[C](), func(c any) []any { return []any{foreignKey(c.(*C))} })
}

// HasManyMapBy is [HasManyMap] for a foreign key of several columns, in the
// order of our primary key.
func HasManyMapBy[C any, M comparable](d *Def, field *map[M]*C, foreignKey func(c *C) []any, key func(c *C) M) Rel {
	return d.referred(toMany, field, keyed(key), objectsOf[C](), func(c any) []any { return foreignKey(c.(*C)) })
}

// ManyToManyMap is [ManyToMany] into a map; see [HasManyMap] for its key.
func ManyToManyMap[C any, M comparable](d *Def, field *map[M]*C, table string, key func(c *C) M) Rel {
	return d.through(field, table, keyed(key), objectsOf[C]())
}

// keyed has a relation's objects in a map.
func keyed[M comparable, P any](key func(P) M) func(*relation) {
	return func(r *relation) { mapped(r, key) }
}

func mapped[M comparable, P any](r *relation, key func(P) M) {
	f := r.field
	r.each = func(p place, g func(any)) {
		m := *at[map[M]P](p, f)
		for _, k := range inOrder(m) {
			g(m[k])
		}
	}
	r.set = func(p place, objs []any) {
		m := make(map[M]P, len(objs))
		for _, o := range objs {
			c := o.(P)
			m[key(c)] = c
		}
		*at[map[M]P](p, f) = m
	}
	r.empty = func(p place) bool { return *at[map[M]P](p, f) == nil }
	r.filing = &filing{
		clash: func(objs []any) error {
			seen := make(map[M]bool, len(objs))
			for _, o := range objs {
				k := key(o.(P))
				if seen[k] {
					return r.twice(k)
				}
				seen[k] = true
			}
			return nil
		},
		misfiled: func(p place) bool {
			for k, c := range *at[map[M]P](p, f) {
				if !none(c) && key(c) != k {
					return true
				}
			}
			return false
		},
		refile: func(p place, was func(any) any) error { return refile(r, *at[map[M]P](p, f), key, was) },
	}
}

// refile changes the map in place: the program may have it at hand.
func refile[M comparable, P any](r *relation, m map[M]P, key func(P) M, was func(any) any) error {
	right := make(map[M]P, len(m))
	for _, k := range inOrder(m) {
		c := m[k]
		now := key(c)
		if old, ok := was(c).(P); now != k && (!ok || key(old) != k) {
			return fmt.Errorf("orm: %s.%s: an object stands under %v, and its own key is %v; put it there", r.owner, r.name, k, now)
		}
		if _, twice := right[now]; twice {
			return r.twice(now)
		}
		right[now] = c
	}
	clear(m)
	maps.Copy(m, right)
	return nil
}

func (r *relation) twice(key any) error {
	return fmt.Errorf("orm: %s.%s: two of an owner's objects have the key %v; a map holds one, so use a slice, or a unique key in the database", r.owner, r.name, key)
}

// inOrder are the keys of objects, always in the same order.
func inOrder[M comparable, P any](m map[M]P) []M {
	keys := make([]M, 0, len(m))
	for k, c := range m {
		if !none(c) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b M) int { return compareKeys(reflect.ValueOf(a), reflect.ValueOf(b)) })
	return keys
}

func compareKeys(a, b reflect.Value) int {
	switch {
	case a.IsValid() && a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.IsValid() && a.Kind() == reflect.String && b.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

// refileAll puts the objects of maps under the keys that they have again, when
// a rollback has put the objects back.
func (s *Session) refileAll() {
	for _, e := range s.entries {
		for _, r := range e.m.relations {
			if r.filing == nil || e.state == gone || !r.filing.misfiled(e.p) {
				continue
			}
			r.set(e.p, e.objectsOf(r))
		}
	}
}

// original is an object of the session as the database has it.
func (s *Session) original(obj any) any {
	if e := s.entryOf(obj); e != nil {
		return e.snap
	}
	return nil
}
