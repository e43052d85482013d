package engine

import (
	"errors"

	"github.com/dbtool/dbtool/core"
)

// Bind has Fill put the rows into places, if the connection can do that.
func (r *Rows) Bind(places []core.Taker) bool {
	bound := r.offer.Rows != nil && r.offer.Rows.Bind(places)
	r.bound = r.bound || bound
	return bound
}

var errBound = errors.New("engine: the rows are read by Fill since Bind was called, and cannot be scanned")

// Scan puts the row into what dest points to, as [database/sql.Rows.Scan] does.
func (r *Rows) Scan(dest ...any) error {
	if r.bound {
		return errBound
	}
	return r.Rows.Scan(dest...)
}

// Fill puts the row into the places. A context that ended in between has closed
// the rows, and is the error.
func (r *Rows) Fill() (column int, err error) {
	column, err = r.offer.Rows.Fill()
	if err != nil && column < 0 {
		if ended := r.Rows.Err(); ended != nil {
			return column, ended
		}
	}
	return column, err
}

var _ core.DirectRows = (*Rows)(nil)
