package mysql_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/internal/dbtest"
)

// counting counts the queries that go through it.
type counting struct {
	dialect.Queryer
	n int
}

func (c *counting) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n++
	return c.Queryer.QueryContext(ctx, query, args...)
}

// TestQueriesDoNotGrowWithTables: usual tables are read in as many queries
// however many there are.
func TestQueriesDoNotGrowWithTables(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		count := func(tables int) int {
			db := s.NewDB(t)
			var script strings.Builder
			for i := range tables {
				fmt.Fprintf(&script, "CREATE TABLE t%d (id INT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x' COMMENT 'c', b INT, g INT AS (b + 1) VIRTUAL, KEY (a), UNIQUE KEY (b), CHECK (b > 0), FOREIGN KEY (b) REFERENCES t%d (id));\n", i, max(i-1, 0))
			}
			db.Script(t, script.String())
			e := open(t, db.URL)
			q := &counting{Queryer: e.DB}
			m, err := e.Dialect.Reflect(t.Context(), q, e.Server, dialect.Scope{})
			if err != nil || len(m.Tables()) != tables {
				t.Fatalf("%d tables, want %d: %v", len(m.Tables()), tables, err)
			}
			return q.n
		}
		if few, many := count(2), count(40); few != many || many > 20 {
			t.Errorf("2 tables take %d queries, 40 take %d", few, many)
		}
	})
}
