package postgres

import (
	"database/sql/driver"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/dbtool/dbtool/core"
)

// driverDecoder has the driver read a value, as it does for database/sql: in
// text, which is how all values come without a statement that is known to the
// server, and where a value is not worth code of its own.
func driverDecoder(m *pgtype.Map, oid uint32, format int16) decoder {
	switch oid {
	case pgtype.BoolOID:
		return planned(m, oid, format, func(d *core.Datum, v bool) { d.Kind, d.Bool = core.DatumBool, v })
	case pgtype.ByteaOID:
		return planned(m, oid, format, func(d *core.Datum, v []byte) { d.Kind, d.Raw = core.DatumBytes, v })
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return planned(m, oid, format, func(d *core.Datum, v int64) { d.Kind, d.Int = core.DatumInt, v })
	case pgtype.Float4OID:
		return planned(m, oid, format, func(d *core.Datum, v float32) { d.Kind, d.Float = core.DatumFloat, float64(v) })
	case pgtype.Float8OID:
		return planned(m, oid, format, func(d *core.Datum, v float64) { d.Kind, d.Float = core.DatumFloat, v })
	case pgtype.DateOID:
		return valued[pgtype.Date](m, oid, format)
	case pgtype.TimestampOID:
		return valued[pgtype.Timestamp](m, oid, format)
	case pgtype.TimestamptzOID:
		return valued[pgtype.Timestamptz](m, oid, format)
	}
	return valued[pgtype.Uint32](m, oid, format) // the server's own numbers: oid, xid, cid
}

// planned decodes by the driver's plan for a type and a T.
func planned[T any](m *pgtype.Map, oid uint32, format int16, put func(d *core.Datum, v T)) decoder {
	v := new(T)
	plan := m.PlanScan(oid, format, v)
	return func(raw []byte, d *core.Datum) error {
		if err := plan.Scan(raw, v); err != nil {
			return err
		}
		put(d, *v)
		return nil
	}
}

// valued decodes into one of the driver's own types, which says by itself what
// database/sql gets: infinity is a text.
func valued[T driver.Valuer](m *pgtype.Map, oid uint32, format int16) decoder {
	v := new(T)
	plan := m.PlanScan(oid, format, v)
	return func(raw []byte, d *core.Datum) error {
		if err := plan.Scan(raw, v); err != nil {
			return err
		}
		value, err := (*v).Value()
		switch value := value.(type) {
		case int64:
			d.Kind, d.Int = core.DatumInt, value
		case time.Time:
			d.Kind, d.Time = core.DatumTime, value
		case string:
			d.Kind, d.Raw = core.DatumText, []byte(value)
		}
		return err
	}
}
