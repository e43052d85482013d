package sqlite

import (
	"maps"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

func (p *tableParser) column(c *lex.Cursor) error {
	it := &item{span: span{from: c.Offset()}}
	name, ok := c.Name()
	if !ok {
		return c.Errorf("a column's name is missing")
	}
	it.name = span{it.from, c.End()}
	it.typ.from = c.Offset()
	col := &metadata.Column{Name: name, Nullable: true}
	p.t.Columns = append(p.t.Columns, col)
	col.Type = metadata.Exact(typeText(c))
	if it.typ.to = c.End(); it.typ.to < it.typ.from {
		it.typ = span{it.name.to, it.name.to}
	}
	it.column = col
	p.layout.items = append(p.layout.items, it)
	for !c.Done() && (!isConstraint(c) || columnLevel(c)) {
		if err := p.clause(c, it); err != nil {
			return err
		}
	}
	it.to = c.End()
	return nil
}

// columnLevel tells UNIQUE and CHECK of a column from those of the table that
// may follow without a comma; CHECK after a column is always the column's.
func columnLevel(c *lex.Cursor) bool {
	mark := c.Mark()
	defer c.Reset(mark)
	constraintName(c)
	switch {
	case c.Accept("FOREIGN", "KEY"):
		return false
	case c.Accept("PRIMARY", "KEY"), c.Accept("UNIQUE"):
		return !c.Peek(0).IsOp("(")
	}
	return true
}

// typeText takes the words of the declared type.
func typeText(c *lex.Cursor) string {
	mark := c.Mark()
	for !c.Done() && !startsClause(c) {
		t := c.Peek(0)
		if t.IsOp("(") {
			c.Group()
			break
		}
		if t.Kind != lex.Word && t.Kind != lex.Quoted && t.Kind != lex.String {
			break
		}
		c.Next()
	}
	return declared(c.Since(mark))
}

func startsClause(c *lex.Cursor) bool {
	t := c.Peek(0)
	return t.IsAny("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "AS", "DEFERRABLE") ||
		t.Is("GENERATED") && c.Peek(1).Is("ALWAYS") && c.Peek(2).Is("AS") || t.Is("FOREIGN") && c.Peek(1).Is("KEY")
}

// clause is one clause of a column.
func (p *tableParser) clause(c *lex.Cursor, it *item) error {
	cl, name := begin(c)
	it.clauses = append(it.clauses, cl)
	col := it.column
	switch {
	case c.Accept("PRIMARY", "KEY"):
		p.primaryKey(c, cl, col, name)
	case c.Accept("UNIQUE"):
		p.unique(c, cl, &metadata.Unique{Name: name, Parts: metadata.Parts(col.Name)})
	case c.Accept("CHECK"):
		return p.check(c, cl, name)
	case c.Accept("REFERENCES"):
		return p.foreignKey(c, cl, name, []string{col.Name})
	default:
		return p.attribute(c, cl, col, name)
	}
	return nil
}

// attribute is a clause that is no constraint of the model.
func (p *tableParser) attribute(c *lex.Cursor, cl *clause, col *metadata.Column, name string) error {
	switch {
	case c.Accept("NOT", "NULL"):
		cl.kind = notNullClause
		col.Nullable = false
		setOption(col, "not_null_on_conflict", conflict(c)["sqlite.on_conflict"])
		setOption(col, "not_null_name", name)
	case c.Accept("NULL"):
		cl.kind = nullClause
		conflict(c)
	case c.Accept("DEFAULT"):
		cl.kind = defaultClause
		col.ServerDefault = metadata.SQL(defaultText(c))
		setOption(col, "default_name", name)
	case c.Accept("COLLATE"):
		cl.kind = collateClause
		col.Collation, _ = c.Name()
	case c.Accept("GENERATED", "ALWAYS", "AS"), c.Accept("AS"):
		cl.kind = generatedClause
		text, ok := expression(c)
		if !ok {
			return c.Errorf("a generated column without an expression")
		}
		col.Computed = &metadata.Computed{Expr: metadata.SQL(text), Stored: c.Accept("STORED")}
		c.Accept("VIRTUAL")
	case c.Accept("NOT", "DEFERRABLE"):
		cl.kind = emptyClause
		initially(c)
		p.deferLast(metadata.NotDeferrable)
	case c.Accept("DEFERRABLE"):
		cl.kind = emptyClause
		if initially(c) {
			p.deferLast(metadata.InitiallyDeferred)
		} else {
			p.deferLast(metadata.InitiallyImmediate)
		}
	case name != "":
		cl.kind = emptyClause
	default:
		return c.Errorf("unknown clause %s", c.Peek(0).Text)
	}
	cl.to = c.End()
	return nil
}

// deferLast is what DEFERRABLE does that stands apart from a foreign key: it
// speaks of the last one before it, if there is one.
func (p *tableParser) deferLast(d metadata.Deferrable) {
	if n := len(p.t.ForeignKeys); n > 0 {
		p.t.ForeignKeys[n-1].Deferrable = d
	}
}

func (p *tableParser) primaryKey(c *lex.Cursor, cl *clause, col *metadata.Column, name string) {
	pk := &metadata.PrimaryKey{Name: name, Parts: metadata.Parts(col.Name)}
	options := metadata.Options{}
	switch {
	case c.Accept("ASC"):
	case c.Accept("DESC"):
		// INTEGER PRIMARY KEY DESC is no alias of the rowid, for a reason of
		// history: https://www.sqlite.org/lang_createtable.html#rowid
		pk.Parts[0].Desc = true
		if strings.EqualFold(col.Type.SQL, "INTEGER") {
			options["sqlite.rowid_alias"] = "false"
		}
	}
	rest := cl.end(c)
	maps.Copy(options, conflict(c))
	if len(options) > 0 {
		pk.Options = options
	}
	if c.Accept("AUTOINCREMENT") {
		col.Autoincrement = metadata.AutoincrementOn
	}
	rest()
	cl.kind, cl.of = primaryKeyClause, pk
	p.t.PrimaryKey = pk
}

// defaultText takes a default: a literal, a signed number, a word or an
// expression in parentheses, which are kept.
func defaultText(c *lex.Cursor) string {
	mark := c.Mark()
	if _, ok := c.Parens(); ok {
		return c.Since(mark)
	}
	if c.Peek(0).IsOp("-") || c.Peek(0).IsOp("+") {
		c.Next()
	}
	c.Next()
	return c.Since(mark)
}

// parseIndex reads a CREATE INDEX statement. Columns are named as the table
// does, and a collation is only given where it is not the column's own.
func parseIndex(name, source string, t *metadata.Table) (*metadata.Index, error) {
	c, err := lex.NewCursor(source, lex.SQLite())
	if err != nil {
		return nil, err
	}
	i := &metadata.Index{Name: name, Source: source}
	c.Accept("CREATE")
	i.Unique = c.Accept("UNIQUE")
	c.Until(func(t lex.Token) bool { return t.IsOp("(") })
	if i.Parts, _, err = parseParts(c); err != nil {
		return nil, err
	}
	if c.Accept("WHERE") {
		i.Where = metadata.SQL(strings.TrimSuffix(strings.TrimSpace(c.Rest()), ";"))
	}
	for k, p := range i.Parts {
		for _, col := range t.Columns {
			if !strings.EqualFold(col.Name, p.Column) {
				continue
			}
			i.Parts[k].Column = col.Name
			if strings.EqualFold(p.Collation, col.Collation) || col.Collation == "" && strings.EqualFold(p.Collation, "BINARY") {
				i.Parts[k].Collation = ""
			}
		}
	}
	return i, nil
}

// parseView reads a CREATE VIEW statement: the columns and the query.
func parseView(name, source string) (*metadata.View, error) {
	c, err := lex.NewCursor(source, lex.SQLite())
	if err != nil {
		return nil, err
	}
	v := &metadata.View{Name: name}
	c.Until(func(t lex.Token) bool { return t.Is("VIEW") })
	c.Next()
	c.Until(func(t lex.Token) bool { return t.Is("AS") || t.IsOp("(") })
	if c.Peek(0).IsOp("(") {
		if v.Columns, err = names(c); err != nil {
			return nil, err
		}
	}
	if !c.Accept("AS") {
		return nil, c.Errorf("CREATE VIEW without a query")
	}
	v.Definition = metadata.SQL(strings.TrimSuffix(strings.TrimSpace(c.Rest()), ";"))
	return v, nil
}

// setOption sets one of a column's options; an empty value is none.
func setOption(c *metadata.Column, key, value string) {
	if value == "" {
		return
	}
	if c.Options == nil {
		c.Options = metadata.Options{}
	}
	c.Options["sqlite."+key] = value
}
