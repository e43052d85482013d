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

type rels[P, C any] struct {
	l    load
	from *ast.Relation
}

func (h *rels[P, C]) setRelation(r *relation, from *ast.Relation) { h.l.r, h.from = r, from }
func (rels[P, C]) childType() reflect.Type                        { return reflect.TypeFor[C]() }
func (h rels[P, C]) loading() load                                { return h.l }
func (rels[P, C]) of(*P)                                          {}

func (h rels[P, C]) where(ps []core.Expr[bool]) rels[P, C] {
	h.l.where = append(slices.Clip(h.l.where), ps...)
	return h
}

// Load reads relations of the objects too.
func (h rels[P, C]) Load(ls ...Loading[C]) rels[P, C] {
	h.l.inner = slices.Clip(h.l.inner)
	for _, l := range ls {
		h.l.inner = append(h.l.inner, l.loading())
	}
	return h
}

// Where loads the object only if the conditions are true for it.
func (h One[P, C]) Where(ps ...core.Expr[bool]) One[P, C] { return One[P, C]{h.where(ps)} }

// Where loads only the objects for which the conditions are true. The field
// holds a part of the relation then: what is not in it is not taken for
// removed.
func (h Many[P, C]) Where(ps ...core.Expr[bool]) Many[P, C] { return Many[P, C]{h.where(ps)} }

// OrderBy sorts the objects of each owner. Without it, their primary key does.
func (h Many[P, C]) OrderBy(by ...core.Order) Many[P, C] {
	h.l.order = append(slices.Clip(h.l.order), by...)
	return h
}

// Limit loads the first n objects of each owner.
func (h Many[P, C]) Limit(n int) Many[P, C] { h.l.limit = n; return h }

// Any is true for owners that have an object for which the conditions are true,
// those of Where among them. Where the relation leads to its own table, the owner needs another name: see
// [As].
func (h rels[P, C]) Any(ps ...core.Expr[bool]) core.Pred {
	r := h.l.r
	if h.l.limit > 0 {
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
	return core.Exists(q.Where(r.target.local(h.l.where)...).Where(r.target.local(ps)...))
}

// On is the condition of a join with the other table: Join(Posts, Users.Posts.On()).
// A many-to-many relation has none; use Any.
func (h rels[P, C]) On() core.Pred {
	on := h.on()
	if len(h.l.where) == 0 {
		return on
	}
	and := &ast.Logic{Terms: []ast.Node{core.NodeOf(on)}}
	for _, p := range h.l.where {
		and.Terms = append(and.Terms, core.NodeOf(p))
	}
	return core.Condition(and)
}

func (h rels[P, C]) on() core.Pred {
	r := h.l.r
	if r.kind == viaTable {
		return core.Condition(&ast.Broken{Err: fmt.Errorf("orm: %s.%s goes through the table %s and is no single join; use Any, or join with both tables", r.owner, r.name, r.link.Name)})
	}
	return h.apart(equalTo(r.target.refs(r.remote), refsOf(h.from, r.local)))
}

// apart refuses a condition in which owner and object have one name: it would
// compare each row with itself.
func (h rels[P, C]) apart(p core.Pred) core.Pred {
	if r := h.l.r; h.from == r.target.rel {
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
