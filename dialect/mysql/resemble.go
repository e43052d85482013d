package mysql

import (
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// Resembles implements [dialect.Resembler]. Unsigned integers have the next
// larger type; for those of 64 bits there is none, and what an int64 does not
// hold is an error when it is read.
func (d *Dialect) Resembles(t metadata.Type) (metadata.Type, bool) {
	if _, ok := d.Generic(t); ok {
		return metadata.Type{}, false
	}
	unsigned := strings.Contains(t.SQL, "unsigned")
	switch family(t.SQL) {
	case "tinyint", "year":
		return metadata.SmallInt(), true
	case "smallint":
		if unsigned {
			return metadata.Integer(), true
		}
		return metadata.SmallInt(), true
	case "mediumint":
		return metadata.Integer(), true
	case "int":
		if unsigned {
			return metadata.BigInt(), true
		}
		return metadata.Integer(), true
	case "bigint":
		return metadata.BigInt(), true
	case "decimal":
		return metadata.Type{Kind: metadata.KindNumeric}, true
	case "float", "double":
		return metadata.Double(), true
	case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "inet4", "inet6":
		return metadata.Text(), true
	case "datetime", "timestamp":
		return metadata.DateTime(), true
	}
	return metadata.Binary(0), true
}
