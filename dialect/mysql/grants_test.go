package mysql_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// as makes an account with some rights on the database, drops it at the end,
// and is the database's URL with it.
func as(t *testing.T, db *dbtest.DB, grants ...string) string {
	t.Helper()
	name := "u_" + db.Name[len(db.Name)-16:]
	db.Script(t, "CREATE USER "+name+"@'%' IDENTIFIED BY 'pw';")
	t.Cleanup(func() {
		if _, err := db.SQL.ExecContext(context.Background(), "DROP USER "+name+"@'%'"); err != nil {
			t.Error(err)
		}
	})
	for _, g := range grants {
		db.Script(t, "GRANT "+strings.ReplaceAll(g, "DB", "`"+db.Name+"`")+" TO "+name+"@'%';")
	}
	u, err := url.Parse(db.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(name, "pw")
	return u.String()
}

const everyKind = `CREATE TABLE t (id INT PRIMARY KEY, v INT, CONSTRAINT k CHECK (v > 0));
CREATE VIEW v AS SELECT id FROM t;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1;
CREATE PROCEDURE p() SELECT 1;
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SET @a = 1;`

// TestFewRights: what a user may not see is listed as not managed, and the rest
// is read.
func TestFewRights(t *testing.T) {
	cases := map[string]struct {
		grants []string
		left   []string // kinds that are not managed
		tables int
	}{
		"everything":           {[]string{"ALL PRIVILEGES ON DB.*"}, []string{"procedure"}, 1}, // which another made
		"reading alone":        {[]string{"SELECT ON DB.*"}, []string{"events", "routines", "triggers", "view"}, 1},
		"reading and texts":    {[]string{"SELECT, SHOW VIEW, TRIGGER, EVENT ON DB.*"}, []string{"routines"}, 1},
		"a table alone":        {[]string{"SELECT ON DB.t"}, []string{"events", "routines", "triggers"}, 1},
		"one column alone":     {[]string{"SELECT (id) ON DB.t"}, []string{"events", "routines", "table", "triggers"}, 0},
		"names of the code":    {[]string{"SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON DB.*"}, []string{"procedure"}, 1},
		"a column and a table": {[]string{"SELECT (id), REFERENCES ON DB.t"}, []string{"events", "routines", "triggers"}, 1},
	}
	each(t, func(t *testing.T, s *dbtest.Server) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				db := s.NewDB(t)
				db.Script(t, everyKind)
				m := read(t, open(t, as(t, db, c.grants...)))
				var left []string
				for _, u := range m.Unmanaged {
					left = append(left, u.Kind)
				}
				if !slices.Equal(left, c.left) || len(m.Tables()) != c.tables {
					t.Errorf("%d tables, want %d; not managed: %v, want %v", len(m.Tables()), c.tables, left, c.left)
				}
			})
		}
	})
}
