package core

import (
	"github.com/dbtool/dbtool/core/ast"
)

// CaseOf is a CASE under construction.
type CaseOf[T any] struct{ whens []ast.When }

// If begins a CASE: the value where the condition is true.
func If[T any](cond Expr[bool], then Expr[T]) CaseOf[T] { return CaseOf[T]{}.ElseIf(cond, then) }

// ElseIf adds an arm.
func (c CaseOf[T]) ElseIf(cond Expr[bool], then Expr[T]) CaseOf[T] {
	return CaseOf[T]{append(c.whens[:len(c.whens):len(c.whens)], ast.When{If: cond.inner(), Then: then.inner()})}
}

// Else ends it.
func (c CaseOf[T]) Else(e Expr[T]) Value[T] {
	return Value[T]{&ast.Case{Whens: c.whens, Else: e.inner()}}
}

// End ends it with NULL.
func (c CaseOf[T]) End() Value[T] { return Value[T]{&ast.Case{Whens: c.whens}} }
