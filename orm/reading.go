package orm

import (
	"context"
	"database/sql"
	"reflect"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// session is the session to read with, and what to call afterwards.
func session(ctx context.Context, db core.DB, st core.Statement) (*Session, func(), error) {
	s, ok := db.(*Session)
	if !ok {
		return readerOf(db), func() {}, nil
	}
	if err := s.readyFor(ctx, st); err != nil {
		return nil, nil, err
	}
	if err := s.enter(); err != nil {
		return nil, nil, err
	}
	return s, s.leave, nil
}

// read returns the entries of the rows, with their relations loaded.
func (q *query) read(ctx context.Context, db core.DB) ([]*entry, error) {
	st, err := q.statement()
	if err != nil {
		return nil, err
	}
	var more *ast.SelectMore
	if with := st.More; with != nil && with.Lock != nil {
		if q, more, err = q.locking(with.Lock); err != nil {
			return nil, err
		}
	}
	loads := owned(q.loads, st, 0, q.m)
	p, err := planOf(st, 0, q.m, q.fields, loads, q.opts)
	if err != nil {
		return nil, err
	}
	s, done, err := session(ctx, db, st)
	if err != nil {
		return nil, err
	}
	defer done()
	var es []*entry
	if p != nil {
		es, err = s.readPlan(ctx, p)
	} else {
		es, err = s.readRows(ctx, q.m, st, q.opts)
		if err == nil {
			err = s.loadAll(ctx, es, loads, q.opts)
		}
	}
	if err == nil && q.later != nil {
		err = q.readLater(ctx, s, es, more)
	}
	if err != nil {
		return nil, err
	}
	return es, s.fireLoaded(ctx)
}

func (s *Session) readRows(ctx context.Context, m *mapper, st ast.Statement, o options) ([]*entry, error) {
	var es []*entry
	if sel, ok := st.(*ast.Select); ok {
		es = s.expect(m, count(sel.Limit, 0))
	}
	o.unmet = s.unmet(m, st)
	watch := s.watch(m, o)
	err := m.rows(ctx, s.reading(o), st, func(row any) bool {
		if e := s.adopt(m, row, watch, o, columns{}); e.state != deleting {
			es = append(es, e)
		}
		return true
	})
	return es, err
}

// expect makes room for rows that may come, in a session that has none yet: to
// move what is there to more room again and again takes as long as the rest.
func (s *Session) expect(m *mapper, rows int) []*entry {
	rows = min(rows, 1024)
	if rows < 16 || len(s.entries) > 0 {
		return nil
	}
	s.maps[m.space] = &identityMap{unfiled: make([]*entry, 0, rows)}
	s.entries = make([]*entry, 0, rows)
	return make([]*entry, 0, rows)
}

// unmet reports whether the session has no object of a type, and a query gives
// each row once: then no row need be looked for in the session.
func (s *Session) unmet(m *mapper, st ast.Statement) bool {
	sel, ok := st.(*ast.Select)
	if !ok || m.kin != nil || !s.maps[m.space].isNew() || len(sel.From) != 1 || sel.From[0].Table != m.table || len(sel.Joins) > 0 || sel.Set != nil {
		return false
	}
	pk := m.table.PrimaryKey // a view has none
	return pk != nil && len(pk.Parts) == len(m.keys)
}

func (s *Session) readPlan(ctx context.Context, p *plan) ([]*entry, error) {
	var es []*entry
	seen := map[*entry]bool{}
	err := p.read(ctx, s, func(e *entry, _ *[maxKeys]any) bool {
		if !seen[e] {
			seen[e] = true
			es = append(es, e)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return es, p.finish(ctx, s, es)
}

// watch makes the copies of objects that are watched for changes.
func (s *Session) watch(m *mapper, o options) func(any) any {
	if s.reader || o.readOnly {
		return nil
	}
	return m.copier()
}

// watchFew is watch for one object or a few.
func (s *Session) watchFew(m *mapper, o options) func(any) any {
	if s.reader || o.readOnly || m.kin != nil {
		return s.watch(m, o)
	}
	return m.dup
}

// current reads in the transaction that the session has by then.
type current struct {
	s *Session
	o options
}

func (c current) QueryStatement(ctx context.Context, st core.Statement) (core.Rows, error) {
	if err := c.s.beginReading(ctx); err != nil {
		return nil, err
	}
	return c.s.reading(c.o).QueryStatement(ctx, st)
}

func (c current) ExecStatement(ctx context.Context, st core.Statement) (sql.Result, error) {
	return c.s.ExecStatement(ctx, st)
}

// window is how many objects Iter reads ahead where relations are loaded.
const window = 500

// stream calls yield with the objects.
func (q *query) stream(ctx context.Context, db core.DB, yield func(any) bool) error {
	st, err := q.statement()
	if err != nil {
		return err
	}
	if s, ok := db.(*Session); ok {
		if err := s.readyFor(ctx, st); err != nil {
			return err
		}
		db = current{s, q.opts}
	}
	if len(q.loads) == 0 && q.fields == nil && !q.m.defersSome() {
		return q.m.rows(ctx, db, st, func(row any) bool { return yield(q.m.actual(row).dup(row)) })
	}
	return q.portions(ctx, db, yield)
}

// portions reads some objects at a time, so that no rows are open while
// relations are read: each portion from where the last one ended, or, where the
// order does not tell that, by counting.
func (q *query) portions(ctx context.Context, db core.DB, yield func(any) bool) error {
	st, err := q.joined().Statement()
	if err != nil {
		return err
	}
	sel := st.(*ast.Select)
	limit, offset := count(sel.Limit, -1), count(sel.Offset, 0)
	steps, err := q.steps(sel)
	byKey := err == nil
	for _, by := range steps { // to go on from there
		q = q.reading([]*field{by.field})
	}
	if !byKey {
		q = q.orderBy(q.byKey()...)
	}
	var last any
	for read := 0; limit < 0 || read < limit; {
		n := window
		if limit >= 0 {
			n = min(n, limit-read)
		}
		page := q.limit(n).offset(offset + read)
		if byKey {
			page = q.limit(n).offset(offset).after(last)
			offset = 0
		}
		es, err := page.read(ctx, db)
		if err != nil {
			return err
		}
		for _, e := range es {
			if !yield(e.obj) {
				return nil
			}
			last = e.obj
		}
		if read += len(es); len(es) < n {
			return nil
		}
	}
	return nil
}

// count is the number in a LIMIT or OFFSET, or otherwise.
func count(n ast.Node, otherwise int) int {
	if a, ok := n.(*ast.Arg); ok {
		return int(reflect.ValueOf(a.Value).Int())
	}
	return otherwise
}

func (q *query) byKey() []core.Order {
	var by []core.Order
	for _, ref := range refsOf(q.rel, q.m.keys) {
		by = append(by, core.OrderBy(ref))
	}
	return by
}
