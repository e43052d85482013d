package cli_test

import (
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestScriptsRunInAnyClient: a printed diff makes the same schema in a client
// that speaks latin1, as one without settings does in a plain environment.
func TestScriptsRunInAnyClient(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		live, want := s.NewDB(t), s.NewDB(t)
		live.Script(t, "CREATE TABLE t (id INT PRIMARY KEY);")
		want.Script(t, `CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20) DEFAULT 'ünï 🙂' COMMENT '日本');
CREATE VIEW w AS SELECT id, 'ü' AS u FROM t;`)
		live.Script(t, "SET NAMES latin1;\n"+diff(t, live, want))
		if got, expect := dbtest.Catalog(t, live), dbtest.Catalog(t, want); got != expect {
			t.Errorf("the catalogs differ (- have, + want):\n%s", dbtest.Diff(got, expect))
		}
		if left := diff(t, live, want); left != "" {
			t.Errorf("there is still to do:\n%s", left)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}
