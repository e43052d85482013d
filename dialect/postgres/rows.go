package postgres

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/dbtool/dbtool/core"
)

// rows are the rows of a query. To database/sql they are a driver's rows; once
// places are bound, Next leaves the values where they are, and Fill takes them
// from there.
type rows struct {
	pgx     pgx.Rows
	types   *pgtype.Map
	fields  []pgconn.FieldDescription
	names   []string
	columns []decoder
	few     [10]decoder // room for the columns of most queries
	// fetched: the row that Next is to go to is there already, if there is more.
	fetched, more bool
	places        []core.Taker
	datum         core.Datum
	// mu keeps Close, which is called from elsewhere when a context ends, from
	// taking the row away while Fill reads it. All else database/sql keeps apart.
	mu     sync.Mutex
	closed bool
}

func newRows(types *pgtype.Map, found pgx.Rows, more bool) *rows {
	r := &rows{pgx: found, types: types, fields: found.FieldDescriptions(), fetched: true, more: more}
	r.columns = r.few[:0:len(r.few)]
	if len(r.fields) > len(r.few) {
		r.columns = make([]decoder, 0, len(r.fields))
	}
	for _, f := range r.fields {
		r.columns = append(r.columns, decoderOf(types, f.DataTypeOID, f.Format))
	}
	return r
}

// Columns are the names of the columns.
func (r *rows) Columns() []string {
	if r.names == nil {
		r.names = make([]string, len(r.fields))
		for i, f := range r.fields {
			r.names[i] = f.Name
		}
	}
	return r.names
}

// Next goes to the next row, and puts its values into dest unless they are to
// be read by Fill.
func (r *rows) Next(dest []driver.Value) error {
	if !r.fetched {
		r.more = r.pgx.Next()
	}
	r.fetched = false
	if !r.more {
		if err := r.pgx.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	if r.places != nil {
		return nil
	}
	for i, raw := range r.pgx.RawValues() {
		if err := r.decode(i, raw); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
		dest[i] = r.datum.Value()
	}
	return nil
}

func (r *rows) decode(i int, raw []byte) error {
	if raw == nil {
		r.datum.Kind = core.DatumNull
		return nil
	}
	err := r.columns[i](raw, &r.datum)
	if err == errFar {
		r.columns[i] = driverDecoder(r.types, r.fields[i].DataTypeOID, r.fields[i].Format)
		err = r.columns[i](raw, &r.datum)
	}
	return err
}

// Bind has Fill put rows into places. It is refused when there are not as many
// as columns, and when a row was read already.
func (r *rows) Bind(places []core.Taker) bool {
	if !r.fetched || len(places) != len(r.columns) || len(places) == 0 {
		return false
	}
	r.places = places
	return true
}

var errNoRow = errors.New("there is no row: the rows have not begun, or are closed")

// Fill puts the row into the places.
func (r *rows) Fill() (column int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || r.fetched || !r.more {
		return -1, errNoRow
	}
	for i, raw := range r.pgx.RawValues() {
		if err := r.decode(i, raw); err != nil {
			return i, err
		}
		if err := r.places[i].Take(&r.datum); err != nil {
			return i, err
		}
	}
	return -1, nil
}

// Close ends the rows.
func (r *rows) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.pgx.Close()
	return r.pgx.Err()
}
