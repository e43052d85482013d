package postgres

import (
	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

func (w *script) sequence(c ddl.Change) {
	switch c := c.(type) {
	case ddl.CreateSequence:
		kind := "CREATE SEQUENCE "
		if c.Sequence.Options["postgres.unlogged"] != "" {
			kind = "CREATE UNLOGGED SEQUENCE "
		}
		w.add(kind, w.n(c.Sequence.Ident()), as(c.Sequence.Type.SQL), optionsText(c.Sequence.SequenceOptions, "", false))
		if c.Sequence.Comment != "" {
			w.comment("SEQUENCE "+w.n(c.Sequence.Ident()), c.Sequence.Comment)
		}
	case ddl.DropSequence:
		w.add("DROP SEQUENCE ", w.n(c.Sequence.Ident()))
	case ddl.AlterSequence:
		typ := c.To.Type.SQL
		if typ == "" && c.From.Type.SQL != "" {
			typ = "bigint"
		}
		if typ == c.From.Type.SQL {
			typ = ""
		}
		w.add("ALTER SEQUENCE ", w.n(c.To.Ident()), as(typ), optionsText(c.To.SequenceOptions, "", true))
		if c.From.Comment != c.To.Comment {
			w.comment("SEQUENCE "+w.n(c.To.Ident()), c.To.Comment)
		}
	case ddl.SetSequenceOwner:
		owner := "NONE"
		if o := c.To.Owner; o != (metadata.ColumnRef{}) {
			owner = w.b().Ident(o.Table.Schema, o.Table.Name, o.Column).String()
		}
		w.add("ALTER SEQUENCE ", w.n(c.To.Ident()), " OWNED BY ", owner)
	}
}

func as(typ string) string {
	if typ == "" {
		return ""
	}
	return " AS " + typ
}
