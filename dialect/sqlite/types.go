package sqlite

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// declared is the canonical form of a declared type: one space between words,
// upper case. SQLite compares types by affinity and ignores case.
func declared(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), " ")) }

// exactType is the type that a generic one is declared as. The words are
// chosen for the affinity that stores the value unchanged: DATE and DATETIME
// hold text in ISO form, JSON and UUIDs are text (as NUMERIC, '1e5' would not come back), NUMERIC keeps what fits a number.
func exactType(t metadata.Type) (metadata.Type, error) {
	switch t.Kind {
	case metadata.KindExact:
		return metadata.Exact(declared(t.SQL)), nil
	case metadata.KindString:
		if t.Length == 0 {
			return metadata.Exact("VARCHAR"), nil
		}
		return metadata.Exact(fmt.Sprintf("VARCHAR(%d)", t.Length)), nil
	case metadata.KindNumeric:
		s := "NUMERIC"
		if t.Precision != nil && t.Scale != nil {
			s = fmt.Sprintf("NUMERIC(%d, %d)", *t.Precision, *t.Scale)
		} else if t.Precision != nil {
			s = fmt.Sprintf("NUMERIC(%d)", *t.Precision)
		}
		return metadata.Exact(s), nil
	case metadata.KindDateTime:
		if t.TimeZone {
			return metadata.Exact("TIMESTAMP"), nil
		}
	case metadata.KindArray, metadata.KindInterval:
		return t, fmt.Errorf("SQLite has no %s type; give the column another one with On(\"sqlite\", ...)", t.Kind)
	}
	return metadata.Exact(plainTypes[t.Kind]), nil
}

var plainTypes = map[metadata.Kind]string{
	metadata.KindBoolean: "BOOLEAN", metadata.KindSmallInt: "SMALLINT", metadata.KindInteger: "INTEGER", metadata.KindBigInt: "BIGINT",
	metadata.KindFloat: "FLOAT", metadata.KindDouble: "DOUBLE", metadata.KindText: "TEXT", metadata.KindBinary: "BLOB",
	metadata.KindDate: "DATE", metadata.KindTime: "TIME", metadata.KindDateTime: "DATETIME", metadata.KindJSON: "TEXT",
	metadata.KindUUID: "CHAR(36)", metadata.KindEnum: "TEXT",
}

// affinity is the rule of https://www.sqlite.org/datatype3.html#determination_of_column_affinity
func affinity(t string) string {
	t = strings.ToUpper(t)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(t, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("INT"):
		return "INTEGER"
	case has("CHAR", "CLOB", "TEXT"):
		return "TEXT"
	case t == "" || has("BLOB"):
		return "BLOB"
	case has("REAL", "FLOA", "DOUB"):
		return "REAL"
	}
	return "NUMERIC"
}

// Generic is the way back from a declared type to the generic one that is
// declared so.
func (*Dialect) Generic(t metadata.Type) (metadata.Type, bool) {
	var n, p int
	if _, err := fmt.Sscanf(t.SQL, "VARCHAR(%d)", &n); err == nil && t.SQL == fmt.Sprintf("VARCHAR(%d)", n) {
		return metadata.String(n), true
	}
	if _, err := fmt.Sscanf(t.SQL, "NUMERIC(%d, %d)", &n, &p); err == nil {
		return metadata.Numeric(n, p), true
	}
	if t.SQL == "TIMESTAMP" {
		return metadata.Timestamp(), true
	}
	for k, s := range plainTypes {
		if s == t.SQL && k != metadata.KindEnum && k != metadata.KindJSON {
			return metadata.Type{Kind: k}, true
		}
	}
	return t, false
}
