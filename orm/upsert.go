package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Upsert writes objects from elsewhere: as new rows, or, where a row with the
// same key exists, over it. The key are columns of a unique key; without any it
// is the primary key. It returns the session's objects for the rows, in the
// order of objs, which are not in the session themselves. Versions count on;
// what an [Opt] leaves out stays as it is. Relations must be empty, and hooks
// are not told.
func Upsert[T any](ctx context.Context, s *Session, objs []*T, key ...core.Handle) ([]*T, error) {
	return objectsAs[*T](s.upsert(ctx, objectsOf[T](), anys(objs), key))
}

func (s *Session) upsert(ctx context.Context, of objects, objs []any, key []core.Handle) ([]*entry, error) {
	m, err := mapType(s.meta, nil, of)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if m.kin != nil && (!m.kin.made || m.extended()) {
		return nil, fmt.Errorf("orm: Upsert of %s: the row with its key may be of another type of the family of %s; read it and change it, or add it", m, m.kin.root)
	}
	u := &upsert{s: s, m: m, key: m.keys, place: map[identity]int{}, result: make([]*entry, len(objs))}
	if err := u.by(key); err != nil {
		return nil, err
	}
	for i, o := range objs {
		if err := u.add(i, o); err != nil {
			return nil, err
		}
	}
	if err := u.write(ctx); err != nil {
		return nil, err
	}
	if err := u.read(ctx); err != nil {
		return nil, err
	}
	return u.result, s.fireLoaded(ctx)
}

type upsert struct {
	s      *Session
	m      *mapper
	key    []*field
	es     []*entry
	keys   [][]any
	place  map[identity]int // of an object, by its key
	result []*entry
}

// by takes the columns of the key.
func (u *upsert) by(key []core.Handle) error {
	if len(key) > 0 {
		u.key = nil
	}
	for _, k := range key {
		f := u.m.fieldOf(k.Column().Name)
		if f == nil || f.column != k.Column() {
			return fmt.Errorf("orm: Upsert of %s: %s is none of its columns", u.m.table.Ident(), k.Column().Name)
		}
		u.key = append(u.key, f)
	}
	return nil
}

// add takes an object, which must be able to be told by its key.
func (u *upsert) add(i int, obj any) error {
	e := &entry{m: u.m, obj: obj, p: placeOf(reflect.ValueOf(obj)), state: pending}
	if u.s.Contains(obj) {
		return fmt.Errorf("orm: Upsert: object %d is in the session already, which writes it by itself", i+1)
	}
	for _, r := range u.m.relations {
		if !r.viewOnly && !r.empty(e.p) {
			return fmt.Errorf("orm: Upsert writes no relations, and %s.%s of object %d holds some", u.m, r.name, i+1)
		}
	}
	if err := u.s.own(e); err != nil {
		return err
	}
	e.fillIn()
	key, known := keyOf(e.p, u.key)
	id := identityOf(u.key, key)
	if !known || slices.Equal(u.key, u.m.keys) && !u.m.identity(e.p).known() {
		return fmt.Errorf("orm: Upsert: the key of object %d is not set, so that no row can be told to be the same", i+1)
	}
	if at, twice := u.place[id]; twice {
		return fmt.Errorf("orm: Upsert: objects %d and %d have the same key", at+1, i+1)
	}
	if v := u.m.version; v != nil && value(e.p, v).IsZero() {
		setInt(value(e.p, v), 1)
	}
	u.place[id] = i
	u.es, u.keys = append(u.es, e), append(u.keys, key)
	return nil
}

func (u *upsert) write(ctx context.Context) error {
	for _, b := range batches(u.es, func(e *entry, room []*field) (*mapper, []*field) { return insertFields(e, u.m, room) }) {
		size := max(1, min(rowsAtOnce, most/len(b.fields)))
		for part := range slices.Chunk(b.es, size) {
			st := u.statement(b, part)
			if _, err := u.s.reading(options{}).ExecStatement(ctx, st); err != nil {
				return fmt.Errorf("orm: write %s: %w", u.m.table.Ident(), err)
			}
		}
	}
	return nil
}

func (u *upsert) statement(b *batch, es []*entry) *ast.Insert {
	st := &ast.Insert{Table: u.m.table, OnConflict: &ast.OnConflict{}}
	for _, f := range b.fields {
		st.Columns = append(st.Columns, f.column)
		switch {
		case f == u.m.version:
			st.OnConflict.Set = append(st.OnConflict.Set, f.counted())
		case !slices.Contains(u.key, f) && !f.isKey(u.m):
			st.OnConflict.Set = append(st.OnConflict.Set, ast.Assign{Column: f.column, Value: &ast.Excluded{Name: f.column.Name}})
		}
	}
	for _, f := range u.key {
		st.OnConflict.Target = append(st.OnConflict.Target, f.column)
	}
	if u.m.freed(st.OnConflict.Target) {
		st.OnConflict.TargetWhere = []ast.Node{u.m.here(u.m.rel)}
	}
	for _, e := range es {
		var row []ast.Node
		for _, f := range b.fields {
			row = append(row, &ast.Arg{Value: f.arg(e.p), Type: &f.column.Type})
		}
		st.Rows = append(st.Rows, row)
	}
	return st
}

// read finds the rows by their keys.
func (u *upsert) read(ctx context.Context) error {
	s, o := u.s, options{refresh: true}
	watch := s.watch(u.m, o)
	for part := range slices.Chunk(u.keys, chunk) {
		st := &ast.Select{Items: u.m.items, From: []*ast.Relation{u.m.rel}, Where: []ast.Node{matches(u.m.refs(u.key), part)}}
		if u.m.soft != nil && !slices.Equal(u.key, u.m.keys) { // others with the key may be deleted
			st.Where = append(st.Where, u.m.here(u.m.rel))
		}
		err := u.m.rows(ctx, s.reading(o), st, func(row any) bool {
			key, _ := keyOf(placeOf(reflect.ValueOf(row)), u.key)
			if i, ok := u.place[identityOf(u.key, key)]; ok {
				u.result[i] = u.adopt(row, watch, o)
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	if i := slices.Index(u.result, nil); i >= 0 {
		return fmt.Errorf("orm: Upsert: the row of object %d cannot be told by its key: the database takes keys for equal that differ in Go, or the session's criteria leave the row out", i+1)
	}
	return nil
}

// adopt is the object of a row, which a rollback puts back or takes out again.
func (u *upsert) adopt(row any, watch func(any) any, o options) *entry {
	s := u.s
	if e := s.maps[u.m.space].get(u.m.identity(placeOf(reflect.ValueOf(row)))); e != nil {
		s.catchUp(e, row)
		return e
	}
	e := s.adopt(u.m, row, watch, o, columns{})
	e.state = pending
	s.remember(e)
	e.state = clean
	return e
}

// targets reports whether the key of an upsert has a column.
func targets(c *ast.OnConflict, column string) bool {
	return slices.ContainsFunc(c.Target, func(col *metadata.Column) bool { return col.Name == column })
}
