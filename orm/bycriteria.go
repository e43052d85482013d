package orm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Update changes all rows that the query finds, in one statement, and returns
// how many there are. The query must have a condition, and may have nothing
// else. The session's objects of the type are read again where it has some, so
// that they hold what their rows do; a rollback puts them back. Versions count
// on. Hooks are not told.
func (q Query[T]) Update(ctx context.Context, db core.DB, set ...core.Assign) (int64, error) {
	return q.query.update(ctx, db, set)
}

func (q *query) update(ctx context.Context, db core.DB, set []core.Assign) (int64, error) {
	where, err := q.conditions("Update")
	if err != nil {
		return 0, err
	}
	for _, a := range set {
		f := q.m.fieldAt(a.Column)
		switch {
		case f == nil:
			return 0, fmt.Errorf("orm: Update of %s: %s is none of its columns", q.m.table.Ident(), a.Column.Name)
		case f.isKey(q.m):
			return 0, fmt.Errorf("orm: Update of %s: %s is part of the primary key, by which objects are known; change the objects", q.m.table.Ident(), a.Column.Name)
		case q.m.discerns(f):
			return 0, fmt.Errorf("orm: Update of %s: %s says of which type a row is, which does not change", q.m.table.Ident(), a.Column.Name)
		}
	}
	if len(set) == 0 {
		return 0, fmt.Errorf("orm: Update of %s sets nothing", q.m.table.Ident())
	}
	if q.m.kin != nil {
		return q.updateKin(ctx, db, set, where)
	}
	st := &ast.Update{Rel: q.m.rel, Set: slices.Clone(set), Where: where}
	if v := q.m.version; v != nil && !slices.ContainsFunc(set, func(a core.Assign) bool { return a.Column == v.column }) {
		st.Set = append(st.Set, v.counted())
	}
	return q.run(ctx, db, st, false)
}

// Delete deletes all rows that the query finds, in one statement, or marks them
// where the type has a soft delete, and returns how many there are. The query
// must have a condition, and may have nothing else. The session lets go of
// objects whose rows went, those that the database deleted along among them;
// relations with Cascade are not followed otherwise. Hooks are not told.
func (q Query[T]) Delete(ctx context.Context, db core.DB) (int64, error) {
	return q.query.delete(ctx, db)
}

func (q *query) delete(ctx context.Context, db core.DB) (int64, error) {
	if q.m.soft == nil {
		return q.hardDelete(ctx, db)
	}
	n := q.copy()
	n.opts.deleted = false // what is marked stays as it is
	return n.markDeleted(ctx, db)
}

func (q *query) markDeleted(ctx context.Context, db core.DB) (int64, error) {
	where, err := q.conditions("Delete")
	if err != nil {
		return 0, err
	}
	now := time.Now().UTC().Truncate(q.m.soft.unit())
	if q.m.kin != nil {
		return q.markKin(ctx, db, now, where)
	}
	return q.run(ctx, db, q.m.marking(now, where), true)
}

// HardDelete is [Query.Delete] that deletes rows of a type with a soft delete.
// With [Query.WithDeleted], it deletes those that are marked as well.
func (q Query[T]) HardDelete(ctx context.Context, db core.DB) (int64, error) {
	return q.query.hardDelete(ctx, db)
}

func (q *query) hardDelete(ctx context.Context, db core.DB) (int64, error) {
	where, err := q.conditions("Delete")
	if err != nil {
		return 0, err
	}
	if q.m.kin != nil {
		return q.deleteKin(ctx, db, where)
	}
	return q.run(ctx, db, &ast.Delete{Rel: q.m.rel, Where: where}, true)
}

// counted is the next version.
func (f *field) counted() ast.Assign {
	return ast.Assign{Column: f.column, Value: &ast.Binary{Op: ast.OpAdd, L: f.ref, R: &ast.Arg{Value: int64(1), Type: &f.column.Type}}}
}

// conditions are those of a query that has nothing else.
func (q *query) conditions(verb string) ([]ast.Node, error) {
	st, err := q.joined().Statement()
	if err != nil {
		return nil, err
	}
	sel := st.(*ast.Select)
	switch {
	case q.rel != q.m.rel:
		return nil, fmt.Errorf("orm: %s of %s under another name; use the handles that Bind returned", verb, q.m.table.Ident())
	case len(sel.Joins) > 0 || len(sel.OrderBy) > 0 || sel.Limit != nil || sel.Offset != nil || sel.More != nil || len(q.loads) > 0:
		return nil, fmt.Errorf("orm: %s of %s takes conditions only, and the query has more; for joins there is Any", verb, q.m.table.Ident())
	case len(sel.Where) == 0:
		return nil, fmt.Errorf("orm: %s of every row of %s: give a condition, which may be one that is always true", verb, q.m.table.Ident())
	}
	st, err = q.filtered().core.Statement()
	if err != nil {
		return nil, err
	}
	return st.(*ast.Select).Where, nil
}

// run sends a statement and brings the session's objects up to date.
func (q *query) run(ctx context.Context, db core.DB, st core.Statement, deletes bool) (int64, error) {
	s, ok := db.(*Session)
	if ok {
		if err := s.ready(ctx); err != nil {
			return 0, err
		}
		if err := s.enter(); err != nil {
			return 0, err
		}
		defer s.leave()
		db = s.reading(q.opts)
	}
	res, err := db.ExecStatement(ctx, st)
	if err != nil {
		return 0, fmt.Errorf("orm: write %s: %w", q.m.table.Ident(), err)
	}
	n, err := res.RowsAffected()
	if ok && n != 0 {
		err = errors.Join(err, s.follow(ctx, q.m.asked(), deletes))
	}
	return n, err
}

// follow reads the session's objects again after rows of m were written by a
// statement, and after deletes those that the database may have changed along.
func (s *Session) follow(ctx context.Context, m *mapper, deletes bool) error {
	ms := []*mapper{m}
	if deletes {
		ms = s.dependents(m)
	}
	for _, m := range ms {
		if err := s.recheck(ctx, m, deletes); err != nil {
			return err
		}
	}
	if deletes {
		s.rehold(true)
	}
	return nil
}

// dependents are m, and the mappers of the session's objects whose rows the
// database changes when rows of m go.
func (s *Session) dependents(m *mapper) []*mapper {
	list := []*mapper{m}
	for i := 0; i < len(list); i++ {
		var more []*mapper
		for n := range s.maps {
			if !slices.Contains(list, n) && n.follows(list[i]) {
				more = append(more, n)
			}
		}
		slices.SortFunc(more, func(a, b *mapper) int { return cmp.Compare(a.table.Ident().String(), b.table.Ident().String()) })
		list = append(list, more...)
	}
	return list
}

// follows reports whether the database changes rows of m when rows of t go.
func (m *mapper) follows(t *mapper) bool {
	for _, own := range m.tables() {
		for _, fk := range own.ForeignKeys {
			acts := fk.OnDelete != metadata.NoAction && fk.OnDelete != metadata.Restrict
			if acts && slices.ContainsFunc(t.tables(), func(of *metadata.Table) bool { return fk.Ref == of.Ident() }) {
				return true
			}
		}
	}
	return false
}

// recheck compares the session's objects of a type with their rows. Objects
// whose rows are gone are no longer in the session; after deletes, neither are
// those that are marked.
func (s *Session) recheck(ctx context.Context, m *mapper, deletes bool) error {
	var es []*entry
	for _, e := range s.entries {
		if e.m.is(m) && e.state == clean {
			es = append(es, e)
		}
	}
	for part := range slices.Chunk(es, chunk) {
		missing := map[*entry]bool{}
		var keys [][]any
		for _, e := range part {
			key, _ := keyOf(e.source(), m.keys)
			keys, missing[e] = append(keys, key), true
		}
		st := &ast.Select{Items: m.items, From: []*ast.Relation{m.rel}, Where: []ast.Node{matches(m.refs(m.keys), keys)}}
		err := m.rows(ctx, s.db, st, func(row any) bool {
			p := placeOf(reflect.ValueOf(row))
			if e := s.maps[m.space].get(m.identity(p)); e != nil {
				marked := deletes && m.soft != nil && m.soft.arg(p) != nil
				if !s.turned(e, m.actual(row)) {
					s.catchUp(e, row)
				}
				missing[e] = marked
			}
			return true
		})
		if err != nil {
			return err
		}
		for _, e := range part {
			if missing[e] {
				s.remember(e)
				s.forget(e)
			}
		}
	}
	return nil
}

// catchUp takes over what a row has become. A relation to one that another key
// leads to now is not known any more.
func (s *Session) catchUp(e *entry, row any) {
	p := placeOf(reflect.ValueOf(row))
	differs := func(f *field) bool { return !f.equal(e.source(), p) }
	if !slices.ContainsFunc(e.m.fields, differs) {
		return
	}
	s.remember(e)
	for _, r := range e.m.relations {
		if r.kind == toOne && slices.ContainsFunc(r.local, differs) {
			s.reassigned(e, r, p)
			r.set(e.p, nil)
			e.hold(r)
		}
	}
	s.refill(e, row, nil)
}

// reassigned has the fields of the other side follow: the old owner's has the
// object no longer, and the new one's is not known as a whole.
func (s *Session) reassigned(e *entry, r *relation, row place) {
	other := r.other()
	if other == nil || other.viewOnly {
		return
	}
	for _, o := range e.extra().held.of(r) {
		if owner := s.entryOf(o); owner != nil {
			s.remember(owner)
			owner.leave(other, []any{e.obj})
			owner.hold(other)
		}
	}
	if key, refers := keyOf(row, r.local); refers && r.byKey() {
		if owner := s.maps[r.target.space].get(identityOf(r.remote, key)); owner != nil {
			owner.partly |= other.bit()
		}
	}
}
