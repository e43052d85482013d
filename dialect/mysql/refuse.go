package mysql

import (
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
	for _, part := range c.Commas() {
		name := strings.ToLower(part.Until(func(t lex.Token) bool { return t.IsOp("=") || t.IsOp(":=") }))
		name = strings.TrimPrefix(strings.TrimSpace(name), "@@")
		for _, scope := range []string{"session", "local"} {
			name = strings.TrimLeft(strings.TrimPrefix(name, scope), " .")
		}
		if name == "autocommit" {
			return true
		}
	}
	return false
}
