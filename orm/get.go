package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// getOf finds an object of a type by its key.
func (s *Session) getOf(ctx context.Context, of objects, key []any) (*entry, error) {
	m, err := mapType(s.meta, nil, of)
	if err != nil {
		return nil, err
	}
	e, err := s.getAny(ctx, m, key)
	if err == nil && e.m.typ != of.typ {
		return nil, e.otherThan(m)
	}
	return e, err
}

// getAny finds an object of a type, or of one that extends it.
func (s *Session) getAny(ctx context.Context, m *mapper, key []any) (*entry, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	return s.get(ctx, m, key)
}

// get finds an object by its key.
func (s *Session) get(ctx context.Context, m *mapper, key []any) (*entry, error) {
	if len(key) != len(m.keys) {
		return nil, fmt.Errorf("orm: the primary key of %s has %d fields, and %d values are given", m, len(m.keys), len(key))
	}
	for i, f := range m.keys {
		if f.form != nil && element(f.typ) == reflect.TypeFor[time.Time]() {
			key = slices.Clone(key)
			key[i] = f.form(key[i])
		}
	}
	if e := s.maps[m.space].get(identityOf(m.keys, key)); e != nil && !e.expired && !e.outside {
		switch {
		case e.state == deleting, e.marked():
			return nil, core.ErrNoRows
		case !e.m.is(m):
			return nil, e.otherThan(m)
		}
		return e, nil
	}
	if s.guard != nil {
		if err := s.guard.one(m.typ.Name() + " by its key"); err != nil {
			return nil, err
		}
	}
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	if err := s.beginReading(ctx); err != nil {
		return nil, err
	}
	return s.fetch(ctx, m, key, options{})
}

// fetch reads one row.
func (s *Session) fetch(ctx context.Context, m *mapper, key []any, o options) (*entry, error) {
	st := &ast.Select{Items: m.items, From: []*ast.Relation{m.rel}, Where: []ast.Node{one(m.refs(m.keys), key)}}
	if m.soft != nil && !o.deleted {
		st.Where = append(st.Where, m.here(m.rel))
	}
	fields := m.eager
	if e := s.maps[m.space].get(identityOf(m.keys, key)); e != nil && e.m == m {
		fields = e.loadedFields()
	}
	var found struct {
		e       *entry
		several bool
	}
	err := s.readFields(ctx, m, st, fields, o, func(e *entry) { found.several, found.e = found.e != nil && found.e != e, e })
	switch {
	case err != nil:
		return nil, err
	case found.several:
		return nil, fmt.Errorf("orm: several types that extend %s have a row with the key %v; ask for one of the types", m, key)
	case found.e == nil:
		return nil, core.ErrNoRows
	}
	return found.e, s.fireLoaded(ctx)
}

// one compares columns with one key.
func one(refs []*ast.ColumnRef, key []any) ast.Node {
	if len(refs) == 1 {
		return equals(refs[0], key[0])
	}
	and := &ast.Logic{}
	for i, ref := range refs {
		and.Terms = append(and.Terms, equals(ref, key[i]))
	}
	return and
}

func equals(ref *ast.ColumnRef, v any) ast.Node {
	made := &struct { // in one piece of memory
		eq  ast.Binary
		arg ast.Arg
	}{arg: ast.Arg{Value: v, Type: &ref.Column.Type}}
	made.eq = ast.Binary{Op: ast.OpEq, L: ref, R: &made.arg}
	return &made.eq
}

// Refresh reads objects anew. What was changed in them and not flushed is
// lost. A row that is gone is [core.ErrNoRows].
func (s *Session) Refresh(ctx context.Context, objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.beginReading(ctx); err != nil {
		return err
	}
	for _, o := range objs {
		e := s.entryOf(o)
		if e == nil || e.state != clean {
			return fmt.Errorf("%w, or not yet in the database: a %T cannot be refreshed", ErrNotInSession, o)
		}
		key, _ := keyOf(e.sp, e.m.keys)
		if _, err := s.fetch(ctx, e.m, key, options{refresh: true, unfiltered: e.outside, deleted: e.marked()}); err != nil {
			return err
		}
	}
	return nil
}
