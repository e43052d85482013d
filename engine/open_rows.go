package engine

import (
	"errors"
	"slices"
)

// ErrRowsOpen is returned for a statement on a connection, or in a transaction,
// that still has rows of an earlier query to be read, where the server sends one
// result at a time (PostgreSQL, MySQL, MariaDB). The driver would break the
// connection, and the transaction with it.
var ErrRowsOpen = errors.New("engine: rows of an earlier query are still being read on the same connection; read all of them or close them first, or send the statement over the engine")

// openRows are the rows that a connection was asked for.
type openRows struct{ list []*Rows }

// free is an error where the rows are in the way of another statement.
func (o *openRows) free(e *Engine) error {
	if err := e.usable(); err != nil {
		return err
	}
	if e.Server.Caps.OneResult && o.reading() {
		return ErrRowsOpen
	}
	return nil
}

// reading reports whether there are rows that are neither closed nor read to
// their end.
func (o *openRows) reading() bool {
	return slices.ContainsFunc(o.list, func(r *Rows) bool { return !r.over() })
}

// close closes rows that nobody will read, before what they were read in ends.
func (o *openRows) close() error {
	var errs []error
	for _, r := range o.list {
		errs = append(errs, r.Close())
	}
	o.list = nil
	return errors.Join(errs...)
}

// note keeps the rows of a query that has worked.
func (o *openRows) note(r *Rows, err error) (*Rows, error) {
	if err == nil {
		o.list = append(slices.DeleteFunc(o.list, (*Rows).over), r)
	}
	return r, err
}

// over reports whether all rows were read, or nobody will read them.
func (r *Rows) over() bool { return r.done || r.ended }

// Reading reports whether rows of a query in the transaction are still being
// read.
func (t *Tx) Reading() bool { return t.open.reading() }
