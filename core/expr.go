package core

import (
	"database/sql"
	"reflect"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Expression is an expression of any type.
type Expression interface {
	inner() ast.Node
	// elem is the Go type of its values that are not NULL.
	elem() reflect.Type
	// place is what takes its value, for a pointer to a field that is a T, a *T
	// or a [sql.Null] of T, and whether that can hold NULL; nil for any other
	// field.
	place(field any) (dest any, maybe bool)
}

// Expr is an expression whose value, when it is not NULL, is a T. The handles
// and everything that functions and operators return are Exprs.
type Expr[T any] interface {
	Expression
	typed(T)
}

// NodeOf is the data behind an expression, for dialects and tools.
func NodeOf(e Expression) ast.Node { return e.inner() }

// Value is an expression with the operators that every type has.
type Value[T any] struct{ n ast.Node }

func (v Value[T]) inner() ast.Node { return v.n }

func (Value[T]) typed(T) {}

func (Value[T]) elem() reflect.Type { return reflect.TypeFor[T]() }

func (Value[T]) place(field any) (dest any, maybe bool) {
	switch f := field.(type) {
	case *T:
		return &cell[T]{f}, false
	case **T:
		return &ptrCell[T]{f}, true
	case *sql.Null[T]:
		return &nullCell[T]{f}, true
	}
	return nil, false
}

// withNode is the same kind of expression over another node.
func (Value[T]) withNode(n ast.Node) Value[T] { return Value[T]{n} }

// Val is a value as an expression: Val(1).
func Val[T any](v T) Value[T] { return Value[T]{&ast.Arg{Value: v}} }

// Null is NULL as an expression of any type.
func Null[T any]() Value[T] { return Value[T]{ast.Literal{Value: nil}} }

func compare(l ast.Node, op ast.Op, r ast.Node) Pred { return pred(binary(op, l, r)) }

// compareTo is [compare] with a value, both in one piece of memory. It is so
// short that it can be inlined, which keeps constants off the heap: what l has
// the type of, when it is no column, is found when it is spelled.
func compareTo[T any](l ast.Node, op ast.Op, v T) Pred {
	n := &struct {
		b ast.Binary
		a ast.Arg
	}{ast.Binary{Op: op, L: l}, ast.Arg{Value: v}}
	if c, ok := l.(*ast.ColumnRef); ok && c.Column != nil {
		n.a.Type = &c.Column.Type
	}
	n.b.R = &n.a
	return pred(&n.b)
}

// Eq is equal to x.
func (v Value[T]) Eq(x T) Pred { return compareTo(v.n, ast.OpEq, x) }

// Ne is not equal to x.
func (v Value[T]) Ne(x T) Pred { return compareTo(v.n, ast.OpNe, x) }

// Lt is less than x.
func (v Value[T]) Lt(x T) Pred { return compareTo(v.n, ast.OpLt, x) }

// Le is less than or equal to x.
func (v Value[T]) Le(x T) Pred { return compareTo(v.n, ast.OpLe, x) }

// Gt is greater than x.
func (v Value[T]) Gt(x T) Pred { return compareTo(v.n, ast.OpGt, x) }

// Ge is greater than or equal to x.
func (v Value[T]) Ge(x T) Pred { return compareTo(v.n, ast.OpGe, x) }

// Same is equal to x, where NULL equals NULL: Same(nil) is IS NULL.
func (v Value[T]) Same(x *T) Pred {
	if x == nil {
		return v.IsNull()
	}
	return compareTo(v.n, ast.OpSame, *x)
}

// Between is from low up to and including high.
func (v Value[T]) Between(low, high T) Pred {
	return pred(&ast.Between{X: v.n, Low: arg(v.n, low), High: arg(v.n, high)})
}

// IsNull is true for NULL.
func (v Value[T]) IsNull() Pred { return pred(&ast.IsNull{X: v.n}) }

// NotNull is true for everything but NULL.
func (v Value[T]) NotNull() Pred { return pred(&ast.IsNull{X: v.n, Not: true}) }

// In is equal to one of xs. Without any, it is false.
func (v Value[T]) In(xs ...T) Pred { return pred(&ast.In{X: v.n, List: args(v.n, xs)}) }

// NotIn is equal to none of xs. Without any, it is true.
func (v Value[T]) NotIn(xs ...T) Pred { return pred(&ast.In{X: v.n, List: args(v.n, xs), Not: true}) }

// arg is a value that stands beside n, and has the type of its column.
func arg[T any](n ast.Node, v T) *ast.Arg { return &ast.Arg{Value: v, Type: typeBeside(n)} }

func args[T any](n ast.Node, xs []T) []ast.Node {
	list := make([]ast.Node, len(xs))
	t := typeBeside(n)
	for i, x := range xs {
		list[i] = &ast.Arg{Value: x, Type: t}
	}
	return list
}

// intArg is a number that a function or clause takes as it is.
func intArg(n int) *ast.Arg { return &ast.Arg{Value: int64(n), Type: &integer} }

var integer = metadata.Integer()

// InQuery is equal to one of the rows of q, which has one column.
func (v Value[T]) InQuery(q Query[T]) Pred { return pred(&ast.In{X: v.n, Query: q.query.nested()}) }

// NotInQuery is equal to none of the rows of q. A NULL among them makes it
// NULL for everything else: see [NotExists].
func (v Value[T]) NotInQuery(q Query[T]) Pred {
	return pred(&ast.In{X: v.n, Query: q.query.nested(), Not: true})
}

// Asc sorts by it, smallest first.
func (v Value[T]) Asc() Order { return Order{ast.Order{X: v.n}} }

// Desc sorts by it, greatest first.
func (v Value[T]) Desc() Order { return Order{ast.Order{X: v.n, Desc: true}} }
