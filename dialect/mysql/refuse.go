package mysql

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
)

var _ dialect.Refuser = (*Dialect)(nil)

// Refuse refuses transactions of a revision's own, and locks of tables, under
// which no other table can be written: mysqldump writes both.
func (d *Dialect) Refuse(sql string) string {
	if !lex.Begins(sql, "LOCK", "UNLOCK", "SET") {
		return ansi.OwnTransaction(sql, d.Rules())
	}
	c, err := lex.NewCursor(sql, d.Rules())
	switch {
	case err != nil:
		return ""
	case c.Peek(0).IsAny("LOCK", "UNLOCK") && c.Peek(1).IsAny("TABLE", "TABLES"):
		return strings.ToUpper(c.Next().Text+" "+c.Next().Text) + ": the journal could not be written under it; take the line out"
	case c.Accept("SET") && setsAutocommit(c):
		return "SET autocommit: the journal commits with the statement it is about; take the line out"
	}
	return ansi.OwnTransaction(sql, d.Rules())
}

// setsAutocommit looks for the variable where SET has one to be set.
func setsAutocommit(c *lex.Cursor) bool {
	return slices.ContainsFunc(c.Commas(), func(part *lex.Cursor) bool { return slices.Contains(setBy(part), "autocommit") })
}
