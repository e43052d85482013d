package sqlite

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/metadata"
)

// FuzzParseTable: what SQLite takes for the body of a CREATE TABLE is
// understood, the columns are those that SQLite has, and the same table in
// dbtool's own words is one that SQLite takes too, and reads the same.
func FuzzParseTable(f *testing.F) {
	for _, body := range []string{
		"a", "a,b INT", "a INT PRIMARY KEY AUTOINCREMENT", "a INTEGER PRIMARY KEY DESC ON CONFLICT FAIL AUTOINCREMENT", "a 'odd' CONSTRAINT x", "a INT CONSTRAINT x CONSTRAINT y NOT NULL NULL",
		"[a b] \"c\"(1) DEFAULT -+5 COLLATE nocase UNIQUE ON CONFLICT IGNORE CHECK(1) REFERENCES t", "a GENERATED ALWAYS, b AS (a) STORED", "a,b,PRIMARY KEY(a,b)CHECK(a)UNIQUE(b)",
		"a DEFAULT (1), b DEFAULT x, c DEFAULT \"x\", d DEFAULT 'x', e DEFAULT x'00', f DEFAULT .5e3, g DEFAULT TRUE", "a REFERENCES t(a) ON DELETE SET NULL MATCH FULL DEFERRABLE INITIALLY DEFERRED",
		"a -- x\n, /* y */ b", "a,CONSTRAINT x FOREIGN KEY(a)REFERENCES u(b)NOT DEFERRABLE CONSTRAINT y", "a INT UNIQUE CONSTRAINT n CHECK (a > ')') -- z", "a,UNIQUE(a COLLATE nocase DESC)", "a GENERATED, GENERATED b",
	} {
		f.Add(body, "")
	}
	f.Add("a INT PRIMARY KEY", "WITHOUT ROWID")
	f.Add("a INT", "STRICT")
	for seed := range uint64(20) {
		text := corpus.Random("sqlite", seed)
		if from, to := strings.Index(text, "("), strings.Index(text, "\n)"); from > 0 && to > from {
			f.Add(text[from+1:to], "")
		}
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		f.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	f.Fuzz(func(t *testing.T, body, options string) {
		if strings.Contains(body+options, "\x00") || strings.Contains(options, ";") {
			return
		}
		source, columns, ok := create(t, db, "CREATE TABLE t ("+body+"\n) "+options)
		if !ok {
			return
		}
		table, err := parseTable("t", source)
		if err != nil {
			t.Fatalf("not understood: %v\nin\n%s", err, source)
		}
		if got := columnNames(table); got != columns {
			t.Fatalf("columns %s, SQLite has %s\nin\n%s", got, columns, source)
		}
		spelled := New().spellTable(table)
		again, columns, ok := create(t, db, spelled)
		if !ok {
			t.Fatalf("SQLite takes\n%s\nand not\n%s", source, spelled)
		}
		second, err := parseTable("t", again)
		if err != nil || columnNames(second) != columns || New().spellTable(second) != spelled {
			t.Fatalf("%v: of\n%s\nbecame\n%s\nand\n%s", err, source, spelled, New().spellTable(second))
		}
	})
}

// create makes a table t in a transaction that is taken back, and returns its
// text and columns.
func create(t *testing.T, db *sql.DB, statement string) (source, columns string, ok bool) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), statement); err != nil {
		return "", "", false
	}
	err = tx.QueryRowContext(t.Context(), `SELECT sql, (SELECT group_concat(quote(name), ',') FROM (SELECT name FROM pragma_table_xinfo('t') ORDER BY cid))
		FROM sqlite_schema WHERE name = 't' AND type = 'table'`).Scan(&source, &columns)
	return source, columns, err == nil
}

func columnNames(t *metadata.Table) string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, "'"+strings.ReplaceAll(c.Name, "'", "''")+"'")
	}
	return strings.Join(names, ",")
}
