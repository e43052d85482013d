package dbtest

import (
	"fmt"
	"strconv"
	"strings"
)

// format makes a literal of a text in which %d is the row.
func format(text string) func(row int) string {
	return func(row int) string { return strings.ReplaceAll(text, "%d", strconv.Itoa(row)) }
}

func (f filler) sqliteColumns(table string) []column {
	rows := f.query(`SELECT name, upper(type), "notnull" = 0 AND pk = 0 OR dflt_value IS NOT NULL
		FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid`, table)
	checks := f.query("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", table)
	var columns []column
	for _, r := range rows {
		c := column{name: r[0], optional: r[2] == "1", value: format(sqliteLiteral(r[1]))}
		if values := allowed(checks[0][0], r[0]); len(values) > 0 {
			c.value = cycle(values)
		}
		columns = append(columns, c)
	}
	return columns
}

// sqliteLiteral goes by the words in the declared type, as SQLite does.
func sqliteLiteral(declared string) string {
	for _, kind := range []struct{ words, literal string }{
		{"DATE TIME", "'2020-01-0%d 12:00:00'"},
		{"INT", "%d"},
		{"JSON", `'{"a": %d}'`},
		{"CHAR CLOB TEXT", "'%d'"},
		{"BLOB", "x'0%d'"},
		{"REAL FLOA DOUB NUM DEC", "%d.5"},
	} {
		for word := range strings.FieldsSeq(kind.words) {
			if strings.Contains(declared, word) {
				return kind.literal
			}
		}
	}
	return "%d"
}

func (f filler) mysqlColumns(table string) []column {
	rows := f.query(`SELECT column_name, data_type, column_type, COALESCE(numeric_precision, 0), COALESCE(numeric_scale, 0),
		is_nullable = 'YES' OR column_default IS NOT NULL OR extra LIKE '%auto_increment%'
		FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?
		AND COALESCE(generation_expression, '') = '' AND extra NOT LIKE '%STORED GENERATED%' AND extra NOT LIKE '%VIRTUAL GENERATED%'
		ORDER BY ordinal_position`, table)
	checks := f.query("SHOW CREATE TABLE " + backquoted(table))[0][1]
	var columns []column
	for _, r := range rows {
		c := column{name: r[0], optional: r[5] == "1", value: format(mysqlLiteral(r[1], r[3], r[4]))}
		values := allowed(checks, r[0])
		if r[1] == "enum" || r[1] == "set" {
			values = literals.FindAllString(r[2], -1)
		}
		if len(values) > 0 {
			c.value = cycle(values)
		}
		columns = append(columns, c)
	}
	return columns
}

func mysqlLiteral(kind, precision, scale string) string {
	switch kind {
	case "date":
		return "'2020-01-0%d'"
	case "datetime", "timestamp":
		return "'2020-01-0%d 12:00:00'"
	case "time":
		return "'0%d:00:00'"
	case "year":
		return "202%d"
	case "json":
		return `'{"a": %d}'`
	case "bit":
		return "b'1'"
	case "point", "geometry":
		return "ST_GeomFromText('POINT(%d %d)')"
	case "uuid":
		return "'00000000-0000-0000-0000-00000000000%d'"
	case "inet4":
		return "'10.0.0.%d'"
	case "inet6":
		return "'::%d'"
	case "decimal":
		return decimal(precision, scale)
	case "float", "double":
		return "%d.5"
	}
	return "'%d'" // which is a number as well
}

// decimal heeds that numeric(3, 3) ends below one.
func decimal(precision, scale string) string {
	switch scale {
	case "0":
		return "%d"
	case precision:
		return "0.%d"
	}
	return "%d.5"
}

func (f filler) postgresColumns(table string) []column {
	name := f.db.quoteTable(table)
	rows := f.query(`SELECT attname, coalesce(b.typname, t.typname), coalesce(b.typcategory, t.typcategory)::text,
			CASE WHEN t.typtypmod >= 0 THEN t.typtypmod ELSE atttypmod END,
			NOT (attnotnull OR t.typnotnull) OR atthasdef OR attidentity <> '' OR t.typdefault IS NOT NULL,
			coalesce((SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = coalesce(b.oid, t.oid)), '')
		FROM pg_attribute JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_type b ON b.oid = nullif(t.typbasetype, 0)
		WHERE attrelid = CAST($1 AS text)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`, name)
	checks := f.query(`SELECT coalesce(string_agg(pg_get_constraintdef(oid), ' '), '') FROM pg_constraint
		WHERE conrelid = CAST($1 AS text)::regclass AND contype = 'c'`, name)[0][0]
	var columns []column
	for _, r := range rows {
		modifier, _ := strconv.Atoi(r[3]) // the server's own number
		c := column{name: r[0], optional: r[4] == "true", value: format(postgresLiteral(r[1], r[2], modifier))}
		values := allowed(checks, r[0])
		if r[5] != "" {
			values = literals.FindAllString(r[5], -1)
		}
		if len(values) > 0 {
			c.value = cycle(values)
		}
		columns = append(columns, c)
	}
	return columns
}

// postgresLiteral knows the types that text like 1 does not fit, and for the
// rest goes by the category:
// https://www.postgresql.org/docs/current/catalog-pg-type.html#CATALOG-TYPCATEGORY-TABLE
func postgresLiteral(kind, category string, modifier int) string {
	if known, found := postgresLiterals[kind]; found {
		return known
	}
	switch {
	case kind == "numeric" && modifier >= 4:
		m := modifier - 4
		return "'" + decimal(fmt.Sprint(m>>16), fmt.Sprint(m&0x7ff)) + "'"
	case kind == "bit":
		return "'" + strings.Repeat("0", max(modifier, 1)-1) + "1'"
	}
	switch category {
	case "A":
		return "'{}'"
	case "B":
		return "(%d % 2 = 1)"
	case "D":
		return "'2020-01-0%d'"
	case "R":
		return "'[%d,%d]'"
	case "T":
		return "'%d days'"
	case "C":
		return "NULL"
	}
	return "'%d'"
}

var postgresLiterals = map[string]string{
	"bytea":       `'\x0%d'`,
	"cidr":        "'10.0.0.%d/32'",
	"daterange":   "'[2020-01-0%d,2020-01-0%d]'",
	"float4":      "'%d.5'",
	"float8":      "'%d.5'",
	"hstore":      "'a=>%d'",
	"inet":        "'10.0.0.%d'",
	"json":        `'{"a": %d}'`,
	"jsonb":       `'{"a": %d}'`,
	"macaddr":     "'08:00:2b:01:02:0%d'",
	"point":       "'(%d,%d)'",
	"time":        "'0%d:00'",
	"timestamp":   "'2020-01-0%d 12:00'",
	"timestamptz": "'2020-01-0%d 12:00+00'",
	"timetz":      "'0%d:00+00'",
	"tsrange":     "'[2020-01-0%d 01:00,2020-01-0%d 02:00]'",
	"tstzrange":   "'[2020-01-0%d 01:00+00,2020-01-0%d 02:00+00]'",
	"uuid":        "'00000000-0000-0000-0000-00000000000%d'",
	"xml":         "'<a>%d</a>'",
}
