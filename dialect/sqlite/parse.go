package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// parseTable reads a CREATE TABLE statement. It is the only place where SQLite
// keeps checks, collations, generated expressions, names of constraints and
// much else.
func parseTable(name, source string) (*metadata.Table, error) {
	l, err := parseLayout(name, source)
	if err != nil {
		return nil, err
	}
	return l.table, nil
}

// parseLayout is parseTable for those who want to know where things stand.
func parseLayout(name, source string) (*layout, error) {
	c, err := lex.NewCursor(source, lex.SQLite())
	if err != nil {
		return nil, err
	}
	t := &metadata.Table{Name: name, Source: source}
	c.Until(func(t lex.Token) bool { return t.IsOp("(") || t.Is("AS") })
	open := c.Offset()
	body, ok := c.Group()
	if !ok {
		return nil, c.Errorf("CREATE TABLE without a list of columns")
	}
	p := tableParser{t: t, layout: &layout{text: source, table: t, body: span{open + 1, c.End() - 1}}}
	for _, item := range body.Commas() {
		if err := p.item(item); err != nil {
			return nil, err
		}
	}
	if err := p.options(c); err != nil {
		return nil, err
	}
	p.canonical()
	return p.layout, nil
}

type tableParser struct {
	t      *metadata.Table
	layout *layout
}

// options are the words behind the columns.
func (p *tableParser) options(c *lex.Cursor) error {
	for !c.Done() {
		switch {
		case c.Accept("WITHOUT", "ROWID"):
			p.option("sqlite.without_rowid")
		case c.Accept("STRICT"):
			p.option("sqlite.strict")
		case c.Accept(","), c.Accept(";"):
		default:
			return c.Errorf("unknown table option %s", c.Peek(0).Text)
		}
	}
	return nil
}

func (p *tableParser) option(key string) {
	if p.t.Options == nil {
		p.t.Options = metadata.Options{}
	}
	p.t.Options[key] = "true"
}

// item is a column or a table constraint. SQLite lets table constraints follow
// each other without a comma.
func (p *tableParser) item(c *lex.Cursor) error {
	if !isConstraint(c) {
		if err := p.column(c); err != nil {
			return err
		}
	}
	for !c.Done() {
		cl, err := p.constraint(c)
		if err != nil {
			return err
		}
		p.layout.items = append(p.layout.items, &item{span: cl.span, clauses: []*clause{cl}})
	}
	if end := c.Offset(); end < p.layout.body.to {
		p.layout.items[len(p.layout.items)-1].comma = end
	}
	return nil
}

func isConstraint(c *lex.Cursor) bool {
	t, next := c.Peek(0), c.Peek(1)
	switch {
	case t.Is("CONSTRAINT"):
		return true
	case t.Is("PRIMARY"), t.Is("FOREIGN"):
		return next.Is("KEY")
	case t.Is("UNIQUE"), t.Is("CHECK"):
		return next.IsOp("(")
	}
	return false
}

// name is the name after CONSTRAINT, if one comes.
func constraintName(c *lex.Cursor) string {
	if !c.Accept("CONSTRAINT") {
		return ""
	}
	name, _ := c.Name()
	return name
}

// begin takes the name of a clause, if it has one.
func begin(c *lex.Cursor) (cl *clause, name string) {
	cl = &clause{span: span{from: c.Offset()}}
	name = constraintName(c)
	cl.name = span{cl.from, cl.from}
	if name != "" {
		cl.name.to = c.End()
	}
	cl.core.from = c.Offset()
	return cl, name
}

// end notes that the core of a clause ends here, and returns what notes where
// the rest does.
func (cl *clause) end(c *lex.Cursor) func() {
	cl.core.to = c.End()
	cl.to = cl.core.to
	cl.rest = span{cl.to, cl.to}
	from := c.Offset()
	return func() {
		if c.End() > cl.core.to {
			cl.rest = span{from, c.End()}
			cl.to = c.End()
		}
	}
}

func (p *tableParser) constraint(c *lex.Cursor) (*clause, error) {
	cl, name := begin(c)
	switch {
	case c.Accept("PRIMARY", "KEY"):
		return cl, p.tableKey(c, cl, name)
	case c.Accept("UNIQUE"):
		parts, _, err := parseParts(c)
		if err != nil {
			return nil, err
		}
		p.unique(c, cl, &metadata.Unique{Name: name, Parts: parts})
	case c.Accept("CHECK"):
		return cl, p.check(c, cl, name)
	case c.Accept("FOREIGN", "KEY"):
		columns, err := names(c)
		if err != nil {
			return nil, err
		}
		if !c.Accept("REFERENCES") {
			return nil, c.Errorf("FOREIGN KEY without REFERENCES")
		}
		return cl, p.foreignKey(c, cl, name, columns)
	case name != "":
		cl.kind, cl.to = emptyClause, c.End()
	default:
		return nil, c.Errorf("unknown constraint %s", c.Peek(0).Text)
	}
	return cl, nil
}

func (p *tableParser) tableKey(c *lex.Cursor, cl *clause, name string) error {
	parts, auto, err := parseParts(c)
	if err != nil {
		return err
	}
	rest := cl.end(c)
	p.t.PrimaryKey = &metadata.PrimaryKey{Name: name, Parts: parts, Options: conflict(c)}
	rest()
	cl.kind, cl.of = primaryKeyClause, p.t.PrimaryKey
	if auto && len(parts) == 1 {
		if col := p.find(parts[0].Column); col != nil {
			col.Autoincrement = metadata.AutoincrementOn
		}
	}
	return nil
}

func (p *tableParser) unique(c *lex.Cursor, cl *clause, u *metadata.Unique) {
	rest := cl.end(c)
	u.Options = conflict(c)
	rest()
	cl.kind, cl.of = uniqueClause, u
	p.t.Uniques = append(p.t.Uniques, u)
}

func (p *tableParser) check(c *lex.Cursor, cl *clause, name string) error {
	text, ok := expression(c)
	if !ok {
		return c.Errorf("CHECK without an expression")
	}
	rest := cl.end(c)
	check := &metadata.Check{Name: name, Expr: metadata.SQL(text), Options: conflict(c)}
	rest()
	cl.kind, cl.of = checkClause, check
	p.t.Checks = append(p.t.Checks, check)
	return nil
}

func (p *tableParser) find(name string) *metadata.Column {
	for _, c := range p.t.Columns {
		if strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}

func names(c *lex.Cursor) ([]string, error) {
	group, ok := c.Group()
	if !ok {
		return nil, c.Errorf("a list of columns is missing")
	}
	var list []string
	for _, item := range group.Commas() {
		name, ok := item.Name()
		if !ok {
			return nil, item.Errorf("a column's name is missing")
		}
		list = append(list, name)
	}
	return list, nil
}

// parseParts reads the columns of a key or index. auto reports the word
// AUTOINCREMENT, which SQLite takes at the end of a table's primary key.
func parseParts(c *lex.Cursor) (parts []metadata.Part, auto bool, err error) {
	group, ok := c.Group()
	if !ok {
		return nil, false, c.Errorf("a list of columns is missing")
	}
	for _, item := range group.Commas() {
		part, a, err := parsePart(item)
		if err != nil {
			return nil, false, err
		}
		parts, auto = append(parts, part), auto || a
	}
	return parts, auto, nil
}

func parsePart(c *lex.Cursor) (p metadata.Part, auto bool, err error) {
	mark := c.Mark()
	name, isName := c.Name()
	if next := c.Peek(0); isName && (c.Done() || next.IsAny("COLLATE", "ASC", "DESC", "AUTOINCREMENT")) {
		p.Column = name
	} else {
		c.Reset(mark)
		p.Expr = metadata.SQL(c.Until(func(t lex.Token) bool { return t.IsAny("COLLATE", "ASC", "DESC") }))
	}
	for !c.Done() {
		switch {
		case c.Accept("COLLATE"):
			p.Collation, _ = c.Name()
		case c.Accept("ASC"):
		case c.Accept("DESC"):
			p.Desc = true
		case c.Accept("AUTOINCREMENT"):
			auto = true
		default:
			return p, auto, c.Errorf("unknown word %s in a list of columns", c.Peek(0).Text)
		}
	}
	return p, auto, nil
}

// expression takes an expression in parentheses, without the comments at its
// ends: one that runs to the end of its line would swallow the parenthesis.
func expression(c *lex.Cursor) (string, bool) {
	group, ok := c.Group()
	if !ok {
		return "", false
	}
	return group.Rest(), true
}

// conflict is ON CONFLICT.
func conflict(c *lex.Cursor) metadata.Options {
	if !c.Accept("ON", "CONFLICT") {
		return nil
	}
	return metadata.Options{"sqlite.on_conflict": strings.ToUpper(c.Next().Text)}
}

func (p *tableParser) foreignKey(c *lex.Cursor, cl *clause, name string, columns []string) error {
	fk := &metadata.ForeignKey{Name: name, Columns: columns}
	fk.Ref.Name, _ = c.Name()
	if c.Peek(0).IsOp("(") {
		list, err := names(c)
		if err != nil {
			return err
		}
		fk.RefColumns = list
	}
	rest := cl.end(c)
	for keyAttribute(c, fk) {
	}
	rest()
	cl.kind, cl.of = foreignKeyClause, fk
	p.t.ForeignKeys = append(p.t.ForeignKeys, fk)
	return nil
}

// keyAttribute takes one of the things that a foreign key says behind the
// columns it refers to; false when none comes.
func keyAttribute(c *lex.Cursor, fk *metadata.ForeignKey) bool {
	switch {
	case c.Accept("ON", "DELETE"):
		fk.OnDelete = action(c)
	case c.Accept("ON", "UPDATE"):
		fk.OnUpdate = action(c)
	case c.Accept("MATCH"):
		if m, _ := c.Name(); !strings.EqualFold(m, "SIMPLE") {
			fk.Match = strings.ToUpper(m)
		}
	case c.Accept("NOT", "DEFERRABLE"):
		initially(c)
	case c.Accept("DEFERRABLE"):
		fk.Deferrable = metadata.InitiallyImmediate
		if initially(c) {
			fk.Deferrable = metadata.InitiallyDeferred
		}
	default:
		return false
	}
	return true
}

func initially(c *lex.Cursor) (deferred bool) {
	if c.Accept("INITIALLY", "DEFERRED") {
		return true
	}
	c.Accept("INITIALLY", "IMMEDIATE")
	return false
}

func action(c *lex.Cursor) metadata.Action {
	switch {
	case c.Accept("SET", "NULL"):
		return metadata.SetNull
	case c.Accept("SET", "DEFAULT"):
		return metadata.SetDefault
	case c.Accept("CASCADE"):
		return metadata.Cascade
	case c.Accept("RESTRICT"):
		return metadata.Restrict
	}
	c.Accept("NO", "ACTION")
	return metadata.NoAction
}

// canonical makes keys name columns as the table does, whatever their case, and
// moves what only the order of constraints could tell.
func (p *tableParser) canonical() {
	fix := func(name *string) {
		if col := p.find(*name); col != nil {
			*name = col.Name
		}
	}
	parts := func(list []metadata.Part) {
		for i := range list {
			fix(&list[i].Column)
		}
	}
	if p.t.PrimaryKey != nil {
		parts(p.t.PrimaryKey.Parts)
	}
	for _, u := range p.t.Uniques {
		parts(u.Parts)
	}
	for _, fk := range p.t.ForeignKeys {
		for i := range fk.Columns {
			fix(&fk.Columns[i])
		}
	}
}
