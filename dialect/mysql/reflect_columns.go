package mysql

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

func (r *reader) readColumns() error {
	srs := "NULL"
	if has(r.s, spatialReferences) {
		srs = "SRS_ID"
	}
	return r.each(`SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE, COLLATION_NAME, EXTRA, GENERATION_EXPRESSION, COLUMN_COMMENT, DATA_TYPE, `+srs+`
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`, func(v []sql.NullString) error {
		r.columns[v[1].String] = true
		if t := r.tables[v[0].String]; t != nil {
			t.Columns = append(t.Columns, r.column(t, v))
		}
		return nil
	}, r.s.Database)
}

func (r *reader) column(t *metadata.Table, v []sql.NullString) *metadata.Column {
	c := &metadata.Column{Name: v[1].String, Nullable: v[3].String == "YES", Comment: v[8].String}
	typ := v[4].String
	if i := strings.Index(typ, " /*M!100301 COMPRESSED*/"); i >= 0 {
		typ = typ[:i]
		r.option(&c.Options, "compressed", "true")
	}
	c.Type = metadata.Exact(typ)
	if v[5].Valid && v[5].String != r.collation[t.Name] {
		c.Collation = v[5].String
	}
	if v[10].Valid {
		r.option(&c.Options, "srid", v[10].String)
	}
	r.extra(c, v[6].String)
	if g := v[7].String; g != "" {
		extra := strings.ToUpper(v[6].String)
		c.Computed = &metadata.Computed{Expr: metadata.SQL(r.local(r.text(g))), Stored: strings.Contains(extra, "STORED") || strings.Contains(extra, "PERSISTENT")}
	} else {
		r.defaultOf(c, v[2], v[6].String, v[9].String)
	}
	switch v[9].String {
	case "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometry", "geometrycollection":
		if isMaria(r.s) { // REF_SYSTEM_ID is only in SHOW CREATE, and there only as a comment
			r.show[t.Name] = true
		}
	}
	if !isMaria(r.s) && v[2].Valid && strings.HasSuffix(v[9].String, "binary") { // it is cut at the first zero
		r.show[t.Name] = true
	}
	// information_schema has a question mark for each character beyond the
	// basic plane, and for bytes that are no text.
	if strings.Contains(v[2].String, "?") {
		r.show[t.Name] = true
		r.unsure[t.Name] = append(r.unsure[t.Name], c)
	}
	return c
}

// extra reads the column EXTRA.
func (r *reader) extra(c *metadata.Column, extra string) {
	upper := strings.ToUpper(extra)
	if strings.Contains(upper, "AUTO_INCREMENT") {
		c.Autoincrement = metadata.AutoincrementOn
	}
	if strings.Contains(upper, "INVISIBLE") {
		r.option(&c.Options, "invisible", "true")
	}
	if strings.Contains(upper, "WITHOUT SYSTEM VERSIONING") {
		r.option(&c.Options, "without_system_versioning", "true")
	}
	if strings.Contains(upper, "NOT SECONDARY") {
		r.option(&c.Options, "not_secondary", "true")
	}
	if i := strings.Index(upper, "ON UPDATE "); i >= 0 {
		word, _, _ := strings.Cut(extra[i+len("on update "):], " ")
		word, _, _ = strings.Cut(word, ",")
		c.OnUpdate = metadata.SQL(word)
	}
}

// defaultOf reads COLUMN_DEFAULT: SQL text on MariaDB; on MySQL the value, or
// the text of an expression when EXTRA says so.
func (r *reader) defaultOf(c *metadata.Column, def sql.NullString, extra, kind string) {
	if !def.Valid || isMaria(r.s) && def.String == "NULL" {
		return
	}
	text := def.String
	switch {
	case isMaria(r.s):
		text = r.local(text)
		if e := literalOf(metadata.SQL(text)); e.Kind == metadata.ExprString { // in TEXT it is escaped otherwise
			text = r.d.Literal(e.Text)
		}
	case strings.Contains(extra, "DEFAULT_GENERATED") && strings.HasPrefix(strings.ToUpper(text), "CURRENT_TIMESTAMP"):
	case strings.Contains(extra, "DEFAULT_GENERATED"):
		text = "(" + r.local(r.text(text)) + ")"
	case kind == "bit", strings.HasPrefix(text, "0x") && strings.HasSuffix(kind, "binary"):
	case (kind == "timestamp" || kind == "datetime") && strings.HasPrefix(strings.ToUpper(text), "CURRENT_TIMESTAMP"): // 5.7
	default:
		text = r.d.Literal(text)
	}
	c.ServerDefault = metadata.SQL(text)
}

// sequenceOptions reads a sequence's row; what is its default is left out.
func sequenceOptions(q *metadata.Sequence, v []sql.NullString) error {
	n := make([]int64, 5)
	for i := range n {
		var err error
		if n[i], err = strconv.ParseInt(v[i].String, 10, 64); err != nil {
			return fmt.Errorf("sequence %s: %w", q.Name, err)
		}
	}
	least, most, start, step, cache := n[0], n[1], n[2], n[3], n[4]
	normal := sequenceDefaults(step, &least, &most)
	set := func(p **int64, v, normal int64) {
		if v != normal {
			*p = &v
		}
	}
	set(&q.Min, least, normal.least)
	set(&q.Max, most, normal.most)
	set(&q.Start, start, normal.start)
	set(&q.Increment, step, 1)
	set(&q.Cache, cache, 1000)
	q.Cycle = v[5].String == "1"
	return nil
}

type sequenceRange struct{ least, most, start int64 }

// sequenceDefaults are the bounds of a sequence that gives none, and where it
// starts between the bounds that it has.
// https://mariadb.com/kb/en/create-sequence/
func sequenceDefaults(step int64, least, most *int64) sequenceRange {
	d := sequenceRange{least: 1, most: 9223372036854775806}
	if step < 0 {
		d.least, d.most = -9223372036854775807, -1
	}
	low, high := d.least, d.most
	if least != nil {
		low = *least
	}
	if most != nil {
		high = *most
	}
	if d.start = low; step < 0 {
		d.start = high
	}
	return d
}
