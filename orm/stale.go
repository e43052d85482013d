package orm

import (
	"context"
	"fmt"
	"reflect"
	"strings"
)

// StaleError is an update or delete of a row that somebody else has changed or
// deleted since it was read; the transaction was rolled back. Of a [Merge] it says
// that what is to be merged was read before the last change.
type StaleError struct {
	// Object is ours, and Fresh what the row is now; nil if it is gone, or not
	// known because several rows were written together.
	Object, Fresh any
	// Fields differ between what we had read and what the row is now.
	Fields []string

	m  *mapper
	es []*entry
}

func (e *StaleError) Error() string {
	switch {
	case e.Object == nil:
		return fmt.Sprintf("orm: one of %d rows of %s was changed or deleted by somebody else", len(e.es), e.m.table.Ident())
	case e.Fresh == nil:
		return fmt.Sprintf("orm: the %s was deleted by somebody else", e.m)
	}
	return fmt.Sprintf("orm: the %s was changed by somebody else: %s", e.m, strings.Join(e.Fields, ", "))
}

// Hint is the next step.
func (e *StaleError) Hint() string {
	return "read the object again, and decide what is to become of both changes"
}

func stale(m *mapper, es []*entry) error { return &StaleError{m: m, es: es} }

// examine finds which row it was, after the rollback: what the row is now is
// not to be seen in the old transaction.
func (e *StaleError) examine(ctx context.Context, s *Session) {
	r := readerOf(s.e)
	for _, old := range e.es {
		m := old.m
		key, known := keyOf(old.source(), m.keys)
		if !known {
			continue
		}
		fresh, err := r.fetch(ctx, m, key, options{})
		if err != nil && fresh == nil {
			e.m, e.Object = m, old.obj
			return // gone
		}
		var fields []string
		for _, f := range m.fields {
			if !old.lacks(f) && !fresh.lacks(f) && !f.equal(placeOf(reflect.ValueOf(fresh.obj)), old.source()) {
				fields = append(fields, f.name)
			}
		}
		if len(fields) > 0 {
			e.m, e.Object, e.Fresh, e.Fields = m, old.obj, fresh.obj, fields
			return
		}
	}
}
