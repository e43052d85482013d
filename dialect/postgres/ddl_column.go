package postgres

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

func (w *script) alterColumn(c ddl.AlterColumn) {
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
		w.retype(head, c)
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
// one is given wherever the families differ; option postgres.using beats it.
func (w *script) retype(head string, c ddl.AlterColumn) {
	b := w.b()
	b.W(head, " SET DATA TYPE ", c.New.Type.SQL)
	switch {
	case c.New.Collation != "":
		b.W(" COLLATE ", w.collation(c.New.Collation))
	case c.Old.Collation != "" && c.Old.Type.Equal(c.New.Type):
		b.W(` COLLATE "default"`)
	}
	using := c.New.Options["postgres.using"]
	if using == "" && needsUsing(c.Old.Type.SQL, c.New.Type.SQL) {
		using = cast(w.d.Ident(c.New.Name), c.Old.Type, c.New.Type)
	}
	if using != "" {
		b.W(" USING ", using)
	}
	w.add(b.String())
}

// cast goes through text where there is no direct cast between the types:
// enums, and integer to boolean and back have one only by way of others.
func cast(col string, from, to metadata.Type) string {
	f, t := family(from.SQL), family(to.SQL)
	switch {
	case from.Ref != (metadata.Name{}) || to.Ref != (metadata.Name{}):
		if strings.HasSuffix(from.SQL, "[]") {
			return col + "::text[]::" + to.SQL
		}
		return col + "::text::" + to.SQL
	case f == "bool" && t == "number" || f == "number" && t == "bool":
		return col + "::integer::" + to.SQL
	}
	return col + "::" + to.SQL
}

// family groups types that convert into each other by assignment.
func family(t string) string {
	if strings.HasSuffix(t, "[]") {
		return t
	}
	base, _, _ := strings.Cut(t, "(")
	base = strings.TrimSpace(base)
	switch base {
	case "smallint", "integer", "bigint", "numeric", "real", "double precision":
		return "number"
	case "character varying", "character", "text":
		return "text"
	case "boolean":
		return "bool"
	case "date", "timestamp", "timestamp without time zone", "timestamp with time zone":
		return "time"
	}
	if strings.HasPrefix(base, "timestamp") {
		return "time"
	}
	return base
}

// needsUsing: a type becomes text by assignment, and stays in its family.
func needsUsing(from, to string) bool {
	f, t := family(from), family(to)
	return f != t && t != "text"
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

func (w *script) createEnum(e *metadata.Enum, n metadata.Name) {
	quoted := make([]string, len(e.Values))
	for i, v := range e.Values {
		quoted[i] = w.d.Literal(v)
	}
	w.add("CREATE TYPE ", w.n(n), " AS ENUM (", strings.Join(quoted, ", "), ")")
	if e.Comment != "" {
		w.comment("TYPE "+w.n(n), e.Comment)
	}
}

// onlyAdds reports whether to holds all values of from in the same order.
func onlyAdds(from, to []string) bool {
	i := 0
	for _, v := range to {
		if i < len(from) && from[i] == v {
			i++
		}
	}
	return i == len(from)
}

// alterEnum adds values in their place. A new value cannot be used before it is
// committed. A value taken away or moved needs a new type, to which every
// column is converted.
func (w *script) alterEnum(c ddl.AlterEnum) {
	name := w.n(c.To.Ident())
	if !onlyAdds(c.From.Values, c.To.Values) {
		w.replaceEnum(c)
		return
	}
	old := map[string]bool{}
	for _, v := range c.From.Values {
		old[v] = true
	}
	for i, v := range c.To.Values {
		if old[v] {
			continue
		}
		place := ""
		switch {
		case i > 0:
			place = " AFTER " + w.d.Literal(c.To.Values[i-1])
		case len(c.From.Values) > 0:
			place = " BEFORE " + w.d.Literal(c.From.Values[0])
		}
		w.add("ALTER TYPE ", name, " ADD VALUE ", w.d.Literal(v), place)
		w.list[len(w.list)-1].Commit = true
	}
	if c.From.Comment != c.To.Comment {
		w.comment("TYPE "+name, c.To.Comment)
	}
}

func (w *script) replaceEnum(c ddl.AlterEnum) {
	aside := metadata.Name{Schema: c.To.Schema, Name: "dbtool_old_" + c.To.Name}
	w.add("ALTER TYPE ", w.n(c.From.Ident()), " RENAME TO ", w.d.Ident(aside.Name))
	w.createEnum(c.To, c.To.Ident())
	for _, col := range c.Columns {
		head := fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s", w.n(col.Table), w.d.Ident(col.Column.Name))
		if col.Column.ServerDefault != nil {
			w.add(head, " DROP DEFAULT")
		}
		w.add(head, " SET DATA TYPE ", col.Column.Type.SQL, " USING ", cast(w.d.Ident(col.Column.Name), col.Column.Type, col.Column.Type))
		if col.Column.ServerDefault != nil {
			w.add(head, " SET DEFAULT ", col.Column.ServerDefault.Text)
		}
	}
	w.add("DROP TYPE ", w.n(aside))
}

func (w *script) createDomain(o *metadata.Domain) {
	b := w.b()
	b.W("CREATE DOMAIN ").Ident(o.Schema, o.Name).W(" AS ", o.Type.SQL)
	if o.Collation != "" {
		b.W(" COLLATE ", w.collation(o.Collation))
	}
	if o.ServerDefault != nil {
		b.W(" DEFAULT ", o.ServerDefault.Text)
	}
	if o.NotNull {
		b.W(" NOT NULL")
	}
	for _, k := range o.Checks {
		if !k.NotValid {
			b.W(" ", w.constraint(k))
		}
	}
	w.add(b.String())
	for _, k := range o.Checks {
		if k.NotValid {
			w.add("ALTER DOMAIN ", w.n(o.Ident()), " ADD ", w.constraint(k))
		}
		if k.Comment != "" {
			w.comment("CONSTRAINT "+w.d.Ident(k.Name)+" ON DOMAIN "+w.n(o.Ident()), k.Comment)
		}
	}
	if o.Comment != "" {
		w.comment("DOMAIN "+w.n(o.Ident()), o.Comment)
	}
}

func (w *script) alterDomain(c ddl.AlterDomain) {
	head := "ALTER DOMAIN " + w.n(c.To.Ident())
	h, t := c.From, c.To
	if !h.ServerDefault.Equal(t.ServerDefault) {
		if t.ServerDefault == nil {
			w.add(head, " DROP DEFAULT")
		} else {
			w.add(head, " SET DEFAULT ", t.ServerDefault.Text)
		}
	}
	if h.NotNull != t.NotNull {
		verb := " DROP NOT NULL"
		if t.NotNull {
			verb = " SET NOT NULL"
		}
		w.add(head, verb)
	}
	old := map[string]*metadata.Check{}
	for _, k := range h.Checks {
		old[k.Name] = k
	}
	same := func(a, b *metadata.Check) bool { return a != nil && a.Expr.Equal(b.Expr) && a.NotValid == b.NotValid }
	want := map[string]*metadata.Check{}
	for _, k := range t.Checks {
		want[k.Name] = k
	}
	for _, k := range h.Checks {
		if !same(want[k.Name], k) {
			w.add(head, " DROP CONSTRAINT ", w.d.Ident(k.Name))
		}
	}
	for _, k := range t.Checks {
		if !same(old[k.Name], k) {
			w.add(head, " ADD ", w.constraint(k))
		}
	}
	if h.Comment != t.Comment {
		w.comment("DOMAIN "+w.n(t.Ident()), t.Comment)
	}
}

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
