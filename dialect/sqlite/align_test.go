package sqlite_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/migrate"
)

// TestSpellingIsNoDifference: what says the same in other words is left alone.
func TestSpellingIsNoDifference(t *testing.T) {
	for name, c := range map[string][2]string{
		"white space and comments": {"CREATE TABLE t (a INT CHECK (a>0), b INT DEFAULT 1)", "CREATE TABLE t (\n a INT -- the a\n CHECK ( a  > /* more */ 0 ), b INT DEFAULT 1)"},
		"case":                     {"CREATE TABLE t (a INT CHECK (A > 0 AND abs(a) > 1))", "create table t (a int check (a > 0 and ABS(A) > 1))"},
		"quotes":                   {"CREATE TABLE t (a INT, \"b\" INT, CHECK (\"a\" > [b]))", "CREATE TABLE [t] (`a` INT, b INT, CHECK (a > b))"},
		"quotes of a type":         {"CREATE TABLE t (a \"VARCHAR\", b [DOUBLE  PRECISION])", "CREATE TABLE t (a VARCHAR, b [DOUBLE  PRECISION])"},
		"spaces in a type":         {"CREATE TABLE t (a NUMERIC(10,2), b VARCHAR ( 20 ))", "CREATE TABLE t (a numeric(10, 2), b VARCHAR(20))"},
		"parentheses":              {"CREATE TABLE t (a INT DEFAULT (1), CHECK ((a > 0)))", "CREATE TABLE t (a INT DEFAULT 1, CHECK (a > 0))"},
		"the table's name":         {"CREATE TABLE t (a INT CHECK (t.a > 0))", "CREATE TABLE t (a INT CHECK (a > 0))"},
		"operators":                {"CREATE TABLE t (a INT CHECK (a <> 1 AND a == 2))", "CREATE TABLE t (a INT CHECK (a != 1 AND a = 2))"},
		"generated":                {"CREATE TABLE t (a INT, b AS (a+1))", "CREATE TABLE t (a INT, b GENERATED ALWAYS AS ( A + 1 ) VIRTUAL)"},
		"place of a constraint":    {"CREATE TABLE t (a INT UNIQUE CHECK (a > 0) REFERENCES t (a))", "CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES t (a), CHECK (a > 0), UNIQUE (a))"},
		"place of the key":         {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a))"},
		"implied columns":          {"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES P)", "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p (ID))"},
		"attributes by default":    {"CREATE TABLE t (a INT REFERENCES t ON DELETE NO ACTION MATCH SIMPLE NOT DEFERRABLE INITIALLY IMMEDIATE)", "CREATE TABLE t (a INT NULL REFERENCES t)"},
		"indexes":                  {"CREATE TABLE t (a INT, b TEXT COLLATE NOCASE); CREATE INDEX i ON t (a ASC, b COLLATE nocase, lower(b)) WHERE a>0", "CREATE TABLE t (a INT, b TEXT COLLATE NOCASE); create index i on t (\"a\", [b], LOWER( b )) where (A > 0);"},
		"views":                    {"CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t", "CREATE TABLE t (a INT); CREATE VIEW v AS\n  SELECT \"a\" -- all\n  FROM [t];"},
		"triggers":                 {"CREATE TABLE t (a INT); CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END", "CREATE TABLE t (a INT); CREATE TRIGGER g AFTER INSERT ON t BEGIN\n  DELETE FROM t; -- all\nEND"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := scratch(t, c[0]), scratch(t, c[1])
			if p := plan(t, a, reflected(t, b)); !p.Empty() {
				t.Errorf("from the first to the second:\n%s", p.Script())
			}
			if p := plan(t, b, reflected(t, a)); !p.Empty() {
				t.Errorf("from the second to the first:\n%s", p.Script())
			}
		})
	}
}

// TestLittleDifferencesAreSeen: what looks alike and is not.
func TestLittleDifferencesAreSeen(t *testing.T) {
	for name, c := range map[string][2]string{
		"case in a string":        {"CREATE TABLE t (a TEXT CHECK (a <> 'A'))", "CREATE TABLE t (a TEXT CHECK (a <> 'a'))"},
		"space in a string":       {"CREATE TABLE t (a TEXT DEFAULT 'x y')", "CREATE TABLE t (a TEXT DEFAULT 'x  y')"},
		"string and column":       {"CREATE TABLE t (a TEXT, b TEXT, CHECK (a <> 'b'))", "CREATE TABLE t (a TEXT, b TEXT, CHECK (a <> b))"},
		"parentheses that count":  {"CREATE TABLE t (a INT CHECK ((a + 1) * (a - 1) > 0))", "CREATE TABLE t (a INT CHECK (a + 1 * a - 1 > 0))"},
		"case of a view's column": {"CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a AS b FROM t", "CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a AS B FROM t"},
		"affinity":                {"CREATE TABLE t (a INT)", "CREATE TABLE t (a INTEGER)"},
		"name of a constraint":    {"CREATE TABLE t (a INT CONSTRAINT one UNIQUE)", "CREATE TABLE t (a INT CONSTRAINT two UNIQUE)"},
		"descending key":          {"CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := scratch(t, c[0]), scratch(t, c[1])
			if p := plan(t, a, reflected(t, b)); p.Empty() {
				t.Error("no difference is seen")
			}
		})
	}
}

// TestRenamesFollowInTexts: what SQLite renames in checks, indexes, views and
// triggers is no difference of its own.
func TestRenamesFollowInTexts(t *testing.T) {
	const have = `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> ''), "b c" INT, up INT REFERENCES users (id));
		CREATE INDEX i ON users (lower(name)) WHERE name > 'a';
		CREATE TABLE posts (id INTEGER PRIMARY KEY, author INT REFERENCES users (id));
		CREATE VIEW v AS SELECT u.name AS who FROM users u;
		CREATE TRIGGER g AFTER UPDATE OF name ON users BEGIN UPDATE posts SET author = NEW.id WHERE NEW.name = 'x'; END;`
	for name, c := range map[string]struct {
		renames  []string
		replaces []string
		changes  int
	}{
		"column":              {[]string{"users.name=users.full_name"}, []string{"name AS who", "full_name AS who", "lower(name)", "lower(full_name)", "WHERE name", "WHERE full_name", "name TEXT CHECK (name", "full_name TEXT CHECK (full_name", "OF name", "OF full_name", "NEW.name", "NEW.full_name", "u.name", "u.full_name"}, 1},
		"table":               {[]string{"users=people"}, []string{"users", "people"}, 1},
		"table in case only":  {[]string{"users=Users"}, []string{"users", "Users"}, 1},
		"column in case only": {[]string{"users.name=users.Name"}, []string{"name AS who", "Name AS who", "lower(name)", "lower(Name)", "WHERE name", "WHERE Name", "name TEXT CHECK (name", "Name TEXT CHECK (Name", "OF name", "OF Name", "NEW.name", "NEW.Name", "u.name", "u.Name"}, 1},
		"column and type":     {[]string{"users.b c=users.bc"}, []string{`"b c" INT`, "bc TEXT"}, 2},
		"swapped columns":     {[]string{"posts.id=posts.author", "posts.author=posts.id"}, []string{"posts (id INTEGER PRIMARY KEY, author INT REFERENCES users (id))", "posts (author INTEGER PRIMARY KEY, id INT REFERENCES users (id))", "SET author", "SET id"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			live, want := scratch(t, have+"INSERT INTO users VALUES (1, 'x', 2, NULL)"), strings.NewReplacer(c.replaces...).Replace(have)
			p := renamePlan(t, live, reflected(t, scratch(t, want)), c.renames...)
			if len(p.Steps) != c.changes {
				t.Errorf("%d changes, want %d:\n%s", len(p.Steps), c.changes, p.Script())
			}
			if err := p.Apply(t.Context(), live, nil); err != nil {
				t.Fatal(err)
			}
			if left := plan(t, live, reflected(t, scratch(t, want))); !left.Empty() {
				t.Errorf("still to do:\n%s", left.Script())
			}
			if got := values(t, live, "SELECT count(*) FROM v"); got != "[1]" {
				t.Errorf("rows are %s", got)
			}
		})
	}
}

// TestRenameThatSQLiteRefuses: a view that is broken stops every rename. That is
// found before anything runs.
func TestRenameThatSQLiteRefuses(t *testing.T) {
	live := scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE VIEW broken AS SELECT x FROM nowhere")
	want := reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT); CREATE VIEW broken AS SELECT x FROM nowhere"))
	var r migrate.Renames
	if err := r.ParseRename("t.a=t.b"); err != nil {
		t.Fatal(err)
	}
	_, err := migrate.NewPlan(migrate.Target{Dialect: live.Dialect, Server: live.Server}, reflected(t, live), want, r)
	if err == nil || !strings.Contains(err.Error(), "error in view broken") || !strings.Contains(err.Error(), "mend or drop") {
		t.Errorf("the error is %v", err)
	}
}
