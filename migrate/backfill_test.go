package migrate

import (
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect/lex"
)

func TestBackfillDirective(t *testing.T) {
	b, err := parseBackfill(`table=users  batch=50 pause=20ms pause-while="SELECT lag > 5 FROM replicas"`)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Backfill{"users", 50, 20 * time.Millisecond, "SELECT lag > 5 FROM replicas"}); *b != want {
		t.Errorf("got %+v, want %+v", *b, want)
	}
	if again, err := parseBackfill(b.String()); err != nil || *again != *b {
		t.Errorf("%s is %+v, %v", b, again, err)
	}
	for arg, says := range map[string]string{
		"batch=0":                 "a number of rows",
		"batch=many":              "a number of rows",
		"pause=5":                 "a duration",
		"users":                   `not "users"`,
		"rows=3":                  `not "rows"`,
		`pause-while="SELECT 1`:   "no closing quote",
		"table=a batch=1 pause=-": "a duration",
	} {
		if _, err := parseBackfill(arg); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s", arg, err, says)
		}
	}
}

// TestWalkText: the range goes behind the condition of the statement itself.
func TestWalkText(t *testing.T) {
	for sql, want := range map[string]string{
		"UPDATE t SET a = 1":                                           "UPDATE t SET a = 1 WHERE K|t|t",
		"update t set a = 1 where b or c -- why":                       "update t set a = 1  WHERE ( b or c -- why\n) AND K|t|t",
		"UPDATE s.t AS x SET a = (SELECT 1 WHERE true) WHERE x.b":      "UPDATE s.t AS x SET a = (SELECT 1 WHERE true) WHERE ( x.b\n) AND K|t|x",
		`UPDATE "T" x SET a = ';' FROM o WHERE o.id = x.id`:            `UPDATE "T" x SET a = ';' FROM o WHERE ( o.id = x.id` + "\n) AND K|T|x",
		"UPDATE t JOIN o ON o.id = t.id SET t.a = o.a":                 "UPDATE t JOIN o ON o.id = t.id SET t.a = o.a WHERE K|t|t",
		"DELETE FROM t WHERE (SELECT count(*) FROM o WHERE o.a = t.a)": "DELETE FROM t WHERE ( (SELECT count(*) FROM o WHERE o.a = t.a)\n) AND K|t|t",
		"DELETE FROM t USING o WHERE o.a = t.a":                        "DELETE FROM t USING o WHERE ( o.a = t.a\n) AND K|t|t",
	} {
		w, err := walkText(sql, lex.Rules{})
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		got := w.in("K") + "|" + w.table + "|" + w.alias
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s:\ngot  %s\nwant %s", sql, got, want)
		}
	}
	for sql, key := range map[string]string{
		"UPDATE t SET a = 1, id = 2":            "id",
		"UPDATE t SET (a, id) = (1, 2)":         "id",
		"UPDATE t SET a = f(1, id), b = id":     "",
		"UPDATE t SET t.ID = 1 WHERE true":      "id",
		"UPDATE t SET a = 1 FROM o, id WHERE 1": "",
	} {
		w, err := walkText(sql, lex.Rules{})
		if err != nil || w.changesKey([]string{"id"}) != key {
			t.Errorf("%s: %v changes %q of the key, want %q", sql, err, w.changesKey([]string{"id"}), key)
		}
	}
}
