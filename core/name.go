package core

import (
	"time"

	"github.com/dbtool/dbtool/core/ast"
)

// Name is a column that is known by its name alone: of [Values1], of a table
// function, of a [Text]. [Of] makes it the column of its relation.
func Name[T any](name string) Value[T] { return Value[T]{free(name)} }

// NameStr is [Name] of a column of text.
func NameStr(name string) String { return str(free(name)) }

// NameNum is [Name] of a column of numbers.
func NameNum[T Numeric](name string) Number[T] { return number[T](free(name)) }

// free is a column of no relation yet. Whether it may be NULL is not known.
func free(name string) *ast.ColumnRef { return &ast.ColumnRef{Name: name} }

// StringOf is an expression of text with the operators of text, which what
// [Coalesce], [Call] and others return has not.
func StringOf(e Expr[string]) String { return str(e.inner()) }

// NumberOf is an expression of numbers with arithmetic.
func NumberOf[T Numeric](e Expr[T]) Number[T] { return number[T](e.inner()) }

// MomentOf is an expression of times with the operators of time.
func MomentOf(e Expr[time.Time]) Moment { return Moment{Value[time.Time]{e.inner()}} }

// PredOf is an expression of truth values as a condition.
func PredOf(e Expr[bool]) Pred { return pred(e.inner()) }
