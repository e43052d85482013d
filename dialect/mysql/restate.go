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

// Restate makes temporary tables, each for as many of m as it can stand for,
// and reads SHOW CREATE TABLE, since the catalogs do not list temporary tables.
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
	for _, a := range ansi.Asides(m.Tables(), lex.MySQL(), asideRoom, onlyExpressions) {
		create := writer{d, s}.createTable(ddl.CreateTable{Table: keyed(nameless(a.Table))})
		if _, err := c.ExecContext(ctx, "CREATE TEMPORARY"+strings.TrimPrefix(create, "CREATE")); err != nil {
			return nil, fmt.Errorf("temporary copies of tables: %w", err)
		}
		made = append(made, a.Table.Name)
		list, err := d.restated(ctx, c, s, a)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			out.Add(t)
		}
	}
	return out, nil
}

// asideRoom stays far below what InnoDB takes: 1,017 columns, 65,535 bytes in a
// row, and half a page for what of it stands in the page itself.
var asideRoom = ansi.Room{Columns: 100, Bytes: 30000, Size: rowBytes}

// rowBytes are the most bytes that a column takes of a row.
func rowBytes(c *metadata.Column) int {
	length := 8
	if a := arguments(c.Type.SQL); len(a) == 1 {
		length = a[0]
	}
	switch family(c.Type.SQL) {
	case "char", "varchar":
		return 4*length + 2
	case "binary", "varbinary":
		return length + 2
	case "decimal":
		return 30
	}
	return 16 // numbers, times, and pointers to what is kept apart
}

// restated are the tables that the one aside stands for, with what the server
// says of that.
func (d *Dialect) restated(ctx context.Context, c *sql.Conn, s *dialect.Server, a *ansi.Aside) ([]*metadata.Table, error) {
	var name, text string
	if err := c.QueryRowContext(ctx, "SHOW CREATE TABLE "+a.Table.Name).Scan(&name, &text); err != nil {
		return nil, err
	}
	read := unread(a.Table)
	r := restatement{reader: &reader{d: d, s: s}, t: read}
	if err := r.read(text); err != nil {
		return nil, err
	}
	return a.Restated(read)
}

// unread is the table without its expressions, so that none is taken for read
// that is not. Defaults stay: literals are spelled the server's way already.
func unread(t *metadata.Table) *metadata.Table {
	t = t.Clone()
	for _, k := range t.Checks {
		k.Expr = nil
	}
	for _, c := range t.Columns {
		if c.Computed != nil {
			c.Computed = &metadata.Computed{Stored: c.Computed.Stored}
		}
	}
	return t
}

// onlyExpressions takes out all that is no expression and that a temporary table
// might refuse.
func onlyExpressions(t *metadata.Table) {
	collation := t.Options["mysql.collation"]
	t.Comment, t.PrimaryKey, t.PartitionBy, t.ForeignKeys, t.Options = "", nil, "", nil, nil
	if collation != "" {
		t.Options = metadata.Options{"mysql.collation": collation}
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i *metadata.Index) bool {
		return !slices.ContainsFunc(i.Parts, func(p metadata.Part) bool { return p.Expr != nil })
	})
	for _, c := range t.Columns {
		c.Autoincrement, c.Options = "", nil
	}
}

// nameless is the table with checks that have no names, which are the
// database's; they are told apart by their order.
func nameless(t *metadata.Table) *metadata.Table {
	t = t.Clone()
	for _, k := range t.Checks {
		if k.Column == "" {
			k.Name = ""
		}
	}
	return t
}

// keyed is the table with a key that nothing speaks of: a server may want one in
// each table (sql_require_primary_key, innodb_force_primary_key).
func keyed(t *metadata.Table) *metadata.Table {
	const name = "dbtool_aside_key"
	t.Columns = append(t.Columns, &metadata.Column{Name: name, Type: metadata.Exact("int")})
	t.PrimaryKey = metadata.PK(name)
	return t
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
