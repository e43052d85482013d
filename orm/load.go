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

// Loading is a relation of P to load: the handle of one, or what its methods
// return.
type Loading[P any] interface {
	loading() load
	of(*P)
}

// load is a relation to read with the objects that have it.
type load struct {
	r     *relation
	where []core.Expr[bool]
	order []core.Order
	limit int
	inner []load
}

// Load reads relations of objects that are there already: Load(ctx, s, us,
// Users.Posts). Those that are loaded are not read again.
func Load[T any](ctx context.Context, s *Session, objs []*T, ls ...Loading[T]) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	var es []*entry
	for _, o := range objs {
		e := s.objects[o]
		if e == nil {
			return fmt.Errorf("%w: relations of a %T cannot be loaded", ErrNotInSession, o)
		}
		es = append(es, e)
	}
	var loads []load
	for _, l := range ls {
		loads = append(loads, l.loading())
	}
	if err := s.loadAll(ctx, es, loads, options{}); err != nil {
		return err
	}
	return s.fireLoaded(ctx)
}

// Loaded reports whether a relation of an object is known: a nil slice that
// was loaded is empty, and one that was not may be anything.
func Loaded[T any](s *Session, obj *T, l Loading[T]) bool {
	e := s.objects[obj]
	return e != nil && (e.state == pending || e.isLoaded(l.loading().r))
}

func (s *Session) loadAll(ctx context.Context, es []*entry, ls []load, o options) error {
	for _, l := range ls {
		if len(es) == 0 {
			return nil
		}
		if err := s.load(ctx, es, l, o); err != nil {
			return err
		}
	}
	return nil
}

// chunk is how many keys go into one query.
const chunk = 500

func (s *Session) load(ctx context.Context, es []*entry, l load, o options) error {
	var missing []*entry
	for _, e := range es {
		if !e.isLoaded(l.r) || len(l.where) > 0 || l.limit > 0 || o.refresh {
			missing = append(missing, e)
		}
	}
	found := map[*entry][]*entry{}
	var all []*entry
	for len(missing) > 0 {
		n := min(chunk, len(missing))
		more, err := s.related(ctx, missing[:n], l, o, found)
		if err != nil {
			return err
		}
		all = append(all, more...)
		missing = missing[n:]
	}
	for _, e := range es {
		for _, c := range e.objectsOf(l.r) {
			if ce := s.objects[c]; ce != nil && found[e] == nil {
				all = append(all, ce)
			}
		}
	}
	return s.loadAll(ctx, unique(all), l.inner, o)
}

func unique(es []*entry) []*entry {
	seen := make(map[*entry]bool, len(es))
	var list []*entry
	for _, e := range es {
		if !seen[e] {
			seen[e] = true
			list = append(list, e)
		}
	}
	return list
}

// related reads one relation of some objects and fills it in.
func (s *Session) related(ctx context.Context, es []*entry, l load, o options, found map[*entry][]*entry) ([]*entry, error) {
	byKey := map[identity][]*entry{}
	var keys [][]any
	var all []*entry
	for _, e := range es {
		found[e] = []*entry{}
		key, known := keyOf(e.p, l.r.local)
		if !known {
			continue
		}
		if t := s.known1(l, key); t != nil && !o.refresh {
			found[e] = []*entry{t}
			all = append(all, t)
			continue
		}
		id := identityOf(key)
		if byKey[id] == nil {
			keys = append(keys, key)
		}
		byKey[id] = append(byKey[id], e)
	}
	if len(keys) > 0 {
		st, err := l.statement(keys, o)
		if err != nil {
			return nil, err
		}
		n := len(l.r.local)
		watch := s.watch(l.r.target, o)
		err = l.r.target.keyed(ctx, s.db, st, func(row any, k *[maxKeys]any) bool {
			e := s.adopt(l.r.target, row, watch, o.refresh)
			for _, owner := range byKey[identityOf(k[:n])] {
				found[owner] = append(found[owner], e)
			}
			all = append(all, e)
			return true
		})
		if err != nil {
			return nil, fmt.Errorf("orm: load %s.%s: %w", l.r.owner, l.r.name, err)
		}
	}
	for _, e := range es {
		s.fill(e, l.r, found[e], len(l.where) == 0 && l.limit == 0)
	}
	return all, nil
}

// known1 is the object of a many-to-one relation that the session has.
func (s *Session) known1(l load, key []any) *entry {
	if l.r.kind != toOne || len(l.where) > 0 {
		return nil
	}
	if e := s.maps[l.r.target][identityOf(key)]; e != nil && !e.expired {
		return e
	}
	return nil
}

// keyOf are the values of fields; not known if one is NULL.
func keyOf(p place, fields []*field) ([]any, bool) {
	key := make([]any, len(fields))
	for i, f := range fields {
		if key[i] = f.arg(p); key[i] == nil {
			return nil, false
		}
	}
	return key, true
}

// statement selects the related objects, after the keys of ours that they
// belong to.
func (l load) statement(keys [][]any, o options) (ast.Statement, error) {
	r, t := l.r, l.r.target
	owners := refs(r.remote)
	q := core.Select(core.ReadInto[struct{}](nil, nil)).From(core.TableOf(t.rel))
	if r.kind == viaTable {
		link := &ast.Relation{Table: r.link, Alias: "dbtool_link"}
		owners = columnsOf(link, r.linkOwn)
		q = q.Join(core.TableOf(link), equalTo(columnsOf(link, r.linkTo), refs(r.remote)))
	}
	q = q.Where(core.Condition(matches(owners, keys))).Where(l.where...)
	if t.soft != nil && !o.deleted {
		q = q.Where(core.Condition(&ast.IsNull{X: t.soft.ref}))
	}
	order := l.order
	if len(order) == 0 && r.kind != toOne {
		for _, k := range t.keys {
			order = append(order, core.OrderBy(k.ref))
		}
	}
	st, err := q.Statement()
	if err != nil {
		return nil, err
	}
	sel := *st.(*ast.Select)
	sel.Items = nil
	for _, ref := range owners {
		sel.Items = append(sel.Items, ref)
	}
	sel.Items = append(sel.Items, t.items...)
	if l.limit > 0 {
		return l.ranked(&sel, owners, order), nil
	}
	for _, by := range order {
		sel.OrderBy = append(sel.OrderBy, core.OrderOf(by))
	}
	return &sel, nil
}

// ranked keeps the first rows of each owner: they are numbered inside.
func (l load) ranked(sel *ast.Select, refs []*ast.ColumnRef, order []core.Order) ast.Statement {
	w := &ast.Window{}
	for _, ref := range refs {
		w.PartitionBy = append(w.PartitionBy, ref)
	}
	for _, by := range order {
		w.OrderBy = append(w.OrderBy, core.OrderOf(by))
	}
	named := make([]ast.Node, len(sel.Items))
	outer := &ast.Select{}
	inner := &ast.Relation{Query: sel, Alias: "dbtool_ranked"}
	for i, n := range sel.Items {
		name := fmt.Sprintf("c%d", i)
		named[i] = &ast.Label{X: n, Name: name}
		outer.Items = append(outer.Items, &ast.ColumnRef{Rel: inner, Name: name})
	}
	sel.Items = append(named, &ast.Label{X: &ast.Func{Name: "row_number", Over: w, Null: ast.NullNever}, Name: "n"})
	n := &ast.ColumnRef{Rel: inner, Name: "n"}
	integer := metadata.BigInt()
	outer.From = []*ast.Relation{inner}
	outer.Where = []ast.Node{&ast.Binary{Op: ast.OpLe, L: n, R: &ast.Arg{Value: int64(l.limit), Type: &integer}}}
	outer.OrderBy = []ast.Order{{X: n}}
	return outer
}

// matches compares columns with keys.
func matches(refs []*ast.ColumnRef, keys [][]any) ast.Node {
	if len(refs) == 1 {
		in := &ast.In{X: refs[0]}
		for _, k := range keys {
			in.List = append(in.List, &ast.Arg{Value: k[0], Type: &refs[0].Column.Type})
		}
		return in
	}
	or := &ast.Logic{Or: true}
	for _, k := range keys {
		or.Terms = append(or.Terms, one(refs, k))
	}
	return or
}

// fill puts objects into a relation's field. What the program has added to the
// field and not flushed stays behind them. A part of the objects, found with a
// condition, is not taken for all.
func (s *Session) fill(e *entry, r *relation, found []*entry, whole bool) {
	objs, held := make([]reflect.Value, 0, len(found)), make([]any, 0, len(found))
	var seen map[any]bool // for long lists; short ones are looked through
	if len(found) > 32 {
		seen = make(map[any]bool, len(found))
	}
	have := func(o any) bool { return seen[o] || seen == nil && slices.Contains(held, o) }
	for _, c := range found {
		if c.state == deleting || have(c.obj) {
			continue
		}
		if seen != nil {
			seen[c.obj] = true
		}
		objs, held = append(objs, reflect.ValueOf(c.obj)), append(held, c.obj)
	}
	was := e.held[r]
	for _, o := range e.objectsOf(r) {
		if !have(o) && !slices.Contains(was, o) && r.kind != toOne && r.kind != hasOne && !s.reader {
			objs = append(objs, reflect.ValueOf(o))
		}
	}
	r.set(e.p, objs)
	e.loaded |= r.bit()
	if whole || r.kind == toOne {
		if e.held == nil {
			e.held = map[*relation][]any{}
		}
		e.held[r] = held
	} else {
		e.hold(r)
	}
	if inverse := r.other(); inverse != nil && (r.kind == toMany || r.kind == hasOne) && !inverse.viewOnly {
		for _, c := range found {
			inverse.set(c.p, []reflect.Value{reflect.ValueOf(e.obj)})
			c.loaded |= inverse.bit()
			c.hold(inverse)
		}
	}
}

// get finds an object by its key.
func (s *Session) get(ctx context.Context, m *mapper, key []any) (*entry, error) {
	if len(key) != len(m.keys) {
		return nil, fmt.Errorf("orm: the primary key of %s has %d fields, and %d values are given", m, len(m.keys), len(key))
	}
	if e := s.maps[m][identityOf(key)]; e != nil && !e.expired {
		if e.state == deleting {
			return nil, core.ErrNoRows
		}
		return e, nil
	}
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	return s.fetch(ctx, m, key, false)
}

// fetch reads one row.
func (s *Session) fetch(ctx context.Context, m *mapper, key []any, refresh bool) (*entry, error) {
	st := &ast.Select{Items: m.items, From: []*ast.Relation{m.rel}, Where: []ast.Node{one(refs(m.keys), key)}}
	if m.soft != nil {
		st.Where = append(st.Where, &ast.IsNull{X: m.soft.ref})
	}
	var e *entry
	err := m.rows(ctx, s.db, st, func(row any) bool {
		e = s.adopt(m, row, m.dup, refresh)
		return true
	})
	if err != nil {
		return nil, err
	}
	if e == nil {
		return nil, core.ErrNoRows
	}
	return e, s.fireLoaded(ctx)
}

// one compares columns with one key.
func one(refs []*ast.ColumnRef, key []any) ast.Node {
	and := &ast.Logic{}
	for i, ref := range refs {
		and.Terms = append(and.Terms, &ast.Binary{Op: ast.OpEq, L: ref, R: &ast.Arg{Value: key[i], Type: &ref.Column.Type}})
	}
	if len(and.Terms) == 1 {
		return and.Terms[0]
	}
	return and
}

// Refresh reads objects anew. What was changed in them and not flushed is
// lost. A row that is gone is [core.ErrNoRows].
func (s *Session) Refresh(ctx context.Context, objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.begin(ctx); err != nil {
		return err
	}
	for _, o := range objs {
		e := s.objects[o]
		if e == nil || e.state != clean {
			return fmt.Errorf("%w, or not yet in the database: a %T cannot be refreshed", ErrNotInSession, o)
		}
		key, _ := keyOf(e.sp, e.m.keys)
		if _, err := s.fetch(ctx, e.m, key, true); err != nil {
			return err
		}
	}
	return nil
}
