package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// After continues the query behind an object, in the query's own order: the
// next page, found by key and not by counting, so that rows that come or go in
// between shift nothing. The order may use columns of the table only, and must
// say where NULLs go for columns that can be NULL; the primary key is put
// behind it, so that no two objects are equal. A nil object is the first page.
func (q Query[T]) After(last *T) Query[T] {
	if last == nil {
		return Query[T]{q.query.after(nil)}
	}
	return Query[T]{q.query.after(last)}
}

func (q *query) after(last any) *query {
	st, err := q.joined().Statement()
	if err != nil {
		return q
	}
	steps, err := q.steps(st.(*ast.Select))
	if err != nil {
		return q.where(core.Condition(&ast.Broken{Err: err}))
	}
	for _, by := range steps { // for the page after this one
		q = q.reading([]*field{by.field})
	}
	for _, k := range q.m.keys {
		ref := k.in(q.rel)
		steps = append(steps, step{field: k, order: ast.Order{X: ref}})
		q = q.orderBy(core.OrderBy(ref))
	}
	if last == nil {
		return q
	}
	return q.where(core.Condition(behind(steps, last, q.m)))
}

// step is one member of an order and the field that has its value.
type step struct {
	field *field
	order ast.Order
	null  bool // there may be no value
}

// steps are the members of the query's order. It is an error if one is not
// good for continuing by key.
func (q *query) steps(sel *ast.Select) ([]step, error) {
	var steps []step
	for _, o := range sel.OrderBy {
		s, err := q.step(o)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func (q *query) step(o ast.Order) (step, error) {
	ref, ok := o.X.(*ast.ColumnRef)
	if !ok || ref.Rel != q.rel {
		return step{}, fmt.Errorf("orm: After needs an order by columns of %s", q.m.table.Ident())
	}
	f := q.m.fieldAt(ref.Column)
	s := step{f, o, ref.Column.Nullable || !slices.Contains(q.m.fields, f)}
	switch {
	case f == nil:
		return step{}, fmt.Errorf("orm: After: %s has no field for the column %s", q.m, ref.Name)
	case s.null && o.Nulls == metadata.NullsDefault:
		return step{}, fmt.Errorf("orm: After: %s.%s can be NULL; say NullsFirst or NullsLast, as servers differ", q.m.table.Ident(), ref.Name)
	}
	return s, nil
}

// behind is true for rows that come after the object: equal in the first
// members of the order, and greater in the next one.
func behind(steps []step, last any, m *mapper) ast.Node {
	p := placeOf(reflect.ValueOf(last))
	m = m.actual(last)
	or := &ast.Logic{Or: true}
	var equal []ast.Node
	for _, s := range steps {
		var v any
		if own := m.counterpart(s.field); own != nil {
			v = own.arg(p)
		}
		if g := s.greater(v); g != nil {
			or.Terms = append(or.Terms, &ast.Logic{Terms: append(equal[:len(equal):len(equal)], g)})
		}
		if v == nil {
			equal = append(equal, &ast.IsNull{X: s.order.X})
		} else {
			equal = append(equal, &ast.Binary{Op: ast.OpEq, L: s.order.X, R: s.arg(v)})
		}
	}
	return or
}

func (s step) arg(v any) *ast.Arg { return &ast.Arg{Value: v, Type: &s.field.column.Type} }

// greater is true for values that come after v; nil where there are none.
func (s step) greater(v any) ast.Node {
	first := s.order.Nulls == metadata.NullsFirst
	if v == nil {
		if first {
			return &ast.IsNull{X: s.order.X, Not: true}
		}
		return nil
	}
	op := ast.OpGt
	if s.order.Desc {
		op = ast.OpLt
	}
	more := &ast.Binary{Op: op, L: s.order.X, R: s.arg(v)}
	if !s.null || first {
		return more
	}
	return &ast.Logic{Or: true, Terms: []ast.Node{more, &ast.IsNull{X: s.order.X}}}
}
