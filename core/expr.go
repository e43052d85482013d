package core

import (
	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// Expression is an expression of any type.
type Expression interface{ inner() ast.Node }

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
func (Value[T]) typed(T)           {}

// withNode is the same kind of expression over another node.
func (Value[T]) withNode(n ast.Node) Value[T] { return Value[T]{n} }

// Val is a value as an expression: Val(1).
func Val[T any](v T) Value[T] { return Value[T]{ast.Arg{Value: v}} }

// Null is NULL as an expression of any type.
func Null[T any]() Value[T] { return Value[T]{ast.Literal{Value: nil}} }

// Pred is a condition. The zero value is no condition: Where, And and Or pass
// over it.
type Pred struct{ Value[bool] }

func (Pred) withNode(n ast.Node) Pred { return Pred{Value[bool]{n}} }

func pred(n ast.Node) Pred { return Pred{Value[bool]{n}} }

func compare(l ast.Node, op ast.Op, r ast.Node) Pred { return pred(binary(op, l, r)) }

// Eq is equal to x.
func (v Value[T]) Eq(x T) Pred { return compare(v.n, ast.OpEq, arg(v.n, x)) }

// Ne is not equal to x.
func (v Value[T]) Ne(x T) Pred { return compare(v.n, ast.OpNe, arg(v.n, x)) }

// Lt is less than x.
func (v Value[T]) Lt(x T) Pred { return compare(v.n, ast.OpLt, arg(v.n, x)) }

// Le is less than or equal to x.
func (v Value[T]) Le(x T) Pred { return compare(v.n, ast.OpLe, arg(v.n, x)) }

// Gt is greater than x.
func (v Value[T]) Gt(x T) Pred { return compare(v.n, ast.OpGt, arg(v.n, x)) }

// Ge is greater than or equal to x.
func (v Value[T]) Ge(x T) Pred { return compare(v.n, ast.OpGe, arg(v.n, x)) }

// Same is equal to x, where NULL equals NULL: Same(nil) is IS NULL.
func (v Value[T]) Same(x *T) Pred {
	if x == nil {
		return v.IsNull()
	}
	return compare(v.n, ast.OpSame, arg(v.n, *x))
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

// arg is a value that stands beside n, and has its type if n is a column.
func arg[T any](n ast.Node, v T) ast.Arg {
	if c, ok := n.(*ast.ColumnRef); ok && c.Column != nil {
		return ast.Arg{Value: v, Type: &c.Column.Type}
	}
	return ast.Arg{Value: v}
}

func args[T any](n ast.Node, xs []T) []ast.Node {
	list := make([]ast.Node, len(xs))
	for i, x := range xs {
		list[i] = arg(n, x)
	}
	return list
}

// intArg is a number that a function or clause takes as it is.
func intArg(n int) ast.Arg { return ast.Arg{Value: int64(n), Type: &integer} }

var integer = metadata.Integer()

// InQuery is equal to one of the rows of q, which has one column.
func (v Value[T]) InQuery(q Query[T]) Pred { return pred(&ast.In{X: v.n, Query: q.statement()}) }

// NotInQuery is equal to none of the rows of q. A NULL among them makes it
// NULL for everything else: see [NotExists].
func (v Value[T]) NotInQuery(q Query[T]) Pred {
	return pred(&ast.In{X: v.n, Query: q.statement(), Not: true})
}

// Asc sorts by it, smallest first.
func (v Value[T]) Asc() Order { return Order{ast.Order{X: v.n}} }

// Desc sorts by it, greatest first.
func (v Value[T]) Desc() Order { return Order{ast.Order{X: v.n, Desc: true}} }

// Order is an expression to sort by, and which way.
type Order struct{ o ast.Order }

func orders(by []Order) []ast.Order {
	list := make([]ast.Order, len(by))
	for i, o := range by {
		list[i] = o.o
	}
	return list
}

// NullsFirst has the rows without a value first.
func (o Order) NullsFirst() Order { o.o.Nulls = metadata.NullsFirst; return o }

// NullsLast has the rows without a value last.
func (o Order) NullsLast() Order { o.o.Nulls = metadata.NullsLast; return o }

// Text is an expression of text, with the operators of text.
type Text struct{ Value[string] }

func (Text) withNode(n ast.Node) Text { return Text{Value[string]{n}} }

func text(n ast.Node) Text { return Text{Value[string]{n}} }

// Like matches a pattern in which % stands for any characters, _ for one, and
// a backslash takes the meaning off the one behind it. Whether upper and lower
// case differ is the column's collation's choice; on SQLite, ASCII letters do not.
func (t Text) Like(pattern string) Pred {
	return pred(&ast.Like{X: t.n, Pattern: arg(t.n, pattern)})
}

// NotLike is the opposite of Like.
func (t Text) NotLike(pattern string) Pred {
	return pred(&ast.Like{X: t.n, Pattern: arg(t.n, pattern), Not: true})
}

// ILike is Like without a difference between upper and lower case.
func (t Text) ILike(pattern string) Pred {
	return pred(&ast.Like{X: t.n, Pattern: arg(t.n, pattern), Fold: true})
}

// HasPrefix begins with s, whatever characters s holds.
func (t Text) HasPrefix(s string) Pred { return t.Like(escapeLike(s) + "%") }

// HasSuffix ends with s, whatever characters s holds.
func (t Text) HasSuffix(s string) Pred { return t.Like("%" + escapeLike(s)) }

// Contains has s somewhere, whatever characters s holds.
func (t Text) Contains(s string) Pred { return t.Like("%" + escapeLike(s) + "%") }

// Match matches a regular expression in the server's own language. SQLite has none.
func (t Text) Match(re string) Pred { return compare(t.n, ast.OpMatch, arg(t.n, re)) }

// NotMatch is the opposite of Match.
func (t Text) NotMatch(re string) Pred { return compare(t.n, ast.OpNotMatch, arg(t.n, re)) }

// Append is the text with s behind it.
func (t Text) Append(s string) Text { return text(binary(ast.OpConcat, t.n, arg(t.n, s))) }

// Prepend is the text with s before it.
func (t Text) Prepend(s string) Text { return text(binary(ast.OpConcat, arg(t.n, s), t.n)) }

// Collate compares and sorts by a collation, in the server's spelling.
func (t Text) Collate(name string) Text { return text(&ast.Collate{X: t.n, Name: name}) }

func escapeLike(s string) string {
	var b []byte
	for i := range len(s) {
		switch s[i] {
		case '%', '_', '\\':
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(b)
}

// Numeric are the types of numbers.
type Numeric interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Number is an expression of numbers, with arithmetic.
type Number[T Numeric] struct{ Value[T] }

func (Number[T]) withNode(n ast.Node) Number[T] { return Number[T]{Value[T]{n}} }

func number[T Numeric](n ast.Node) Number[T] { return Number[T]{Value[T]{n}} }

func (v Number[T]) op(op ast.Op, x T) Number[T] { return number[T](binary(op, v.n, arg(v.n, x))) }

// Add is the sum.
func (v Number[T]) Add(x T) Number[T] { return v.op(ast.OpAdd, x) }

// Sub is the difference.
func (v Number[T]) Sub(x T) Number[T] { return v.op(ast.OpSub, x) }

// Mul is the product.
func (v Number[T]) Mul(x T) Number[T] { return v.op(ast.OpMul, x) }

// Div is the quotient; of integers it is cut off towards zero, as in Go.
// Divided by zero it is an error on PostgreSQL and NULL elsewhere.
func (v Number[T]) Div(x T) Number[T] { return v.op(divOf[T](), x) }

// Mod is the rest, with the sign of the dividend, as in Go.
func (v Number[T]) Mod(x T) Number[T] { return v.op(ast.OpMod, x) }

// Neg is the number with the other sign.
func (v Number[T]) Neg() Number[T] { return number[T](&ast.Neg{X: v.n}) }

// BitAnd has the bits that both have.
func (v Number[T]) BitAnd(x T) Number[T] { return v.op(ast.OpBitAnd, x) }

// BitOr has the bits that either has.
func (v Number[T]) BitOr(x T) Number[T] { return v.op(ast.OpBitOr, x) }

// BitXor has the bits that one alone has.
func (v Number[T]) BitXor(x T) Number[T] { return v.op(ast.OpBitXor, x) }

// divOf is the division of a type: one half is zero for integers alone.
func divOf[T Numeric]() ast.Op {
	if T(1)/2 == 0 {
		return ast.OpIntDiv
	}
	return ast.OpDiv
}

// And is true if all are. Without any it is true.
func And(ps ...Expr[bool]) Pred { return logic(false, ps) }

// Or is true if any is. Without any it is false.
func Or(ps ...Expr[bool]) Pred { return logic(true, ps) }

func logic(or bool, ps []Expr[bool]) Pred {
	terms := conditions(nil, ps)
	if len(terms) == 1 {
		return pred(terms[0])
	}
	return pred(&ast.Logic{Or: or, Terms: terms})
}

// conditions appends those that are conditions.
func conditions(to []ast.Node, ps []Expr[bool]) []ast.Node {
	for _, p := range ps {
		if n := p.inner(); n != nil {
			to = append(to, n)
		}
	}
	return to
}

// Not is the opposite; of no condition it is none.
func NotThat(p Expr[bool]) Pred {
	if p.inner() == nil {
		return Pred{}
	}
	return pred(&ast.Not{X: p.inner()})
}

// Given is f of what v points to, or no condition if v is nil:
// Given(minAge, Users.Age.Ge).
func Given[T any](v *T, f func(T) Pred) Pred {
	if v == nil {
		return Pred{}
	}
	return f(*v)
}

// Eq compares two expressions of one type.
func Eq[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpEq, b.inner()) }

// Ne is the opposite of [Eq].
func Ne[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpNe, b.inner()) }

// Lt is a < b.
func Lt[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpLt, b.inner()) }

// Le is a <= b.
func Le[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpLe, b.inner()) }

// Gt is a > b.
func Gt[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpGt, b.inner()) }

// Ge is a >= b.
func Ge[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpGe, b.inner()) }

// Same is equal, where NULL equals NULL.
func Same[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpSame, b.inner()) }

// Differ is the opposite of [Same].
func Differ[T any](a, b Expr[T]) Pred { return compare(a.inner(), ast.OpDiffer, b.inner()) }

// Between is low <= x <= high.
func BetweenThem[T any](x, low, high Expr[T]) Pred {
	return pred(&ast.Between{X: x.inner(), Low: low.inner(), High: high.inner()})
}

// Add is a + b.
func Add[T Numeric](a, b Expr[T]) Number[T] { return arith(ast.OpAdd, a, b) }

// Sub is a - b.
func Sub[T Numeric](a, b Expr[T]) Number[T] { return arith(ast.OpSub, a, b) }

// Mul is a * b.
func Mul[T Numeric](a, b Expr[T]) Number[T] { return arith(ast.OpMul, a, b) }

// Div is a / b; see [Number.Div].
func Div[T Numeric](a, b Expr[T]) Number[T] { return arith(divOf[T](), a, b) }

// Mod is the rest of a / b; see [Number.Mod].
func Mod[T Numeric](a, b Expr[T]) Number[T] { return arith(ast.OpMod, a, b) }

func arith[T Numeric](op ast.Op, a, b Expr[T]) Number[T] {
	return number[T](binary(op, a.inner(), b.inner()))
}

// Concat puts texts one behind the other. It is NULL if one is.
func Concat(first Expr[string], rest ...Expr[string]) Text {
	n := first.inner()
	for _, e := range rest {
		n = binary(ast.OpConcat, n, e.inner())
	}
	return text(n)
}
