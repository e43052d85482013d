package dbtest_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

func TestNewDBIsEmptyAndItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		a, b := s.NewDB(t), s.NewDB(t)
		a.Exec(t, "CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (7)")
		b.Exec(t, "CREATE TABLE t (id INTEGER)")
		if got := a.Query(t, "SELECT id FROM t"); len(got) != 1 || got[0][0] != "7" {
			t.Errorf("the first database holds %v, want one row of 7", got)
		}
		if got := b.Query(t, "SELECT id FROM t"); len(got) != 0 {
			t.Errorf("the second database holds %v, want nothing", got)
		}
		if !strings.HasPrefix(a.URL, s.Family+":") {
			t.Errorf("URL %s does not begin with %s:", a.URL, s.Family)
		}
	})
}

func TestNewDBIsDroppedInTheEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		var name string
		t.Run("user", func(t *testing.T) { name = s.NewDB(t).Name })
		query := "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '" + name + "'"
		if s.Family == dbtest.Postgres {
			query = "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"
		}
		if got := s.NewDB(t).Query(t, query)[0][0]; got != "0" {
			t.Errorf("%s is still there", name)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}

func TestScriptRunsInTheServersClient(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Script(t, "CREATE TABLE t (a VARCHAR(20)); -- x;y\nINSERT INTO t VALUES ('é;''');\nSELECT 1;")
		if got := db.Query(t, "SELECT a FROM t"); got[0][0] != "é;'" {
			t.Errorf("the row is %q, want é;'", got[0][0])
		}
		err := db.ScriptErr(t, "INSERT INTO t VALUES ('two');\nSELECT nonsense FROM nowhere;\nINSERT INTO t VALUES ('three');")
		if err == nil || !strings.Contains(err.Error(), "nowhere") {
			t.Errorf("ScriptErr = %v, want the server's complaint about nowhere", err)
		}
		if got := db.Query(t, "SELECT count(*) FROM t"); got[0][0] != "2" {
			t.Errorf("%s rows, want 2: the script stops at its error", got[0][0])
		}
	})
}

func TestRoutinesComeThroughTheClientsDelimiter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Script(t, "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END//\nDELIMITER ;\n")
		if got := dbtest.Catalog(t, db); !strings.Contains(got, "SELECT 2;") || strings.Contains(got, "DEFINER") {
			t.Errorf("Catalog:\n%s\nwant the procedure with its body and without its definer", got)
		}
	}, dbtest.MySQL, dbtest.MariaDB)
}

func TestServersBeginWithSQLite(t *testing.T) {
	if got := dbtest.Servers(t); len(got) == 0 || got[0].Name != dbtest.SQLite {
		t.Errorf("Servers = %v", got)
	}
}
