package mysql

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
	case "mysql":
		return m, nil
	case "":
	default:
		return nil, fmt.Errorf("a schema in the form of %s cannot be used on %s", m.Dialect, s.Product)
	}
	m, err := ansi.Prepare(m, s)
	if err != nil {
		return nil, err
	}
	n := normalizer{d: d, s: s, m: m}
	for _, t := range m.Tables() {
		n.table(t)
	}
	n.absent()
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
	n.errs = append(n.errs, &refusal{metadata.ValidationError{Pos: pos, Table: t, Column: column, Msg: fmt.Sprintf(format, args...)}})
}

// refusal is a mistake that the server, not the declaration, is the reason of.
type refusal struct{ metadata.ValidationError }

// Unwrap lets errors.Is find dialect.ErrUnsupported.
func (*refusal) Unwrap() error { return dialect.ErrUnsupported }

func (n *normalizer) absent() {
	n.m.Enums, n.m.Schemas, n.m.Extensions = nil, nil, nil
	for _, o := range n.m.Domains {
		n.fail(metadata.Position{}, metadata.Name{}, "", "domain %s: %s has no domains", o.Ident(), n.s.Product)
	}
	if !isMaria(n.s) {
		for _, o := range n.m.Sequences {
			n.fail(metadata.Position{}, metadata.Name{}, "", "sequence %s: %s has no sequences", o.Ident(), n.s.Product)
		}
	}
	for _, v := range n.m.Views {
		if v.Materialized {
			n.fail(v.Pos, v.Ident(), "", "%s has no materialized views", n.s.Product)
		}
		v.Comment, v.ColumnComments = "", nil
	}
}

func (n *normalizer) table(t *metadata.Table) {
	if t.Schema != "" {
		n.fail(t.Pos, t.Ident(), "", "%s has no schemas inside a database", n.s.Product)
	}
	if t.Options == nil {
		t.Options = metadata.Options{}
	}
	if c := t.Options["mysql.charset"]; c != "" && t.Options["mysql.collation"] == "" {
		n.fail(t.Pos, t.Ident(), "", "mysql.charset needs mysql.collation with it")
	}
	delete(t.Options, "mysql.charset")
	if t.Options["mysql.collation"] == "" {
		t.Options["mysql.collation"] = n.s.Facts["collation_database"]
	}
	if strings.EqualFold(t.Options["mysql.engine"], n.s.Facts["engine"]) {
		delete(t.Options, "mysql.engine")
	}
	for _, x := range t.Excludes {
		n.fail(x.Pos, t.Ident(), "", "%s has no exclusion constraints", n.s.Product)
	}
	if t.PrimaryKey != nil {
		t.PrimaryKey.Name, t.PrimaryKey.Implicit = "", true
	}
	for _, c := range t.Columns {
		n.column(t, c)
		if t.PrimaryKey != nil && slices.Contains(metadata.ColumnsOf(t.PrimaryKey.Parts), c.Name) {
			c.Nullable = false // as the server makes it
		}
	}
	n.uniques(t)
	n.checks(t)
	for _, i := range t.Indexes {
		if i.Where != nil || len(i.Include) > 0 || i.NullsNotDistinct {
			n.fail(i.Pos, t.Ident(), "", "index %s: %s has no partial indexes, no INCLUDE and no NULLS NOT DISTINCT", i.Name, n.s.Product)
		}
		for k := range i.Parts {
			i.Parts[k].Nulls = ""
		}
	}
	n.foreignKeys(t)
}

func (n *normalizer) column(t *metadata.Table, c *metadata.Column) {
	isJSON := c.Type.Kind == metadata.KindJSON
	if c.Type.Kind == metadata.KindEnum && len(c.Type.Values) == 0 {
		for _, e := range n.m.Enums {
			if e.Ident() == c.Type.Name {
				c.Type.Values = e.Values
			}
		}
	}
	kind := c.Type.Kind
	typ, err := n.d.exactType(n.s, c.Type)
	if err != nil {
		n.fail(c.Pos, t.Ident(), c.Name, "%v", err)
	}
	if c.Identity != nil {
		c.Identity, c.Autoincrement = nil, metadata.AutoincrementOn
	}
	if isJSON && isMaria(n.s) {
		if t.Options["mysql.collation"] != "utf8mb4_bin" {
			c.Collation = "utf8mb4_bin"
		}
		t.Checks = append(t.Checks, &metadata.Check{Name: c.Name, Column: c.Name, Expr: metadata.SQL("json_valid(" + n.d.Ident(c.Name) + ")")})
	}
	if c.Collation == t.Options["mysql.collation"] {
		c.Collation = ""
	}
	c.Type = typ
	c.ServerDefault = n.defaultOf(c, kind)
	if c.OnUpdate != nil {
		c.OnUpdate = metadata.SQL(n.now(typ.SQL))
	}
}

// now is CURRENT_TIMESTAMP with the digits of the column.
func (n *normalizer) now(typ string) string {
	digits := ""
	if i := strings.IndexByte(typ, '('); i >= 0 {
		digits = typ[i:]
	}
	if isMaria(n.s) {
		if digits == "" {
			digits = "()"
		}
		return "current_timestamp" + digits
	}
	return "CURRENT_TIMESTAMP" + digits
}

func (n *normalizer) defaultOf(c *metadata.Column, kind metadata.Kind) *metadata.Expr {
	e := c.ServerDefault
	if e == nil {
		return nil
	}
	switch e.Kind {
	case metadata.ExprNull:
		return nil
	case metadata.ExprNow:
		return metadata.SQL(n.now(c.Type.SQL))
	case metadata.ExprBool:
		return n.literal(c, map[string]string{"true": "1", "false": "0"}[e.Text], true)
	case metadata.ExprNumber:
		return n.literal(c, e.Text, true)
	case metadata.ExprString:
		return n.literal(c, e.Text, false)
	}
	return n.expression(e)
}

// literal spells a value: MySQL's catalogs print all quoted, MariaDB's print
// numbers bare. TEXT, BLOB and JSON columns take a default on MySQL only as an
// expression in parentheses.
func (n *normalizer) literal(c *metadata.Column, v string, number bool) *metadata.Expr {
	if scale := decimals(c.Type.SQL); scale >= 0 && number {
		v = padded(v, scale)
	}
	if isMaria(n.s) {
		if number && !textual(c.Type.SQL) {
			return metadata.SQL(v)
		}
		return metadata.SQL("'" + strings.ReplaceAll(strings.ReplaceAll(v, `\`, `\\`), "'", "''") + "'")
	}
	if k := c.Type.SQL; strings.HasSuffix(k, "text") || strings.HasSuffix(k, "blob") || k == "json" {
		return metadata.SQL("(_utf8mb4" + n.d.Literal(v) + ")")
	}
	return metadata.SQL(n.d.Literal(v))
}

// decimals is the scale of a decimal type, -1 for others.
func decimals(t string) int {
	var p, s int
	if _, err := fmt.Sscanf(t, "decimal(%d,%d)", &p, &s); err != nil {
		return -1
	}
	return s
}

// padded gives a number the digits that the column will print: 1.5 is 1.50.
func padded(v string, scale int) string {
	whole, frac, _ := strings.Cut(v, ".")
	if len(frac) > scale || strings.ContainsAny(v, "eE") {
		return v
	}
	if scale == 0 {
		return whole
	}
	return whole + "." + frac + strings.Repeat("0", scale-len(frac))
}

// expression puts what is no literal and no CURRENT_TIMESTAMP between
// parentheses on MySQL.
func (n *normalizer) expression(e *metadata.Expr) *metadata.Expr {
	tokens, err := lex.Tokens(e.Text, lex.MySQL())
	if err != nil || len(tokens) == 0 {
		return e
	}
	if t := tokens[0]; t.Is("CURRENT_TIMESTAMP") || t.Is("NOW") || t.Kind == lex.String || t.Kind == lex.Number || t.IsOp("-") {
		return e
	}
	if isMaria(n.s) || strings.HasPrefix(e.Text, "(") {
		return e
	}
	return metadata.SQL("(" + e.Text + ")")
}

// uniques turns unique constraints into unique indexes, named as the server
// does: by the first column, with a number when that is taken.
func (n *normalizer) uniques(t *metadata.Table) {
	taken := func(name string) bool {
		return slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return strings.EqualFold(i.Name, name) })
	}
	for _, u := range t.Uniques {
		if u.NullsNotDistinct || len(u.Include) > 0 || u.Deferrable != "" || u.WithoutOverlaps {
			n.fail(u.Pos, t.Ident(), "", "unique %s: %s has no NULLS NOT DISTINCT, no INCLUDE and no deferrable constraints", u.Name, n.s.Product)
		}
		i := &metadata.Index{Name: u.Name, Unique: true, Parts: u.Parts, Comment: u.Comment, Implicit: u.Implicit, RenamedFrom: u.RenamedFrom, Pos: u.Pos}
		if i.Name == "" {
			base := u.Parts[0].Column
			i.Name, i.Implicit = base, true
			for k := 2; taken(i.Name); k++ {
				i.Name = fmt.Sprintf("%s_%d", base, k)
			}
		}
		t.Indexes = append(t.Indexes, i)
	}
	t.Uniques = nil
}

func (n *normalizer) checks(t *metadata.Table) {
	k := 0
	for _, c := range t.Checks {
		c.Comment = ""
		if c.Name != "" {
			continue
		}
		k++
		c.Implicit = true
		if isMaria(n.s) {
			c.Name = fmt.Sprintf("CONSTRAINT_%d", k)
		} else {
			c.Name = fmt.Sprintf("%s_chk_%d", t.Name, k)
		}
	}
}

// foreignKeys names keys as InnoDB does, and adds the index that it makes for
// a key that has none.
func (n *normalizer) foreignKeys(t *metadata.Table) {
	k := 0
	for _, fk := range t.ForeignKeys {
		fk.Comment = ""
		if isMaria(n.s) && fk.OnDelete == metadata.Restrict {
			fk.OnDelete = ""
		}
		if isMaria(n.s) && fk.OnUpdate == metadata.Restrict {
			fk.OnUpdate = ""
		}
		if fk.Deferrable != "" || fk.Match != "" || fk.NotValid {
			n.fail(fk.Pos, t.Ident(), "", "foreign key %s: %s has no DEFERRABLE, no MATCH and no NOT VALID", fk.Name, n.s.Product)
		}
		if fk.Name == "" {
			k++
			fk.Name, fk.Implicit = fmt.Sprintf("%s_ibfk_%d", t.Name, k), true
		}
		if !n.indexed(t, fk.Columns) {
			name := fk.Name
			if fk.Implicit {
				name = fk.Columns[0]
			}
			t.Indexes = append(t.Indexes, &metadata.Index{Name: name, Parts: metadata.Parts(fk.Columns...), Implicit: true})
		}
	}
}

// indexed reports whether the columns are the first ones of a key or index.
func (n *normalizer) indexed(t *metadata.Table, columns []string) bool {
	begins := func(parts []metadata.Part) bool {
		if len(parts) < len(columns) {
			return false
		}
		for i, c := range columns {
			if !strings.EqualFold(parts[i].Column, c) || parts[i].Length > 0 {
				return false
			}
		}
		return true
	}
	if t.PrimaryKey != nil && begins(t.PrimaryKey.Parts) {
		return true
	}
	return slices.ContainsFunc(t.Indexes, func(i *metadata.Index) bool { return i.Method == "" && begins(i.Parts) })
}
