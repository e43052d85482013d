package sqlite

import (
	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Prechecks are the standard's. Types refuse nothing, but in STRICT tables.
func (d *Dialect) Prechecks(s *dialect.Server, c ddl.Change) []dialect.Precheck {
	if t, ok := c.(ddl.TableChanges); ok {
		var list []dialect.Precheck
		for _, part := range t.Changes {
			list = append(list, d.Prechecks(s, part)...)
		}
		return list
	}
	return ansi.Prechecks(d, c, d.keyValue)
}

// keyValue is a part of a key with the collation that it compares by.
func (d *Dialect) keyValue(p metadata.Part) string {
	text := d.Ident(p.Column)
	if p.Expr != nil {
		text = "(" + p.Expr.Text + ")"
	}
	if p.Collation != "" {
		text += " COLLATE " + d.Ident(p.Collation)
	}
	return text
}
