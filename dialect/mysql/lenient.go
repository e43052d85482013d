package mysql

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// lenient sets what stands in the way of a table as it is to be, around the
// statements that make or alter it.
func (w writer) lenient(t *metadata.Table, list []dialect.Statement) []dialect.Statement {
	if len(list) == 0 {
		return list
	}
	if slices.ContainsFunc(t.Columns, hasZeroDate) {
		list = under("sql_mode", "REPLACE(REPLACE(@@SESSION.sql_mode, 'NO_ZERO_IN_DATE', ''), 'NO_ZERO_DATE', '')", list)
	}
	if w.s.Facts[factTimestamps] == "OFF" && slices.ContainsFunc(t.Columns, bareTimestamp) {
		list = under(factTimestamps, "1", list)
	}
	return list
}

// hasZeroDate reports whether a default has a zero in its date, which the usual
// modes refuse.
func hasZeroDate(c *metadata.Column) bool {
	return c.ServerDefault != nil && zeroDate(c.ServerDefault.Text)
}

// bareTimestamp reports whether older settings would give the column a default
// that nobody asked for.
func bareTimestamp(c *metadata.Column) bool {
	return strings.HasPrefix(c.Type.SQL, "timestamp") && c.ServerDefault == nil && c.Computed == nil && !c.Nullable
}
