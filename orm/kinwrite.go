package orm

import (
	"fmt"
	"reflect"
)

// stamp has the discriminator of a new object say which type it is of.
func (e *entry) stamp() error {
	k := e.m.kin
	switch {
	case k == nil:
		return nil
	case k.code == nil:
		return fmt.Errorf("orm: there are no rows of %s itself, only of what extends it", e.m)
	case !k.made:
		v := value(e.p, k.disc)
		put(v, reflect.ValueOf(k.code).Convert(element(v.Type())))
	}
	return nil
}

// computed reports whether the database says which type a row of ours is of.
func (e *entry) computed() bool {
	return e.m.kin != nil && !e.m.kin.made && e.m.kin.disc.made
}

// asSaid is an error where the database says that a row that was written is of
// another type than its object.
func (e *entry) asSaid() error {
	if !e.computed() {
		return nil
	}
	if k := e.m.kin; identify(k.disc.arg(e.p)) != identify(k.code) {
		return fmt.Errorf("orm: the database makes %s of a %s %v, which is another type, and an object cannot become one of another", k.disc.name, e.m, k.disc.arg(e.p))
	}
	return nil
}

// unchanged is an error where an object was given another type, or a key that
// its rows in other tables would not follow.
func (e *entry) unchanged() error {
	k := e.m.kin
	switch {
	case k == nil || e.snap == nil:
		return nil
	case !k.made && !k.disc.equal(e.p, e.sp):
		return fmt.Errorf("orm: %s of a %s was set to %v, and an object cannot become one of another type; delete it and add another", k.disc.name, e.m, k.disc.arg(e.p))
	case len(e.m.stores) > 1 && e.keyChanged():
		return fmt.Errorf("orm: the primary key of a %s was changed, and its row is in several tables, which refer to it; delete it and add another", e.m)
	}
	return nil
}

// replaces is an error where a row is to be deleted and added again as one of
// another type, which no UPDATE can do.
func (w *work) replaces(e *entry) error {
	if e.m.kin == nil {
		return nil
	}
	id := e.m.identity(e.p)
	if !id.known() {
		return nil
	}
	for m, es := range w.deletes {
		if m == e.m || m.space != e.m.space {
			continue
		}
		for _, old := range es {
			if old.id == id {
				return fmt.Errorf("orm: a %s is added under the key of a %s that is deleted by the same flush; flush in between", e.m, old.m)
			}
		}
	}
	return nil
}

// asked is the type by which a row is looked for that may be of another one.
func (m *mapper) asked() *mapper {
	if m.kin == nil {
		return m
	}
	return m.space
}
