package sqlite

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// oldName is the name of a table that is made anew, while its rows are copied.
func oldName(t *metadata.Table) string { return "dbtool_old_" + t.Name }

// rebuild makes a table anew. Foreign keys are off around it (see Frame).
//
// Of the ways at https://www.sqlite.org/lang_altertable.html#otheralter this is
// not the one recommended there: the old table steps aside and the new one is
// created under its own name, so that its text stays as it is given, and
// messages name it right. What that page warns of, that renaming the old table
// makes others refer to it by the new name, legacy_alter_table prevents.
func (d *Dialect) rebuild(c ddl.TableChanges) ([]dialect.Statement, error) {
	old := oldName(c.From)
	var list []dialect.Statement
	add := func(sql string) { list = append(list, dialect.Statement{SQL: sql}) }
	script := func(sql string) { list = append(list, dialect.Statement{SQL: sql, ScriptOnly: true}) }
	script("SAVEPOINT dbtool_table") // begins a transaction if an error has ended the one around
	for _, sql := range d.aside(c.From, old) {
		add(sql)
	}
	add(d.createTable(c.To))
	add(d.copyRows(c.From, c.To, old))
	script(d.copied(c.To, old))
	if counts(c.From) && counts(c.To) {
		add("DELETE FROM sqlite_sequence WHERE name = " + d.Literal(c.To.Name))
		add("UPDATE sqlite_sequence SET name = " + d.Literal(c.To.Name) + " WHERE name = " + d.Literal(old))
	}
	add("DROP TABLE " + d.Ident(old))
	script("RELEASE dbtool_table")
	for _, r := range c.Restore {
		more, err := d.Compile(nil, r)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// aside are the statements that take the old table out of the way. A table
// that calls itself by name in an expression cannot be renamed without views,
// triggers and foreign keys following it; its rows are copied twice.
func (d *Dialect) aside(t *metadata.Table, old string) []string {
	if !d.callsItself(t) {
		return []string{"PRAGMA legacy_alter_table = ON",
			"ALTER TABLE " + d.Ident(t.Name) + " RENAME TO " + d.Ident(old),
			"PRAGMA legacy_alter_table = OFF"}
	}
	columns := "*"
	if r := rowid(t); r != "" {
		columns = r + " AS dbtool_rowid, *"
	}
	list := []string{"CREATE TABLE " + d.Ident(old) + " AS SELECT " + columns + " FROM " + d.Ident(t.Name)}
	if counts(t) {
		list = append(list, "UPDATE sqlite_sequence SET name = "+d.Literal(old)+" WHERE name = "+d.Literal(t.Name))
	}
	return append(list, "DROP TABLE "+d.Ident(t.Name))
}

// callsItself reports whether the table's name stands before a column's, as in
// CHECK (t.a > 0), in its own text or that of its indexes.
func (d *Dialect) callsItself(t *metadata.Table) bool {
	texts := []string{t.Source}
	if t.Source == "" {
		texts[0] = d.spellTable(t)
	}
	for _, i := range t.Indexes {
		texts = append(texts, d.createIndex(t.Name, i))
	}
	return slices.ContainsFunc(texts, func(text string) bool {
		c, err := lex.NewCursor(text, lex.SQLite())
		if err != nil {
			return true
		}
		for c.Until(func(t lex.Token) bool { return t.IsOp("(") }); !c.Done(); {
			if name, ok := c.Name(); !ok {
				c.Next()
			} else if c.Peek(0).IsOp(".") && strings.EqualFold(name, t.Name) {
				return true
			}
		}
		return false
	})
}

// copied is for a client that goes on after an error: it takes all back unless
// the new table is there and has the rows of the old one.
func (d *Dialect) copied(to *metadata.Table, old string) string {
	return "INSERT OR ROLLBACK INTO temp.dbtool_guard SELECT changes() = count(*) AND EXISTS (SELECT 1 FROM main.sqlite_schema WHERE name = " +
		d.Literal(to.Name) + ") FROM " + d.Ident(old)
}

// counts reports whether the table has AUTOINCREMENT.
func counts(t *metadata.Table) bool {
	return slices.ContainsFunc(t.Columns, func(c *metadata.Column) bool { return c.Autoincrement == metadata.AutoincrementOn })
}

// rowidNames all mean the rowid, unless a column is called so.
var rowidNames = []string{"rowid", "_rowid_", "oid"}

// rowid is a name by which the table's rowid can be had; "" if there is none.
func rowid(t *metadata.Table) string {
	if t.Options["sqlite.without_rowid"] == "true" {
		return ""
	}
	for _, name := range rowidNames {
		if find(t, name) == nil {
			return name
		}
	}
	return ""
}

// alias is the column that is another name of the rowid; nil if none is.
func alias(t *metadata.Table) *metadata.Column {
	pk := t.PrimaryKey
	if pk == nil || len(pk.Parts) != 1 || t.Options["sqlite.without_rowid"] == "true" || pk.Options["sqlite.rowid_alias"] == "false" {
		return nil
	}
	if c := find(t, pk.Parts[0].Column); c != nil && c.Type.SQL == "INTEGER" {
		return c
	}
	return nil
}

func find(t *metadata.Table, name string) *metadata.Column {
	for _, c := range t.Columns {
		if strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}

// copyRows is the INSERT that fills the new table. OR ABORT overrules what the
// table says of conflicts: a row that does not fit is an error, and never left
// out. Values need no CAST, which would make 0 of what is no number: the
// columns' affinity converts what it can without loss.
func (d *Dialect) copyRows(from, to *metadata.Table, old string) string {
	var into, values []string
	add := func(name, value string) { into, values = append(into, name), append(values, value) }
	if name, value, ok := d.rowidCopy(from, to); ok {
		add(name, value)
	}
	for _, w := range to.Columns {
		if h := find(from, w.Name); h != nil && w.Computed == nil {
			add(d.Ident(w.Name), d.value(h, w, to))
		}
	}
	if len(into) == 0 {
		add(d.filler(to))
	}
	return "INSERT OR ABORT INTO " + d.Ident(to.Name) + " (" + strings.Join(into, ", ") + ")\n  SELECT " + strings.Join(values, ", ") + " FROM " + d.Ident(old)
}

// filler is a column and a value for it, for rows of which nothing else stays:
// the first whose value is not computed.
func (d *Dialect) filler(to *metadata.Table) (name, value string) {
	i := slices.IndexFunc(to.Columns, func(c *metadata.Column) bool { return c.Computed == nil })
	c := to.Columns[max(i, 0)]
	if c.ServerDefault == nil {
		return d.Ident(c.Name), "NULL"
	}
	return d.Ident(c.Name), d.defaultValue(c.ServerDefault.Text)
}

// rowidCopy keeps rowids, by which full text indexes and applications may know
// the rows. A new column that is the rowid gets the old one.
func (d *Dialect) rowidCopy(from, to *metadata.Table) (into, value string, ok bool) {
	value, into = rowid(from), rowid(to)
	if value == "" || into == "" {
		return "", "", false
	}
	if d.callsItself(from) {
		value = "dbtool_rowid"
	}
	if a := alias(to); a != nil {
		return d.Ident(a.Name), value, find(from, a.Name) == nil
	}
	return into, value, true
}

// value is what a column of the new table gets. Between text and bytes STRICT
// tables do not convert, but nothing is lost.
func (d *Dialect) value(h, w *metadata.Column, to *metadata.Table) string {
	value := d.Ident(h.Name)
	a, b := affinity(h.Type.SQL), affinity(w.Type.SQL)
	if to.Options["sqlite.strict"] == "true" && w.Type.SQL != "ANY" && a != b && (a == "BLOB" || b == "BLOB") {
		value = "CAST(" + value + " AS " + b + ")"
	}
	value = d.renamedValue(value, w.Type.ValuesRenamedFrom)
	if h.Nullable && !w.Nullable && w.ServerDefault != nil {
		value = "coalesce(" + value + ", " + d.defaultValue(w.ServerDefault.Text) + ")"
	}
	return value
}

// defaultValue is a default as an expression: a word is a string in DEFAULT,
// but would be a column's name elsewhere.
func (d *Dialect) defaultValue(text string) string {
	c, err := lex.NewCursor(text, lex.SQLite())
	if err != nil {
		return text
	}
	t := c.Next()
	if c.Done() && (t.Kind == lex.Quoted || t.Kind == lex.Word && !t.IsAny("NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME")) {
		return d.Literal(t.Value(lex.SQLite()))
	}
	return text
}
