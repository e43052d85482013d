package cli_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestDoctorTellsOfScratchDatabasesLeftBehind: a run that is killed cannot drop
// its own.
func TestDoctorTellsOfScratchDatabasesLeftBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		t.Chdir(t.TempDir())
		name := "dbtool_scratch_left_" + s.Name
		db.Exec(t, "CREATE DATABASE "+name)
		out, _, _ := run(t, "doctor", "--url", db.URL)
		db.Exec(t, "DROP DATABASE "+name)
		if !strings.Contains(out, "of runs that were killed, ") || !strings.Contains(out, name) || !strings.Contains(out, "DROP DATABASE removes each of them") {
			t.Errorf("got %s", out)
		}
		if out, _, _ := run(t, "doctor", "--url", db.URL); strings.Contains(out, name) {
			t.Errorf("got %s", out)
		}
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}
