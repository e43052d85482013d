package cli_test

import (
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestQueryPrintsAllResults of a procedure, not the first alone.
func TestQueryPrintsAllResults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		t.Parallel()
		db := s.NewDB(t)
		db.Exec(t, "CREATE PROCEDURE two() BEGIN SELECT 1 AS one; SELECT 2 AS two, 3 AS three; END")
		if got, want := must(t, "query", "call two()", "--format", "csv", "--url", db.URL), "one\n1\ntwo,three\n2,3\n"; got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}
