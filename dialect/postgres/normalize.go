package postgres

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Normalize spells types, defaults and names as the server would print them.
func (d *Dialect) Normalize(m *metadata.MetaData, s *dialect.Server) (*metadata.MetaData, error) {
	switch m.Dialect {
	case "postgres":
		return m, nil
	case "":
	default:
		return nil, fmt.Errorf("a schema in the form of %s cannot be used on PostgreSQL", m.Dialect)
	}
	m, err := ansi.Prepare(m, s)
	if err != nil {
		return nil, err
	}
	n := normalizer{d: d, s: s, m: m}
	for _, t := range m.Tables() {
		n.table(t)
	}
	for _, o := range m.Domains {
		typ, err := d.exactType(o.Type)
		if err != nil {
			n.fail(metadata.Position{}, o.Ident(), "", "%v", err)
		}
		o.Type = n.named(typ)
		o.ServerDefault = n.defaultOf(o.ServerDefault, o.Type.SQL)
	}
	n.schemas()
	m.Sort()
	return m, errors.Join(n.errs...)
}

type normalizer struct {
	d    *Dialect
	s    *dialect.Server
	m    *metadata.MetaData
	errs []error
}

func (n *normalizer) fail(pos metadata.Position, t metadata.Name, column, format string, args ...any) {
	n.errs = append(n.errs, ansi.Refusal(pos, t, column, format, args...))
}

// schemas declares the namespaces that objects are in.
func (n *normalizer) schemas() {
	need := map[string]bool{}
	for _, t := range n.m.Tables() {
		need[t.Schema] = true
	}
	for _, e := range n.m.Enums {
		need[e.Schema] = true
	}
	for _, s := range n.m.Schemas {
		delete(need, s.Name)
	}
	delete(need, "")
	delete(need, "public")
	for name := range need {
		n.m.Schemas = append(n.m.Schemas, &metadata.Schema{Name: name})
	}
}

// named sets Ref for a type that is a declared enum or domain.
func (n *normalizer) named(t metadata.Type) metadata.Type {
	if t.Ref != (metadata.Name{}) {
		return t
	}
	base := strings.TrimRight(t.SQL, "[]")
	for _, e := range n.m.Enums {
		if n.d.typeName(e.Ident()) == base {
			t.Ref = e.Ident()
		}
	}
	for _, o := range n.m.Domains {
		if n.d.typeName(o.Ident()) == base {
			t.Ref = o.Ident()
		}
	}
	for _, o := range n.m.Objects {
		if o.IsType() && o.Kind != "collation" && n.d.typeName(o.Ident()) == base {
			t.Ref = o.Ident()
		}
	}
	for _, o := range n.m.Tables() {
		if n.d.typeName(o.Ident()) == base {
			t.Ref = o.Ident()
		}
	}
	return t
}

func (n *normalizer) table(t *metadata.Table) {
	for _, c := range t.Columns {
		n.column(t, c)
		if t.PrimaryKey != nil && slices.Contains(metadata.ColumnsOf(t.PrimaryKey.Parts), c.Name) {
			c.Nullable = false // as the server makes it
		}
	}
	if pk := t.PrimaryKey; pk != nil && pk.Name == "" {
		pk.Name, pk.Implicit = madeName(t.Name, "", "pkey"), true
	}
	for _, u := range t.Uniques {
		if u.Name == "" {
			u.Name, u.Implicit = n.free(t, t.Name, strings.Join(metadata.ColumnsOf(u.Parts), "_"), "key"), true
		}
	}
	for _, fk := range t.ForeignKeys {
		if fk.Name == "" {
			fk.Name, fk.Implicit = n.free(t, t.Name, strings.Join(fk.Columns, "_"), "fkey"), true
		}
	}
	for _, c := range t.Checks {
		if c.Name == "" {
			c.Name, c.Implicit = n.free(t, t.Name, onlyColumn(t, c.Expr), "check"), true
		}
	}
	for _, x := range t.Excludes {
		if x.Name == "" {
			x.Name, x.Implicit = n.free(t, t.Name, strings.Join(excluded(x), "_"), "excl"), true
		}
		x.Method = method(x.Method)
	}
	for _, i := range t.Indexes {
		n.index(t, i)
	}
	n.needs18(t)
}

// method is an access method as the catalog has it; the usual one is left out.
func method(name string) string {
	if name = strings.ToLower(name); name == "btree" {
		return ""
	}
	return name
}

func excluded(x *metadata.Exclude) []string {
	var names []string
	for _, e := range x.Elements {
		if e.Column != "" {
			names = append(names, e.Column)
		} else if plainName.MatchString(e.Expr.Text) {
			names = append(names, e.Expr.Text)
		}
	}
	return names
}

func (n *normalizer) index(t *metadata.Table, i *metadata.Index) {
	i.Method = method(i.Method)
	if i.Invisible {
		n.fail(i.Pos, t.Ident(), "", "index %s: PostgreSQL has no invisible indexes", i.Name)
	}
	if other := map[string]string{"fulltext": "gin over to_tsvector(...)", "spatial": "gist"}[i.Method]; other != "" {
		n.fail(i.Pos, t.Ident(), "", "index %s: PostgreSQL has no %s indexes; it has %s", i.Name, i.Method, other)
	}
	for k := range i.Parts {
		p := &i.Parts[k]
		if p.Length > 0 {
			n.fail(i.Pos, t.Ident(), "", "index %s: PostgreSQL has no prefix lengths; index an expression such as left(%s, %d)", i.Name, p.Column, p.Length)
		}
		if p.Desc && p.Nulls == metadata.NullsFirst || !p.Desc && p.Nulls == metadata.NullsLast {
			p.Nulls = ""
		}
	}
}

// onlyColumn is the column a check speaks of if it is one alone, as the server
// names checks.
func onlyColumn(t *metadata.Table, e *metadata.Expr) string {
	tokens, err := lex.Tokens(e.Text, lex.Postgres())
	if err != nil {
		return ""
	}
	found := ""
	for _, tok := range tokens {
		if tok.Kind != lex.Word && tok.Kind != lex.Quoted {
			continue
		}
		name := tok.Value(lex.Postgres())
		if tok.Kind == lex.Word {
			name = strings.ToLower(name)
		}
		if t.Column(name) == nil || name == found {
			continue
		}
		if found != "" {
			return ""
		}
		found = name
	}
	return found
}

// free adds a number to a made name that is taken.
func (n *normalizer) free(t *metadata.Table, name1, name2, label string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(t.Constraints(), func(c metadata.Constraint) bool { return c.ConstraintName() == name }) ||
			slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Name == name })
	}
	name := madeName(name1, name2, label)
	for k := 1; taken(name); k++ {
		name = madeName(name1, name2, label+itoa(k))
	}
	return name
}

func (n *normalizer) column(t *metadata.Table, c *metadata.Column) {
	if c.Type.Kind == metadata.KindEnum {
		n.enum(t, c)
	}
	if serial := serials[strings.ToLower(c.Type.SQL)]; c.Type.Kind == metadata.KindExact && serial != "" {
		n.serial(t, c, serial)
		return
	}
	typ, err := n.d.exactType(c.Type)
	if err != nil {
		n.fail(c.Pos, t.Ident(), c.Name, "%v", err)
	}
	n.oldValues(t, c, n.named(typ))
	if c.Autoincrement == metadata.AutoincrementOn {
		c.Autoincrement = ""
		if c.Identity == nil {
			c.Identity = &metadata.Identity{}
		}
	}
	if c.OnUpdate != nil {
		n.fail(c.Pos, t.Ident(), c.Name, "PostgreSQL has no ON UPDATE for columns; a trigger does it")
	}
	if c.Computed != nil && !c.Computed.Stored && !hasVirtual(n.s) {
		n.fail(c.Pos, t.Ident(), c.Name, "virtual generated columns need PostgreSQL 18; this is %s", n.s.Version)
	}
	c.ServerDefault = n.defaultOf(c.ServerDefault, c.Type.SQL)
}

var serials = map[string]string{"serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint", "smallserial": "smallint", "serial2": "smallint"}

// serial is a sequence of its own, a default that draws from it, and NOT NULL.
func (n *normalizer) serial(t *metadata.Table, c *metadata.Column, typ string) {
	q := &metadata.Sequence{Schema: t.Schema, Name: madeName(t.Name, c.Name, "seq"), Owner: metadata.ColumnRef{Table: t.Ident(), Column: c.Name}}
	if typ != "bigint" {
		q.Type = metadata.Exact(typ)
	}
	n.m.Sequences = append(n.m.Sequences, q)
	c.Type, c.Autoincrement, c.Nullable = metadata.Exact(typ), "", false
	c.ServerDefault = metadata.SQL("nextval(" + n.d.Literal(n.d.typeName(q.Ident())) + "::regclass)")
}

// enum makes the named type that a column's enum is.
func (n *normalizer) enum(t *metadata.Table, c *metadata.Column) {
	if c.Type.Name.Name == "" {
		n.fail(c.Pos, t.Ident(), c.Name, "an enum needs a name on PostgreSQL")
		return
	}
	for _, e := range n.m.Enums {
		if e.Ident() == c.Type.Name {
			if len(c.Type.Values) > 0 && !slices.Equal(e.Values, c.Type.Values) {
				n.fail(c.Pos, t.Ident(), c.Name, "enum %s is declared elsewhere with other values", e.Ident())
			}
			return
		}
	}
	n.m.Enums = append(n.m.Enums, &metadata.Enum{Schema: c.Type.Name.Schema, Name: c.Type.Name.Name, Values: c.Type.Values, ValuesRenamedFrom: c.Type.ValuesRenamedFrom, Pos: c.Pos})
}

// oldValues sets a column's type. Old names of values, which a type in the
// server's own words may have too, are its enum's to keep.
func (n *normalizer) oldValues(t *metadata.Table, c *metadata.Column, typ metadata.Type) {
	from := c.Type.ValuesRenamedFrom
	typ.ValuesRenamedFrom = nil
	c.Type = typ
	if len(from) == 0 {
		return
	}
	report := func(format string, args ...any) { n.fail(c.Pos, t.Ident(), c.Name, format, args...) }
	i := slices.IndexFunc(n.m.Enums, func(e *metadata.Enum) bool { return e.Ident() == typ.Ref })
	if i < 0 {
		report("%s is no declared enum, whose values could be renamed", typ)
		return
	}
	e := n.m.Enums[i]
	ansi.UnknownValues(e.Values, from, report)
	if e.ValuesRenamedFrom == nil {
		e.ValuesRenamedFrom = map[string]string{}
	}
	for value, old := range from {
		if was, ok := e.ValuesRenamedFrom[value]; ok && was != old {
			report("%q is renamed from %q, and elsewhere from %q", value, old, was)
		}
		e.ValuesRenamedFrom[value] = old
	}
}

// defaultOf spells a default as pg_get_expr prints it, casts included.
func (n *normalizer) defaultOf(e *metadata.Expr, typ string) *metadata.Expr {
	if e == nil {
		return nil
	}
	base, _, _ := strings.Cut(typ, "(")
	if i := strings.Index(typ, ")"); i >= 0 {
		base += typ[i+1:]
	}
	switch e.Kind {
	case metadata.ExprNull:
		return nil
	case metadata.ExprNow:
		switch {
		case base == "date":
			return metadata.SQL("CURRENT_DATE")
		case strings.HasPrefix(base, "time "):
			return metadata.SQL("CURRENT_TIME")
		}
		return metadata.SQL("CURRENT_TIMESTAMP")
	case metadata.ExprString:
		return metadata.SQL(n.d.Literal(e.Text) + "::" + base)
	case metadata.ExprBool:
		return metadata.SQL(e.Text)
	case metadata.ExprNumber:
		if strings.HasPrefix(e.Text, "-") {
			return metadata.SQL("'" + e.Text + "'::" + map[bool]string{true: "numeric", false: "integer"}[strings.ContainsAny(e.Text, ".eE")])
		}
		return metadata.SQL(e.Text)
	}
	return e
}
