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
		return d.one(d.createTable(c.Table, c.Table.Name))
	case ddl.DropTable:
		return d.one("DROP TABLE " + d.Ident(c.Table.Name))
	case ddl.RenameTable:
		return d.one("ALTER TABLE " + d.Ident(c.From.Name) + " RENAME TO " + d.Ident(c.To.Name))
	case ddl.AddColumn:
		return d.one("ALTER TABLE " + d.Ident(c.To.Name) + " ADD COLUMN " + d.column(c.To, c.Column, nil))
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
		return d.tableChanges(c)
	case ddl.AlterDatabase:
		return nil, nil
	}
	return nil, fmt.Errorf("%T on SQLite: %w", c, dialect.ErrUnsupported)
}

func (*Dialect) one(sql string) ([]dialect.Statement, error) {
	return []dialect.Statement{{SQL: sql}}, nil
}

func (d *Dialect) createTable(t *metadata.Table, name string) string {
	b := dialect.NewBuilder(d)
	b.W("CREATE TABLE ").Ident(name).W(" (")
	inline := inlineKey(t)
	for i, c := range t.Columns {
		if i > 0 {
			b.W(",")
		}
		var pk *metadata.PrimaryKey
		if c == inline {
			pk = t.PrimaryKey
		}
		b.W("\n  ", d.column(t, c, pk))
	}
	if t.PrimaryKey != nil && inline == nil {
		d.named(b, t.PrimaryKey.Name).W("PRIMARY KEY ")
		d.parts(b, t.PrimaryKey.Parts)
		onConflict(b, t.PrimaryKey.Options)
	}
	for _, u := range t.Uniques {
		d.named(b, u.Name).W("UNIQUE ")
		d.parts(b, u.Parts)
		onConflict(b, u.Options)
	}
	for _, c := range t.Checks {
		d.named(b, c.Name).W("CHECK (", c.Expr.Text, ")")
		onConflict(b, c.Options)
	}
	for _, fk := range t.ForeignKeys {
		d.named(b, fk.Name).W("FOREIGN KEY ").Idents(fk.Columns).W(" ")
		d.references(b, fk)
	}
	b.W("\n)")
	var options []string
	if t.Options["sqlite.without_rowid"] == "true" {
		options = append(options, "WITHOUT ROWID")
	}
	if t.Options["sqlite.strict"] == "true" {
		options = append(options, "STRICT")
	}
	if len(options) > 0 {
		b.W(" ", strings.Join(options, ", "))
	}
	return b.String()
}

// inlineKey is the column that the primary key must be written at: one that is
// AUTOINCREMENT, or INTEGER and yet no alias of the rowid.
func inlineKey(t *metadata.Table) *metadata.Column {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Parts) != 1 {
		return nil
	}
	c := t.Column(t.PrimaryKey.Parts[0].Column)
	if c == nil {
		return nil
	}
	if c.Autoincrement == metadata.AutoincrementOn || t.PrimaryKey.Options["sqlite.rowid_alias"] == "false" ||
		c.Type.SQL == "INTEGER" && t.PrimaryKey.Parts[0].Collation == "" && !t.PrimaryKey.Parts[0].Desc {
		return c
	}
	return nil
}

func (d *Dialect) named(b *dialect.Builder, name string) *dialect.Builder {
	b.W(",\n  ")
	return d.constraintName(b, name)
}

func (d *Dialect) constraintName(b *dialect.Builder, name string) *dialect.Builder {
	if name != "" {
		b.W("CONSTRAINT ").Ident(name).W(" ")
	}
	return b
}

func onConflict(b *dialect.Builder, o metadata.Options) {
	if v := o["sqlite.on_conflict"]; v != "" {
		b.W(" ON CONFLICT ", v)
	}
}

// column writes a column's definition, with the primary key if it is given.
func (d *Dialect) column(t *metadata.Table, c *metadata.Column, pk *metadata.PrimaryKey) string {
	b := dialect.NewBuilder(d)
	b.Ident(c.Name)
	if c.Type.SQL != "" {
		b.W(" ", c.Type.SQL)
	}
	if pk != nil {
		b.W(" ")
		d.constraintName(b, pk.Name).W("PRIMARY KEY")
		if pk.Parts[0].Desc {
			b.W(" DESC")
		}
		onConflict(b, pk.Options)
		if c.Autoincrement == metadata.AutoincrementOn {
			b.W(" AUTOINCREMENT")
		}
	}
	if !c.Nullable {
		b.W(" ")
		d.constraintName(b, c.Options["sqlite.not_null_name"]).W("NOT NULL")
		if v := c.Options["sqlite.not_null_on_conflict"]; v != "" {
			b.W(" ON CONFLICT ", v)
		}
	}
	if c.ServerDefault != nil {
		b.W(" ")
		d.constraintName(b, c.Options["sqlite.default_name"]).W("DEFAULT ", c.ServerDefault.Text)
	}
	if c.Collation != "" {
		b.W(" COLLATE ").Ident(c.Collation)
	}
	if c.Computed != nil {
		b.W(" GENERATED ALWAYS AS (", c.Computed.Expr.Text, ")")
		if c.Computed.Stored {
			b.W(" STORED")
		} else {
			b.W(" VIRTUAL")
		}
	}
	return b.String()
}

func (d *Dialect) parts(b *dialect.Builder, parts []metadata.Part) {
	b.W("(")
	for i, p := range parts {
		if i > 0 {
			b.W(", ")
		}
		if p.Expr != nil {
			b.W(p.Expr.Text)
		} else {
			b.Ident(p.Column)
		}
		if p.Collation != "" {
			b.W(" COLLATE ").Ident(p.Collation)
		}
		if p.Desc {
			b.W(" DESC")
		}
	}
	b.W(")")
}

func (d *Dialect) references(b *dialect.Builder, fk *metadata.ForeignKey) {
	b.W("REFERENCES ").Ident(fk.Ref.Name)
	if len(fk.RefColumns) > 0 {
		b.W(" ").Idents(fk.RefColumns)
	}
	if fk.OnDelete != "" {
		b.W(" ON DELETE ", string(fk.OnDelete))
	}
	if fk.OnUpdate != "" {
		b.W(" ON UPDATE ", string(fk.OnUpdate))
	}
	if fk.Match != "" {
		b.W(" MATCH ", fk.Match)
	}
	switch fk.Deferrable {
	case metadata.InitiallyDeferred:
		b.W(" DEFERRABLE INITIALLY DEFERRED")
	case metadata.InitiallyImmediate:
		b.W(" DEFERRABLE INITIALLY IMMEDIATE")
	}
}

func (d *Dialect) createIndex(table string, i *metadata.Index) string {
	b := dialect.NewBuilder(d)
	b.W("CREATE ")
	if i.Unique {
		b.W("UNIQUE ")
	}
	b.W("INDEX ").Ident(i.Name).W(" ON ").Ident(table).W(" ")
	d.parts(b, i.Parts)
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
