package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// Restate makes each table as a temporary one and reads SHOW CREATE TABLE,
// since the catalogs do not list temporary tables.
func (d *Dialect) Restate(ctx context.Context, c *sql.Conn, s *dialect.Server, m *metadata.MetaData) (out *metadata.MetaData, err error) {
	out = metadata.New()
	out.Dialect = m.Dialect
	var made []string
	defer func() {
		if len(made) > 0 {
			_, e := c.ExecContext(context.WithoutCancel(ctx), "DROP TEMPORARY TABLE "+strings.Join(made, ", "))
			err = errors.Join(err, e)
		}
	}()
	for i, t := range m.Tables() {
		bare := onlyExpressions(t, fmt.Sprintf("dbtool_aside_%d", i))
		create := writer{d, s}.createTable(ddl.CreateTable{Table: bare})
		if _, err := c.ExecContext(ctx, "CREATE TEMPORARY"+strings.TrimPrefix(create, "CREATE")); err != nil {
			return nil, fmt.Errorf("temporary copy of table %s: %w", t.Name, err)
		}
		made = append(made, bare.Name)
		t, err := d.restateTable(ctx, c, s, t, bare.Name)
		if err != nil {
			return nil, err
		}
		out.Add(t)
	}
	return out, nil
}

// restateTable takes over what the server says of the temporary table aside.
func (d *Dialect) restateTable(ctx context.Context, c *sql.Conn, s *dialect.Server, t *metadata.Table, aside string) (*metadata.Table, error) {
	var name, text string
	if err := c.QueryRowContext(ctx, "SHOW CREATE TABLE "+aside).Scan(&name, &text); err != nil {
		return nil, err
	}
	restated := t.Clone()
	r := restatement{reader: &reader{d: d, s: s}, t: restated}
	return restated, r.read(text)
}

// onlyExpressions is the table without all that is no expression and that a
// temporary table might refuse. Its checks have no names, which are the
// database's, and are told apart by their order. Its own name hides no other.
func onlyExpressions(t *metadata.Table, name string) *metadata.Table {
	b := t.Clone()
	b.Name, b.Comment, b.PrimaryKey, b.PartitionBy, b.ForeignKeys = name, "", nil, "", nil
	b.Options = nil
	if c := t.Options["mysql.collation"]; c != "" {
		b.Options = metadata.Options{"mysql.collation": c}
	}
	b.Indexes = slices.DeleteFunc(b.Indexes, func(i *metadata.Index) bool {
		return !slices.ContainsFunc(i.Parts, func(p metadata.Part) bool { return p.Expr != nil })
	})
	for _, c := range b.Columns {
		c.Autoincrement, c.Comment = "", ""
		c.Options = nil
	}
	for _, k := range b.Checks {
		if k.Column == "" {
			k.Name = ""
		}
	}
	ansi.OnlyMentioned(b)
	return b
}

// restatement takes expressions over from a SHOW CREATE TABLE.
type restatement struct {
	*reader
	t      *metadata.Table
	checks int // of the table, seen so far
}

func (r *restatement) read(text string) error {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil {
		return err
	}
	for !c.Done() && !c.Peek(0).IsOp("(") {
		c.Next()
	}
	body, ok := c.Group()
	if !ok {
		return fmt.Errorf("SHOW CREATE TABLE answers %q", text)
	}
	for _, item := range body.Commas() {
		r.item(item)
	}
	return nil
}

func (r *restatement) item(c *lex.Cursor) {
	if c.Peek(0).Kind == lex.Quoted {
		name, _ := c.Name()
		if col := r.t.Column(name); col != nil {
			r.column(c, col)
		}
		return
	}
	if c.Accept("CONSTRAINT") {
		c.Name()
	}
	if c.Accept("CHECK") {
		r.check(c, func(k *metadata.Check) bool { return k.Column == "" }, r.checks)
		r.checks++
		return
	}
	for !c.Done() && !c.Accept("KEY") {
		c.Next()
	}
	if name, ok := c.Name(); ok {
		r.index(c, name)
	}
}

// check takes the expression of the n-th check for which of holds.
func (r *restatement) check(c *lex.Cursor, of func(*metadata.Check) bool, n int) {
	text, ok := c.Parens()
	if !ok {
		return
	}
	if !isMaria(r.s) {
		text = unparen(text)
	}
	for _, k := range r.t.Checks {
		if !of(k) {
			continue
		}
		if n == 0 {
			k.Expr = metadata.SQL(r.ours(text))
		}
		n--
	}
}

func (r *restatement) column(c *lex.Cursor, col *metadata.Column) {
	for !c.Done() {
		switch {
		case c.Accept("GENERATED", "ALWAYS", "AS"), c.Accept("AS"):
			if text, ok := c.Parens(); ok && col.Computed != nil {
				col.Computed = &metadata.Computed{Expr: metadata.SQL(r.ours(text)), Stored: col.Computed.Stored}
			}
		case c.Accept("DEFAULT"):
			r.defaultText(c, col)
		case c.Accept("CHECK"):
			r.check(c, func(k *metadata.Check) bool { return k.Column == col.Name }, 0)
		default:
			if _, ok := c.Group(); !ok {
				c.Next()
			}
		}
	}
}

// defaultText takes a default that is an expression; literals are spelled the
// server's way already.
func (r *restatement) defaultText(c *lex.Cursor, col *metadata.Column) {
	mark := c.Mark()
	for !c.Done() && !c.Peek(0).IsAny("ON", "COMMENT", "CHECK", "INVISIBLE", "COLLATE", "GENERATED", "AUTO_INCREMENT") {
		if _, ok := c.Group(); !ok {
			c.Next()
		}
	}
	if d := col.ServerDefault; d == nil || literalOf(d).Kind != metadata.ExprText || isNow(d.Text) || bytesLiteral.MatchString(d.Text) {
		return
	}
	col.ServerDefault = metadata.SQL(r.ours(c.Since(mark)))
}

// bytesLiteral are the literals that SHOW CREATE TABLE spells as strings.
var bytesLiteral = regexp.MustCompile(`^(?:0x|[xXbB]')`)

// ours takes the database's name out of a text. An expression has no aliases,
// so what is qualified with it is a sequence or routine of this database.
func (r *restatement) ours(text string) string {
	r.known = map[string]bool{}
	for _, m := range mentions(text) {
		r.known[m.name] = true
	}
	return r.local(text)
}

func (r *restatement) index(c *lex.Cursor, name string) {
	i := slices.IndexFunc(r.t.Indexes, func(i *metadata.Index) bool { return i.Name == name })
	group, ok := c.Group()
	if i < 0 || !ok {
		return
	}
	for n, part := range group.Commas() {
		if text, ok := part.Parens(); ok && n < len(r.t.Indexes[i].Parts) {
			r.t.Indexes[i].Parts[n].Expr = metadata.SQL(r.ours(text))
		}
	}
}
