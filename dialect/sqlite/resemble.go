package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// Resembles implements [dialect.Resembler]. Where the declared type is no word
// that the driver converts by, its affinity says what is stored. An INTEGER
// holds 64 bits: https://www.sqlite.org/datatype3.html
func (*Dialect) Resembles(t metadata.Type) (metadata.Type, bool) {
	word, _, _ := strings.Cut(strings.ToUpper(t.SQL), "(")
	switch strings.TrimSpace(word) {
	case "":
		return metadata.Type{}, false
	case "BOOLEAN", "BOOL":
		return metadata.Boolean(), true
	case "DATE":
		return metadata.Date(), true
	case "DATETIME", "TIMESTAMP":
		return metadata.DateTime(), true
	case "TIME", "UUID":
		return metadata.Text(), true
	case "JSON":
		return metadata.JSON(), true
	}
	switch affinity(t.SQL) {
	case "INTEGER":
		return metadata.BigInt(), true
	case "TEXT":
		return metadata.Text(), true
	case "BLOB":
		return metadata.Binary(0), true
	case "REAL":
		return metadata.Double(), true
	}
	return metadata.Type{Kind: metadata.KindNumeric}, true
}
