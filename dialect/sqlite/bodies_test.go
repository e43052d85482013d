package sqlite_test

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestAnyTableBecomesAnyOther: of a table whose body is phrases in any order,
// another such is made, and that is what SQLite has then, by its PRAGMAs.
func TestAnyTableBecomesAnyOther(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	pairs := 400
	if testing.Short() {
		pairs = 40
	}
	for range pairs {
		a, b := body(t, r), body(t, r)
		live, to := scratch(t, a), scratch(t, b)
		want := reflected(t, to)
		p := plan(t, live, want)
		if err := p.Apply(t.Context(), live, nil); err != nil {
			t.Fatalf("%v\nfrom\n%s\nto\n%s\nby\n%s", err, a, b, p.Script())
		}
		if left := plan(t, live, want); !left.Empty() {
			t.Fatalf("from\n%s\nto\n%s\nby\n%s\nis still to do\n%s", a, b, p.Script(), left.Script())
		}
		if got, expect := values(t, live, pragmas), values(t, to, pragmas); got != expect {
			t.Fatalf("from\n%s\nto\n%s\nby\n%s\nSQLite has\n%s\nwant\n%s", a, b, p.Script(), got, expect)
		}
	}
}

// pragmas is what SQLite says of the table t.
const pragmas = `SELECT (SELECT group_concat(quote(name) || "notnull" || pk || hidden || coalesce(dflt_value, ''), ' ') FROM (SELECT * FROM pragma_table_xinfo('t') ORDER BY cid)),
	(SELECT wr || strict FROM pragma_table_list WHERE name = 't' AND schema = 'main'),
	(SELECT group_concat(k, ' ') FROM (SELECT "table" || ' ' || "from" || ' ' || on_update || on_delete || seq AS k FROM pragma_foreign_key_list('t') ORDER BY 1)),
	(SELECT group_concat(k, ' ') FROM (SELECT origin || partial || (SELECT group_concat(cid || coll) FROM pragma_index_xinfo(l.name) WHERE key) AS k FROM pragma_index_list('t') l ORDER BY 1))`

// body is a CREATE TABLE that SQLite takes.
func body(t *testing.T, r *rand.Rand) string {
	t.Helper()
	phrases := []string{"PRIMARY KEY", "NOT NULL", "DEFAULT 1", "CHECK (a)", "CHECK (a <> 'x, y') ", "REFERENCES t", "AS (1)", "GENERATED ALWAYS AS (2) STORED", "ON CONFLICT ABORT", "COLLATE binary", "COLLATE nocase",
		"CONSTRAINT y", "CONSTRAINT [z z]", ", FOREIGN KEY (a) REFERENCES t (a)", ", b", ", b INT", ", 'c'", "INT", "TEXT (1, 2)", "\"odd\"", "DEFAULT x", "DEFAULT (1 + 1)", "ON UPDATE SET NULL", "NOT DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED",
		"UNIQUE", ", UNIQUE (a)", ", PRIMARY KEY (a)", ", CHECK (a > 1)", "NULL", "-- remark\n", "/* remark, */", "\n", "DESC", "INTEGER", "AUTOINCREMENT", ", UNIQUE (a COLLATE rtrim DESC)"}
	for {
		text := "CREATE TABLE t (a"
		for range 1 + r.IntN(9) {
			text += " " + phrases[r.IntN(len(phrases))]
		}
		text += "\n) " + []string{"", "", "", "STRICT", "WITHOUT ROWID"}[r.IntN(5)]
		e := scratch(t, "")
		if _, err := e.DB.ExecContext(t.Context(), text); err == nil {
			return text
		} else if !strings.Contains(err.Error(), "logic error") {
			t.Fatal(err)
		}
	}
}
