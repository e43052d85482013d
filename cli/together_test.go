package cli_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// TestCodeTogether: a revision in Go is part of the one transaction of a run,
// and takes the others with it when it fails.
func TestCodeTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		var fails error
		code := &migrate.Revision{ID: "2", Message: "in Go", Parents: []string{"1"}, File: "two.go:1", Up: func(ctx context.Context, x migrate.Execer) error {
			_, err := x.ExecContext(ctx, "INSERT INTO one (id) VALUES (7)")
			return errors.Join(err, fails)
		}}
		files := fstest.MapFS{"1_one.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE one (id INTEGER);\n")}}
		up := func() (int, string) {
			var msg bytes.Buffer
			o := cli.Options{Migrations: files, Revisions: []*migrate.Revision{code}, Stdout: &msg, Stderr: &msg}
			return cli.Run(t.Context(), []string{"app", "migrate", "up", "--transaction", "all", "--url", db.URL}, o), msg.String()
		}
		fails = errors.New("not today")
		code1, said := up()
		if code1 != 1 || !strings.Contains(said, "two.go:1: revision 2: not today") || !strings.Contains(said, "the whole run was rolled back, all 2 revision(s) of it") {
			t.Errorf("exit %d\n%s", code1, said)
		}
		if _, err := db.SQL.ExecContext(t.Context(), "SELECT * FROM one"); err == nil {
			t.Error("the first revision is there")
		}
		fails = nil
		if code2, said := up(); code2 != 0 {
			t.Fatalf("exit %d\n%s", code2, said)
		}
		if got := db.Query(t, "SELECT id FROM one"); len(got) != 1 || got[0][0] != "7" {
			t.Errorf("rows: %v", got)
		}
	}, dbtest.SQLite, dbtest.Postgres)
}
