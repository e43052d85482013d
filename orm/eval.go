package orm

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/core/ast"
)

// Eval computes an expression of package core of an object's columns in Go, as the
// database computes it of the row: one definition is a condition, an order or a
// column of queries, and a value of what is in memory, changes that are not written
// among it. NULL is not valid. There are comparisons, arithmetic, AND, OR and NOT,
// In, Between, IsNull, If and Switch, Coalesce, Concat, Lower, Upper, Length and Abs;
// another table's columns and anything else are an error. Texts are compared letter
// by letter, whatever the column's collation.
func Eval[T, V any](t Table[T], obj *T, e core.Expr[V]) (sql.Null[V], error) {
	var null sql.Null[V]
	v, err := t.m.eval(obj, core.NodeOf(e))
	if err != nil || v == nil {
		return null, err
	}
	to := reflect.ValueOf(&null.V).Elem()
	from := reflect.ValueOf(v)
	if !from.CanConvert(to.Type()) || (from.Kind() == reflect.String) != (to.Kind() == reflect.String) {
		return null, fmt.Errorf("orm.Eval: a %T is no %s", v, to.Type())
	}
	to.Set(from.Convert(to.Type()))
	null.Valid = true
	return null, nil
}

// evaluation computes nodes of one object's row.
type evaluation struct {
	m *mapper
	p place
}

//go:noinline
func (m *mapper) eval(obj any, n ast.Node) (any, error) {
	return evaluation{m, placeOf(reflect.ValueOf(obj))}.node(n)
}

// node is a value: nil, bool, int64, float64, string, []byte or time.Time.
func (e evaluation) node(n ast.Node) (any, error) {
	switch n := n.(type) {
	case *ast.ColumnRef:
		return e.column(n)
	case *ast.Arg:
		return plainValue(n.Value)
	case ast.Literal:
		return plainValue(n.Value)
	case *ast.Label:
		return e.node(n.X)
	case *ast.Binary:
		return e.both(n.L, n.R, func(a, b any) (any, error) { return binary(n.Op, a, b) }, n.Op)
	case *ast.Neg:
		return e.both(ast.Literal{Value: 0}, n.X, func(a, b any) (any, error) { return binary(ast.OpSub, a, b) }, ast.OpSub)
	case *ast.Not:
		return e.not(n.X)
	case *ast.Logic:
		return e.logic(n)
	case *ast.IsNull:
		v, err := e.node(n.X)
		return (v == nil) != n.Not, err
	case *ast.In:
		return e.in(n)
	case *ast.Between:
		return e.between(n)
	case *ast.Case:
		return e.choice(n)
	case *ast.Func:
		return e.call(n)
	case *ast.Broken:
		return nil, n.Err
	}
	return nil, fmt.Errorf("orm.Eval: %T is computed by databases only", n)
}

func (e evaluation) column(ref *ast.ColumnRef) (any, error) {
	ref = underlying(ref)
	if f := e.m.fieldAt(ref.Column); f != nil && !f.json && (ref.Rel == e.m.rel || ref.Rel.Alias == "") {
		return plainValue(f.arg(e.p))
	}
	return nil, fmt.Errorf("orm.Eval: %s.%s is no column of %s that a value can be computed of", ref.Rel.Name(), ref.Name, e.m)
}

// both computes two operands. Where one is NULL, so is the result, but for
// operators that know NULL.
func (e evaluation) both(l, r ast.Node, f func(a, b any) (any, error), op ast.Op) (any, error) {
	a, err := e.node(l)
	if err != nil {
		return nil, err
	}
	b, err := e.node(r)
	if err != nil {
		return nil, err
	}
	if (a == nil || b == nil) && op != ast.OpSame && op != ast.OpDiffer {
		return nil, nil
	}
	return f(a, b)
}

func (e evaluation) not(x ast.Node) (any, error) {
	v, err := e.truth(x)
	if v == nil || err != nil {
		return nil, err
	}
	return !*v, nil
}

// truth is a truth value; nil is unknown.
func (e evaluation) truth(n ast.Node) (*bool, error) {
	v, err := e.node(n)
	if v == nil || err != nil {
		return nil, err
	}
	b, ok := v.(bool)
	if !ok {
		return nil, fmt.Errorf("orm.Eval: a %T is no condition", v)
	}
	return &b, nil
}

func (e evaluation) logic(n *ast.Logic) (any, error) {
	var result any = !n.Or
	for _, t := range n.Terms {
		v, err := e.truth(t)
		switch {
		case err != nil:
			return nil, err
		case v == nil:
			result = nil
		case *v == n.Or:
			return n.Or, nil
		}
	}
	return result, nil
}

func (e evaluation) in(n *ast.In) (any, error) {
	if n.Query != nil {
		return nil, fmt.Errorf("orm.Eval: In of a query is computed by databases only")
	}
	any := &ast.Logic{Or: true}
	for _, item := range n.List {
		any.Terms = append(any.Terms, &ast.Binary{Op: ast.OpEq, L: n.X, R: item})
	}
	if n.Not {
		return e.not(any)
	}
	return e.logic(any)
}

func (e evaluation) between(n *ast.Between) (any, error) {
	all := &ast.Logic{Terms: []ast.Node{&ast.Binary{Op: ast.OpGe, L: n.X, R: n.Low}, &ast.Binary{Op: ast.OpLe, L: n.X, R: n.High}}}
	if n.Not {
		return e.not(all)
	}
	return e.logic(all)
}

func (e evaluation) choice(n *ast.Case) (any, error) {
	for _, when := range n.Whens {
		cond := when.If
		if n.Operand != nil {
			cond = &ast.Binary{Op: ast.OpEq, L: n.Operand, R: when.If}
		}
		v, err := e.truth(cond)
		if err != nil {
			return nil, err
		}
		if v != nil && *v {
			return e.node(when.Then)
		}
	}
	if n.Else == nil {
		return nil, nil
	}
	return e.node(n.Else)
}

func (e evaluation) call(n *ast.Func) (any, error) {
	f := functions[n.Name]
	if f == nil || n.Over != nil || n.Aggregate {
		return nil, fmt.Errorf("orm.Eval: the function %s is computed by databases only", n.Name)
	}
	var args []any
	for _, a := range n.Args {
		v, err := e.node(a)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	if n.Name != "coalesce" && slices.Contains(args, nil) {
		return nil, nil
	}
	return f(args)
}
