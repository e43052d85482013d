package core

import (
	"database/sql"
	"reflect"

	"github.com/dbtool/dbtool/core/ast"
)

// List is an expression of arrays. PostgreSQL alone has them.
type List[T any] struct{ n ast.Node }

func (l List[T]) inner() ast.Node           { return l.n }
func (List[T]) typed([]T)                   {}
func (List[T]) elem() reflect.Type          { return reflect.TypeFor[[]T]() }
func (List[T]) withNode(n ast.Node) List[T] { return List[T]{n} }
func (l List[T]) projection() *projection   { return single(l, l.elem()) }
func (List[T]) place(field any) (any, bool) {
	switch f := field.(type) {
	case *[]T:
		return &cell[[]T]{f}, false
	case **[]T:
		return &ptrCell[[]T]{f}, true
	case *sql.Null[[]T]:
		return &nullCell[[]T]{f}, true
	}
	return nil, false
}

// Array is a column of arrays.
type Array[T any] struct {
	List[T]
	column[[]T]
}

func (c *Array[T]) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

// ListOf is an array of values.
func ListOf[T any](xs ...T) List[T] { return List[T]{&ast.Arg{Value: notNil(xs)}} }

// notNil makes no elements an empty array, and not NULL.
func notNil[T any](xs []T) []T {
	if xs == nil {
		return []T{}
	}
	return xs
}

// ListFrom is an array of expressions.
func ListFrom[T any](es ...Expr[T]) List[T] { return List[T]{&ast.ArrayOf{Items: nodes(es)}} }

func (l List[T]) with(op ast.Op, xs []T) Pred { return compare(l.n, op, arg(l.n, notNil(xs))) }

// Eq has the same elements in the same order.
func (l List[T]) Eq(xs ...T) Pred { return l.with(ast.OpEq, xs) }

// Ne is the opposite of Eq.
func (l List[T]) Ne(xs ...T) Pred { return l.with(ast.OpNe, xs) }

// Contains has all of xs among its elements.
func (l List[T]) Contains(xs ...T) Pred { return l.with(ast.OpContains, xs) }

// ContainedBy has all its elements among xs.
func (l List[T]) ContainedBy(xs ...T) Pred { return l.with(ast.OpContainedBy, xs) }

// Overlaps has one of xs among its elements.
func (l List[T]) Overlaps(xs ...T) Pred { return l.with(ast.OpOverlaps, xs) }

// Has is true where x is an element.
func (l List[T]) Has(x T) Pred {
	return compare(elementArg(l.n, x), ast.OpEq, &ast.Quantified{Array: l.n})
}

// elementArg is a value that is compared with elements of n.
func elementArg[T any](n ast.Node, x T) *ast.Arg {
	a := &ast.Arg{Value: x}
	if c, ok := n.(*ast.ColumnRef); ok && c.Column != nil && c.Column.Type.Elem != nil {
		a.Type = c.Column.Type.Elem
	}
	return a
}

// IsNull is true for NULL; an array without elements is not NULL.
func (l List[T]) IsNull() Pred { return pred(&ast.IsNull{X: l.n}) }

// NotNull is the opposite of IsNull.
func (l List[T]) NotNull() Pred { return pred(&ast.IsNull{X: l.n, Not: true}) }

// Len is the number of elements.
func (l List[T]) Len() Number[int] {
	return number[int](&ast.Func{Name: "cardinality", Args: []ast.Node{l.n}})
}

// At is an element, from 1; NULL where there is none.
func (l List[T]) At(i uint) Value[T] {
	return Value[T]{&ast.Subscript{X: l.n, Index: intArg(int(i))}}
}

// Append is the array with x behind it.
func (l List[T]) Append(x T) List[T] {
	return List[T]{&ast.Func{Name: "array_append", Args: []ast.Node{l.n, elementArg(l.n, x)}}}
}

// Remove is the array without the elements that equal x.
func (l List[T]) Remove(x T) List[T] {
	return List[T]{&ast.Func{Name: "array_remove", Args: []ast.Node{l.n, elementArg(l.n, x)}}}
}

// As labels the array where it is selected.
func (l List[T]) As(name string) List[T] { return List[T]{&ast.Label{X: l.n, Name: name}} }

// AnyOf is true of a comparison if it is true of one element:
// core.Eq(Users.ID, core.AnyOf(ids)).
func AnyOf[T any](l Expr[[]T]) Quantified[T] { return Quantified[T]{&ast.Quantified{Array: l.inner()}} }

// AllOf is true of a comparison if it is true of all elements.
func AllOf[T any](l Expr[[]T]) Quantified[T] {
	return Quantified[T]{&ast.Quantified{Array: l.inner(), All: true}}
}
