package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

func (w writer) createTable(c ddl.CreateTable) string {
	t := c.Table
	b := dialect.NewBuilder(w.d)
	b.W("CREATE TABLE ").Ident(t.Name).W(" (\n  ", strings.Join(w.items(c), ",\n  "), "\n)", w.options(t.Options, nil))
	if t.Comment != "" {
		b.W(" COMMENT=").Str(t.Comment)
	}
	if t.Options["mysql.system_versioning"] != "" {
		b.W(" WITH SYSTEM VERSIONING")
	}
	if t.PartitionBy != "" {
		b.W("\nPARTITION BY ", t.PartitionBy)
	}
	return b.String()
}

// items are what stands between the parentheses of CREATE TABLE.
func (w writer) items(c ddl.CreateTable) []string {
	t := c.Table
	var list []string
	for _, col := range t.Columns {
		list = append(list, w.column(t, col))
	}
	for _, p := range periods(t) {
		list = append(list, "PERIOD FOR "+p)
	}
	if t.PrimaryKey != nil {
		list = append(list, w.primaryKey(t.PrimaryKey))
	}
	for _, i := range t.Indexes {
		list = append(list, w.index(i))
	}
	for _, k := range t.Checks {
		if k.Column == "" {
			list = append(list, w.check(k))
		}
	}
	for _, fk := range t.ForeignKeys {
		if !slices.Contains(c.Without, fk) {
			list = append(list, w.foreignKey(fk))
		}
	}
	return list
}

// periods are MariaDB's, as they stand behind PERIOD FOR.
func periods(t *metadata.Table) []string {
	var list []string
	if p := t.Options["mysql.period_for_system_time"]; p != "" {
		list = append(list, "SYSTEM_TIME ("+p+")")
	}
	if p := t.Options["mysql.period"]; p != "" {
		list = append(list, p)
	}
	return list
}

// column writes a whole definition. Clauses that are left out of a MODIFY are
// lost, so every one is always there.
func (w writer) column(t *metadata.Table, c *metadata.Column) string {
	return w.columnCollated(t, c, c.Collation)
}

func (w writer) columnCollated(t *metadata.Table, c *metadata.Column, collation string) string {
	b := dialect.NewBuilder(w.d)
	b.Ident(c.Name).W(" ", c.Type.SQL)
	if c.Options["mysql.compressed"] != "" {
		b.W(" COMPRESSED")
	}
	if v := c.Options["mysql.ref_system_id"]; v != "" {
		b.W(" REF_SYSTEM_ID=", v)
	}
	if collation != "" {
		b.W(" COLLATE ", collation)
	}
	w.generated(b, c)
	switch {
	case !c.Nullable && !(c.Computed != nil && isMaria(w.s)):
		b.W(" NOT NULL")
	case strings.HasPrefix(c.Type.SQL, "timestamp") && c.Computed == nil:
		b.W(" NULL") // without it, older settings make it NOT NULL
	}
	w.attributes(b, c)
	for _, k := range t.Checks {
		if k.Column == c.Name {
			b.W(" CHECK (", k.Expr.Text, ")")
		}
	}
	return b.String()
}

func (w writer) generated(b *dialect.Builder, c *metadata.Column) {
	switch {
	case c.Computed == nil:
	case c.Computed.Expr.Text == "ROW START" || c.Computed.Expr.Text == "ROW END":
		b.W(" GENERATED ALWAYS AS ", c.Computed.Expr.Text)
	case c.Computed.Stored:
		b.W(" GENERATED ALWAYS AS (", c.Computed.Expr.Text, ") STORED")
	default:
		b.W(" GENERATED ALWAYS AS (", c.Computed.Expr.Text, ") VIRTUAL")
	}
}

func (w writer) attributes(b *dialect.Builder, c *metadata.Column) {
	if v := c.Options["mysql.srid"]; v != "" {
		b.W(" SRID ", v)
	}
	if c.Options["mysql.invisible"] != "" {
		b.W(" INVISIBLE")
	}
	if c.Options["mysql.not_secondary"] != "" {
		b.W(" NOT SECONDARY")
	}
	if c.Options["mysql.without_system_versioning"] != "" {
		b.W(" WITHOUT SYSTEM VERSIONING")
	}
	if c.ServerDefault != nil {
		b.W(" DEFAULT ", w.defaultText(c.ServerDefault.Text))
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
}

// defaultText puts an expression that MariaDB prints bare between parentheses:
// not all that it prints it reads without them.
func (w writer) defaultText(text string) string {
	if !isMaria(w.s) || isNow(text) {
		return text
	}
	if e := literalOf(metadata.SQL(text)); e.Kind != metadata.ExprText || strings.HasPrefix(text, "b'") || strings.HasPrefix(text, "x'") || strings.HasPrefix(text, "(") {
		return text
	}
	return "(" + text + ")"
}

func (w writer) parts(parts []metadata.Part, o metadata.Options) string {
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
	if p := o["mysql.without_overlaps"]; p != "" {
		b.W(", ").Ident(p).W(" WITHOUT OVERLAPS")
	}
	return b.W(")").String()
}

func (w writer) primaryKey(pk *metadata.PrimaryKey) string {
	return "PRIMARY KEY " + w.parts(pk.Parts, pk.Options) + w.indexOptions(pk.Options, pk.Options["mysql.using"], pk.Comment)
}

func (w writer) index(i *metadata.Index) string {
	b := dialect.NewBuilder(w.d)
	using := ""
	switch i.Method {
	case "fulltext", "spatial", "vector":
		b.W(strings.ToUpper(i.Method), " ")
	default:
		using = strings.ToUpper(i.Method)
		if i.Unique {
			b.W("UNIQUE ")
		}
	}
	b.W("INDEX ").Ident(i.Name).W(" ", w.parts(i.Parts, i.Options), w.indexOptions(i.Options, using, i.Comment))
	if i.Invisible {
		b.W(" ", w.hidden(true))
	}
	return b.String()
}

func (w writer) indexOptions(o metadata.Options, using, comment string) string {
	b := dialect.NewBuilder(w.d)
	if using != "" {
		b.W(" USING ", using)
	}
	if v := o["mysql.key_block_size"]; v != "" {
		b.W(" KEY_BLOCK_SIZE=", v)
	}
	if v := o["mysql.parser"]; v != "" {
		b.W(" WITH PARSER ").Ident(v)
	}
	for _, k := range []string{"m", "distance", "clustering"} {
		if v := o["mysql."+k]; v != "" {
			b.W(" ").Ident(k).W("=", v)
		}
	}
	if comment != "" {
		b.W(" COMMENT ").Str(comment)
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

// apart are the options that have places of their own.
var apart = []string{"mysql.engine", "mysql.collation", "mysql.system_versioning", "mysql.period", "mysql.period_for_system_time"}

// options writes table options; those in old and not in o get their default.
func (w writer) options(o, old metadata.Options) string {
	var b strings.Builder
	if v := o["mysql.engine"]; v != old["mysql.engine"] {
		if v == "" {
			v = w.s.Facts[factEngine]
		}
		b.WriteString(" ENGINE=" + v)
	}
	if v := o["mysql.collation"]; v != "" && v != old["mysql.collation"] {
		b.WriteString(" DEFAULT COLLATE=" + v)
	}
	both := metadata.Options{}
	for _, m := range []metadata.Options{old, o} {
		for k := range m {
			both[k] = ""
		}
	}
	for _, k := range sortedKeys(both) {
		v, set := o[k]
		if slices.Contains(apart, k) || set && v == old[k] {
			continue
		}
		if word := w.optionText(strings.TrimPrefix(k, "mysql."), v, set); word != "" {
			b.WriteString(" " + word)
		}
	}
	return b.String()
}

// optionText is one option; one that is not set gets the value that stands for
// the server's default.
func (w writer) optionText(key, v string, set bool) string {
	word := strings.ToUpper(key)
	switch key {
	case "compression", "encryption", "connection", "engine_attribute", "secondary_engine_attribute":
		if !set && key == "compression" {
			v = "None"
		} else if !set && key == "encryption" {
			v = "N"
		}
		return word + "=" + w.d.Literal(v)
	case "union":
		return word + "=(" + v + ")"
	case "tablespace":
		if !set {
			v = ownFile
		}
		return word + "=" + w.d.Ident(v)
	case "secondary_engine":
		if !set {
			v = "NULL"
		}
	case "pack_keys", "stats_auto_recalc", "stats_persistent", "stats_sample_pages", "row_format", "transactional", "page_checksum":
		if !set {
			v = "DEFAULT"
		}
	case "page_compressed", "page_compression_level", "encrypted", "encryption_key_id", "ietf_quotes": // MariaDB's engines' own
		if !set {
			v = "DEFAULT"
		}
		return w.d.Ident(word) + "=" + v
	default: // numbers
		if !set {
			v = "0"
		}
	}
	return word + "=" + v
}
