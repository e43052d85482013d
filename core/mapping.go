package core

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/dbtool/dbtool/core/ast"
)

// What follows is for packages that map structs to tables, such as orm.

// TableOf is a relation over a table, for a struct of handles to embed.
func TableOf(rel *ast.Relation) Table { return Table{rel} }

// BindColumn makes a handle, given by its pointer, stand for a column. What is
// no handle is left alone, and false is returned.
func BindColumn(handle any, ref *ast.ColumnRef) (bool, error) {
	b, ok := handle.(binder)
	if !ok {
		return false, nil
	}
	if !b.fits(ref.Column.Type) {
		return true, fmt.Errorf("the handle is for %s, and the column %s holds %s", b.elem(), ref.Name, ref.Column.Type)
	}
	b.bind(ref)
	return true, nil
}

// ElemOf is the Go type of a handle's values, given its pointer; nil if it is none.
func ElemOf(handle any) reflect.Type {
	if b, ok := handle.(binder); ok {
		return b.elem()
	}
	return nil
}

// ReadInto is a projection of items that open makes places for: a struct, and
// for each item what [Place] gives for one of its fields. Structs are used
// again for other rows; whoever keeps a row copies it.
func ReadInto[R any](items []ast.Node, open func() (row *R, places []any)) Projection[R] {
	return projecting[R]{placed(items, func() (any, []any) { return open() })}
}

// placed is a projection of items that open makes places for.
func placed(items []ast.Node, open func() (row any, places []any)) *projection {
	maybe := make([]bool, len(items))
	for i := range maybe {
		maybe[i] = true
	}
	return newProjection(items, maybe, func() *reader {
		row, dest := open()
		return &reader{row: row, dest: dest}
	})
}

// SelectNodes begins a query of expressions, to be a part of another one or to
// be counted: nobody can read its rows.
func SelectNodes(items ...ast.Node) Query[struct{}] {
	p := placed(items, nil)
	p.open = func([]string) (*reader, error) { return nil, errNoPlaces }
	return Query[struct{}]{p.all()}
}

var errNoPlaces = errors.New("core: the rows of this query cannot be read, as nothing says where to; it is to be a part of others")

// Retyped is a query of [SelectNodes] as what selects Rs.
func Retyped[R any](q Query[struct{}]) Query[R] { return Query[R](q) }

// RowReader reads rows of a type that is known at run time only. It may be used
// by several goroutines, and has a struct for each query at a time.
type RowReader struct{ out *projection }

// NewRowReader makes one of a function that makes a pointer to a struct, and for
// each column what [Place] gives for one of its fields.
func NewRowReader(open func() (row any, places []any)) *RowReader {
	return &RowReader{placed(nil, open)}
}

// Each calls f for each row of a statement until it returns false. The struct is
// used again for the next row; whoever keeps a row copies it.
func (r *RowReader) Each(ctx context.Context, db DB, s Statement, f func(row any) bool) error {
	return r.out.each(ctx, db, s, f)
}

// Each calls f for each row until it returns false. The row is used again for
// the next one.
func (q Query[R]) Each(ctx context.Context, db DB, f func(row *R) bool) error {
	return q.query.each(ctx, db, func(row any) bool { return f(row.(*R)) })
}

// Place is what a driver scans into, for a pointer to a field: NULL goes into
// pointers and types that know it, and is an error elsewhere.
func Place(field any) any {
	switch p := field.(type) {
	case *int64:
		return &cell[int64]{p}
	case *int:
		return &cell[int]{p}
	case *int32:
		return &cell[int32]{p}
	case *string:
		return &cell[string]{p}
	case *bool:
		return &cell[bool]{p}
	case *float64:
		return &cell[float64]{p}
	case *time.Time:
		return &cell[time.Time]{p}
	case *[]byte:
		return &cell[[]byte]{p}
	case **int64:
		return &ptrCell[int64]{p}
	case **int:
		return &ptrCell[int]{p}
	case **string:
		return &ptrCell[string]{p}
	case **bool:
		return &ptrCell[bool]{p}
	case **float64:
		return &ptrCell[float64]{p}
	case **time.Time:
		return &ptrCell[time.Time]{p}
	case sql.Scanner:
		return p
	}
	return &anyCell{reflect.ValueOf(field).Elem()}
}

// anyCell takes a value of a type known at run time only.
type anyCell struct{ dst reflect.Value }

// Scan implements [sql.Scanner].
func (c *anyCell) Scan(src any) error {
	if c.dst.Kind() == reflect.Pointer {
		if src == nil {
			c.dst.SetZero()
			return nil
		}
		v := reflect.New(c.dst.Type().Elem())
		c.dst.Set(v)
		return scanAny(v.Interface(), src)
	}
	if src == nil {
		return scanNull(c.dst.Addr().Interface())
	}
	return scanAny(c.dst.Addr().Interface(), src)
}

// Take implements [Taker].
func (c *anyCell) Take(d *Datum) error {
	if takeKind(c.dst, d) {
		return nil
	}
	return c.Scan(d.Value())
}

// QueryOf reads the rows of a statement by a projection, whatever items the
// statement has: they must be as many as the projection's places.
func QueryOf[R any](s Statement, p Projection[R]) Query[R] {
	return Query[R]{&query{out: p.projection(), rest: &rest{dml: s}}}
}

// OrderOf is the data behind an order, for packages that build statements.
func OrderOf(o Order) ast.Order { return o.o }

// Condition is a condition made of a node.
func Condition(n ast.Node) Pred { return pred(n) }

// OrderBy is an order, smallest first, by a node.
func OrderBy(n ast.Node) Order { return Order{ast.Order{X: n}} }
