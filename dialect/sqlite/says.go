package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// folded maps tables by their names in small letters, as SQLite finds them.
func folded(m *metadata.MetaData) map[string]*metadata.Table {
	tables := make(map[string]*metadata.Table, len(m.Tables()))
	for _, t := range m.Tables() {
		tables[strings.ToLower(t.Name)] = t
	}
	return tables
}

// link gives a table's foreign keys the referred table's own spelling, and its
// primary key where the columns were left out.
func link(t *metadata.Table, tables map[string]*metadata.Table) {
	for _, fk := range t.ForeignKeys {
		ref := tables[strings.ToLower(fk.Ref.Name)]
		if strings.EqualFold(fk.Ref.Name, t.Name) {
			ref = t
		}
		if ref == nil {
			continue
		}
		fk.Ref = ref.Ident()
		if len(fk.RefColumns) == 0 && ref.PrimaryKey != nil {
			fk.RefColumns = metadata.ColumnsOf(ref.PrimaryKey.Parts)
		}
		for i, name := range fk.RefColumns {
			for _, c := range ref.Columns {
				if strings.EqualFold(c.Name, name) {
					fk.RefColumns[i] = c.Name
				}
			}
		}
	}
}

// says reports whether a CREATE TABLE statement makes the table that t is.
func (d *Dialect) says(text string, t *metadata.Table, tables map[string]*metadata.Table) bool {
	name, ok := createdName(text)
	if !ok || name != t.Name {
		return false
	}
	p, err := parseTable(name, text)
	if err != nil {
		return false
	}
	link(p, tables)
	return d.spellTable(sorted(p)) == d.spellTable(sorted(t))
}

// sorted is a copy of a table with its constraints in order.
func sorted(t *metadata.Table) *metadata.Table {
	m := metadata.New()
	c := t.Clone()
	m.Add(c)
	m.Sort()
	return c
}

// createdName is the name in a CREATE TABLE or CREATE INDEX statement.
func createdName(text string) (string, bool) {
	c, err := lex.NewCursor(text, lex.SQLite())
	if err != nil {
		return "", false
	}
	c.Until(func(t lex.Token) bool { return t.IsAny("TABLE", "INDEX") })
	c.Next()
	c.Accept("IF", "NOT", "EXISTS")
	name, ok := c.Name()
	if c.Accept(".") {
		name, ok = c.Name()
	}
	return name, ok
}
