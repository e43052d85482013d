package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Compile spells a change.
func (d *Dialect) Compile(s *dialect.Server, c ddl.Change) ([]dialect.Statement, error) {
	w := writer{d, s}
	switch c := c.(type) {
	case ddl.CreateTable:
		return one(w.createTable(c))
	case ddl.DropTable:
		return one("DROP TABLE " + d.Ident(c.Table.Name))
	case ddl.RenameTable:
		return one("RENAME TABLE " + d.Ident(c.From.Name) + " TO " + d.Ident(c.To.Name))
	case ddl.TableChanges:
		return w.alter(c.In, c.Changes)
	case ddl.AddColumn, ddl.DropColumn, ddl.AlterColumn, ddl.RenameColumn, ddl.AddConstraint, ddl.DropConstraint, ddl.AlterConstraint,
		ddl.CreateIndex, ddl.DropIndex, ddl.AlterIndex, ddl.AlterTable:
		in, _ := ddl.TableOf(c)
		return w.alter(in, []ddl.Change{c})
	case ddl.CreateView:
		return w.view("CREATE", c.View), nil
	case ddl.AlterView:
		return w.view("CREATE OR REPLACE", c.To), nil
	case ddl.DropView:
		return one("DROP VIEW " + d.Ident(c.View.Name))
	case ddl.CreateTrigger:
		return w.code(c.Trigger.Definition, c.Trigger.Options), nil
	case ddl.DropTrigger:
		return one("DROP TRIGGER " + d.Ident(c.Trigger.Name))
	case ddl.CreateRoutine:
		return w.code(c.Routine.Definition, c.Routine.Options), nil
	case ddl.DropRoutine:
		return one("DROP " + strings.ToUpper(c.Routine.Kind) + " " + d.Ident(c.Routine.Name))
	case ddl.CreateSequence:
		return one("CREATE SEQUENCE " + d.Ident(c.Sequence.Name) + sequenceOptions(c.Sequence, false))
	case ddl.AlterSequence:
		list := []dialect.Statement{{SQL: "ALTER SEQUENCE " + d.Ident(c.To.Name) + sequenceOptions(c.To, true)}}
		if c.From.Comment != c.To.Comment {
			list = append(list, dialect.Statement{SQL: "ALTER TABLE " + d.Ident(c.To.Name) + " COMMENT = " + d.Literal(c.To.Comment)})
		}
		return list, nil
	case ddl.DropSequence:
		return one("DROP SEQUENCE " + d.Ident(c.Sequence.Name))
	case ddl.AlterDatabase:
		return nil, nil
	}
	return nil, fmt.Errorf("%T on %s: %w", c, s.Product, dialect.ErrUnsupported)
}

func one(sql string) ([]dialect.Statement, error) { return []dialect.Statement{{SQL: sql}}, nil }

type writer struct {
	d *Dialect
	s *dialect.Server
}

func (w writer) createTable(c ddl.CreateTable) string {
	t := c.Table
	b := dialect.NewBuilder(w.d)
	b.W("CREATE TABLE ").Ident(t.Name).W(" (")
	for i, col := range t.Columns {
		if i > 0 {
			b.W(",")
		}
		b.W("\n  ", w.column(t, col))
	}
	if t.PrimaryKey != nil {
		b.W(",\n  ", w.primaryKey(t.PrimaryKey))
	}
	for _, i := range t.Indexes {
		b.W(",\n  ", w.index(i))
	}
	for _, k := range t.Checks {
		if k.Column == "" {
			b.W(",\n  ", w.check(k))
		}
	}
	for _, fk := range t.ForeignKeys {
		if !slices.Contains(c.Without, fk) {
			b.W(",\n  ", w.foreignKey(fk))
		}
	}
	b.W("\n)", w.options(t.Options, nil))
	if t.Comment != "" {
		b.W(" COMMENT=").Str(t.Comment)
	}
	if t.Options["mysql.system_versioning"] == "true" {
		b.W(" WITH SYSTEM VERSIONING")
	}
	if t.PartitionBy != "" {
		b.W("\nPARTITION BY ", t.PartitionBy)
	}
	return b.String()
}

// column writes a whole definition. Clauses that are left out of a MODIFY are
// lost, so every one is always there.
func (w writer) column(t *metadata.Table, c *metadata.Column) string {
	b := dialect.NewBuilder(w.d)
	b.Ident(c.Name).W(" ", c.Type.SQL)
	if c.Collation != "" {
		b.W(" COLLATE ", c.Collation)
	} else if textual(c.Type.SQL) && t.Options["mysql.collation"] != "" {
		b.W(" COLLATE ", t.Options["mysql.collation"])
	}
	if v := c.Options["mysql.srid"]; v != "" && !isMaria(w.s) {
		b.W(" SRID ", v)
	}
	if c.Computed != nil {
		b.W(" GENERATED ALWAYS AS (", c.Computed.Expr.Text, ")")
		if c.Computed.Stored {
			b.W(" STORED")
		} else {
			b.W(" VIRTUAL")
		}
	}
	switch {
	case !c.Nullable && !(c.Computed != nil && isMaria(w.s)):
		b.W(" NOT NULL")
	case strings.HasPrefix(c.Type.SQL, "timestamp"):
		b.W(" NULL") // without it, older settings make it NOT NULL
	}
	if c.Options["mysql.invisible"] != "" {
		b.W(" INVISIBLE")
	}
	if c.Options["mysql.without_system_versioning"] != "" {
		b.W(" WITHOUT SYSTEM VERSIONING")
	}
	if c.ServerDefault != nil {
		b.W(" DEFAULT ", c.ServerDefault.Text)
	}
	if c.OnUpdate != nil {
		b.W(" ON UPDATE ", c.OnUpdate.Text)
	}
	if c.Autoincrement == metadata.AutoincrementOn {
		b.W(" AUTO_INCREMENT")
	}
	if c.Comment != "" {
		b.W(" COMMENT ").Str(c.Comment)
	}
	for _, k := range t.Checks {
		if k.Column == c.Name {
			b.W(" CHECK (", k.Expr.Text, ")")
		}
	}
	return b.String()
}

func (w writer) parts(parts []metadata.Part) string {
	b := dialect.NewBuilder(w.d)
	b.W("(")
	for i, p := range parts {
		if i > 0 {
			b.W(", ")
		}
		if p.Expr != nil {
			b.W("(", p.Expr.Text, ")")
		} else {
			b.Ident(p.Column)
		}
		if p.Length > 0 {
			b.W(fmt.Sprintf("(%d)", p.Length))
		}
		if p.Desc {
			b.W(" DESC")
		}
	}
	return b.W(")").String()
}

func (w writer) primaryKey(pk *metadata.PrimaryKey) string {
	b := dialect.NewBuilder(w.d)
	b.W("PRIMARY KEY ", w.parts(pk.Parts))
	if v := pk.Options["mysql.using"]; v != "" {
		b.W(" USING ", v)
	}
	if pk.Comment != "" {
		b.W(" COMMENT ").Str(pk.Comment)
	}
	return b.String()
}

func (w writer) index(i *metadata.Index) string {
	b := dialect.NewBuilder(w.d)
	switch {
	case i.Method == "fulltext":
		b.W("FULLTEXT ")
	case i.Method == "spatial":
		b.W("SPATIAL ")
	case i.Unique:
		b.W("UNIQUE ")
	}
	b.W("INDEX ").Ident(i.Name).W(" ", w.parts(i.Parts))
	if i.Method == "hash" || i.Method == "btree" {
		b.W(" USING ", strings.ToUpper(i.Method))
	}
	if v := i.Options["mysql.parser"]; v != "" {
		b.W(" WITH PARSER ").Ident(v)
	}
	if i.Comment != "" {
		b.W(" COMMENT ").Str(i.Comment)
	}
	if i.Invisible {
		b.W(" ", w.hidden(true))
	}
	return b.String()
}

// hidden is the word for an index that the optimizer passes over, or not.
func (w writer) hidden(yes bool) string {
	switch {
	case isMaria(w.s) && yes:
		return "IGNORED"
	case isMaria(w.s):
		return "NOT IGNORED"
	case yes:
		return "INVISIBLE"
	}
	return "VISIBLE"
}

func (w writer) check(k *metadata.Check) string {
	b := dialect.NewBuilder(w.d)
	if k.Name != "" {
		b.W("CONSTRAINT ").Ident(k.Name).W(" ")
	}
	b.W("CHECK (", k.Expr.Text, ")")
	if k.NotEnforced {
		b.W(" NOT ENFORCED")
	}
	return b.String()
}

func (w writer) foreignKey(fk *metadata.ForeignKey) string {
	b := dialect.NewBuilder(w.d)
	if fk.Name != "" {
		b.W("CONSTRAINT ").Ident(fk.Name).W(" ")
	}
	b.W("FOREIGN KEY ").Idents(fk.Columns).W(" REFERENCES ").Ident(fk.Ref.Schema, fk.Ref.Name).W(" ").Idents(fk.RefColumns)
	if fk.OnDelete != "" {
		b.W(" ON DELETE ", string(fk.OnDelete))
	}
	if fk.OnUpdate != "" {
		b.W(" ON UPDATE ", string(fk.OnUpdate))
	}
	return b.String()
}

// own are the options that have words of their own.
var own = map[string]bool{"mysql.engine": true, "mysql.collation": true, "mysql.system_versioning": true}

// options writes table options; those in old and not in o get their default.
func (w writer) options(o, old metadata.Options) string {
	var b strings.Builder
	if v := o["mysql.engine"]; v != old["mysql.engine"] {
		if v == "" {
			v = w.s.Facts["engine"]
		}
		b.WriteString(" ENGINE=" + v)
	}
	if v := o["mysql.collation"]; v != "" && v != old["mysql.collation"] {
		b.WriteString(" DEFAULT COLLATE=" + v)
	}
	keys := make([]string, 0, len(o)+len(old))
	for k := range o {
		keys = append(keys, k)
	}
	for k := range old {
		if _, stays := o[k]; !stays {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		v, set := o[k]
		if own[k] || v == old[k] && set {
			continue
		}
		name := strings.ToUpper(strings.TrimPrefix(k, "mysql."))
		switch {
		case !set && name == "KEY_BLOCK_SIZE":
			v = "0"
		case !set:
			v = "DEFAULT"
		case !plain(v) || slices.Contains(texts, name):
			v = w.d.Literal(v)
		}
		b.WriteString(" " + name + "=" + v)
	}
	return b.String()
}

// texts are the options whose values are strings.
var texts = []string{"COMPRESSION", "ENCRYPTION", "CONNECTION"}

func plain(v string) bool {
	return v != "" && strings.Trim(strings.ToUpper(v), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// view makes a view under the collation that its literals were written in.
func (w writer) view(verb string, v *metadata.View) []dialect.Statement {
	create := dialect.Statement{SQL: w.viewText(verb, v)}
	c := v.Options["mysql.collation_connection"]
	if c == "" {
		return []dialect.Statement{create}
	}
	return []dialect.Statement{{SQL: "SET @dbtool_collation = @@collation_connection, collation_connection = " + c}, create, {SQL: "SET collation_connection = @dbtool_collation"}}
}

func (w writer) viewText(verb string, v *metadata.View) string {
	b := dialect.NewBuilder(w.d)
	b.W(verb)
	if a := v.Options["mysql.algorithm"]; a != "" {
		b.W(" ALGORITHM=", a)
	}
	if v.Options["mysql.sql_security"] == "INVOKER" {
		b.W(" SQL SECURITY INVOKER")
	}
	b.W(" VIEW ").Ident(v.Name)
	if len(v.Columns) > 0 {
		b.W(" ").Idents(v.Columns)
	}
	b.W(" AS ", v.Definition.Text)
	if v.CheckOption != "" {
		b.W(" WITH ", v.CheckOption, " CHECK OPTION")
	}
	return b.String()
}

// code runs a definition in the sql_mode it was written in: the server keeps
// that with a trigger or routine.
func (w writer) code(definition string, o metadata.Options) []dialect.Statement {
	create := dialect.Statement{SQL: definition, Body: true}
	mode, other := o["mysql.sql_mode"]
	if !other {
		return []dialect.Statement{create}
	}
	return []dialect.Statement{{SQL: "SET @dbtool_mode = @@sql_mode, sql_mode = " + w.d.Literal(mode)}, create, {SQL: "SET sql_mode = @dbtool_mode"}}
}

func sequenceOptions(q *metadata.Sequence, restate bool) string {
	var b strings.Builder
	set := func(word string, v *int64, normal string) {
		switch {
		case v != nil:
			fmt.Fprintf(&b, " %s %d", word, *v)
		case restate:
			b.WriteString(" " + normal)
		}
	}
	set("START WITH", q.Start, "START WITH 1")
	set("MINVALUE", q.Min, "NO MINVALUE")
	set("MAXVALUE", q.Max, "NO MAXVALUE")
	set("INCREMENT BY", q.Increment, "INCREMENT BY 1")
	set("CACHE", q.Cache, "CACHE 1000")
	if q.Cycle {
		b.WriteString(" CYCLE")
	} else if restate {
		b.WriteString(" NOCYCLE")
	}
	if e := q.Options["mysql.engine"]; e != "" && !restate {
		b.WriteString(" ENGINE=" + e)
	}
	if q.Comment != "" && !restate {
		b.WriteString(" COMMENT=" + New().Literal(q.Comment))
	}
	return b.String()
}
