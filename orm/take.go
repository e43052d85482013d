package orm

import (
	"encoding/json"

	"github.com/dbtool/dbtool/core"
)

// Take implements [core.Taker]. What is NULL goes the way of Scan, which knows
// what that means in an outer join.
func (p *outerPlace) Take(d *core.Datum) error {
	if t, ok := p.inner.(core.Taker); ok && d.Kind != core.DatumNull {
		return t.Take(d)
	}
	return p.Scan(d.Value())
}

// Take implements [core.Taker]. A document is decoded where it is.
func (j jsonValue) Take(d *core.Datum) error {
	if d.Kind == core.DatumText || d.Kind == core.DatumBytes {
		j.v.SetZero()
		return json.Unmarshal(d.Raw, j.v.Addr().Interface())
	}
	return j.Scan(d.Value())
}

// Take implements [core.Taker]. The first column tells the type of the object
// that the others go into.
func (p kinPlace) Take(d *core.Datum) error {
	if p.i == 0 {
		if err := p.row.begin(d.Value()); err != nil || p.row.now == nil {
			return err
		}
	}
	o := p.row.now
	if o == nil || o.places[p.i] == nil {
		return nil
	}
	if t, ok := o.places[p.i].(core.Taker); ok {
		return t.Take(d)
	}
	return o.places[p.i].Scan(d.Value())
}

var _ = []core.Taker{(*outerPlace)(nil), jsonValue{}, kinPlace{}}
