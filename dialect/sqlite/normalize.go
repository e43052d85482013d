package sqlite

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Normalize declares types as SQLite would, makes numbered keys INTEGER PRIMARY
// KEY, so that they are the rowid, and turns enums into text with a check.
// AUTOINCREMENT is only set where the declaration asks for it. Comments, of
// which SQLite has none, fall away.
func (d *Dialect) Normalize(m *metadata.MetaData, s *dialect.Server) (*metadata.MetaData, error) {
	switch m.Dialect {
	case "sqlite":
		return m, nil
	case "":
	default:
		return nil, fmt.Errorf("a schema in the form of %s cannot be used on SQLite", m.Dialect)
	}
	asked := map[metadata.ColumnRef]bool{}
	for _, t := range m.Tables() {
		for _, c := range t.Columns {
			asked[metadata.ColumnRef{Table: t.Ident(), Column: c.Name}] = c.Autoincrement == metadata.AutoincrementOn
		}
	}
	m, err := ansi.Prepare(m, s)
	if err != nil {
		return nil, err
	}
	n := normalizer{d: d, m: m, asked: asked}
	for _, t := range m.Tables() {
		n.table(t)
	}
	n.absent()
	m.Sort()
	return m, errors.Join(n.errs...)
}

type normalizer struct {
	d     *Dialect
	m     *metadata.MetaData
	asked map[metadata.ColumnRef]bool
	errs  []error
}

func (n *normalizer) fail(pos metadata.Position, t metadata.Name, column, format string, args ...any) {
	n.errs = append(n.errs, ansi.Refusal(pos, t, column, format, args...))
}

// absent reports what SQLite has not.
func (n *normalizer) absent() {
	for _, s := range n.m.Sequences {
		n.fail(metadata.Position{}, metadata.Name{}, "", "sequence %s: SQLite has no sequences", s.Ident())
	}
	for _, o := range n.m.Domains {
		n.fail(metadata.Position{}, metadata.Name{}, "", "domain %s: SQLite has no domains", o.Ident())
	}
	for _, o := range n.m.Routines {
		n.fail(metadata.Position{}, metadata.Name{}, "", "%s %s: SQLite has no routines", o.Kind, o.Ident())
	}
	n.m.Enums, n.m.Extensions, n.m.Schemas = nil, nil, nil
	for _, v := range n.m.Views {
		if v.Materialized {
			n.fail(v.Pos, v.Ident(), "", "SQLite has no materialized views")
		}
		if v.CheckOption != "" {
			n.fail(v.Pos, v.Ident(), "", "SQLite has no WITH CHECK OPTION: nothing is written through its views")
		}
		v.Comment, v.ColumnComments, v.DependsOn = "", nil, nil
	}
}

func (n *normalizer) table(t *metadata.Table) {
	if t.Schema != "" {
		n.fail(t.Pos, t.Ident(), "", "SQLite has no schemas")
	}
	if t.PartitionBy != "" || t.PartitionOf != nil || len(t.Inherits) > 0 {
		n.fail(t.Pos, t.Ident(), "", "SQLite has no partitions and no inheritance")
	}
	for k, v := range t.Options {
		if k != "sqlite.strict" && k != "sqlite.without_rowid" || v != "true" {
			n.fail(t.Pos, t.Ident(), "", "unknown option %s = %q; there are sqlite.strict and sqlite.without_rowid, each \"true\"", k, v)
		}
	}
	t.Comment = ""
	for _, c := range t.Columns {
		n.column(t, c)
	}
	n.keys(t)
	nameless(t)
	for _, i := range t.Indexes {
		n.index(t, i)
	}
}

// nameless marks constraints without a name: any will do. Read from a database
// they have none indeed.
func nameless(t *metadata.Table) {
	if pk := t.PrimaryKey; pk != nil {
		pk.Implicit = pk.Implicit || pk.Name == ""
	}
	for _, u := range t.Uniques {
		u.Implicit = u.Implicit || u.Name == ""
	}
	for _, c := range t.Checks {
		c.Implicit = c.Implicit || c.Name == ""
	}
	for _, f := range t.ForeignKeys {
		f.Implicit = f.Name == ""
	}
}

func (n *normalizer) column(t *metadata.Table, c *metadata.Column) {
	if c.Type.Kind == metadata.KindEnum {
		n.enum(t, c)
	}
	typ, err := exactType(c.Type)
	if err != nil {
		n.fail(c.Pos, t.Ident(), c.Name, "%v", err)
	}
	n.identity(t, c)
	numbered := c.Autoincrement == metadata.AutoincrementOn || c.Identity != nil
	if numbered {
		typ = metadata.Exact("INTEGER")
		c.Autoincrement, c.Identity = "", nil
		if n.asked[metadata.ColumnRef{Table: t.Ident(), Column: c.Name}] {
			c.Autoincrement = metadata.AutoincrementOn
		}
	}
	if t.Options["sqlite.strict"] == "true" {
		typ = strictType(typ)
	}
	typ.ValuesRenamedFrom = c.Type.ValuesRenamedFrom
	c.Type, c.Comment = typ, ""
	ansi.UnknownValues(n.d.Values(t, c), typ.ValuesRenamedFrom, func(format string, args ...any) { n.fail(c.Pos, t.Ident(), c.Name, format, args...) })
	if c.OnUpdate != nil {
		n.fail(c.Pos, t.Ident(), c.Name, "SQLite has no ON UPDATE for columns")
	}
	c.ServerDefault = n.defaultOf(c.ServerDefault)
}

// enum adds the check that holds a column to its values.
func (n *normalizer) enum(t *metadata.Table, c *metadata.Column) {
	quoted := make([]string, len(c.Type.Values))
	for i, v := range c.Type.Values {
		quoted[i] = n.d.Literal(v)
	}
	t.Checks = append(t.Checks, &metadata.Check{Implicit: true, Pos: c.Pos,
		Expr: metadata.SQL(n.d.Ident(c.Name) + " IN (" + strings.Join(quoted, ", ") + ")")})
}

// strictType is the type of a STRICT table that holds what t holds.
func strictType(t metadata.Type) metadata.Type {
	switch t.SQL {
	case "INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY":
		return t
	case "BOOLEAN":
		return metadata.Exact("INTEGER")
	}
	if strings.HasPrefix(t.SQL, "DATE") || strings.HasPrefix(t.SQL, "TIME") {
		return metadata.Exact("TEXT")
	}
	if a := affinity(t.SQL); a != "NUMERIC" {
		return metadata.Exact(a)
	}
	return metadata.Exact("ANY")
}

// defaultOf spells a default; what is no literal stands in parentheses.
func (n *normalizer) defaultOf(e *metadata.Expr) *metadata.Expr {
	if e == nil {
		return nil
	}
	switch e.Kind {
	case metadata.ExprNow:
		return metadata.SQL("CURRENT_TIMESTAMP")
	case metadata.ExprNull:
		return nil
	case metadata.ExprString:
		return metadata.SQL(n.d.Literal(e.Text))
	case metadata.ExprBool:
		return metadata.SQL(map[string]string{"true": "1", "false": "0"}[e.Text])
	case metadata.ExprNumber:
		return metadata.SQL(e.Text)
	}
	c, err := lex.NewCursor(e.Text, lex.SQLite())
	if err != nil {
		return e
	}
	if t := c.Peek(0); t.IsOp("(") || t.Kind == lex.String || t.Kind == lex.Number || t.IsOp("-") || t.IsOp("+") ||
		t.Kind == lex.Quoted || t.Kind == lex.Word { // a word alone is a string here, or one like CURRENT_TIMESTAMP
		if defaultText(c); c.Done() {
			return e
		}
	}
	return metadata.SQL("(" + e.Text + ")")
}
