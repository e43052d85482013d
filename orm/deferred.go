package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// Deferred leaves the column out of queries that do not ask for it: a long text
// or picture that few need. See [Query.With] and [LoadColumns].
func (c *ColDef) Deferred() *ColDef { c.c.deferred = true; return c }

// Only reads these columns of the objects, besides keys, version and what
// relations need. The other fields are zero, and the session knows that they
// were not read: as long as they are zero, a flush lets them be. To write a
// zero into such a field, read it first, as [LoadColumns] does.
func (q Query[T]) Only(columns ...core.Handle) Query[T] {
	return Query[T]{q.query.onlyColumns(columns)}
}

func (q *query) onlyColumns(columns []core.Handle) *query {
	fields, err := q.m.fieldsAt(columns)
	if err != nil {
		return q.broken(err)
	}
	return q.selecting(q.m.subset(func(f *field) bool { return f.needed || slices.Contains(fields, f) }))
}

// With reads columns that are deferred too.
func (q Query[T]) With(columns ...core.Handle) Query[T] {
	return Query[T]{q.query.withColumns(columns)}
}

func (q *query) withColumns(columns []core.Handle) *query {
	fields, err := q.m.fieldsAt(columns)
	if err != nil {
		return q.broken(err)
	}
	return q.reading(fields)
}

// reading reads some fields besides those that it reads.
func (q *query) reading(fields []*field) *query {
	now := q.fields
	if now == nil {
		now = q.m.eager
	}
	return q.selecting(q.m.subset(func(f *field) bool { return slices.Contains(now, f) || slices.Contains(fields, f) }))
}

// selecting reads these fields and no others.
func (q *query) selecting(fields []*field) *query {
	n := q.copy()
	n.fields = fields
	return n
}

// LoadColumns reads columns of objects that were read without them:
// LoadColumns(ctx, s, books, Books.Text). What was set meanwhile stays.
func LoadColumns[T any](ctx context.Context, s *Session, objs []*T, columns ...core.Handle) error {
	return s.loadColumns(ctx, objectsOf[T](), anys(objs), columns)
}

func (s *Session) loadColumns(ctx context.Context, of objects, objs []any, columns []core.Handle) error {
	m, err := mapType(s.meta, nil, of)
	if err != nil {
		return err
	}
	fields, err := m.fieldsAt(columns)
	if err != nil {
		return err
	}
	if err := s.readyToRead(ctx); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	var es []*entry
	for _, o := range objs {
		e := s.entryOf(o)
		if e == nil {
			return fmt.Errorf("%w: columns of a %T cannot be loaded", ErrNotInSession, o)
		}
		if slices.ContainsFunc(fields, func(f *field) bool { return slices.Contains(e.extra().missing, f) }) {
			es = append(es, e)
		}
	}
	return s.complete(ctx, m, es, fields, options{unfiltered: true}, nil)
}

// complete reads fields of objects that were read without them. More is a lock,
// or nil.
func (s *Session) complete(ctx context.Context, m *mapper, es []*entry, fields []*field, o options, more *ast.SelectMore) error {
	read := m.subset(func(f *field) bool { return f.isKey(m) || m.discerns(f) || slices.Contains(fields, f) })
	for part := range slices.Chunk(es, chunk) {
		var keys [][]any
		for _, e := range part {
			key, _ := keyOf(e.source(), m.keys)
			keys = append(keys, key)
		}
		st := &ast.Select{Items: m.items, From: []*ast.Relation{m.rel}, Where: []ast.Node{matches(m.refs(m.keys), keys)}, More: more}
		if err := s.readFields(ctx, m, st, read, o, func(*entry) {}); err != nil {
			return err
		}
	}
	return nil
}

// readFields reads some fields of the rows of a statement that selects all.
func (s *Session) readFields(ctx context.Context, m *mapper, st *ast.Select, fields []*field, o options, f func(*entry)) error {
	if len(fields) == len(m.reads) {
		watch := s.watchFew(m, o)
		return m.rows(ctx, s.reading(o), st, func(row any) bool { f(s.adopt(m, row, watch, o, columns{})); return true })
	}
	p, err := planOf(st, 0, m, fields, nil, o)
	if err != nil {
		return err
	}
	return p.read(ctx, s, func(e *entry, _ *[maxKeys]any) bool { f(e); return true })
}

// fieldsAt are the fields of columns.
func (m *mapper) fieldsAt(columns []core.Handle) ([]*field, error) {
	var list []*field
	for _, c := range columns {
		f := m.fieldAt(c.Column())
		if f == nil {
			return nil, fmt.Errorf("orm: %s is no column of %s", c.Column().Name, m.table.Ident())
		}
		list = append(list, f)
	}
	return list, nil
}

// subset are fields in the mapper's order.
func (m *mapper) subset(keep func(*field) bool) []*field {
	list := []*field{}
	for _, f := range m.reads {
		if keep(f) {
			list = append(list, f)
		}
	}
	return list
}

// defers finds which fields queries read when they are not told, and which they
// cannot do without. It is called when the relations are known.
func (m *mapper) defers() error {
	for _, f := range m.fields {
		f.needed = f.needed || f.isKey(m) || f == m.version || f == m.soft || m.discerns(f)
		for _, r := range m.relations {
			f.needed = f.needed || slices.Contains(r.local, f)
		}
		if f.needed && f.deferred {
			return fmt.Errorf("%s: orm: %s.%s is deferred, and a key, a version or what a relation needs, which is always read", f.column.Pos, m, f.name)
		}
	}
	m.eager = m.subset(func(f *field) bool { return !f.deferred })
	return nil
}

// defersSome reports whether queries leave out columns by themselves.
func (m *mapper) defersSome() bool { return len(m.eager) < len(m.reads) }

// loadedFields are those that a row is read for again.
func (e *entry) loadedFields() []*field {
	if len(e.extra().missing) == 0 {
		return e.m.reads
	}
	return e.m.subset(func(f *field) bool { return !f.deferred || !slices.Contains(e.extra().missing, f) })
}

// lacks reports whether the field was not read.
func (e *entry) lacks(f *field) bool {
	return len(e.extra().missing) > 0 && slices.Contains(e.extra().missing, f)
}

// supply fills in what the object lacks and a row has. Read is what the row
// has, nil for all. What the program has set stays.
func (e *entry) supply(row any, read []*field) {
	p := placeOf(reflect.ValueOf(row))
	var still []*field
	for _, f := range e.extra().missing {
		if read != nil && !slices.Contains(read, f) {
			still = append(still, f)
			continue
		}
		if e.snap == nil || f.equal(e.p, e.sp) {
			f.keep(e.p, p)
		}
		if e.snap != nil {
			f.keep(e.sp, p)
		}
	}
	e.setMissing(still)
}

// columns are what a row has of the mapper's fields, and what it has not. Zero
// is a row that has all.
type columns struct{ read, missing []*field }

// without are the mapper's fields that a row has not.
func (m *mapper) without(read []*field) []*field {
	if len(read) == len(m.reads) {
		return nil
	}
	return m.subset(func(f *field) bool { return !slices.Contains(read, f) })
}
