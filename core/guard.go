package core

import (
	"database/sql"
	"errors"
	"reflect"
	"time"
)

// guard is a place in which code of the program runs, which may panic.
// database/sql would keep its rows locked then, and closing them would wait for
// ever; so the panic is held back until it has returned.
type guard struct {
	sql.Scanner
	caught *any
}

var errPanic = errors.New("a Scan panics")

// Scan implements [sql.Scanner].
func (g guard) Scan(src any) (err error) {
	done := false
	defer func() {
		if !done {
			*g.caught, err = recover(), errPanic
		}
	}()
	err = g.Scanner.Scan(src)
	done = true
	return err
}

// guarded are places for database/sql, those guarded that may need it.
func guarded(dest []any, caught *any) []any {
	var list []any
	for i, d := range dest {
		s, ok := d.(sql.Scanner)
		if p, ours := d.(interface{ plain() bool }); !ok || ours && p.plain() {
			continue
		}
		if list == nil {
			list = append(list, dest...)
		}
		list[i] = guard{s, caught}
	}
	if list == nil {
		return dest
	}
	return list
}

// ScanPlaces has rows scan into places that [Place] makes, one for each column,
// with the errors of a query. A place that panics does so when database/sql has
// let go of the rows, so that they can be closed.
func ScanPlaces(rows Rows, places []any) error {
	var caught any
	return scanGuarded(rows, guarded(places, &caught), &caught)
}

// scanGuarded scans into places that are guarded, and panics with what one of
// them panicked with.
func scanGuarded(rows Rows, places []any, caught *any) error {
	err := rows.Scan(places...)
	if p := *caught; p != nil {
		*caught = nil
		panic(p)
	}
	if err != nil {
		return scanError(rows, err)
	}
	return nil
}

// isPlain reports whether a T is put in its place by this package alone.
func isPlain[T any]() bool {
	switch any((*T)(nil)).(type) {
	case *int64, *int, *int32, *string, *bool, *float64, *time.Time, *[]byte, *any:
		return true
	}
	return false
}

func (*cell[T]) plain() bool     { return isPlain[T]() }
func (*ptrCell[T]) plain() bool  { return isPlain[T]() }
func (*nullCell[T]) plain() bool { return isPlain[T]() }
func (c *rowCell) plain() bool   { return c.e == nil }
func (c *mapCell) plain() bool   { return c.e == nil }

// plain: numbers, texts and the like; what is made of parts may have methods.
func (c *anyCell) plain() bool {
	k := c.dst.Kind()
	return k < reflect.Array || k == reflect.String || k == reflect.Interface
}
