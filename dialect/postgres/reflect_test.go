package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/internal/corpus"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// counter counts the queries that go through it.
type counter struct {
	*sql.Conn
	n int
}

func (c *counter) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n++
	return c.Conn.QueryContext(ctx, query, args...)
}

// TestReflectionAsksAsOftenForManyTables: how many queries it takes depends on
// the kinds of objects there are, never on their number.
func TestReflectionAsksAsOftenForManyTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		queries := func(copies int) int {
			db := s.NewDB(t)
			i := slices.IndexFunc(corpus.Schemas(dbtest.Postgres), func(c corpus.Schema) bool { return c.Name == "27_triggers_and_rules" })
			db.Script(t, corpus.Schemas(dbtest.Postgres)[i].SQL)
			for i := range copies {
				db.Exec(t, fmt.Sprintf(`CREATE TABLE many%[1]d (id serial PRIMARY KEY, up integer REFERENCES many%[1]d, v text CHECK (v <> ''), n integer GENERATED ALWAYS AS IDENTITY)`, i),
					fmt.Sprintf("CREATE INDEX ON many%d (lower(v))", i), fmt.Sprintf("CREATE VIEW vmany%[1]d AS SELECT id FROM many%[1]d", i),
					fmt.Sprintf("CREATE TYPE tmany%d AS (a integer)", i), fmt.Sprintf("CREATE POLICY p ON many%d USING (v = 'x')", i))
			}
			return countQueries(t, db)
		}
		few, many := queries(1), queries(40)
		if few != many || few > 45 {
			t.Errorf("%d queries for one table, %d for forty more", few, many)
		}
	}, dbtest.Postgres)
}

func countQueries(t *testing.T, db *dbtest.DB) int {
	t.Helper()
	c, err := db.SQL.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d := New()
	server, err := d.Probe(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	q := &counter{Conn: c}
	if _, err := d.Reflect(t.Context(), q, server, dialect.Scope{}); err != nil {
		t.Fatal(err)
	}
	return q.n
}
