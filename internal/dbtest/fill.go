package dbtest

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Fill puts three plausible rows into each table where that is possible and
// returns the tables that it filled, sorted, as Tables names them.
//
// The n-th row of a table has values made of the number n alone, so that a
// foreign key finds its target. A table that takes no such rows (for a CHECK,
// say) gets rows with NULL where NULL may be, or a single row, or stays empty.
func Fill(t testing.TB, db *DB) []string {
	t.Helper()
	conn, err := db.SQL.Conn(t.Context())
	if err != nil {
		t.Fatalf("dbtest: %s: %v", db.Server.Name, err)
	}
	defer conn.Close()
	f := filler{t: t, ctx: t.Context(), db: db, conn: conn}
	defer f.enforceForeignKeys()()
	waiting := make(map[string]table)
	for _, name := range Tables(t, db) {
		waiting[name] = f.table(name)
	}
	filled := f.rounds(waiting)
	f.advanceSequences(filled)
	return filled
}

type filler struct {
	t    testing.TB
	ctx  context.Context
	db   *DB
	conn *sql.Conn
}

// table is what an INSERT has to know.
type table struct {
	name    string
	columns []column
}

type column struct {
	name     string
	optional bool                 // NULL, or the default, does as well
	value    func(row int) string // a literal; rows count from 1
}

// rounds goes over the tables until none can be filled, since some have to
// wait for those that they refer to. Rows of a lesser kind come last: NULL
// breaks circles of foreign keys.
func (f filler) rounds(waiting map[string]table) []string {
	var filled []string
	kinds := []struct {
		rows     int
		optional bool
	}{{3, true}, {3, false}, {1, true}, {1, false}}
	for kind := 0; kind < len(kinds); kind++ {
		before := len(filled)
		for _, name := range sortedKeys(waiting) {
			if f.insert(waiting[name], kinds[kind].rows, kinds[kind].optional) {
				filled = append(filled, name)
				delete(waiting, name)
			}
		}
		if len(filled) > before {
			kind = -1 // begin again with the best kind
		}
	}
	slices.Sort(filled)
	return filled
}

func sortedKeys(m map[string]table) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// insert says whether the server took the rows.
func (f filler) insert(t table, rows int, optional bool) bool {
	var names []string
	values := make([][]string, rows)
	for _, c := range t.columns {
		if c.optional && !optional {
			continue
		}
		names = append(names, f.db.quote(c.name))
		for i := range values {
			values[i] = append(values[i], c.value(i+1))
		}
	}
	if len(names) == 0 {
		return false
	}
	text := "INSERT INTO " + f.db.quoteTable(t.name) + " (" + strings.Join(names, ", ") + ") "
	if f.db.Server.Family == Postgres {
		text += "OVERRIDING SYSTEM VALUE "
	}
	lines := make([]string, rows)
	for i, row := range values {
		lines[i] = "(" + strings.Join(row, ", ") + ")"
	}
	if _, err := f.conn.ExecContext(f.ctx, text+"VALUES "+strings.Join(lines, ", ")); err != nil {
		return false
	}
	n, err := f.db.count(f.ctx, f.conn, t.name) // a trigger or a rule may have had other plans
	return err == nil && n != "0"
}

// enforceForeignKeys makes SQLite look at them, and returns what undoes it.
func (f filler) enforceForeignKeys() func() {
	if f.db.Server.Family != SQLite {
		return func() {}
	}
	before := f.query("PRAGMA foreign_keys")[0][0]
	f.exec("PRAGMA foreign_keys = ON")
	return func() { f.exec("PRAGMA foreign_keys = " + before) }
}

// advanceSequences lets the next row that PostgreSQL numbers itself come after
// the filled ones. Elsewhere inserting does that.
func (f filler) advanceSequences(filled []string) {
	if f.db.Server.Family != Postgres {
		return
	}
	for _, name := range filled {
		f.query(`SELECT setval(s, 3) FROM pg_attribute, CAST(pg_get_serial_sequence($1, attname) AS regclass) AS s
			JOIN pg_sequence ON seqrelid = s
			WHERE attrelid = CAST($1 AS text)::regclass AND attnum > 0 AND NOT attisdropped AND seqmin <= 3 AND seqmax >= 3`,
			f.db.quoteTable(name))
	}
}

func (f filler) exec(statement string) {
	f.t.Helper()
	if _, err := f.conn.ExecContext(f.ctx, statement); err != nil {
		f.t.Fatalf("dbtest: fill: %v\nin: %s", err, statement)
	}
}

func (f filler) query(query string, args ...any) [][]string {
	f.t.Helper()
	rows, err := fetch(f.ctx, f.conn, query, args...)
	if err != nil {
		f.t.Fatalf("dbtest: fill: %v\nin: %s", err, query)
	}
	return rows
}

func (f filler) table(name string) table {
	f.t.Helper()
	t := table{name: name}
	switch f.db.Server.Family {
	case SQLite:
		t.columns = f.sqliteColumns(name)
	case Postgres:
		t.columns = f.postgresColumns(name)
	default:
		t.columns = f.mysqlColumns(name)
	}
	return t
}

// allowed finds the strings that a CHECK lets a column have: status IN ('a',
// 'b'), or as PostgreSQL writes it, status = ANY (ARRAY['a'::text, ...]).
func allowed(checks, column string) []string {
	list, err := regexp.Compile("(?i)(?:^|\\W)" + regexp.QuoteMeta(column) +
		`\W*(?:::[\w\s()]+?)?\s*(?:in|=\s*any)\s*\(+\s*(?:array\[)?([^)\]]*'[^)\]]*)`)
	if err != nil {
		return nil
	}
	found := list.FindStringSubmatch(checks)
	if found == nil {
		return nil
	}
	return literals.FindAllString(found[1], -1)
}

// literals are strings in single quotes, with the quotes.
var literals = regexp.MustCompile(`'(?:[^']|'')*'`)

// cycle gives the n-th row the n-th literal.
func cycle(values []string) func(row int) string {
	return func(row int) string { return values[(row-1)%len(values)] }
}
