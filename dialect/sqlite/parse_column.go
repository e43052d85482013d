package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

func (p *tableParser) column(c *lex.Cursor) error {
	name, ok := c.Name()
	if !ok {
		return c.Errorf("a column's name is missing")
	}
	col := &metadata.Column{Name: name, Nullable: true}
	p.t.Columns = append(p.t.Columns, col)
	col.Type = metadata.Exact(declared(typeText(c)))
	for !c.Done() {
		if isConstraint(c) && !columnLevel(c) {
			return nil
		}
		if err := p.clause(c, col); err != nil {
			return err
		}
	}
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
	var b strings.Builder
	for {
		t := c.Peek(0)
		switch {
		case t.IsOp("("):
			inside, ok := c.Parens()
			if !ok {
				return b.String()
			}
			b.WriteString("(" + strings.Join(strings.Fields(inside), " ") + ")")
			return b.String()
		case c.Done(), startsClause(c):
			return b.String()
		case t.Kind == lex.Word || t.Kind == lex.Quoted || t.Kind == lex.String:
			name, _ := c.Name()
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(name)
		default:
			return b.String()
		}
	}
}

func startsClause(c *lex.Cursor) bool {
	t := c.Peek(0)
	return t.IsAny("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "AS") ||
		t.Is("GENERATED") && c.Peek(1).Is("ALWAYS") || t.Is("FOREIGN") && c.Peek(1).Is("KEY")
}

// clause is one clause of a column.
func (p *tableParser) clause(c *lex.Cursor, col *metadata.Column) error {
	name := constraintName(c)
	switch {
	case c.Accept("PRIMARY", "KEY"):
		p.primaryKey(c, col, name)
	case c.Accept("NOT", "NULL"):
		col.Nullable = false
		if o := conflict(c); o != nil {
			setOption(col, "not_null_on_conflict", o["sqlite.on_conflict"])
		}
		setOption(col, "not_null_name", name)
	case c.Accept("NULL"):
		conflict(c)
	case c.Accept("UNIQUE"):
		p.t.Uniques = append(p.t.Uniques, &metadata.Unique{Name: name, Parts: metadata.Parts(col.Name), Options: conflict(c)})
	case c.Accept("CHECK"):
		text, ok := expression(c)
		if !ok {
			return c.Errorf("CHECK without an expression")
		}
		p.t.Checks = append(p.t.Checks, &metadata.Check{Name: name, Expr: metadata.SQL(text), Options: conflict(c)})
	case c.Accept("DEFAULT"):
		col.ServerDefault = metadata.SQL(defaultText(c))
		setOption(col, "default_name", name)
	case c.Accept("COLLATE"):
		col.Collation, _ = c.Name()
	case c.Accept("REFERENCES"):
		return p.foreignKey(c, name, []string{col.Name})
	case c.Accept("GENERATED", "ALWAYS", "AS"), c.Accept("AS"):
		text, ok := expression(c)
		if !ok {
			return c.Errorf("a generated column without an expression")
		}
		col.Computed = &metadata.Computed{Expr: metadata.SQL(text), Stored: c.Accept("STORED")}
		c.Accept("VIRTUAL")
	default:
		if name != "" {
			return nil
		}
		return c.Errorf("unknown clause %s", c.Peek(0).Text)
	}
	return nil
}

func (p *tableParser) primaryKey(c *lex.Cursor, col *metadata.Column, name string) {
	pk := &metadata.PrimaryKey{Name: name, Parts: metadata.Parts(col.Name)}
	switch {
	case c.Accept("ASC"):
	case c.Accept("DESC"):
		// INTEGER PRIMARY KEY DESC is no alias of the rowid, for a reason of
		// history: https://www.sqlite.org/lang_createtable.html#rowid
		pk.Parts[0].Desc = true
		if strings.EqualFold(col.Type.SQL, "INTEGER") {
			pk.Options = metadata.Options{"sqlite.rowid_alias": "false"}
		}
	}
	for k, v := range conflict(c) {
		if pk.Options == nil {
			pk.Options = metadata.Options{}
		}
		pk.Options[k] = v
	}
	if c.Accept("AUTOINCREMENT") {
		col.Autoincrement = metadata.AutoincrementOn
	}
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

// parseIndex reads a CREATE INDEX statement.
func parseIndex(name, source string) (*metadata.Index, error) {
	c, err := lex.NewCursor(source, lex.SQLite())
	if err != nil {
		return nil, err
	}
	i := &metadata.Index{Name: name}
	c.Accept("CREATE")
	i.Unique = c.Accept("UNIQUE")
	c.Until(func(t lex.Token) bool { return t.IsOp("(") })
	if i.Parts, _, err = parseParts(c); err != nil {
		return nil, err
	}
	if c.Accept("WHERE") {
		i.Where = metadata.SQL(strings.TrimSuffix(strings.TrimSpace(c.Rest()), ";"))
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
