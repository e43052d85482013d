package postgres

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/dbtool/dbtool/core"
)

// decoder reads a value, never NULL, as the server has sent it.
type decoder func(raw []byte, d *core.Datum) error

// decoderOf is for a type in a format. What comes of it is what the driver
// gives database/sql.
func decoderOf(m *pgtype.Map, oid uint32, format int16) decoder {
	switch {
	case oid == pgtype.JSONOID, oid == pgtype.JSONBOID, oid == pgtype.XMLOID:
		return planned(m, oid, format, func(d *core.Datum, v []byte) { d.Kind, d.Raw = core.DatumBytes, v })
	case binaryTypes[oid] == 0:
		if format == pgx.TextFormatCode {
			return decodeText
		}
		return planned(m, oid, format, func(d *core.Datum, v string) { d.Kind, d.Raw = core.DatumText, []byte(v) })
	case format == pgx.BinaryFormatCode:
		return binaryDecoder(m, oid)
	}
	return driverDecoder(m, oid, format)
}

// binaryDecoder reads what is most often sent by itself.
func binaryDecoder(m *pgtype.Map, oid uint32) decoder {
	switch oid {
	case pgtype.Int8OID:
		return decodeInt8
	case pgtype.Int4OID:
		return decodeInt4
	case pgtype.Int2OID:
		return decodeInt2
	case pgtype.BoolOID:
		return decodeBool
	case pgtype.Float8OID:
		return decodeFloat8
	case pgtype.Float4OID:
		return decodeFloat4
	case pgtype.ByteaOID:
		return decodeBytes
	case pgtype.TimestampOID:
		if !located(m, oid) {
			return decodeTimestamp
		}
	case pgtype.TimestamptzOID:
		if !located(m, oid) {
			return decodeTimestamptz
		}
	}
	return driverDecoder(m, oid, pgx.BinaryFormatCode)
}

// located reports whether an application has told the driver where its
// instants are.
func located(m *pgtype.Map, oid uint32) bool {
	t, ok := m.TypeForOID(oid)
	if !ok {
		return true
	}
	switch c := t.Codec.(type) {
	case *pgtype.TimestampCodec:
		return c.ScanLocation != nil
	case *pgtype.TimestamptzCodec:
		return c.ScanLocation != nil
	}
	return true
}

func wrongLength(raw []byte, want int) error {
	return fmt.Errorf("the server has sent %d bytes for a value of %d", len(raw), want)
}

func decodeInt8(raw []byte, d *core.Datum) error {
	if len(raw) != 8 {
		return wrongLength(raw, 8)
	}
	d.Kind, d.Int = core.DatumInt, int64(binary.BigEndian.Uint64(raw))
	return nil
}

func decodeInt4(raw []byte, d *core.Datum) error {
	if len(raw) != 4 {
		return wrongLength(raw, 4)
	}
	d.Kind, d.Int = core.DatumInt, int64(int32(binary.BigEndian.Uint32(raw)))
	return nil
}

func decodeInt2(raw []byte, d *core.Datum) error {
	if len(raw) != 2 {
		return wrongLength(raw, 2)
	}
	d.Kind, d.Int = core.DatumInt, int64(int16(binary.BigEndian.Uint16(raw)))
	return nil
}

func decodeBool(raw []byte, d *core.Datum) error {
	if len(raw) != 1 {
		return wrongLength(raw, 1)
	}
	d.Kind, d.Bool = core.DatumBool, raw[0] == 1
	return nil
}

func decodeFloat8(raw []byte, d *core.Datum) error {
	if len(raw) != 8 {
		return wrongLength(raw, 8)
	}
	d.Kind, d.Float = core.DatumFloat, math.Float64frombits(binary.BigEndian.Uint64(raw))
	return nil
}

func decodeFloat4(raw []byte, d *core.Datum) error {
	if len(raw) != 4 {
		return wrongLength(raw, 4)
	}
	d.Kind, d.Float = core.DatumFloat, float64(math.Float32frombits(binary.BigEndian.Uint32(raw)))
	return nil
}

func decodeBytes(raw []byte, d *core.Datum) error {
	d.Kind, d.Raw = core.DatumBytes, raw
	return nil
}

func decodeText(raw []byte, d *core.Datum) error {
	d.Kind, d.Raw = core.DatumText, raw
	return nil
}

// sinceUnix is the server's zero, 2000-01-01, in seconds since 1970.
const sinceUnix = 946_684_800

// near is a distance in microseconds from the server's zero, of some 6,000
// years. What is further away, infinity too, is [errFar].
const near = 200_000_000_000_000_000

// errFar is a value that is left to the driver.
var errFar = errors.New("the value is too far away")

func decodeTimestamptz(raw []byte, d *core.Datum) error {
	if len(raw) != 8 {
		return wrongLength(raw, 8)
	}
	micros := int64(binary.BigEndian.Uint64(raw))
	if micros < -near || micros > near {
		return errFar
	}
	d.Kind, d.Time = core.DatumTime, time.Unix(sinceUnix+micros/1e6, micros%1e6*1e3)
	return nil
}

func decodeTimestamp(raw []byte, d *core.Datum) error {
	err := decodeTimestamptz(raw, d)
	d.Time = d.Time.UTC()
	return err
}
