package core

import (
	"reflect"
	"time"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/metadata"
)

// column is what a handle of a table's column can do besides being an
// expression.
type column[T any] struct{ ref *ast.ColumnRef }

// Column is the column in the MetaData; nil for a handle that is not bound.
func (c column[T]) Column() *metadata.Column {
	if c.ref == nil {
		return nil
	}
	return c.ref.Column
}

// Set assigns a value, in an insert or an update.
func (c column[T]) Set(v T) ast.Assign {
	if c.ref == nil {
		return ast.Assign{} // which the statement refuses
	}
	return ast.Assign{Column: c.ref.Column, Arg: ast.Arg{Value: v, Type: &c.ref.Column.Type}}
}

// SetTo assigns an expression.
func (c column[T]) SetTo(e Expr[T]) ast.Assign {
	return ast.Assign{Column: c.Column(), Value: fitColumn(nodeOf(e), c.Column())}
}

// SetPtr assigns what v points to, or NULL.
func (c column[T]) SetPtr(v *T) ast.Assign {
	if v == nil {
		return c.SetNull()
	}
	return c.Set(*v)
}

// SetNull assigns NULL.
func (c column[T]) SetNull() ast.Assign {
	return ast.Assign{Column: c.Column(), Value: ast.Literal{Value: nil}}
}

// SetDefault assigns the column's default.
func (c column[T]) SetDefault() ast.Assign {
	return ast.Assign{Column: c.Column(), Value: &ast.Default{}}
}

// SetExcluded assigns, in an upsert, the value that the insert brought.
func (c column[T]) SetExcluded() ast.Assign {
	return ast.Assign{Column: c.Column(), Value: c.excluded()}
}

// Excluded is, in an upsert, the value that the insert brought.
func (c column[T]) Excluded() Value[T] {
	return Value[T]{c.excluded()}
}

func (c column[T]) excluded() ast.Node {
	if c.ref == nil {
		return unbound.Query
	}
	return &ast.Excluded{Name: c.ref.Name, Column: c.ref.Column}
}

// fits reports whether the values can be those of a column of type t.
func (column[T]) fits(t metadata.Type) bool { return Holds(t, reflect.TypeFor[T]()) }

// Handle is a column of a table as a program uses it: Col, Str, Num, Bool,
// Time, JSON, Array or Enum.
type Handle interface {
	Expression
	Column() *metadata.Column
}

// binder is the pointer to a handle, which Bind fills.
type binder interface {
	Handle
	fits(metadata.Type) bool
	bind(*ast.ColumnRef)
}

// Col is a column of any type.
type Col[T any] struct {
	Value[T]
	column[T]
}

func (c *Col[T]) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

// Str is a column of text.
type Str struct {
	String
	column[string]
}

func (c *Str) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

// Num is a column of numbers.
type Num[T Numeric] struct {
	Number[T]
	column[T]
}

func (c *Num[T]) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

// Bool is a column of truth values. It is a condition by itself.
type Bool struct {
	Pred
	column[bool]
}

func (c *Bool) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

// Time is a column of dates, times or both. Instants come back in UTC; dates and
// times of day are those that the value's own clock shows.
type Time struct {
	Moment
	column[time.Time]
}

func (c *Time) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }

// Enum is a column whose values are a named string type.
type Enum[T ~string] struct {
	Value[T]
	column[T]
}

func (c *Enum[T]) bind(r *ast.ColumnRef) { c.n, c.ref = r, r }
