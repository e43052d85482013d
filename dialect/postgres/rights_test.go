package postgres_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestRightsOfOddRoles: names of roles are quoted where they have to be.
func TestRightsOfOddRoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		role := `"Writer of ` + strings.TrimPrefix(db.Name, "dbtest_") + `"`
		db.Exec(t, "CREATE ROLE "+role, "CREATE VIEW v AS SELECT 1 AS a", "GRANT INSERT, UPDATE (a) ON v TO "+role, "ALTER VIEW v OWNER TO "+role)
		defer db.Exec(t, "DROP OWNED BY "+role, "DROP ROLE "+role)
		rights := read(t, open(t, db.URL)).Views[0].Rights
		for _, want := range []string{"ALTER VIEW public.v OWNER TO " + role, "GRANT UPDATE (a) ON TABLE public.v TO " + role} {
			if !slices.Contains(rights, want) {
				t.Errorf("%q is not in %q", want, rights)
			}
		}
	}, dbtest.Postgres)
}
