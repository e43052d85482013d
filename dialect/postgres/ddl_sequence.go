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
		w.alterSequence(c)
	case ddl.SetSequenceOwner:
		owner := "NONE"
		if o := c.To.Owner; o != (metadata.ColumnRef{}) {
			owner = w.b().Ident(o.Table.Schema, o.Table.Name, o.Column).String()
		}
		w.add("ALTER SEQUENCE ", w.n(c.To.Ident()), " OWNED BY ", owner)
	}
}

func (w *script) alterSequence(c ddl.AlterSequence) {
	h, t := c.From, c.To
	if h.Name != t.Name {
		w.add("ALTER SEQUENCE ", w.n(metadata.Name{Schema: t.Schema, Name: h.Name}), " RENAME TO ", w.d.Ident(t.Name))
	}
	typ := t.Type.SQL
	if typ == "" && h.Type.SQL != "" {
		typ = "bigint"
	}
	if typ == h.Type.SQL {
		typ = ""
	}
	if typ != "" || !h.SequenceOptions.Equal(t.SequenceOptions) {
		w.add("ALTER SEQUENCE ", w.n(t.Ident()), as(typ), optionsText(t.SequenceOptions, "", true))
	}
	if a, b := h.Options["postgres.unlogged"], t.Options["postgres.unlogged"]; a != b {
		verb := " SET UNLOGGED"
		if b == "" {
			verb = " SET LOGGED"
		}
		w.add("ALTER SEQUENCE ", w.n(t.Ident()), verb)
	}
	if h.Comment != t.Comment {
		w.comment("SEQUENCE "+w.n(t.Ident()), t.Comment)
	}
}

func as(typ string) string {
	if typ == "" {
		return ""
	}
	return " AS " + typ
}
