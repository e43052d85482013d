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
	// joined is for a relation that is read in its owners' query, and within for
	// one that the query itself joins.
	joined bool
	within *ast.Relation
	// subquery repeats the owners' query, which is in owners when it is known;
	// immediate is a query for each owner.
	subquery, immediate bool
	owners              *ast.Select
	err                 error
}

// Load reads relations of objects that are there already: Load(ctx, s, us,
// Users.Posts). Those that are loaded are not read again.
func Load[T any](ctx context.Context, s *Session, objs []*T, ls ...Loading[T]) error {
	if err := s.readyToRead(ctx); err != nil {
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
	if err := misplaced(loads, false); err != nil {
		return err
	}
	if err := s.guardLoad(es, loads); err != nil {
		return err
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
		own := l.having(es)
		if len(own) == 0 {
			continue
		}
		if err := s.load(ctx, own, l, o); err != nil {
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
		if !e.isWhole(l.r) || !l.whole() || o.refresh {
			missing = append(missing, e)
		}
	}
	if err := l.placed(); err != nil {
		return err
	}
	found := make(map[*entry][]*entry, len(missing))
	var read, known []*entry
	for part := range slices.Chunk(missing, l.together(len(missing))) {
		r, k, err := s.related(ctx, part, l, o, found)
		if err != nil {
			return err
		}
		read, known = append(read, r...), append(known, k...)
	}
	for _, e := range es {
		if found[e] != nil {
			continue
		}
		for _, c := range e.objectsOf(l.r) {
			if ce := s.objects[c]; ce != nil {
				known = append(known, ce)
			}
		}
	}
	inner, err := s.inner(l, o)
	if err != nil {
		return err
	}
	return s.loadInner(ctx, read, known, inner, o)
}

// loadInner reads relations of objects that were read, with which those came
// that are joined, and of objects that were known.
func (s *Session) loadInner(ctx context.Context, read, known []*entry, inner []load, o options) error {
	if len(inner) == 0 {
		return nil
	}
	all := unique(append(known[:len(known):len(known)], read...))
	for _, l := range inner {
		es := all
		if l.joined {
			es = unique(known)
		}
		if err := s.loadAll(ctx, es, []load{l}, o); err != nil {
			return err
		}
	}
	return nil
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

// related reads one relation of some objects and fills it in. It returns the
// objects that were read, and those that the session knew.
func (s *Session) related(ctx context.Context, es []*entry, l load, o options, found map[*entry][]*entry) (read, known []*entry, err error) {
	byKey := make(map[identity][]*entry, len(es))
	keys := make([][]any, 0, len(es))
	for _, e := range es {
		found[e] = noEntries
		key, refers := keyOf(e.p, l.r.local)
		if !refers {
			continue
		}
		if t := s.known1(l, key, o); t != nil && !o.refresh {
			found[e] = []*entry{t}
			known = append(known, t)
			continue
		}
		id := identityOf(key)
		if byKey[id] == nil {
			keys = append(keys, key)
		}
		byKey[id] = append(byKey[id], e)
	}
	if len(keys) > 0 {
		var owners [][]*entry // of each that was read
		err := s.readRelated(ctx, l, keys, o, func(e *entry, k *[maxKeys]any) bool {
			owners = append(owners, byKey[identityOf(k[:len(l.r.local)])])
			read = append(read, e)
			return true
		})
		if err != nil {
			return nil, nil, fmt.Errorf("orm: load %s.%s: %w", l.r.owner, l.r.name, err)
		}
		share(found, read, owners)
	}
	for _, e := range es {
		if err := s.fill(e, l.r, found[e], l.whole() && !s.hides(l.r, o)); err != nil {
			return nil, nil, err
		}
	}
	return read, known, nil
}

// noEntries are what an owner has of whom none are found.
var noEntries = []*entry{}

// share gives each owner what was read of it, in lists that are parts of one.
func share(found map[*entry][]*entry, read []*entry, owners [][]*entry) {
	counts, all := make(map[*entry]int, len(found)), 0
	for _, os := range owners {
		for _, o := range os {
			counts[o]++
		}
		all += len(os)
	}
	room := make([]*entry, all)
	for i, os := range owners {
		for _, o := range os {
			if n := counts[o]; n > 0 { // the first of its list
				found[o], room, counts[o] = room[:0:n], room[n:], 0
			}
			found[o] = append(found[o], read[i])
		}
	}
}

// readRelated reads the objects that belong to keys, and the relations that are
// joined to them.
func (s *Session) readRelated(ctx context.Context, l load, keys [][]any, o options, f func(*entry, *[maxKeys]any) bool) error {
	st, err := l.statement(keys, o)
	if err != nil {
		return err
	}
	t := l.r.target
	p, err := planOf(st, len(l.r.local), t, nil, l.inner, o)
	if err != nil {
		return err
	}
	if p != nil {
		if err := p.read(ctx, s, f); err != nil {
			return err
		}
		p.parts[0].rest = nil // read for all owners together
		return p.finish(ctx, s, nil)
	}
	watch := s.watch(t, o)
	return t.keyed(ctx, s.reading(o), st, func(row any, k *[maxKeys]any) bool {
		return f(s.adopt(t, row, watch, o, columns{}), k)
	})
}

// known1 is the object of a many-to-one relation that the session has.
func (s *Session) known1(l load, key []any, o options) *entry {
	if l.r.kind != toOne || len(l.where) > 0 {
		return nil
	}
	if e := s.maps[l.r.target.space][identityOf(key)]; e != nil && !e.expired && (!e.outside || o.unfiltered) && e.m.is(l.r.target) && (!e.marked() || o.deleted) {
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
func (l load) statement(keys [][]any, o options) (*ast.Select, error) {
	sel, owners, order, err := l.selection(keys, o)
	if err != nil {
		return nil, err
	}
	if l.limit > 0 && len(keys) != 1 {
		return l.ranked(sel, owners, order), nil
	}
	for _, by := range order {
		sel.OrderBy = append(sel.OrderBy, core.OrderOf(by))
	}
	if l.limit > 0 { // of one owner, which an index may give in order
		integer := metadata.BigInt()
		sel.Limit = &ast.Arg{Value: int64(l.limit), Type: &integer}
	}
	return sel, nil
}

// selection is the statement without its order and limit. It is of the objects
// of all owners where no keys are given.
func (l load) selection(keys [][]any, o options) (sel *ast.Select, owners []*ast.ColumnRef, order []core.Order, err error) {
	r, t := l.r, l.r.target
	owners = t.refs(r.remote)
	q := core.Select(core.ReadInto[struct{}](nil, nil)).From(core.TableOf(t.rel))
	if r.kind == viaTable {
		link := &ast.Relation{Table: r.link, Alias: "dbtool_link"}
		owners = columnsOf(link, r.linkOwn)
		q = q.Join(core.TableOf(link), equalTo(columnsOf(link, r.linkTo), t.refs(r.remote)))
	}
	if l.owners != nil {
		q = l.of(q, owners)
	} else if keys != nil {
		q = q.Where(core.Condition(matches(owners, keys)))
	}
	q = q.Where(t.local(l.where)...)
	if t.soft != nil && !o.deleted {
		q = q.Where(core.Condition(t.here(t.rel)))
	}
	order = t.localOrder(l.order)
	if len(order) == 0 && r.kind != toOne {
		for _, f := range r.sortedBy() {
			order = append(order, core.OrderBy(t.ref(f)))
		}
	}
	st, err := q.Statement()
	if err != nil {
		return nil, nil, nil, err
	}
	copied := *st.(*ast.Select)
	sel = &copied
	sel.Items = nil
	for _, ref := range owners {
		sel.Items = append(sel.Items, ref)
	}
	sel.Items = append(sel.Items, t.items...)
	return sel, owners, order, nil
}

// numbered counts the rows of each owner, from 1, as n.
func numbered(owners []*ast.ColumnRef, order []core.Order) ast.Node {
	w := &ast.Window{}
	for _, ref := range owners {
		w.PartitionBy = append(w.PartitionBy, ref)
	}
	for _, by := range order {
		w.OrderBy = append(w.OrderBy, core.OrderOf(by))
	}
	return &ast.Label{X: &ast.Func{Name: "row_number", Over: w, Null: ast.NullNever}, Name: "n"}
}

func atMost(x ast.Node, n int) ast.Node {
	integer := metadata.BigInt()
	return &ast.Binary{Op: ast.OpLe, L: x, R: &ast.Arg{Value: int64(n), Type: &integer}}
}

// ranked keeps the first rows of each owner: they are numbered inside.
func (l load) ranked(sel *ast.Select, owners []*ast.ColumnRef, order []core.Order) *ast.Select {
	named := make([]ast.Node, len(sel.Items))
	outer := &ast.Select{}
	inner := &ast.Relation{Query: sel, Alias: "dbtool_ranked"}
	for i, item := range sel.Items {
		name := fmt.Sprintf("c%d", i)
		named[i] = &ast.Label{X: item, Name: name}
		outer.Items = append(outer.Items, &ast.ColumnRef{Rel: inner, Name: name, Column: item.(*ast.ColumnRef).Column})
	}
	sel.Items = append(named, numbered(owners, order))
	n := &ast.ColumnRef{Rel: inner, Name: "n"}
	outer.From = []*ast.Relation{inner}
	outer.Where = []ast.Node{atMost(n, l.limit)}
	outer.OrderBy = []ast.Order{{X: n}}
	return outer
}

// matches compares columns with keys.
func matches(refs []*ast.ColumnRef, keys [][]any) ast.Node {
	if len(refs) == 1 {
		in := &ast.In{X: refs[0], List: make([]ast.Node, len(keys))}
		args := make([]ast.Arg, len(keys))
		for i, k := range keys {
			args[i] = ast.Arg{Value: k[0], Type: &refs[0].Column.Type}
			in.List[i] = &args[i]
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
func (s *Session) fill(e *entry, r *relation, found []*entry, whole bool) error {
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
	if r.filing != nil {
		if err := r.filing.clash(objs); err != nil {
			return err
		}
	}
	r.set(e.p, objs)
	e.loaded |= r.bit()
	if e.partly &^= r.bit(); !whole {
		e.partly |= r.bit()
	}
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
	return nil
}
