package migrate_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// TestCommute: heads that touch different things commute, others conflict, and
// the conflict names the thing and both files.
func TestCommute(t *testing.T) {
	cases := []struct {
		name, left, right string
		want              []string // none: they commute
		on                string   // the server it is for; "" for all
	}{
		{"tables of their own", "CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)", nil, ""},
		{"columns of one table", "ALTER TABLE users ADD COLUMN a INT", "ALTER TABLE users ADD COLUMN b INT", nil, ""},
		{"keys to one table", "CREATE TABLE a (u INT, FOREIGN KEY (u) REFERENCES users (id))", "CREATE TABLE b (u INT, FOREIGN KEY (u) REFERENCES users (id))", nil, ""},
		{"an index and a column", "CREATE INDEX ix_nick ON users (nick)", "ALTER TABLE users ADD COLUMN b INT", nil, ""},
		{"rows added", "INSERT INTO users VALUES (1, 'a')", "INSERT INTO users VALUES (2, 'b')", nil, ""},
		{"rows of different tables", "UPDATE users SET nick = 'x'", "INSERT INTO posts VALUES (1)", nil, ""},
		{"rows changed", "UPDATE users SET nick = 'x'", "DELETE FROM users WHERE nick = 'y'", []string{"the rows of users", "left.sql:4:1", "right.sql:4:1", "both change its rows"}, ""},
		{"one column twice", "ALTER TABLE users ADD COLUMN a INT", "ALTER TABLE users ADD COLUMN a INT", []string{"column users.a", "left.sql:4:1", "right.sql:4:1", "both change it", "r after l fails: ", "l after r fails: "}, ""},
		{"a table renamed", "CREATE INDEX ix_nick ON users (nick)", "ALTER TABLE users RENAME TO people", []string{"table users", "left.sql:4:1", "right.sql:4:1", "r changes it, l needs it", "l after r fails: "}, ""},
		{"a table dropped", "ALTER TABLE users ADD COLUMN a INT", "DROP TABLE users", []string{"left.sql:4:1", "right.sql:4:1", "l after r fails: "}, ""},
		{"a column that rows need", "UPDATE users SET nick = 'x'", "ALTER TABLE users DROP COLUMN nick", []string{"column users.nick", "left.sql:4:1", "right.sql:4:1", "r changes it, l needs it"}, ""},
		{"whichever is first makes it", "CREATE TABLE IF NOT EXISTS c (a INT)", "CREATE TABLE IF NOT EXISTS c (b INT)", []string{"table c", "left.sql:4:1", "right.sql:4:1", "both change it"}, ""},
		{"a default of the database", "ALTER DATABASE CHARACTER SET latin1", "CREATE TABLE c (a VARCHAR(9))", []string{"left.sql and", "right.sql: in the end one order differs"}, dbtest.MySQL},
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for _, c := range cases {
			if c.on != "" && c.on != s.Name {
				continue
			}
			g := mustLoad(t, map[string]string{
				"base":  "-- dbtool:revision base1\n-- dbtool:up\nCREATE TABLE users (id INT PRIMARY KEY, nick VARCHAR(20));\nCREATE TABLE posts (id INT);\n",
				"left":  "-- dbtool:revision l\n-- dbtool:parent base1\n-- dbtool:up\n" + c.left + ";\n",
				"right": "-- dbtool:revision r\n-- dbtool:parent base1\n-- dbtool:up\n" + c.right + ";\n",
			})
			conflicts, err := g.Commute(t.Context(), g.Get("l"), g.Get("r"), func(context.Context) (*migrate.Runner, func() error, error) {
				e, err := engine.Open(t.Context(), all.Dialects(), s.NewDB(t).URL)
				if err != nil {
					return nil, nil, err
				}
				return &migrate.Runner{Engine: e, Graph: g}, e.Close, nil
			})
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			var text strings.Builder
			for _, x := range conflicts {
				text.WriteString(x.String() + "\n")
			}
			if c.want == nil && len(conflicts) > 0 || c.want != nil && len(conflicts) == 0 {
				t.Errorf("%s: got %q", c.name, text.String())
			}
			for _, want := range c.want {
				if !strings.Contains(text.String(), want) {
					t.Errorf("%s: %q is not in %q", c.name, want, text.String())
				}
			}
		}
	})
}
