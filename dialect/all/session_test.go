package all_test

import (
	"database/sql"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// TestSessionIsAsTheServerHasIt: the state of the transaction, the list of each
// thing, and that nothing a session sets opens it for writes again.
func TestSessionIsAsTheServerHasIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Script(t, "CREATE TABLE t (id INT PRIMARY KEY); CREATE VIEW v AS SELECT id AS num FROM t;")
		e, err := engine.OpenWith(t.Context(), all.Dialects(), db.URL, engine.Options{Plain: true})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		c, err := e.DB.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		d := e.Dialect.(dialect.Session)
		states(t, c, d, s.Family == dbtest.Postgres)
		lists(t, c, d, e.Server)
		staysReadOnly(t, e, c, d)
	})
}

func states(t *testing.T, c *sql.Conn, d dialect.Session, fails bool) {
	t.Helper()
	failed := dialect.TxOpen
	if fails {
		failed = dialect.TxFailed
	}
	for _, step := range []struct {
		statement string
		want      dialect.TxState
	}{{"SELECT 1", dialect.TxNone}, {"BEGIN", dialect.TxOpen}, {"INSERT INTO t VALUES (1)", dialect.TxOpen}, {"SELECT nothing", failed}, {"ROLLBACK", dialect.TxNone}} {
		_, _ = c.ExecContext(t.Context(), step.statement) // one of them fails on purpose
		for range 2 {                                     // asking changes nothing
			if got, err := d.TxState(t.Context(), c); got != step.want || err != nil {
				t.Fatalf("behind %s: the transaction is %q, %v; want %q", step.statement, got, err, step.want)
			}
		}
	}
	var n int
	if err := c.QueryRowContext(t.Context(), "SELECT count(*) FROM t").Scan(&n); n != 0 || err != nil {
		t.Errorf("%d rows are left behind a rollback, %v", n, err)
	}
}

func lists(t *testing.T, c *sql.Conn, d dialect.Session, s *dialect.Server) {
	t.Helper()
	for what, most := range map[dialect.Listing]int{dialect.Databases: 1, dialect.Users: 1, dialect.Keywords: 100, dialect.Functions: 50, dialect.ViewColumns: 1} {
		query := d.List(s, what)
		if query == "" {
			t.Logf("no %s", what)
			continue
		}
		rows, err := c.QueryContext(t.Context(), query)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		n := 0
		for rows.Next() {
			n++
		}
		if err := rows.Close(); err != nil || rows.Err() != nil || n < most {
			t.Errorf("%d %s, %v, %v; want at least %d", n, what, err, rows.Err(), most)
		}
	}
}

func staysReadOnly(t *testing.T, e *engine.Engine, c *sql.Conn, d dialect.Session) {
	t.Helper()
	for _, statement := range []string{"SELECT 1", "BEGIN", "SELECT 2"} {
		state, err := d.TxState(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range append(d.StayReadOnly(state), statement) {
			if _, err := c.ExecContext(t.Context(), s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
	}
	_, err := c.ExecContext(t.Context(), "INSERT INTO t VALUES (2)")
	if got := e.Dialect.Explain(err).Class; got != dialect.ReadOnlyErr {
		t.Errorf("INSERT is refused as %q, %v", got, err)
	}
}
