package orm

import "reflect"

// Fill has a value made for the field of each new object in which it is zero, when
// it is inserted: a key of the program's own, as [core.NewUUID] makes, or the time.
// Rows that others insert have the column's default; see [ColDef.Default].
func Fill[V any](d *Def, field *V, value func() V) {
	d.own(field).fill = made(value)
}

// FillOnUpdate has a value made for the field of each object that is changed, when
// its row is updated, unless the program has given it another itself. Updates by
// criteria set what they say and nothing else.
func FillOnUpdate[V any](d *Def, field *V, value func() V) {
	d.own(field).refill = made(value)
}

func made[V any](value func() V) func() reflect.Value {
	return func() reflect.Value {
		v := value()
		return reflect.ValueOf(&v).Elem()
	}
}

// fillIn makes the values of a new object that are not there.
func (e *entry) fillIn() {
	if !e.m.fills {
		return
	}
	for _, f := range e.m.fields {
		if f.fill != nil && value(e.p, f).IsZero() {
			value(e.p, f).Set(f.fill())
		}
	}
}

// fillAnew makes the values of an object that is about to be updated.
func (e *entry) fillAnew() {
	if !e.m.refills || !e.dirty() {
		return
	}
	for _, f := range e.m.fields {
		if f.refill != nil && f.equal(e.p, e.sp) {
			value(e.p, f).Set(f.refill())
		}
	}
}
