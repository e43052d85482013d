package cli_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dbtool/dbtool/cli"
)

// TestEmbeddedRevisionsNeedNoProject: a program with its revisions inside needs
// no dbtool.toml, wherever //go:embed put the files.
func TestEmbeddedRevisionsNeedNoProject(t *testing.T) {
	t.Chdir(t.TempDir())
	const text = "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE users (id INTEGER);\n-- dbtool:down\nDROP TABLE users;\n"
	for name, file := range map[string]string{"in the root": "1_users.sql", "in a folder": "migrations/1_users.sql", "in another": "db/1_users.sql"} {
		url := "sqlite:" + filepath.Join(t.TempDir(), "app.db")
		var out, msg bytes.Buffer
		o := cli.Options{Migrations: fstest.MapFS{file: {Data: []byte(text)}}, Stdout: &out, Stderr: &msg}
		if code := cli.Run(t.Context(), []string{"app", "migrate", "up", "--url", url}, o); code != 0 {
			t.Errorf("%s: exit %d\n%s", name, code, msg.String())
		}
		if got := must(t, "inspect", "--url", url); !strings.Contains(got, "table users") {
			t.Errorf("%s: the database has\n%s", name, got)
		}
	}
}
