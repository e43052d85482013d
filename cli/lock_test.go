package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestOneMigratesTheOthersWait: several runs started at once apply every
// revision exactly once, and all of them succeed.
func TestOneMigratesTheOthersWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		dir := t.TempDir()
		t.Chdir(dir)
		for i, text := range []string{
			"-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER);\nINSERT INTO counter (id, n) VALUES (1, 0);\n-- dbtool:down\nDROP TABLE counter;\n",
			"-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nUPDATE counter SET n = n + 1;\n-- dbtool:down\nUPDATE counter SET n = n - 1;\n",
		} {
			if err := os.MkdirAll("migrations", 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join("migrations", []string{"1_one.sql", "2_two.sql"}[i]), text)
		}
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if _, stderr, code := run(t, "migrate", "up", "--url", db.URL); code != 0 {
					t.Errorf("exit %d: %s", code, stderr)
				}
			})
		}
		wg.Wait()
		if got := db.Query(t, "SELECT n FROM counter")[0][0]; got != "1" {
			t.Errorf("the second revision ran %s times", got)
		}
		out := must(t, "migrate", "status", "--url", db.URL)
		if strings.Count(out, "applied") != 2 || strings.Contains(out, "pending") {
			t.Errorf("status:\n%s", out)
		}
	})
}
