package all_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
)

// foreigners make what the model has no words for, by family of servers.
var foreigners = map[string]string{
	"sqlite": `
CREATE VIRTUAL TABLE words USING fts5(text);`,
	"mysql": `
CREATE TABLE gone (i INTEGER);
CREATE VIEW broken AS SELECT i FROM gone;
DROP TABLE gone;`,
	"postgres": `
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER server FOREIGN DATA WRAPPER wrapper;
CREATE FOREIGN TABLE far (i integer) SERVER server;
CREATE TYPE pair AS (i integer, j integer);
CREATE TABLE pairs OF pair;
CREATE TYPE shell;
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
CREATE OPERATOR CLASS also FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 3 =, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
CREATE TEXT SEARCH DICTIONARY lexicon (TEMPLATE = simple);
CREATE CONVERSION twelve FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE CAST (pair AS integer) WITH INOUT;
CREATE PUBLICATION paper;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;`,
}

// unmanagedGrid is the table of what is listed as not managed, and why.
type unmanagedGrid struct{ rows []string }

func newUnmanagedGrid(t *testing.T, page []byte) *unmanagedGrid {
	t.Helper()
	_, inside, _ := cut(t, page, "not managed")
	g := &unmanagedGrid{}
	for _, line := range strings.Split(inside, "\n") {
		if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| server |") {
			g.rows = append(g.rows, line)
		}
	}
	return g
}

// ask replaces what the page says of one server. PostgreSQL 18 says what 15 does.
func (g *unmanagedGrid) ask(t *testing.T, s *dbtest.Server) {
	t.Run("not managed", func(t *testing.T) {
		db := s.NewDB(t)
		text := foreigners[s.Family]
		if s.Family == "mariadb" {
			text = foreigners["mysql"]
		}
		db.Script(t, text)
		found := map[string]bool{}
		for _, u := range newAskerOf(t, s, db).load(t).Unmanaged {
			found[fmt.Sprintf("| %s | %s | %s |", family(s), u.Kind, u.Why)] = true
		}
		if len(found) == 0 {
			t.Fatal("nothing is listed as not managed")
		}
		fresh := slices.Sorted(maps.Keys(found))
		old := slices.DeleteFunc(slices.Clone(g.rows), func(row string) bool { return !strings.HasPrefix(row, "| "+family(s)+" |") })
		if s.Name == dbtest.Postgres18 && !slices.Equal(old, fresh) {
			t.Errorf("PostgreSQL 18 lists\n%s\nand another version\n%s", strings.Join(fresh, "\n"), strings.Join(old, "\n"))
		}
		g.rows = slices.DeleteFunc(g.rows, func(row string) bool { return slices.Contains(old, row) })
		g.rows = append(g.rows, fresh...)
	})
}

// family is the server's name without a version.
func family(s *dbtest.Server) string {
	for _, name := range servers {
		if name[0] == s.Family {
			return strings.Fields(name[1])[0]
		}
	}
	return s.Name
}

func (g *unmanagedGrid) into(t *testing.T, page []byte) []byte {
	t.Helper()
	slices.Sort(g.rows)
	return put(t, page, "not managed", "| server | kind | why |\n|---|---|---|\n"+strings.Join(g.rows, "\n")+"\n")
}
