package engine

import (
	"errors"
	"slices"
	"sync"
)

// ErrRowsOpen is returned for a statement on a connection, or in a transaction,
// that still has rows of an earlier query to be read, where the server sends one
// result at a time (PostgreSQL, MySQL, MariaDB). The driver would break the
// connection, and the transaction with it.
var ErrRowsOpen = errors.New("engine: rows of an earlier query are still being read on the same connection; read all of them or close them first, or send the statement over the engine")

// openRows are the rows that a connection was asked for. One statement is sent at a
// time, whoever sends it.
type openRows struct {
	sending sync.Mutex
	mu      sync.Mutex
	list    []*Rows
}

// begin sends a statement, if no rows are in its way, and keeps the rows that it
// has; nil for none. Hooks, which may have reasons to send another, see to it
// themselves that they are alone.
func (o *openRows) begin(e *Engine, send func() (*Rows, error)) (*Rows, error) {
	if err := e.usable(); err != nil {
		return nil, err
	}
	if len(e.hooks) == 0 {
		o.sending.Lock()
		defer o.sending.Unlock()
	}
	if e.Server.Caps.OneResult && o.reading() {
		return nil, ErrRowsOpen
	}
	r, err := send()
	if err == nil && r != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.list = append(slices.DeleteFunc(o.list, func(r *Rows) bool { return !r.open() }), r)
	}
	return r, err
}

// run is begin for a statement without rows.
func (o *openRows) run(e *Engine, send func() error) error {
	_, err := o.begin(e, func() (*Rows, error) { return nil, send() })
	return err
}

// free is an error where rows are in the way of what is about to be sent.
func (o *openRows) free(e *Engine) error { return o.run(e, func() error { return nil }) }

// reading reports whether there are rows that are neither closed nor read to
// their end.
func (o *openRows) reading() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.ContainsFunc(o.list, (*Rows).open)
}

// close closes rows that nobody will read, before what they were read in ends.
func (o *openRows) close() error {
	o.mu.Lock()
	list := o.list
	o.list = nil
	o.mu.Unlock()
	var errs []error
	for _, r := range list {
		if r.open() {
			errs = append(errs, r.Close())
		}
	}
	return errors.Join(errs...)
}

// open reports whether there may be rows to be read yet.
func (r *Rows) open() bool { return !r.over.Load() }

// Reading reports whether rows of a query in the transaction are still being
// read.
func (t *Tx) Reading() bool { return t.open.reading() }
