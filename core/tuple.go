package core

import "github.com/dbtool/dbtool/core/ast"

// RowOf2 is two expressions that are compared as one: by the first, and where
// that is equal by the second.
type RowOf2[A, B any] struct {
	n *ast.Tuple
}

// Row2 is a row of two expressions: Row2(Users.Age, Users.ID).Gt(30, 7).
func Row2[A, B any](a Expr[A], b Expr[B]) RowOf2[A, B] {
	return RowOf2[A, B]{&ast.Tuple{Items: []ast.Node{a.inner(), b.inner()}}}
}

func (r RowOf2[A, B]) with(op ast.Op, a A, b B) Pred { return compare(r.n, op, r.args(a, b)) }

func (r RowOf2[A, B]) args(a A, b B) *ast.Tuple {
	return &ast.Tuple{Items: []ast.Node{arg(r.n.Items[0], a), arg(r.n.Items[1], b)}}
}

// Eq is equal in both.
func (r RowOf2[A, B]) Eq(a A, b B) Pred { return r.with(ast.OpEq, a, b) }

// Ne is the opposite of Eq.
func (r RowOf2[A, B]) Ne(a A, b B) Pred { return r.with(ast.OpNe, a, b) }

// Lt comes before the values, sorted by the first and then by the second.
func (r RowOf2[A, B]) Lt(a A, b B) Pred { return r.with(ast.OpLt, a, b) }

// Le comes before the values or is equal to them.
func (r RowOf2[A, B]) Le(a A, b B) Pred { return r.with(ast.OpLe, a, b) }

// Gt comes behind the values: what is on the next page.
func (r RowOf2[A, B]) Gt(a A, b B) Pred { return r.with(ast.OpGt, a, b) }

// Ge comes behind the values or is equal to them.
func (r RowOf2[A, B]) Ge(a A, b B) Pred { return r.with(ast.OpGe, a, b) }

// In is equal to one of the rows. Without any, it is false.
func (r RowOf2[A, B]) In(rows ...Tuple2[A, B]) Pred {
	list := make([]ast.Node, len(rows))
	for i, t := range rows {
		list[i] = r.args(t.A, t.B)
	}
	return pred(&ast.In{X: r.n, List: list})
}

// InQuery is equal to one of the rows of q.
func (r RowOf2[A, B]) InQuery(q Query[Tuple2[A, B]]) Pred {
	return pred(&ast.In{X: r.n, Query: q.statement()})
}

// EqRow is equal to another row.
func (r RowOf2[A, B]) EqRow(o RowOf2[A, B]) Pred { return compare(r.n, ast.OpEq, o.n) }

// LtRow comes before another row.
func (r RowOf2[A, B]) LtRow(o RowOf2[A, B]) Pred { return compare(r.n, ast.OpLt, o.n) }

// RowOf3 is three expressions that are compared as one.
type RowOf3[A, B, C any] struct {
	n *ast.Tuple
}

// Row3 is a row of three expressions.
func Row3[A, B, C any](a Expr[A], b Expr[B], c Expr[C]) RowOf3[A, B, C] {
	return RowOf3[A, B, C]{&ast.Tuple{Items: []ast.Node{a.inner(), b.inner(), c.inner()}}}
}

func (r RowOf3[A, B, C]) with(op ast.Op, a A, b B, c C) Pred {
	return compare(r.n, op, r.args(a, b, c))
}

func (r RowOf3[A, B, C]) args(a A, b B, c C) *ast.Tuple {
	return &ast.Tuple{Items: []ast.Node{arg(r.n.Items[0], a), arg(r.n.Items[1], b), arg(r.n.Items[2], c)}}
}

// Eq is equal in all three.
func (r RowOf3[A, B, C]) Eq(a A, b B, c C) Pred { return r.with(ast.OpEq, a, b, c) }

// Lt comes before the values.
func (r RowOf3[A, B, C]) Lt(a A, b B, c C) Pred { return r.with(ast.OpLt, a, b, c) }

// Gt comes behind the values.
func (r RowOf3[A, B, C]) Gt(a A, b B, c C) Pred { return r.with(ast.OpGt, a, b, c) }

// In is equal to one of the rows. Without any, it is false.
func (r RowOf3[A, B, C]) In(rows ...Tuple3[A, B, C]) Pred {
	list := make([]ast.Node, len(rows))
	for i, t := range rows {
		list[i] = r.args(t.A, t.B, t.C)
	}
	return pred(&ast.In{X: r.n, List: list})
}
