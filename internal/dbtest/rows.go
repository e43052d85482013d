package dbtest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Tables returns the names of the tables that hold rows of their own, sorted,
// in the form that Rows takes: on PostgreSQL with the schema in front unless
// it is public. Partitions are part of their table.
func Tables(t testing.TB, db *DB) []string {
	t.Helper()
	query := `SELECT table_name FROM information_schema.tables
		WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`
	switch db.Server.Family {
	case SQLite:
		query = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
			AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`
	case Postgres:
		query = `SELECT CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname
			FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
			WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^pg_' AND nspname <> 'information_schema'`
	}
	return firsts(db.Query(t, query))
}

func firsts(rows [][]string) []string {
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	slices.Sort(names)
	return names
}

// Rows returns a table's rows as text, one a line, sorted. Without columns it
// takes all, in the table's order. It proves that data outlives a change.
func Rows(t testing.TB, db *DB, table string, columns ...string) string {
	t.Helper()
	if len(columns) == 0 {
		columns = tableColumns(t, db, table)
	}
	cells := make([]string, len(columns))
	for i, column := range columns {
		cells[i] = cellText(t, db, table, column)
	}
	rows := db.Query(t, "SELECT "+strings.Join(cells, ", ")+" FROM "+only(t, db, table)+db.quoteTable(table))
	lines := make([]string, len(rows))
	for i, row := range rows {
		for j, cell := range row {
			row[j] = printable(cell)
		}
		lines[i] = strings.Join(row, " | ") + "\n"
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// AllRows returns the rows of every table, each under the table's name.
func AllRows(t testing.TB, db *DB) string {
	t.Helper()
	var b strings.Builder
	for _, table := range Tables(t, db) {
		fmt.Fprintf(&b, "table %s\n%s", table, Rows(t, db, table))
	}
	return b.String()
}

// cellText is an expression for the column's value as a literal.
func cellText(t testing.TB, db *DB, table, column string) string {
	t.Helper()
	name := db.quote(column)
	switch db.Server.Family {
	case SQLite:
		return "quote(" + name + ")"
	case Postgres:
		return "quote_nullable((" + name + ")::text)"
	}
	rows := db.Query(t, `SELECT data_type FROM information_schema.columns
		WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?`, table, column)
	if len(rows) == 1 && slices.Contains(noText, rows[0][0]) {
		name = "HEX(" + name + ")"
	}
	return "QUOTE(" + name + ")"
}

// noText are types whose values QUOTE refuses.
var noText = strings.Fields("vector geometry point linestring polygon multipoint multilinestring multipolygon geomcollection geometrycollection")

// only leaves the rows of inheriting tables to those. A partitioned table has
// no others.
func only(t testing.TB, db *DB, table string) string {
	t.Helper()
	if db.Server.Family != Postgres {
		return ""
	}
	rows := db.Query(t, "SELECT relkind::text FROM pg_class WHERE oid = $1::text::regclass", db.quoteTable(table))
	if rows[0][0] == "p" {
		return ""
	}
	return "ONLY "
}

func printable(s string) string {
	control := func(r rune) bool { return !unicode.IsPrint(r) }
	if utf8.ValidString(s) && !strings.ContainsFunc(s, control) {
		return s
	}
	return strconv.Quote(s)
}

func tableColumns(t testing.TB, db *DB, table string) []string {
	t.Helper()
	var rows [][]string
	switch db.Server.Family {
	case SQLite:
		rows = db.Query(t, "SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", table)
	case Postgres:
		rows = db.Query(t, `SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0
			AND NOT attisdropped ORDER BY attnum`, db.quoteTable(table))
	default:
		rows = db.Query(t, `SELECT column_name FROM information_schema.columns
			WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position`, table)
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	if len(names) == 0 {
		t.Fatalf("dbtest: %s has no table %s", db.Server.Name, table)
	}
	return names
}

func (db *DB) quote(name string) string {
	if db.Server.Family == MySQL || db.Server.Family == MariaDB {
		return backquoted(name)
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// quoteTable takes a name as Tables gives it.
func (db *DB) quoteTable(table string) string {
	schema, name, found := strings.Cut(table, ".")
	if db.Server.Family != Postgres {
		return db.quote(table)
	}
	if !found {
		schema, name = "public", table
	}
	return db.quote(schema) + "." + db.quote(name)
}

// count says how many rows a table has.
func (db *DB) count(ctx context.Context, q querier, table string) (string, error) {
	rows, err := fetch(ctx, q, "SELECT count(*) FROM "+db.quoteTable(table))
	if err != nil {
		return "", err
	}
	return rows[0][0], nil
}
