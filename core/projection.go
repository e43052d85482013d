package core

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/dbtool/dbtool/core/ast"
)

// Projection is what a query returns of each row, as an R. An expression is
// one; [Into], [Columns], [Pair], [Ptr] and others make more.
type Projection[R any] interface {
	projection() *projection
	typed(R)
}

// projecting is a projection under the type of its rows.
type projecting[R any] struct{ p *projection }

func (p projecting[R]) projection() *projection { return p.p }
func (projecting[R]) typed(R)                   {}

// projection is what a [Projection] is without the type of its rows.
type projection struct {
	items []ast.Node
	// maybe tells, for each item, whether its place can hold NULL.
	maybe []bool
	pool  *sync.Pool
	// from is what the items are read from, where nothing is joined; nil if it has
	// to be found out each time.
	from []*ast.Relation
	// open makes a reader for columns that are known with the rows only; items
	// and pool are nil then.
	open func(columns []string) (*reader, error)
	err  error
	// whole is the query of all of it, which others are made of.
	whole query
}

// all is the query that reads all items.
func (p *projection) all() *query {
	if p.whole.out == p {
		return &p.whole
	}
	return &query{out: p}
}

// reader is a place that rows are scanned into, one after the other.
type reader struct {
	row  any // points to it
	dest []any
	// takers are the same places for rows that fill them directly.
	takers []Taker
	direct DirectRows // nil while rows are scanned
	// scanned are the same places for rows that are scanned, and caught what
	// one of them panicked with.
	scanned []any
	caught  any
}

func newProjection(items []ast.Node, maybe []bool, open func() *reader) *projection {
	p := &projection{items: items, maybe: maybe, from: plain(items), pool: &sync.Pool{New: func() any { return open() }}}
	p.whole.out = p
	return p
}

// plain is what columns are read from; nil if there is anything else among them.
func plain(items []ast.Node) []*ast.Relation {
	if slices.ContainsFunc(items, func(n ast.Node) bool { _, ok := n.(*ast.ColumnRef); return !ok }) {
		return nil
	}
	return slices.Clip((&ast.Select{Items: items}).Derive())
}

// check refuses a place without NULL for an expression that may be NULL.
func (p *projection) check(s *ast.Select) error {
	var errs []error
	for i, n := range p.items {
		if !p.maybe[i] && s.Nullable(n) {
			errs = append(errs, fmt.Errorf("core: %s may be NULL, and its place cannot hold that; use Ptr, Maybe, ToPtr or ToNull, or Coalesce", ast.Describe(n)))
		}
	}
	return errors.Join(errs...)
}

func (v Value[T]) projection() *projection {
	return newProjection([]ast.Node{v.n}, []bool{false}, func() *reader {
		row := new(T)
		return &reader{row: row, dest: []any{&cell[T]{row}}}
	})
}

// single reads one expression into a row of a type, which its place must be for.
func single(e Expression, t reflect.Type) *projection {
	_, maybe := e.place(reflect.New(t).Interface())
	return newProjection([]ast.Node{e.inner()}, []bool{maybe}, func() *reader {
		row := reflect.New(t).Interface()
		dest, _ := e.place(row)
		return &reader{row: row, dest: []any{dest}}
	})
}

// Ptr reads an expression as a pointer, nil for NULL.
func Ptr[T any](e Expr[T]) Projection[*T] {
	return projecting[*T]{single(e, reflect.TypeFor[*T]())}
}

// Maybe reads an expression as a [sql.Null].
func Maybe[T any](e Expr[T]) Projection[sql.Null[T]] {
	return projecting[sql.Null[T]]{single(e, reflect.TypeFor[sql.Null[T]]())}
}

// Field is an expression and the field that takes its value; see [Into].
type Field struct {
	expr  ast.Node
	dest  any
	maybe bool
	addr  any
}

// To puts an expression that is never NULL into a field.
func To[T any](field *T, e Expr[T]) Field {
	return fieldOf(field, e)
}

// ToPtr puts an expression into a field that is nil for NULL.
func ToPtr[T any](field **T, e Expr[T]) Field {
	return fieldOf(field, e)
}

// ToNull puts an expression into a field that can hold NULL.
func ToNull[T any](field *sql.Null[T], e Expr[T]) Field {
	return fieldOf(field, e)
}

func fieldOf(field any, e Expression) Field {
	dest, maybe := e.place(field)
	return Field{e.inner(), dest, maybe, field}
}

// Into reads rows into structs, each field checked by the compiler against its
// expression. The function is given the struct to fill; it must only name
// fields:
//
//	core.Into(func(r *Row) []core.Field {
//		return []core.Field{core.To(&r.Name, Users.Name), core.ToPtr(&r.Bio, Users.Bio)}
//	})
func Into[R any](fields func(r *R) []Field) Projection[R] {
	if fields == nil {
		return projecting[R]{&projection{err: fmt.Errorf("core.Into: the function of %s is nil", reflect.TypeFor[R]())}}
	}
	return projecting[R]{into(reflect.TypeFor[R](), func(row any) []Field { return fields(row.(*R)) })}
}

func into(t reflect.Type, fields func(row any) []Field) *projection {
	open := func() *reader {
		row := reflect.New(t).Interface()
		list := fields(row)
		dest := make([]any, len(list))
		for i, f := range list {
			dest[i] = f.dest
		}
		return &reader{row: row, dest: dest}
	}
	proto := reflect.New(t)
	list := fields(proto.Interface())
	items, maybe := make([]ast.Node, len(list)), make([]bool, len(list))
	for i, f := range list {
		items[i], maybe[i] = f.expr, f.maybe
	}
	p := newProjection(items, maybe, open)
	p.err = checkFields(proto.Elem(), list)
	return p
}

// checkFields finds fields of another struct, and those given twice.
func checkFields(proto reflect.Value, list []Field) error {
	known := map[any]string{}
	addresses(proto, "", known)
	if len(list) == 0 {
		return fmt.Errorf("core.Into: no fields of %s are named", proto.Type())
	}
	var errs []error
	for i, f := range list {
		name, ok := known[f.addr]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("core.Into: field %d, a %s, is none of the %s that the function was given", i+1, strings.TrimPrefix(fmt.Sprintf("%T", f.addr), "*"), proto.Type()))
		case name == "":
			errs = append(errs, fmt.Errorf("core.Into: field %d of %s is named twice", i+1, proto.Type()))
		}
		known[f.addr] = ""
	}
	return errors.Join(errs...)
}

// addresses notes where each field of a struct is, as a pointer of the field's
// type: a struct and its first field are at one place but differ in type.
func addresses(v reflect.Value, path string, to map[any]string) {
	if v.Kind() != reflect.Struct {
		to[v.Addr().Interface()] = "value"
		return
	}
	to[v.Addr().Interface()] = "value"
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() && !f.Anonymous || f.Type.Size() == 0 {
			continue
		}
		if f.Type.Kind() == reflect.Struct && (f.Anonymous || f.IsExported()) && v.Field(i).CanInterface() {
			addresses(v.Field(i), path+f.Name+".", to)
		}
		if v.Field(i).CanInterface() {
			to[v.Field(i).Addr().Interface()] = path + f.Name
		}
	}
}

// Tuple2 is two values side by side.
type Tuple2[A, B any] struct {
	A A
	B B
}

// Tuple3 is three values side by side.
type Tuple3[A, B, C any] struct {
	A A
	B B
	C C
}

// Pair reads two expressions.
func Pair[A, B any](a Expr[A], b Expr[B]) Projection[Tuple2[A, B]] {
	return Into(func(r *Tuple2[A, B]) []Field { return []Field{To(&r.A, a), To(&r.B, b)} })
}

// Triple reads three expressions.
func Triple[A, B, C any](a Expr[A], b Expr[B], c Expr[C]) Projection[Tuple3[A, B, C]] {
	return Into(func(r *Tuple3[A, B, C]) []Field {
		return []Field{To(&r.A, a), To(&r.B, b), To(&r.C, c)}
	})
}

// reader is a place to scan rows into.
func (p *projection) reader(rows Rows) (*reader, error) {
	if p.open == nil {
		return p.pool.Get().(*reader), nil
	}
	names, err := rows.Columns()
	if err != nil {
		return nil, fmt.Errorf("core: %w", err)
	}
	return p.open(names)
}

// done gives a reader back for the next query.
func (p *projection) done(in *reader) {
	if p.open == nil {
		reflect.ValueOf(in.row).Elem().SetZero()
		in.direct = nil
		p.pool.Put(in)
	}
}
