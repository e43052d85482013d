package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// tableChanges makes a table anew, by the steps of
// https://www.sqlite.org/lang_altertable.html#otheralter. Foreign keys are off
// around it (see Frame). legacy_alter_table keeps the rename from rewriting the
// texts of views and triggers, which mean the new table by the old name.
func (d *Dialect) tableChanges(c ddl.TableChanges) ([]dialect.Statement, error) {
	next := "dbtool_new_" + c.To.Name
	var list []dialect.Statement
	add := func(sql string) { list = append(list, dialect.Statement{SQL: sql}) }
	add("PRAGMA legacy_alter_table = ON")
	add(d.createTable(c.To, next))
	if sql := d.copyRows(c.From, c.To, next); sql != "" {
		add(sql)
	}
	if counts(c.From) && counts(c.To) {
		add("DELETE FROM sqlite_sequence WHERE name = " + d.Literal(next))
		add("INSERT INTO sqlite_sequence (name, seq) SELECT " + d.Literal(next) + ", seq FROM sqlite_sequence WHERE name = " + d.Literal(c.From.Name))
	}
	add("DROP TABLE " + d.Ident(c.From.Name))
	add("ALTER TABLE " + d.Ident(next) + " RENAME TO " + d.Ident(c.To.Name))
	add("PRAGMA legacy_alter_table = OFF")
	for _, r := range c.Restore {
		more, err := d.Compile(nil, r)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// counts reports whether the table has AUTOINCREMENT.
func counts(t *metadata.Table) bool {
	for _, c := range t.Columns {
		if c.Autoincrement == metadata.AutoincrementOn {
			return true
		}
	}
	return false
}

// copyRows is the INSERT that fills the new table; "" when no column stays.
func (d *Dialect) copyRows(from, to *metadata.Table, next string) string {
	var into, values []string
	for _, w := range to.Columns {
		var h *metadata.Column
		for _, o := range from.Columns {
			if strings.EqualFold(o.Name, w.Name) {
				h = o
			}
		}
		if h == nil || w.Computed != nil {
			continue
		}
		value := d.Ident(h.Name)
		if a := affinity(w.Type.SQL); a != affinity(h.Type.SQL) && a != "BLOB" && w.Type.SQL != "ANY" {
			value = "CAST(" + value + " AS " + a + ")"
		}
		if h.Nullable && !w.Nullable && w.ServerDefault != nil {
			value = "coalesce(" + value + ", " + w.ServerDefault.Text + ")"
		}
		into, values = append(into, d.Ident(w.Name)), append(values, value)
	}
	if len(into) == 0 {
		return ""
	}
	return "INSERT INTO " + d.Ident(next) + " (" + strings.Join(into, ", ") + ")\n  SELECT " + strings.Join(values, ", ") + " FROM " + d.Ident(from.Name)
}
