package postgres

import (
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
)

var _ dialect.Refuser = (*Dialect)(nil)

// Refuse refuses transactions of a revision's own, and what gives the migration
// lock back.
func (d *Dialect) Refuse(sql string) string {
	if !lex.Begins(sql, "ABORT", "PREPARE", "DISCARD") {
		return ansi.OwnTransaction(sql, d.Rules())
	}
	c, err := lex.NewCursor(sql, d.Rules())
	switch {
	case err != nil:
		return ""
	case c.Accept("ABORT"), c.Accept("PREPARE", "TRANSACTION"):
		return ansi.OwnTransaction("ROLLBACK", d.Rules())
	case c.Accept("DISCARD", "ALL"):
		return "DISCARD ALL would give the migration lock back; take the line out"
	}
	return ansi.OwnTransaction(sql, d.Rules())
}
