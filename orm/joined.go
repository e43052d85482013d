package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// inRows reports whether the relation comes with the rows of its owners.
func (l load) inRows() bool { return l.joined || l.within != nil }

// whole reports whether all of the relation's objects are loaded.
func (l load) whole() bool { return len(l.where) == 0 && l.limit == 0 && l.within == nil }

func (r *relation) many() bool { return r.kind == toMany || r.kind == viaTable }

// plan is a query whose rows hold objects side by side: those of its own
// mapper, and those of relations.
type plan struct {
	sel   ast.Select
	keys  int // columns before the first object's
	parts []*part
	opts  options
}

// part is an object in the rows of a plan. The first is the query's own.
type part struct {
	load load
	m    *mapper
	of   *part // the part that has the relation
	// fields are what is read of the object, and refs their columns.
	fields, missing []*field
	refs            []*ast.ColumnRef
	rest            []load // relations that are read in further queries
	// owners are those that were met, in order, and found what they have.
	owners []*entry
	found  map[*entry][]*entry
}

// planOf joins relations to a query, which selects a number of keys before all
// columns of m; fields are those to read, nil for all that are not deferred. It
// is nil where the query is good as it is.
func planOf(sel *ast.Select, keys int, m *mapper, fields []*field, loads []load, o options) (*plan, error) {
	if err := misplaced(loads, true); err != nil {
		return nil, err
	}
	if fields == nil && !m.defersSome() && !slices.ContainsFunc(loads, load.inRows) {
		return nil, nil
	}
	p := &plan{sel: *sel, keys: keys, opts: o}
	root := &part{m: m, fields: fields}
	if fields == nil {
		root.fields = m.eager
	}
	for _, f := range root.fields {
		root.refs = append(root.refs, sel.Items[keys+slices.Index(m.reads, f)].(*ast.ColumnRef))
	}
	p.parts = []*part{root}
	p.split(root, loads)
	for _, n := range p.parts {
		n.missing = n.m.without(n.fields)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	for _, n := range p.parts {
		if n.load.within != nil {
			n.refs = refsOf(n.load.within, n.fields)
		}
	}
	many := slices.ContainsFunc(p.parts, func(n *part) bool { return n.load.joined && n.load.r.many() })
	limited := p.sel.Limit != nil || p.sel.Offset != nil
	joined := slices.ContainsFunc(p.parts, func(n *part) bool { return n.load.joined })
	if many && limited || joined && p.distinct() {
		if err := p.enclose(); err != nil {
			return nil, err
		}
	}
	return p, p.join(many)
}

// misplaced finds a FromJoin of relations that other queries read.
func misplaced(loads []load, own bool) error {
	for _, l := range loads {
		if l.twoWays() {
			return fmt.Errorf("orm: load %s.%s: say one of Joined, FromJoin, Subquery and Immediate", l.r.owner, l.r.name)
		}
		if l.err != nil {
			return l.err
		}
		if l.within != nil && !own {
			return fmt.Errorf("orm: load %s.%s: FromJoin is for relations of the query's own objects, or of what it joins", l.r.owner, l.r.name)
		}
		if err := misplaced(l.inner, own && l.inRows()); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) distinct() bool { return p.sel.More != nil && p.sel.More.Distinct }

// split files relations: those in the rows become parts.
func (p *plan) split(n *part, loads []load) {
	for _, l := range loads {
		if !l.inRows() {
			n.rest = append(n.rest, l)
			continue
		}
		c := &part{load: l, m: l.r.target, fields: l.r.target.eager, of: n, found: map[*entry][]*entry{}}
		p.parts = append(p.parts, c)
		p.split(c, l.inner)
	}
}

// check refuses what cannot be said in one query.
func (p *plan) check() error {
	var errs []error
	for _, n := range p.parts[1:] {
		l, fail := n.load, func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("orm: load %s.%s: %s", n.load.r.owner, n.load.r.name, fmt.Sprintf(format, args...)))
		}
		switch w := l.within; {
		case w == nil:
			if p.sel.More != nil && p.sel.More.Lock != nil {
				fail("rows that are locked cannot be joined, as servers differ in what is locked then; load the relation without Joined")
			}
		case l.joined || len(l.where)+len(l.order) > 0 || l.limit > 0:
			fail("FromJoin takes the rows as they are; Joined, Where, OrderBy and Limit are the query's there")
		case !n.m.readsFrom(w):
			fail("FromJoin needs the table %s, and %s is another", n.m.table.Ident(), w.Name())
		case !p.sel.Joined(w) && !slices.Contains(p.sel.From, w):
			fail("the query does not join %s; say Join(%s, ...)", w.Name(), w.Name())
		case n.of.load.joined:
			fail("FromJoin inside of Joined: the query's own join does not know what is joined for %s", n.of.load.r.name)
		case l.r.many() && (p.sel.Limit != nil || p.sel.Offset != nil):
			fail("Limit and Offset count rows of a join, and would cut off a part of an object's %s; load it without FromJoin", l.r.name)
		}
	}
	return errors.Join(errs...)
}

// enclose puts the query, as it is so far, into one around it, so that what is
// joined outside of it multiplies no rows that are counted inside.
func (p *plan) enclose() error {
	inner := p.sel
	rel := &ast.Relation{Query: &inner, Alias: "dbtool_page"}
	outer := ast.Select{From: []*ast.Relation{rel}}
	inner.Items = nil
	take := func(n ast.Node, column *metadata.Column) *ast.ColumnRef {
		name := fmt.Sprintf("c%d", len(inner.Items))
		inner.Items = append(inner.Items, &ast.Label{X: n, Name: name})
		return &ast.ColumnRef{Rel: rel, Name: name, Column: column}
	}
	for _, n := range p.sel.Items[:p.keys] {
		outer.Items = append(outer.Items, take(n, nil))
	}
	for _, n := range p.parts {
		for i, ref := range n.refs { // parts to be joined have none yet
			n.refs[i] = take(ref, ref.Column)
		}
	}
	if len(inner.OrderBy) > 0 {
		outer.OrderBy = orderOutside(&inner, rel)
		if p.distinct() && outer.OrderBy == nil {
			return errors.New("orm: a query with Distinct and Joined can be ordered by columns of its table only; load the relation without Joined")
		}
		if outer.OrderBy == nil {
			n := take(&ast.Func{Name: "row_number", Over: &ast.Window{OrderBy: inner.OrderBy}, Null: ast.NullNever}, nil)
			outer.OrderBy = []ast.Order{{X: n}}
		}
	}
	p.sel = outer
	return nil
}

// orderOutside is the order of a query by the columns that it selects; nil if
// it is by something else.
func orderOutside(inner *ast.Select, rel *ast.Relation) []ast.Order {
	var by []ast.Order
	for _, o := range inner.OrderBy {
		i := slices.IndexFunc(inner.Items, func(n ast.Node) bool { return ast.Same(n, o.X) })
		if i < 0 {
			return nil
		}
		l := inner.Items[i].(*ast.Label)
		ref, _ := l.X.(*ast.ColumnRef)
		if ref == nil {
			return nil
		}
		o.X = &ast.ColumnRef{Rel: rel, Name: l.Name, Column: ref.Column}
		by = append(by, o)
	}
	return by
}

// join joins the relations, and selects the columns of all parts.
func (p *plan) join(many bool) error {
	root := p.parts[0]
	by := slices.Clone(p.sel.OrderBy)
	if many && len(by) == 0 {
		by = ordered(columnsAt(root, root.m.keys))
	}
	p.sel.Joins = slices.Clip(p.sel.Joins)
	for i, n := range p.parts[1:] {
		if !n.load.joined {
			continue
		}
		j, order, err := n.join(fmt.Sprintf("dbtool_%d", i+1), p.opts)
		if err != nil {
			return err
		}
		p.sel.Joins = append(p.sel.Joins, j)
		by = append(by, order...)
	}
	p.sel.OrderBy = by
	p.sel.Items = slices.Clone(p.sel.Items[:p.keys])
	for _, n := range p.parts {
		for _, ref := range n.refs {
			p.sel.Items = append(p.sel.Items, ref)
		}
	}
	return nil
}

// join is how the part is joined to the one that it belongs to, and the order
// of its objects.
func (n *part) join(alias string, o options) (ast.Join, []ast.Order, error) {
	l, local := n.load, columnsAt(n.of, n.load.r.local)
	if l.r.kind == viaTable || len(l.where)+len(l.order) > 0 || l.limit > 0 {
		return n.joinQuery(alias, local, o)
	}
	rel := n.m.named(alias)
	n.refs = refsOf(rel, n.fields)
	on := &ast.Logic{Terms: []ast.Node{core.NodeOf(equalTo(refsOf(rel, l.r.remote), local))}}
	if soft := n.m.soft; soft != nil && !o.deleted {
		on.Terms = append(on.Terms, &ast.IsNull{X: columnsAt(n, []*field{soft})[0]})
	}
	var by []ast.Order
	if l.r.many() {
		by = ordered(columnsAt(n, l.r.sortedBy()))
	}
	return ast.Join{Kind: ast.LeftJoin, Rel: rel, On: on}, by, nil
}

// joinQuery joins the objects as a query of their own: those that conditions
// or a limit leave, or that a table in between leads to.
func (n *part) joinQuery(alias string, local []*ast.ColumnRef, o options) (ast.Join, []ast.Order, error) {
	l := n.load
	sel, owners, order, err := l.selection(nil, o)
	if err != nil {
		return ast.Join{}, nil, err
	}
	rel := &ast.Relation{Query: sel, Alias: alias}
	var outside []*ast.ColumnRef
	for i, item := range sel.Items {
		name := fmt.Sprintf("c%d", i)
		sel.Items[i] = &ast.Label{X: item, Name: name}
		outside = append(outside, &ast.ColumnRef{Rel: rel, Name: name, Column: item.(*ast.ColumnRef).Column})
	}
	for _, f := range n.fields {
		n.refs = append(n.refs, outside[len(owners)+slices.Index(n.m.reads, f)])
	}
	on := &ast.Logic{Terms: []ast.Node{core.NodeOf(equalTo(outside[:len(owners)], local))}}
	if len(order) == 0 {
		return ast.Join{Kind: ast.LeftJoin, Rel: rel, On: on}, nil, nil
	}
	sel.Items = append(sel.Items, numbered(owners, order))
	number := &ast.ColumnRef{Rel: rel, Name: "n"}
	if l.limit > 0 {
		on.Terms = append(on.Terms, atMost(number, l.limit))
	}
	return ast.Join{Kind: ast.LeftJoin, Rel: rel, On: on}, []ast.Order{{X: number}}, nil
}

// columnsAt are the columns of fields in the rows of a part.
func columnsAt(n *part, fields []*field) []*ast.ColumnRef {
	list := make([]*ast.ColumnRef, len(fields))
	for i, f := range fields {
		list[i] = n.refs[slices.Index(n.fields, f)]
	}
	return list
}

func ordered(refs []*ast.ColumnRef) []ast.Order {
	by := make([]ast.Order, len(refs))
	for i, ref := range refs {
		by[i] = ast.Order{X: ref}
	}
	return by
}
