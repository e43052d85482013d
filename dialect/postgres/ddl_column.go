package postgres

import (
	"fmt"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

func (w *script) alterColumn(c ddl.AlterColumn) error {
	h, n := c.Old, c.New
	table := w.n(c.Ident())
	head := "ALTER TABLE " + table + " ALTER COLUMN " + w.d.Ident(n.Name)
	retype := !h.Type.Equal(n.Type) || h.Collation != n.Collation
	if h.Identity != nil && n.Identity == nil {
		w.add(head, " DROP IDENTITY")
	}
	if sql := n.Options["postgres."+createSequence]; sql != "" {
		w.add(sql)
	}
	if h.Computed != nil && n.Computed == nil {
		w.add(head, " DROP EXPRESSION")
	}
	dropped := h.ServerDefault != nil && (n.ServerDefault == nil || retype || n.Identity != nil)
	if dropped {
		w.add(head, " DROP DEFAULT")
	}
	if name := n.Options["postgres."+dropSequence]; name != "" {
		w.add("DROP SEQUENCE ", w.n(metadata.Name{Schema: c.To.Schema, Name: name}))
	}
	if retype {
		if err := w.retype(head, c); err != nil {
			return err
		}
	}
	if h.Computed != nil && n.Computed != nil && !h.Computed.Expr.Equal(n.Computed.Expr) {
		w.add(head, " SET EXPRESSION AS (", again(n.Computed.Expr), ")")
	}
	if n.ServerDefault != nil && (dropped || !n.ServerDefault.Equal(h.ServerDefault)) {
		w.add(head, " SET DEFAULT ", n.ServerDefault.Text)
	}
	if name := n.Options["postgres."+createdSequence]; name != "" {
		col := w.d.Ident(n.Name)
		w.add("SELECT setval(", w.d.Literal(name), ", v) FROM (SELECT max(", col, ") AS v FROM ", table, ") AS here WHERE v IS NOT NULL")
	}
	w.nullability(head, table, h, n)
	w.identity(head, c)
	w.columnOptions(table, h, n)
	if h.Comment != n.Comment {
		w.comment("COLUMN "+w.b().Ident(c.To.Schema, c.To.Name, n.Name).String(), n.Comment)
	}
	return nil
}

// nullability fills rows that hold NULL with the default before they may not.
func (w *script) nullability(head, table string, h, n *metadata.Column) {
	if !h.Nullable && !n.Nullable && !sameNotNull(h, n) && h.Options["postgres."+notNullKind] != "not valid" {
		w.add(head, " DROP NOT NULL")
		h = &metadata.Column{Nullable: true}
	}
	switch {
	case h.Nullable && !n.Nullable:
		w.fillNulls(table, n)
		fallthrough
	case !n.Nullable && !sameNotNull(h, n):
		w.setNotNull(head, table, n)
	case !h.Nullable && n.Nullable:
		w.add(head, " DROP NOT NULL")
	}
}

// setNotNull also validates a NOT NULL that was not valid.
func (w *script) setNotNull(head, table string, c *metadata.Column) {
	switch kind := c.Options["postgres."+notNullKind]; {
	case kind == "" && c.Options["postgres."+notNullName] == "":
		w.add(head, " SET NOT NULL")
	case kind == "not valid":
	default:
		b := w.b()
		b.W("ALTER TABLE ", table, " ADD", w.notNullHead(c), " NOT NULL ").Ident(c.Name)
		if kind == "no inherit" {
			b.W(" NO INHERIT")
		}
		w.add(b.String())
	}
	w.lateNotNull(table, c)
}

func (w *script) fillNulls(table string, c *metadata.Column) {
	if c.ServerDefault != nil && c.Computed == nil && c.Options["postgres."+notNullKind] != "not valid" {
		col := w.d.Ident(c.Name)
		w.add("UPDATE ", table, " SET ", col, " = ", c.ServerDefault.Text, " WHERE ", col, " IS NULL")
	}
}

// retype changes the type. Without USING only assignment casts are taken, so
// one is given wherever the families differ; the option postgres.using beats it.
func (w *script) retype(head string, c ddl.AlterColumn) error {
	b := w.b()
	b.W(head, " SET DATA TYPE ", c.New.Type.SQL)
	switch {
	case c.New.Collation != "":
		b.W(" COLLATE ", w.collation(c.New.Collation))
	case c.Old.Collation != "" && c.Old.Type.Equal(c.New.Type):
		b.W(` COLLATE "default"`)
	}
	using := c.New.Options["postgres."+usingOption]
	if using == "" && needsUsing(c.Old.Type.SQL, c.New.Type.SQL) {
		if !converts(c.Old.Type, c.New.Type) {
			return fmt.Errorf("PostgreSQL does not convert %s to %s by itself: give column %s.%s the option %q with an expression that does: %w",
				c.Old.Type.SQL, c.New.Type.SQL, c.Ident(), c.New.Name, "postgres."+usingOption, dialect.ErrUnsupported)
		}
		using = cast(w.d.Ident(c.New.Name), c.Old.Type, c.New.Type)
	}
	if using != "" {
		b.W(" USING ", using)
	}
	w.add(b.String())
	return nil
}

// continueAfter sets a new identity's sequence behind the values that are there.
func (w *script) continueAfter(table string, c *metadata.Column) {
	most := "max"
	if i := c.Identity.Increment; i != nil && *i < 0 {
		most = "min"
	}
	col := w.d.Ident(c.Name)
	w.add("SELECT setval(pg_get_serial_sequence(", w.d.Literal(table), ", ", w.d.Literal(c.Name), "), v) FROM (SELECT ", most, "(", col, ") AS v FROM ", table, ") AS here WHERE v IS NOT NULL")
}

func (w *script) identity(head string, c ddl.AlterColumn) {
	table, h, n := w.n(c.Ident()), c.Old, c.New
	switch {
	case n.Identity == nil:
	case h.Identity == nil:
		w.add(head, " ADD ", w.identityText(c.To.Schema, n))
		w.continueAfter(table, n)
	default:
		if h.Identity.Always != n.Identity.Always {
			verb := "BY DEFAULT"
			if n.Identity.Always {
				verb = "ALWAYS"
			}
			w.add(head, " SET GENERATED ", verb)
		}
		if !h.Identity.SequenceOptions.Equal(n.Identity.SequenceOptions) {
			w.add(head, optionsText(n.Identity.SequenceOptions, " SET", true))
		}
		if from, to := sequenceOf(c.To, h), sequenceOf(c.To, n); from != to {
			w.add("ALTER SEQUENCE ", w.n(metadata.Name{Schema: c.To.Schema, Name: from}), " RENAME TO ", w.d.Ident(to))
		}
	}
}

// sequenceOf is the name of an identity column's sequence.
func sequenceOf(t *metadata.Table, c *metadata.Column) string {
	if name := c.Options["postgres."+identitySequence]; name != "" {
		return name
	}
	return madeName(t.Name, c.Name, "seq")
}
