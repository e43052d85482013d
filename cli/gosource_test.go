package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestGoSourceDeclaresTheSameSchema: what inspect --format go writes compiles,
// and compared with the database it was read from there is no difference.
func TestGoSourceDeclaresTheSameSchema(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles Go packages")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range corpus.Schemas(s.Name) {
			if !strings.HasSuffix(c.Name, "_shop") && !strings.HasSuffix(c.Name, "_names") {
				continue
			}
			t.Run(c.Name, func(t *testing.T) {
				db := s.NewDB(t)
				db.Script(t, c.SQL)
				t.Chdir(t.TempDir())
				write(t, "go.mod", "module example.com/x\n\ngo 1.26.0\n\nrequire github.com/dbtool/dbtool v0.0.0\n\nreplace github.com/dbtool/dbtool => "+root+"\n")
				must(t, "inspect", "--format", "go", "-o", "models.go", "--url", db.URL)
				if out := must(t, "diff", "--from", db.URL, "--to", ".", "--format", "sql"); out != "" {
					t.Errorf("the declaration differs:\n%s", out)
				}
			})
		}
	})
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
