package core

import (
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// Pred is a condition. The zero value is no condition: Where, And and Or pass
// over it.
type Pred struct{ Value[bool] }

func (Pred) withNode(n ast.Node) Pred { return Pred{Value[bool]{n}} }

func pred(n ast.Node) Pred { return Pred{Value[bool]{n}} }

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
	to = slices.Grow(to, len(ps))
	for _, p := range ps {
		if n := nodeOf(p); n != nil {
			to = append(to, n)
		}
	}
	return to
}

// Not is the opposite; of no condition it is none.
func Not(p Expr[bool]) Pred {
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

// True is true, as a condition: of a join with a lateral query, say.
func True() Pred { return pred(ast.Literal{Value: true}) }

// False is false, as a condition.
func False() Pred { return pred(ast.Literal{Value: false}) }
