package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Many is the handle of a relation to several objects. Its methods return
// changed copies, for [Query.Load].
type Many[P, C any] struct{ rels[P, C] }

// One is the handle of a relation to one object.
type One[P, C any] struct{ rels[P, C] }

// rels is what both are, a shell around a handle.
type rels[P, C any] struct{ handle *handle }

func (h *rels[P, C]) bound() (**handle, reflect.Type) { return &h.handle, reflect.TypeFor[C]() }
func (h rels[P, C]) loading() *load                   { return &h.handle.load }
func (rels[P, C]) of(*P)                              {}

// Load reads relations of the objects too.
func (h rels[P, C]) Load(ls ...Loading[C]) rels[P, C] { return rels[P, C]{h.handle.with(loadings(ls))} }

// Where loads the object only if the conditions are true for it.
func (h One[P, C]) Where(ps ...core.Expr[bool]) One[P, C] {
	return One[P, C]{rels[P, C]{h.handle.filter(ps)}}
}

// Where loads only the objects for which the conditions are true. The field
// holds a part of the relation then: what is not in it is not taken for
// removed.
func (h Many[P, C]) Where(ps ...core.Expr[bool]) Many[P, C] {
	return Many[P, C]{rels[P, C]{h.handle.filter(ps)}}
}

// OrderBy sorts the objects of each owner. Without it, their primary key does.
func (h Many[P, C]) OrderBy(by ...core.Order) Many[P, C] {
	return Many[P, C]{rels[P, C]{h.handle.sort(by)}}
}

// Limit loads the first n objects of each owner.
func (h Many[P, C]) Limit(n int) Many[P, C] { return Many[P, C]{rels[P, C]{h.handle.first(n)}} }

// Joined reads the relation in the query itself, by LEFT JOIN, instead of in
// one more. It is good for one object, and for few; an owner of many comes as
// often as it has objects. A query that is limited is limited in its objects,
// not in the rows of the join.
func (h rels[P, C]) Joined() rels[P, C] { return rels[P, C]{h.handle.inJoin()} }

// FromJoin fills the relation from a table that the query joins by itself,
// which is the relation's own or another name of it:
//
//	Posts.Select().Join(Users, Posts.User.On()).Load(Posts.User.FromJoin(Users))
//
// The conditions of the query hold for it, so of a relation to many it is a
// part only: what is not in it is not taken for removed.
func (h rels[P, C]) FromJoin(s core.Source) rels[P, C] { return rels[P, C]{h.handle.fromJoin(s)} }

// Subquery reads the relation by repeating the query of its owners inside of
// its own, instead of sending their keys: one statement and few values, however
// many owners there are. The owners' query is run twice by the server, so it
// should be quick, and its order has to be complete where it is limited.
// Relations of the objects may be read so too.
func (h rels[P, C]) Subquery() rels[P, C] { return rels[P, C]{h.handle.bySubquery()} }

// Immediate reads the relation by a query for each owner, as soon as it is
// there. That is a trip to the server for each, and good for few owners that
// have very many objects, of which a Limit takes the first by an index.
func (h rels[P, C]) Immediate() rels[P, C] { return rels[P, C]{h.handle.atOnce()} }

// Any is true for owners that have an object for which the conditions are true,
// those of Where among them. Where the relation leads to its own table, the owner needs another name: see
// [As].
func (h rels[P, C]) Any(ps ...core.Expr[bool]) core.Pred { return h.handle.any(ps) }

// On is the condition of a join with the other table: Join(Posts, Users.Posts.On()).
// A many-to-many relation has none; use Any.
func (h rels[P, C]) On() core.Pred { return h.handle.joinCondition() }

// handle is what a handle of a relation is without the types of its objects.
// Others may have the same one, so it is not changed.
type handle struct {
	load load
	from *ast.Relation // where the owners are read from
}

//go:noinline // or each shell of each type would have one
func (h *handle) copy() *handle { c := *h; return &c }

//go:noinline
func (h *handle) with(ls []load) *handle {
	c := h.copy()
	c.load.inner = append(slices.Clip(h.load.inner), ls...)
	return c
}

//go:noinline
func (h *handle) filter(ps []core.Expr[bool]) *handle {
	c := h.copy()
	c.load.where = append(slices.Clip(h.load.where), ps...)
	return c
}

//go:noinline
func (h *handle) sort(by []core.Order) *handle {
	c := h.copy()
	c.load.order = append(slices.Clip(h.load.order), by...)
	return c
}

func (h *handle) first(n int) *handle { c := h.copy(); c.load.limit = n; return c }

func (h *handle) inJoin() *handle { c := h.copy(); c.load.joined = true; return c }

func (h *handle) bySubquery() *handle { c := h.copy(); c.load.subquery = true; return c }

func (h *handle) atOnce() *handle { c := h.copy(); c.load.immediate = true; return c }

func (h *handle) fromJoin(s core.Source) *handle {
	c := h.copy()
	c.load.within = core.RelationOf(s)
	return c
}

func (h *handle) any(ps []core.Expr[bool]) core.Pred {
	r := h.load.r
	if h.load.limit > 0 {
		return core.Condition(&ast.Broken{Err: fmt.Errorf("orm: %s.%s: Limit is for loading and Any looks at all objects; leave it out", r.owner, r.name)})
	}
	q := core.SelectNodes(ast.Literal{Value: 1})
	target := core.TableOf(r.target.rel)
	if r.kind == viaTable {
		link := &ast.Relation{Table: r.link, Alias: "dbtool_link"}
		q = q.From(core.TableOf(link)).Join(target, equalTo(columnsOf(link, r.linkTo), r.target.refs(r.remote)))
		q = q.Where(h.apart(equalTo(columnsOf(link, r.linkOwn), refsOf(h.from, r.local))))
	} else {
		q = q.From(target).Where(h.on())
	}
	if r.target.soft != nil {
		q = q.Where(core.Condition(r.target.here(r.target.rel)))
	}
	return core.Exists(q.Where(r.target.local(h.load.where)...).Where(r.target.local(ps)...))
}

func (h *handle) joinCondition() core.Pred {
	on := h.on()
	if len(h.load.where) == 0 {
		return on
	}
	and := &ast.Logic{Terms: []ast.Node{core.NodeOf(on)}}
	for _, p := range h.load.where {
		and.Terms = append(and.Terms, core.NodeOf(p))
	}
	return core.Condition(and)
}

func (h *handle) on() core.Pred {
	r := h.load.r
	if r.kind == viaTable {
		return core.Condition(&ast.Broken{Err: fmt.Errorf("orm: %s.%s goes through the table %s and is no single join; use Any, or join with both tables", r.owner, r.name, r.link.Name)})
	}
	return h.apart(equalTo(r.target.refs(r.remote), refsOf(h.from, r.local)))
}

// apart refuses a condition in which owner and object have one name: it would
// compare each row with itself.
func (h *handle) apart(p core.Pred) core.Pred {
	if r := h.load.r; h.from == r.target.rel {
		return core.Condition(&ast.Broken{Err: fmt.Errorf("orm: %s.%s leads to its own table; give the owner another name with orm.As, and use that one's %s", r.owner, r.name, r.name)})
	}
	return p
}

// equalTo compares columns in pairs.
func equalTo(a, b []*ast.ColumnRef) core.Pred {
	and := &ast.Logic{}
	for i, ref := range a {
		and.Terms = append(and.Terms, &ast.Binary{Op: ast.OpEq, L: ref, R: b[i]})
	}
	return core.Condition(and)
}

// columnsOf are columns of a relation.
func columnsOf(rel *ast.Relation, columns []*metadata.Column) []*ast.ColumnRef {
	list := make([]*ast.ColumnRef, len(columns))
	for i, c := range columns {
		list[i] = &ast.ColumnRef{Rel: rel, Name: c.Name, Column: c}
	}
	return list
}

// refsOf are the columns of fields, in a relation that the mapper's objects are
// read from.
func refsOf(rel *ast.Relation, fields []*field) []*ast.ColumnRef {
	list := make([]*ast.ColumnRef, len(fields))
	for i, f := range fields {
		list[i] = f.in(rel)
	}
	return list
}

// in is the field's column in a relation.
func (f *field) in(rel *ast.Relation) *ast.ColumnRef {
	if rel.Table == nil {
		return &ast.ColumnRef{Rel: rel, Name: f.label, Column: f.column}
	}
	return &ast.ColumnRef{Rel: rel, Name: f.column.Name, Column: f.column}
}

// ref is the field's column where queries of the type read it.
func (m *mapper) ref(f *field) *ast.ColumnRef {
	if f.ref.Rel == m.rel {
		return f.ref
	}
	return f.in(m.rel)
}

func (m *mapper) refs(fields []*field) []*ast.ColumnRef {
	list := make([]*ast.ColumnRef, len(fields))
	for i, f := range fields {
		list[i] = m.ref(f)
	}
	return list
}
