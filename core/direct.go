package core

import (
	"database/sql"
	"fmt"
)

// DirectRows are [Rows] that can put values into places as they are, without
// database/sql's detour over an any for each. Everything else stays what it is
// without: Next, Err and Close, the connection's release, contexts.
type DirectRows interface {
	Rows
	// Bind has Fill put each row into the same places, one for each column.
	// It is called before Next, and Scan is not called afterwards. False is
	// that these rows cannot be read so, and have to be scanned.
	Bind(places []Taker) bool
	// Fill puts the row that Next went to into the places. Where it fails, it
	// tells at which column; -1 is at none of them.
	Fill() (column int, err error)
}

// Taker is a place for the values of a column.
type Taker interface {
	// Take puts a value into the place. It must not keep the Datum, nor its
	// bytes.
	Take(d *Datum) error
}

// takersOf are places of a projection as Takers; nil if one of them is neither
// that nor a Scanner.
func takersOf(dest []any) []Taker {
	list := make([]Taker, len(dest))
	for i, d := range dest {
		switch d := d.(type) {
		case Taker:
			list[i] = d
		case sql.Scanner:
			list[i] = scannerTaker{d}
		default:
			return nil
		}
	}
	return list
}

// scannerTaker is a Scanner, which is given what database/sql would give it.
type scannerTaker struct{ sql.Scanner }

// Take implements [Taker].
func (t scannerTaker) Take(d *Datum) error { return t.Scan(d.Value()) }

// bind has rows that can fill the reader's places do so.
func (in *reader) bind(rows Rows) {
	in.direct = nil
	direct, ok := rows.(DirectRows)
	if !ok {
		return
	}
	if in.takers == nil {
		in.takers = takersOf(in.dest)
	}
	if in.takers != nil && direct.Bind(in.takers) {
		in.direct = direct
	}
}

// scan has database/sql put the row into the places.
func (in *reader) scan(rows Rows) error {
	if in.scanned == nil {
		in.scanned = guarded(in.dest, &in.caught)
	}
	return scanGuarded(rows, in.scanned, &in.caught)
}

// read puts the row that the rows are at into the reader's places.
func (in *reader) read(rows Rows) error {
	if in.direct == nil {
		return in.scan(rows)
	}
	column, err := in.direct.Fill()
	if err == nil {
		return nil
	}
	if names, nerr := rows.Columns(); nerr == nil && column >= 0 && column < len(names) {
		return columnError(names[column], err)
	}
	return fmt.Errorf("core: %w", err)
}

func columnError(name string, err error) error {
	return fmt.Errorf("core: column %q: %w", name, err)
}
