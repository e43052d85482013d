package sqlite

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Compile spells a change.
func (d *Dialect) Compile(_ *dialect.Server, c ddl.Change) ([]dialect.Statement, error) {
	switch c := c.(type) {
	case ddl.CreateTable:
		return d.one(d.createTable(c.Table))
	case ddl.DropTable:
		return d.one("DROP TABLE " + d.Ident(c.Table.Name))
	case ddl.RenameTable:
		return d.renameTable(c.From.Name, c.To.Name), nil
	case ddl.AddColumn:
		return d.one("ALTER TABLE " + d.Ident(c.To.Name) + " ADD COLUMN " + d.column(c.Column, nil, nil))
	case ddl.DropColumn:
		return d.one("ALTER TABLE " + d.Ident(c.To.Name) + " DROP COLUMN " + d.Ident(c.Column.Name))
	case ddl.RenameColumn:
		return d.one("ALTER TABLE " + d.Ident(c.To.Name) + " RENAME COLUMN " + d.Ident(c.Old) + " TO " + d.Ident(c.New))
	case ddl.CreateIndex:
		return d.one(d.createIndex(c.To.Name, c.Index))
	case ddl.DropIndex:
		return d.one("DROP INDEX " + d.Ident(c.Index.Name))
	case ddl.CreateView:
		return d.one(d.createView(c.View))
	case ddl.DropView:
		return d.one("DROP VIEW " + d.Ident(c.View.Name))
	case ddl.CreateTrigger:
		return []dialect.Statement{{SQL: c.Trigger.Definition, Body: true}}, nil
	case ddl.DropTrigger:
		return d.one("DROP TRIGGER " + d.Ident(c.Trigger.Name))
	case ddl.TableChanges:
		if !c.Rebuild {
			return d.natively(c), nil
		}
		return d.rebuild(c)
	case ddl.AlterDatabase:
		return nil, nil
	}
	return nil, fmt.Errorf("%T on SQLite: %w", c, dialect.ErrUnsupported)
}

func (*Dialect) one(sql string) ([]dialect.Statement, error) {
	return []dialect.Statement{{SQL: sql}}, nil
}

// createTable is the text that the table came with, if it did, else the one
// that its parts make. Combine sees to it that the text says what they say.
func (d *Dialect) createTable(t *metadata.Table) string {
	if t.Source != "" {
		return t.Source
	}
	return d.spellTable(t)
}

func (d *Dialect) spellTable(t *metadata.Table) string {
	inline := inlineKey(t)
	var lines []string
	for _, c := range t.Columns {
		lines = append(lines, d.column(c, inline[c], nil))
	}
	for _, con := range t.Constraints() {
		if pk, ok := con.(*metadata.PrimaryKey); !ok || inline[t.Column(pk.Parts[0].Column)] == nil {
			lines = append(lines, d.constraint(con, false))
		}
	}
	return "CREATE TABLE " + d.Ident(t.Name) + " (\n  " + strings.Join(lines, ",\n  ") + "\n)" + tableOptions(t)
}

// tableOptions is what stands behind the closing parenthesis.
func tableOptions(t *metadata.Table) string {
	var options []string
	if t.Options["sqlite.without_rowid"] == "true" {
		options = append(options, "WITHOUT ROWID")
	}
	if t.Options["sqlite.strict"] == "true" {
		options = append(options, "STRICT")
	}
	if len(options) == 0 {
		return ""
	}
	return " " + strings.Join(options, ", ")
}

// inlineKey is the column that the primary key must be written at, with the
// key: one that is AUTOINCREMENT, or INTEGER and yet no alias of the rowid. It
// is a map of that one column, or empty.
func inlineKey(t *metadata.Table) map[*metadata.Column]*metadata.PrimaryKey {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Parts) != 1 {
		return nil
	}
	p := t.PrimaryKey.Parts[0]
	c := t.Column(p.Column)
	if c == nil {
		return nil
	}
	if c.Autoincrement == metadata.AutoincrementOn || t.PrimaryKey.Options["sqlite.rowid_alias"] == "false" ||
		c.Type.SQL == "INTEGER" && p.Collation == "" && !p.Desc {
		return map[*metadata.Column]*metadata.PrimaryKey{c: t.PrimaryKey}
	}
	return nil
}

// createIndex is the index's own text if it came with one; see Combine.
func (d *Dialect) createIndex(table string, i *metadata.Index) string {
	if i.Source != "" {
		return i.Source
	}
	b := dialect.NewBuilder(d)
	b.W("CREATE ")
	if i.Unique {
		b.W("UNIQUE ")
	}
	b.W("INDEX ").Ident(i.Name).W(" ON ").Ident(table).W(" ", d.parts(i.Parts))
	if i.Where != nil {
		b.W(" WHERE ", i.Where.Text)
	}
	return b.String()
}

func (d *Dialect) createView(v *metadata.View) string {
	b := dialect.NewBuilder(d)
	b.W("CREATE VIEW ").Ident(v.Name)
	if len(v.Columns) > 0 {
		b.W(" ").Idents(v.Columns)
	}
	return b.W(" AS ", v.Definition.Text).String()
}
