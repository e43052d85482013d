package postgres

import (
	"database/sql/driver"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// header is by how much the server's own number for a length is too large.
const header = 4

// ColumnTypeDatabaseTypeName is the server's name of a column's type, or its
// number if the driver knows none.
func (r *rows) ColumnTypeDatabaseTypeName(i int) string {
	oid := r.fields[i].DataTypeOID
	if t, ok := r.types.TypeForOID(oid); ok {
		return strings.ToUpper(t.Name)
	}
	return strconv.FormatInt(int64(oid), 10)
}

// ColumnTypeLength is the longest text, bytes or bits of a column.
func (r *rows) ColumnTypeLength(i int) (length int64, ok bool) {
	switch f := r.fields[i]; f.DataTypeOID {
	case pgtype.TextOID, pgtype.ByteaOID:
		return math.MaxInt64, true
	case pgtype.VarcharOID, pgtype.BPCharOID:
		return int64(f.TypeModifier - header), true
	case pgtype.VarbitOID:
		return int64(f.TypeModifier), true
	}
	return 0, false
}

// ColumnTypePrecisionScale is the size of decimals.
func (r *rows) ColumnTypePrecisionScale(i int) (precision, scale int64, ok bool) {
	f := r.fields[i]
	if f.DataTypeOID != pgtype.NumericOID {
		return 0, 0, false
	}
	size := int64(f.TypeModifier - header)
	return size >> 16 & 0xffff, size & 0xffff, true
}

// ColumnTypeScanType is a Go type that holds a column's values.
func (r *rows) ColumnTypeScanType(i int) reflect.Type {
	if t := scanTypes[r.fields[i].DataTypeOID]; t != nil {
		return t
	}
	return reflect.TypeFor[string]()
}

var scanTypes = map[uint32]reflect.Type{
	pgtype.Float8OID: reflect.TypeFor[float64](), pgtype.Float4OID: reflect.TypeFor[float32](), pgtype.NumericOID: reflect.TypeFor[float64](),
	pgtype.Int8OID: reflect.TypeFor[int64](), pgtype.Int4OID: reflect.TypeFor[int32](), pgtype.Int2OID: reflect.TypeFor[int16](),
	pgtype.BoolOID: reflect.TypeFor[bool](), pgtype.ByteaOID: reflect.TypeFor[[]byte](),
	pgtype.DateOID: reflect.TypeFor[time.Time](), pgtype.TimestampOID: reflect.TypeFor[time.Time](), pgtype.TimestamptzOID: reflect.TypeFor[time.Time](),
}

var _ interface {
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
} = (*rows)(nil)
