package mysql_test

import (
	"context"
	"testing"
	"time"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestReflectDoesNotWaitForOthers: a change that waits in one database keeps
// nobody from reading the schema of another.
func TestReflectDoesNotWaitForOthers(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		other, mine := s.NewDB(t), s.NewDB(t)
		other.Exec(t, "CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)")
		mine.Exec(t, "CREATE TABLE m (id INT)")
		a, b := open(t, other.URL), open(t, other.URL)
		tx, err := a.DB.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := tx.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM t").Scan(&n); err != nil {
			t.Fatal(err)
		}
		altered := make(chan error, 1)
		go func() {
			_, err := b.DB.ExecContext(context.WithoutCancel(t.Context()), "ALTER TABLE t ADD COLUMN a INT")
			altered <- err
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for waits := 0; waits == 0; time.Sleep(10 * time.Millisecond) {
			if err := a.DB.QueryRowContext(ctx, "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'ALTER TABLE t ADD%' AND STATE LIKE 'Waiting for table metadata lock%' AND DB = DATABASE()").Scan(&waits); err != nil {
				t.Fatal(err)
			}
		}
		e := open(t, mine.URL)
		m, err := e.Dialect.Reflect(ctx, e.DB, e.Server, dialect.Scope{})
		if err != nil || len(m.Tables()) != 1 {
			t.Errorf("%v", err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := <-altered; err != nil {
			t.Fatal(err)
		}
	})
}
