package sqlite

import (
	"database/sql"
	"math/rand/v2"
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
		understood(t, db, body, options)
	})
}

// TestWordsInAnyOrder is the same for bodies made of SQLite's own words by
// chance.
func TestWordsInAnyOrder(t *testing.T) {
	words := strings.Fields(`a b "c" [d] 'e' , , ( ) ( ) INT TEXT VARCHAR PRIMARY KEY NOT NULL DEFAULT UNIQUE CHECK REFERENCES t GENERATED ALWAYS AS STORED VIRTUAL
		COLLATE nocase CONSTRAINT x ON CONFLICT IGNORE AUTOINCREMENT FOREIGN DELETE SET CASCADE DEFERRABLE INITIALLY DEFERRED MATCH DESC ASC 1 -1 .5 'y' + = -- /*x*/`)
	phrases := []string{"PRIMARY KEY", "NOT NULL", "DEFAULT 1", "(a)", "CHECK (a)", "REFERENCES t", "AS (a)", "GENERATED ALWAYS AS (a)", "ON CONFLICT ABORT", "COLLATE binary", "CONSTRAINT y", "FOREIGN KEY (a)", ", b", "(1, 2)", "DEFAULT x", "ON UPDATE SET NULL", "NOT DEFERRABLE"}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	r := rand.New(rand.NewPCG(3, 5))
	taken := 0
	for range 40000 {
		body := "a"
		for range 1 + r.IntN(7) {
			if r.IntN(2) == 0 {
				body += " " + phrases[r.IntN(len(phrases))]
			} else {
				body += " " + words[r.IntN(len(words))]
			}
		}
		if understood(t, db, body, []string{"", "", "STRICT", "WITHOUT ROWID"}[r.IntN(4)]) {
			taken++
		}
	}
	if taken < 1000 {
		t.Errorf("SQLite took only %d", taken)
	}
}

// understood reports whether SQLite takes the body.
func understood(t *testing.T, db *sql.DB, body, options string) bool {
	t.Helper()
	source, columns, facts, ok := create(t, db, "CREATE TABLE t ("+body+"\n) "+options)
	if !ok {
		return false
	}
	table, err := parseTable("t", source)
	if err != nil {
		t.Fatalf("not understood: %v\nin\n%s", err, source)
	}
	if got := columnNames(table); got != columns {
		t.Fatalf("columns %s, SQLite has %s\nin\n%s", got, columns, source)
	}
	spelled := New().spellTable(table)
	again, columns, same, ok := create(t, db, spelled)
	if !ok {
		t.Fatalf("SQLite takes\n%s\nand not\n%s", source, spelled)
	}
	if facts != same {
		t.Fatalf("of\n%s\nSQLite says\n%s\nand of\n%s\nit says\n%s", source, facts, spelled, same)
	}
	second, err := parseTable("t", again)
	if err != nil || columnNames(second) != columns || New().spellTable(second) != spelled {
		t.Fatalf("%v: of\n%s\nbecame\n%s\nand\n%s", err, source, spelled, New().spellTable(second))
	}
	return true
}

// create makes a table t in a transaction that is taken back, and returns its
// text, its columns and what else the PRAGMAs say.
func create(t *testing.T, db *sql.DB, statement string) (source, columns, facts string, ok bool) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), statement); err != nil {
		return "", "", "", false
	}
	err = tx.QueryRowContext(t.Context(), `SELECT sql, (SELECT group_concat(quote(name), ',') FROM (SELECT name FROM pragma_table_xinfo('t') ORDER BY cid)),
		(SELECT group_concat("notnull" || pk || hidden || iif(dflt_value IS NULL, '', 'd'), ' ') FROM (SELECT * FROM pragma_table_xinfo('t') ORDER BY cid)) || char(10) ||
		(SELECT wr || strict FROM pragma_table_list WHERE name = 't' AND schema = 'main') || char(10) ||
		coalesce((SELECT group_concat(k, ' ') FROM (SELECT "table" || ' ' || "from" || ' ' || coalesce("to", '') || on_update || on_delete || seq AS k FROM pragma_foreign_key_list('t') ORDER BY 1)), '') || char(10) ||
		coalesce((SELECT group_concat(k, ' ') FROM (SELECT origin || partial || (SELECT group_concat(cid || coll || desc) FROM pragma_index_xinfo(l.name) WHERE key) AS k FROM pragma_index_list('t') l ORDER BY 1)), '')
		FROM sqlite_schema WHERE name = 't' AND type = 'table'`).Scan(&source, &columns, &facts)
	return source, columns, facts, err == nil
}

func columnNames(t *metadata.Table) string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, "'"+strings.ReplaceAll(c.Name, "'", "''")+"'")
	}
	return strings.Join(names, ",")
}
