package cli_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestCancelStopsTheStatementOnTheServer: when the context is done, which Ctrl-C
// does, the statement ends on the server too.
func TestCancelStopsTheStatementOnTheServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		sleep, running := "SELECT sleep(61)", "SELECT count(*) FROM information_schema.processlist WHERE info = 'SELECT sleep(61)'"
		if s.Family == dbtest.Postgres {
			sleep, running = "SELECT pg_sleep(61)", "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(61)' AND state = 'active'"
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for range 100 {
				if db.Query(t, running)[0][0] != "0" {
					break
				}
				time.Sleep(20 * time.Millisecond)
			}
			cancel()
		}()
		var out, stderr bytes.Buffer
		began := time.Now()
		code := cli.Run(ctx, []string{"dbtool", "query", sleep, "--url", db.URL}, cli.Options{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &stderr})
		if code != 1 || time.Since(began) > 20*time.Second {
			t.Errorf("exit %d after %s: %s", code, time.Since(began), stderr.String())
		}
		for range 100 {
			if db.Query(t, running)[0][0] == "0" {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Error("the statement still runs on the server")
	}, dbtest.MySQL, dbtest.MariaDB, dbtest.Postgres)
}
