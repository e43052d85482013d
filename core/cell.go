package core

import (
	"database/sql"
	"errors"
)

// errNull is a NULL that came where none was expected.
var errNull = errors.New("the value is NULL; read it with Ptr, Maybe, ToPtr or ToNull")

// cell takes a value that is not NULL.
type cell[T any] struct{ dst *T }

// Scan implements [sql.Scanner].
func (c *cell[T]) Scan(src any) error {
	if src == nil {
		return scanNull(c.dst)
	}
	return scanInto(c.dst, src)
}

// Take implements [Taker].
func (c *cell[T]) Take(d *Datum) error {
	if d.Kind == DatumNull {
		return scanNull(c.dst)
	}
	return takeInto(c.dst, d)
}

// scanNull is for types that know NULL themselves.
func scanNull(dst any) error {
	if s, ok := dst.(sql.Scanner); ok {
		return s.Scan(nil)
	}
	if b, ok := dst.(*[]byte); ok {
		*b = nil
		return nil
	}
	return errNull
}

// ptrCell takes a value or nil.
type ptrCell[T any] struct{ dst **T }

// Scan implements [sql.Scanner].
func (c *ptrCell[T]) Scan(src any) error {
	if src == nil {
		*c.dst = nil
		return nil
	}
	v := new(T)
	*c.dst = v
	return scanInto(v, src)
}

// Take implements [Taker].
func (c *ptrCell[T]) Take(d *Datum) error {
	if d.Kind == DatumNull {
		*c.dst = nil
		return nil
	}
	v := new(T)
	*c.dst = v
	return takeInto(v, d)
}

// nullCell takes a value or NULL.
type nullCell[T any] struct{ dst *sql.Null[T] }

// Scan implements [sql.Scanner].
func (c *nullCell[T]) Scan(src any) error {
	if src == nil {
		*c.dst = sql.Null[T]{}
		return nil
	}
	c.dst.Valid = true
	return scanInto(&c.dst.V, src)
}

// Take implements [Taker].
func (c *nullCell[T]) Take(d *Datum) error {
	if d.Kind == DatumNull {
		*c.dst = sql.Null[T]{}
		return nil
	}
	c.dst.Valid = true
	return takeInto(&c.dst.V, d)
}
