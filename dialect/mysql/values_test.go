package mysql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// manyMembers is a SET of so many members.
func manyMembers(n int, last string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("'m%d'", i)
	}
	list[n-1] = "'" + last + "'"
	return "set(" + strings.Join(list, ",") + ")"
}

// TestRenamedValuesRefused: what cannot be renamed is refused before anything
// runs, with the reason.
func TestRenamedValuesRefused(t *testing.T) {
	cases := map[string]struct{ from, to, value, old, want string }{
		"equal to one that goes": {"enum('a','b')", "enum('A','c')", "A", "b", `"a" and "A" are the same value to the collation`},
		"a full set":             {manyMembers(64, "x"), manyMembers(64, "y"), "y", "x", "a SET has 64 members at most, and old and new names together are 65"},
	}
	each(t, func(t *testing.T, s *dbtest.Server) {
		for name, c := range cases {
			db := s.NewDB(t)
			db.Script(t, "CREATE TABLE t (id INT PRIMARY KEY, s "+c.from+");")
			e := open(t, db.URL)
			want := read(t, e)
			want.Tables()[0].Column("s").Type = metadata.Exact(c.to).ValueRenamedFrom(c.value, c.old)
			_, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, read(t, e), want, migrate.Renames{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v, want %q", name, err, c.want)
			}
		}
	})
}

// TestVersionedValuesRefused: the history of a table with system versioning
// holds the old names, and nothing can change it.
func TestVersionedValuesRefused(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		if s.Family != dbtest.MariaDB {
			t.Skip("MySQL has no system versioning")
		}
		db := s.NewDB(t)
		db.Script(t, "CREATE TABLE t (id INT PRIMARY KEY, s ENUM('a','b')) WITH SYSTEM VERSIONING; INSERT INTO t VALUES (1, 'b'); UPDATE t SET s = 'a';")
		e := open(t, db.URL)
		want := read(t, e)
		want.Tables()[0].Column("s").Type = metadata.Exact("enum('a','c')").ValueRenamedFrom("c", "b")
		_, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, read(t, e), want, migrate.Renames{})
		if err == nil || !strings.Contains(err.Error(), "its history would keep the old names") {
			t.Errorf("got %v", err)
		}
	})
}

// TestValuesThatAreOneRefused: the server would not take the list, and neither
// does the declaration of it.
func TestValuesThatAreOneRefused(t *testing.T) {
	each(t, func(t *testing.T, s *dbtest.Server) {
		db := s.NewDB(t)
		e := open(t, db.URL)
		for collation, refused := range map[string]bool{"utf8mb4_general_ci": true, "utf8mb4_bin": false} {
			err := db.ScriptErr(t, "CREATE TABLE t (s ENUM('new','New') COLLATE "+collation+");")
			m := metadata.New()
			metadata.NewTable(m, "u", metadata.Col("s", metadata.EnumOf("e", "new", "New")).Collate(collation))
			_, mistake := e.Dialect.Normalize(m, e.Server)
			if (err != nil) != refused || (mistake != nil) != refused {
				t.Errorf("%s: the server says %v, we %v", collation, err, mistake)
			}
		}
	})
}
