package sqlite

import (
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
)

var _ dialect.Refuser = (*Dialect)(nil)

// Refuse refuses transactions of a revision's own, as the shell's .dump writes them.
func (d *Dialect) Refuse(sql string) string { return ansi.OwnTransaction(sql, d.Rules()) }
