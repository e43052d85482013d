package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Loading is a relation of P to load: the handle of one, or what its methods
// return.
type Loading[P any] interface {
	loading() *load
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
	return s.loadOf(ctx, anys(objs), loadings(ls))
}

func (s *Session) loadOf(ctx context.Context, objs []any, loads []load) error {
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
			return fmt.Errorf("%w: relations of a %T cannot be loaded", ErrNotInSession, o)
		}
		es = append(es, e)
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
func Loaded[T any](s *Session, obj *T, l Loading[T]) bool { return s.isLoaded(obj, l.loading().r) }

func (s *Session) isLoaded(obj any, r *relation) bool {
	e := s.entryOf(obj)
	return e != nil && (e.state == pending || e.isLoaded(r))
}

func loadings[L AnyLoading](ls []L) []load {
	list := make([]load, len(ls))
	for i, l := range ls {
		list[i] = *l.loading()
	}
	return list
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
	var missing, whole []*entry
	for _, e := range es {
		if !e.isRead(l.r) || !l.whole() || o.refresh {
			missing = append(missing, e)
		} else {
			whole = append(whole, e)
		}
	}
	if err := l.placed(); err != nil {
		return err
	}
	var read, known []*entry
	for part := range slices.Chunk(missing, l.together(len(missing))) {
		got, err := s.related(ctx, part, l, o)
		if err != nil {
			return err
		}
		read, known = append(read, got.read...), append(known, got.known...)
	}
	for _, e := range whole {
		for _, c := range e.objectsOf(l.r) {
			if ce := s.entryOf(c); ce != nil {
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

// keyOf are the values of fields; not known if one is NULL.
func keyOf(p place, fields []*field) ([]any, bool) {
	return appendKey(make([]any, 0, len(fields)), p, fields)
}

// appendKey is keyOf behind what is in a list.
func appendKey(list []any, p place, fields []*field) ([]any, bool) {
	for _, f := range fields {
		v := f.arg(p)
		if v == nil {
			return nil, false
		}
		list = append(list, v)
	}
	return list, true
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
	q := core.SelectNodes().From(core.TableOf(t.rel))
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
