package postgres

import (
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestSoftQuotesAsTheServer: the server is asked for its keywords, and quotes
// some names that are none.
func TestSoftQuotesAsTheServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		rows := db.Query(t, `SELECT word, quote_ident(word) FROM pg_get_keywords()
UNION ALL SELECT w, quote_ident(w) FROM unnest(ARRAY['a', 'A', 'a b', '1a', 'a1', 'a$', 'ü', 'a"b', '_', '']) w`)
		for _, r := range rows {
			word, want := r[0], r[1]
			if got := New().soft(word); got != want && !(keywords[word] && want == word) {
				t.Errorf("soft(%q) is %s, the server writes %s", word, got, want)
			}
		}
		if len(rows) < 400 {
			t.Errorf("only %d names were compared", len(rows))
		}
	}, dbtest.Postgres)
}

// TestMadeNames: a name that the server makes up is the one that is expected,
// also where it has to be cut.
func TestMadeNames(t *testing.T) {
	long := "a_name_of_sixty_three_bytes_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		for _, n := range [][2]string{{"t", "c"}, {long[:63], "c"}, {"t", long[:63]}, {long[:40], long[:40]}, {"ünïcödé_" + long[:50], "ä"}, {long[:30], "öööööööööööööööööööö"}} {
			db.Exec(t, "CREATE TABLE "+New().Ident(n[0])+" ("+New().Ident(n[1])+" serial)")
			got := db.Query(t, "SELECT relname FROM pg_class WHERE relkind = 'S'")[0][0]
			if want := madeName(n[0], n[1], "seq"); got != want {
				t.Errorf("of %q and %q the server makes %q, not %q", n[0], n[1], got, want)
			}
			db.Exec(t, "DROP TABLE "+New().Ident(n[0]))
		}
	}, dbtest.Postgres)
}
