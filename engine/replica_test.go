package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// Replicas are read in turn; one that is not there is passed over once that is
// known, and none keeps the engine from being opened.
func TestReplicas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		one, oneDB := open(t, s, engine.Options{})
		two, twoDB := open(t, s, engine.Options{})
		for i, e := range []*engine.Engine{one, two} {
			must(t, e, "CREATE TABLE place (n INTEGER)", "INSERT INTO place VALUES ("+string(rune('1'+i))+")")
		}
		main := s.NewDB(t)
		gone := map[string]string{"sqlite": "sqlite:/no/such/folder/x.db", "mysql": "mysql://root@127.0.0.1:1/x", "postgres": "postgres://postgres@127.0.0.1:1/x"}[one.Dialect.Name()]
		e, err := engine.OpenWith(t.Context(), all.Dialects(), main.URL, engine.Options{Replicas: []string{oneDB.URL, gone, twoDB.URL}})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		must(t, e, "CREATE TABLE place (n INTEGER)", "INSERT INTO place VALUES (0)")
		var seen []string
		failed := 0
		for range 8 {
			rows, err := e.Reader().Query(t.Context(), "SELECT n FROM place")
			if err != nil {
				failed++
				continue
			}
			for rows.Next() {
				var n string
				if err := rows.Scan(&n); err != nil {
					t.Fatal(err)
				}
				seen = append(seen, n)
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(seen, ""); failed != 1 || strings.Count(got, "1") < 3 || strings.Count(got, "2") < 3 || strings.Contains(got, "0") {
			t.Errorf("%d failed, the others read from %s", failed, got)
		}
		if got := text(t, e, "SELECT n FROM place"); got != "0" {
			t.Errorf("the engine itself reads from %s", got)
		}
		if _, err := engine.OpenWith(t.Context(), all.Dialects(), main.URL, engine.Options{Replicas: []string{"oracle://x/y"}}); !errors.Is(err, engine.ErrURL) {
			t.Error(err)
		}
	})
	e, _ := open(t, dbtest.Get(t, dbtest.SQLite), engine.Options{})
	if e.Reader() != e {
		t.Error("without replicas, the engine reads for itself")
	}
}
