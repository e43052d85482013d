package migrate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// forecasts are statements and what is said of each: a line for each table, as
// far as it goes. What the server tells of a table's size differs by page sizes.
var forecasts = map[string][]struct{ sql, want string }{
	dbtest.SQLite: {
		{"ALTER TABLE users ADD COLUMN age INT", "users: locks the table for a moment; about 25000 rows"},
		{"UPDATE users SET age = 1", "users: rows may change; about 25000 rows"},
		{"CREATE INDEX ix ON users (age)", "users: reads the whole table, blocks writes; about 25000 rows, "},
		{"CREATE TABLE fresh (id INT)", ""},
		{"CREATE INDEX fresh_ix ON fresh (id)", ""},
		{"DROP TABLE posts", "posts: locks the table for a moment; about 2 rows"},
	},
	dbtest.Postgres: {
		{"ALTER TABLE users ADD COLUMN age INT", "users: ACCESS EXCLUSIVE, locks the table for a moment; about "},
		{"ALTER TABLE users ADD COLUMN r float DEFAULT random()", "users: ACCESS EXCLUSIVE, rewrites the table, blocks reads and writes; about "},
		{"ALTER TABLE users ALTER COLUMN nick TYPE varchar(99)", "users: ACCESS EXCLUSIVE, locks the table for a moment; about "},
		{"ALTER TABLE users ALTER COLUMN id TYPE bigint", "users: ACCESS EXCLUSIVE, rewrites the table, blocks reads and writes; about "},
		{"UPDATE users SET age = 1", "users: ROW EXCLUSIVE, rows may change; about "},
		{"CREATE INDEX CONCURRENTLY ic ON users (age)", "users: reads the whole table, blocks writes; about "},
		{"CREATE INDEX ix ON users (age)", "users: SHARE, reads the whole table, blocks writes; about "},
		{"ALTER TABLE posts ADD FOREIGN KEY (author) REFERENCES users (id) NOT VALID", "posts: SHARE ROW EXCLUSIVE, locks the table for a moment; about 2 rows, |users: SHARE ROW EXCLUSIVE, locks the table for a moment; about "},
		{"ALTER TABLE posts ADD FOREIGN KEY (author) REFERENCES users (id)", "posts: SHARE ROW EXCLUSIVE, reads the whole table, blocks writes; about 2 rows, |users: SHARE ROW EXCLUSIVE, blocks writes; about "},
		{"DROP TABLE posts", "posts: ACCESS EXCLUSIVE, locks the table for a moment; about 2 rows, |users: ACCESS EXCLUSIVE, locks the table for a moment; about "},
	},
	dbtest.MySQL: {
		{"ALTER TABLE users ADD COLUMN age INT", "ALGORITHM=INSTANT; users: locks the table for a moment; about "},
		{"ALTER TABLE users MODIFY nick VARCHAR(20) NOT NULL", "ALGORITHM=INPLACE, LOCK=NONE; users: rewrites the table, locks the table for a moment; about "},
		{"ALTER TABLE users MODIFY age BIGINT", "ALGORITHM=COPY, LOCK=SHARED; users: rewrites the table, blocks writes; about "},
		{"UPDATE users SET age = 1", "users: rows may change; about "},
		{"CREATE INDEX ix ON users (age)", "ALGORITHM=INPLACE LOCK=NONE; users: reads the whole table, locks the table for a moment; about "},
		{"DROP TABLE posts", "posts: locks the table for a moment; about 2 rows, "},
	},
	dbtest.MariaDB: {
		{"ALTER TABLE users ADD COLUMN age INT", "ALGORITHM=INSTANT, LOCK=NONE; users: locks the table for a moment; about "},
		{"ALTER TABLE users MODIFY age BIGINT", "ALGORITHM=COPY, LOCK=SHARED; users: rewrites the table, blocks writes; about "},
		{"CREATE INDEX ix ON users (age)", "ALGORITHM=NOCOPY LOCK=NONE; users: reads the whole table, locks the table for a moment; about "},
		{"DROP TABLE posts", "posts: locks the table for a moment; about 2 rows, "},
	},
}

// TestForecast: what the server shows on empty tables is said of the real ones,
// with their sizes, and nothing is changed.
func TestForecast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		db.Exec(t, "CREATE TABLE users (id INT NOT NULL PRIMARY KEY, nick VARCHAR(20))", "CREATE TABLE posts (id INT NOT NULL PRIMARY KEY, author INT)",
			"CREATE TABLE other (id INT)", "CREATE VIEW others AS SELECT id FROM other", "INSERT INTO posts VALUES (1, 1), (2, 2)", "INSERT INTO users VALUES "+manyRows(25_000))
		if s.Family == dbtest.MySQL || s.Family == dbtest.MariaDB {
			db.Exec(t, "ANALYZE TABLE users") // which else happens within ten seconds
		}
		e, err := engine.Open(t.Context(), all.Dialects(), db.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		cases := forecasts[s.Family]
		var up strings.Builder
		for _, c := range cases {
			up.WriteString(c.sql + ";\n")
		}
		g := mustLoad(t, map[string]string{"a": "-- dbtool:revision a\n-- dbtool:up\n" + up.String()})
		before := dbtest.Catalog(t, db)
		f, err := (&migrate.Runner{Engine: e, Graph: g}).Forecast(t.Context(), g.Revisions(), migrate.Up, e.Scratch)
		if err != nil || f.Unknown != nil || len(f.Statements) != len(cases) {
			t.Fatalf("%d of %d statements: %v, %v", len(f.Statements), len(cases), err, f.Unknown)
		}
		for i, c := range cases {
			notes := f.Statements[i].Notes()
			want := strings.Split(c.want, "|")
			if c.want == "" {
				want = nil
			}
			ok := len(notes) == len(want)
			for j := range notes {
				ok = ok && strings.HasPrefix(notes[j], want[j])
			}
			if !ok {
				t.Errorf("%s:\ngot  %q\nwant %q", c.sql, notes, want)
			}
			for _, cost := range f.Statements[i].Costs {
				if cost.Table.Name == "users" && (cost.Rows < 5_000 || cost.Rows > 100_000 || s.Family != dbtest.SQLite && cost.Bytes < 100_000) {
					t.Errorf("%s: %d rows, %d bytes", c.sql, cost.Rows, cost.Bytes)
				}
				if cost.Table.Name == "users" && cost.Rows >= 20_000 && (cost.Reading > 0) != (cost.Rewrites || cost.Scans) {
					t.Errorf("%s: reading takes %s", c.sql, cost.Reading)
				}
			}
		}
		if after := dbtest.Catalog(t, db); after != before {
			t.Error("the database was changed")
		}
	})
}

func manyRows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",(%d,'n%d')", i, i)
	}
	return b.String()[1:]
}
