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

// Any is true for owners that have an object for which the conditions are true.
func (h rels[P, C]) Any(ps ...core.Expr[bool]) core.Pred {
	r := h.l.r
	q := core.Select(core.ReadInto[struct{}]([]ast.Node{ast.Literal{Value: 1}}, nil))
	target := core.TableOf(r.target.rel)
	if r.kind == viaTable {
		link := &ast.Relation{Table: r.link, Alias: "dbtool_link"}
		q = q.From(core.TableOf(link)).Join(target, pairs(link, r.linkTo, r.remote))
		q = q.Where(pairs2(link, h.from, r))
	} else {
		q = q.From(target).Where(h.on())
	}
	if r.target.soft != nil {
		q = q.Where(core.Condition(&ast.IsNull{X: r.target.soft.ref}))
	}
	return core.Exists(q.Where(ps...))
}

// On is the condition of a join with the other table: Join(Posts, Users.Posts.On()).
// A many-to-many relation has none; use Any.
func (h rels[P, C]) On() core.Pred { return h.on() }

func (h rels[P, C]) on() core.Pred {
	r := h.l.r
	if r.kind == viaTable {
		return core.Condition(&ast.Broken{Err: errVia(r)})
	}
	and := &ast.Logic{}
	for i, f := range r.local {
		own := &ast.ColumnRef{Rel: h.from, Name: f.column.Name, Column: f.column}
		and.Terms = append(and.Terms, &ast.Binary{Op: ast.OpEq, L: r.remote[i].ref, R: own})
	}
	return core.Condition(and)
}

func errVia(r *relation) error {
	return fmt.Errorf("orm: %s.%s goes through the table %s and is no single join; use Any, or join with both tables", r.owner, r.name, r.link.Name)
}

// pairs joins the columns of the table in between with fields of a mapper.
func pairs(link *ast.Relation, columns []*metadata.Column, fields []*field) core.Pred {
	and := &ast.Logic{}
	for i, c := range columns {
		and.Terms = append(and.Terms, &ast.Binary{Op: ast.OpEq, L: &ast.ColumnRef{Rel: link, Name: c.Name, Column: c}, R: fields[i].ref})
	}
	return core.Condition(and)
}

// pairs2 joins the table in between with the owner.
func pairs2(link, owner *ast.Relation, r *relation) core.Pred {
	and := &ast.Logic{}
	for i, c := range r.linkOwn {
		own := &ast.ColumnRef{Rel: owner, Name: r.local[i].column.Name, Column: r.local[i].column}
		and.Terms = append(and.Terms, &ast.Binary{Op: ast.OpEq, L: &ast.ColumnRef{Rel: link, Name: c.Name, Column: c}, R: own})
	}
	return core.Condition(and)
}
