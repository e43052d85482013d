package core

import (
	"errors"
	"slices"

	"github.com/dbtool/dbtool/core/ast"
)

// CaseOf is a CASE under construction.
type CaseOf[T any] struct {
	operand ast.Node
	whens   []ast.When
}

// If begins a CASE: the value where the condition is true.
func If[T any](cond Expr[bool], then Expr[T]) CaseOf[T] { return CaseOf[T]{}.ElseIf(cond, then) }

// ElseIf adds an arm.
func (c CaseOf[T]) ElseIf(cond Expr[bool], then Expr[T]) CaseOf[T] {
	c.whens = append(slices.Clip(c.whens), ast.When{If: cond.inner(), Then: then.inner()})
	return c
}

// Else ends it.
func (c CaseOf[T]) Else(e Expr[T]) Value[T] {
	if len(c.whens) == 0 {
		return c.End()
	}
	n := &ast.Case{Operand: c.operand, Whens: c.whens, Else: e.inner()}
	return Value[T]{fit(n, ast.TypeOf(n))}
}

// End ends it with NULL.
func (c CaseOf[T]) End() Value[T] {
	if len(c.whens) == 0 {
		return Value[T]{&ast.Broken{Err: errors.New("core: a CASE has no condition; begin one with If")}}
	}
	n := &ast.Case{Operand: c.operand, Whens: c.whens}
	return Value[T]{fit(n, ast.TypeOf(n))}
}

// SwitchOf is a CASE over the values of one expression.
type SwitchOf[X, T any] struct {
	x ast.Node
	c CaseOf[T]
}

// Switch begins a CASE over the values of x: Switch[string](Posts.Kind).When(1, Val("news")).
func Switch[T, X any](x Expr[X]) SwitchOf[X, T] {
	return SwitchOf[X, T]{x.inner(), CaseOf[T]{operand: x.inner()}}
}

// When is the value where x is v. NULL is found by none.
func (s SwitchOf[X, T]) When(v X, then Expr[T]) SwitchOf[X, T] {
	s.c.whens = append(slices.Clip(s.c.whens), ast.When{If: arg(s.x, v), Then: then.inner()})
	return s
}

// Else ends it with the value for everything else.
func (s SwitchOf[X, T]) Else(e Expr[T]) Value[T] { return s.c.Else(e) }

// End ends it with NULL for everything else.
func (s SwitchOf[X, T]) End() Value[T] { return s.c.End() }
