package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// findings lints files on SQLite, and says ID and line of what is found.
func findings(t *testing.T, o Options, files map[string]string) []string {
	t.Helper()
	p := place{t, "sqlite", nil}
	e := p.open()
	defer func() { _ = e.Close() }()
	found, err := Run(t.Context(), &migrate.Runner{Engine: e, Graph: p.graph(files)}, o)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range found {
		all = append(all, sayf("%s %s:%d", f.ID, strings.TrimPrefix(f.File, "migrations/"), f.Line))
	}
	return all
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

const firstFile = "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE t (id INTEGER PRIMARY KEY, a int, b int);\n-- dbtool:down\nDROP TABLE t;\n"

// TestSeveralHeads: MG102 is said of each head, and not of a history with one.
func TestSeveralHeads(t *testing.T) {
	child := func(id, column string) string {
		return "-- dbtool:revision " + id + "\n-- dbtool:parent 1\n-- dbtool:up\nALTER TABLE t ADD COLUMN " + column + " int;\n-- dbtool:down\nALTER TABLE t DROP COLUMN " + column + ";\n"
	}
	same(t, findings(t, Options{}, map[string]string{"1.sql": firstFile, "2.sql": child("2", "c"), "3.sql": child("3", "d")}), "MG102 2.sql:1", "MG102 3.sql:1")
	same(t, findings(t, Options{}, map[string]string{"1.sql": firstFile, "2.sql": child("2", "c")}))
}

// TestNoWayDown: MG104 is content with a way down, or with a reason.
func TestNoWayDown(t *testing.T) {
	same(t, findings(t, Options{}, map[string]string{"1.sql": "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE t (id INTEGER PRIMARY KEY);\n"}), "MG104 1.sql:1")
	same(t, findings(t, Options{}, map[string]string{"1.sql": "-- dbtool:revision 1\n-- dbtool:irreversible it is said\n-- dbtool:up\nCREATE TABLE t (id INTEGER PRIMARY KEY);\n"}))
	same(t, findings(t, Options{}, map[string]string{"1.sql": firstFile}))
}

// TestWayBack: MG104 tries the way down and says what is left, or why it fails.
func TestWayBack(t *testing.T) {
	second := func(down string) map[string]string {
		return map[string]string{"1.sql": firstFile, "2.sql": "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nALTER TABLE t ADD COLUMN c int;\nCREATE INDEX i ON t (c);\n-- dbtool:down\n" + down + "\n",
			"3.sql": "-- dbtool:revision 3\n-- dbtool:parent 2\n-- dbtool:up\nALTER TABLE t ADD COLUMN d int;\n-- dbtool:down\nALTER TABLE t DROP COLUMN d;\n"}
	}
	quiet := Options{Config: Config{Disable: []string{"LK*"}}}
	same(t, findings(t, quiet, second("DROP INDEX i;\nALTER TABLE t DROP COLUMN c;")))
	same(t, findings(t, quiet, second("DROP INDEX i;")), "MG104 2.sql:7")
	same(t, findings(t, quiet, second("DROP INDEX i;\nALTER TABLE t DROP COLUMN nosuch;")), "MG104 2.sql:8")
}

// TestRenamedColumnKeepsItsKeys: to a schema a rename is a drop and an add, of
// keys and checks as well.
func TestRenamedColumnKeepsItsKeys(t *testing.T) {
	first := "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE t (id INTEGER PRIMARY KEY, a int REFERENCES p (id), CHECK (a > 0), UNIQUE (a));\n-- dbtool:irreversible it is a test\n"
	second := "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nALTER TABLE t RENAME COLUMN a TO \"b c\";\n-- dbtool:down\nALTER TABLE t RENAME COLUMN \"b c\" TO a;\n"
	same(t, findings(t, Options{}, map[string]string{"1.sql": first, "2.sql": second}), "BC102 2.sql:4")
}

// TestNotTheMetadata: MG109 says what is left to do.
func TestNotTheMetadata(t *testing.T) {
	lacks := func(have *metadata.MetaData) (*metadata.MetaData, error) {
		want := metadata.New()
		want.Dialect = have.Dialect
		return want, nil
	}
	same(t, findings(t, Options{Want: lacks}, map[string]string{"1.sql": firstFile}), "MG109 1.sql:1")
	agrees := func(have *metadata.MetaData) (*metadata.MetaData, error) { return have, nil }
	same(t, findings(t, Options{Want: agrees}, map[string]string{"1.sql": firstFile}))
}

// TestNoLint: at the head of a file it is for all statements, in the line above
// one for that one; by any name of the rule; one that is for nothing is said.
func TestNoLint(t *testing.T) {
	drop := func(head, before string) map[string]string {
		return map[string]string{"1.sql": firstFile, "2.sql": "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:irreversible it is gone\n" + head +
			"-- dbtool:up\n" + before + "-- a comment\nALTER TABLE t DROP COLUMN a;\nALTER TABLE t DROP COLUMN b;\n"}
	}
	later := Options{Config: Config{Disable: []string{"LK*"}}}
	same(t, findings(t, later, drop("", "")), "DS103 2.sql:6", "DS103 2.sql:7")
	same(t, findings(t, later, drop("-- dbtool:nolint DS103 nobody reads them\n", "")))
	same(t, findings(t, later, drop("", "-- dbtool:nolint ds103 nobody reads it\n")), "DS103 2.sql:8")
	same(t, findings(t, later, drop("-- dbtool:nolint DS102 no table goes\n", "")), "MG108 2.sql:4", "DS103 2.sql:7", "DS103 2.sql:8")
	same(t, findings(t, later, drop("-- dbtool:nolint XY1 what is it\n", "")), "MG108 2.sql:4", "DS103 2.sql:7", "DS103 2.sql:8")
	if _, err := migrate.ParseRevision("2.sql", drop("-- dbtool:nolint DS103\n", "")["2.sql"]); err == nil || !strings.Contains(err.Error(), "needs a rule and a reason") {
		t.Errorf("without a reason: %v", err)
	}
}

// TestNoLintBesideBackfill: both directives may stand above a statement, in any
// order, and places stay right.
func TestNoLintBesideBackfill(t *testing.T) {
	for _, above := range []string{"-- dbtool:backfill\n-- dbtool:nolint DS103 not here\n", "-- dbtool:nolint DS103 not here\n-- dbtool:backfill\n", "-- dbtool:backfill\n\n"} {
		got := findings(t, Options{Config: Config{Disable: []string{"MG*", "LK*"}}}, map[string]string{"1.sql": firstFile,
			"2.sql": "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:irreversible it is gone\n-- dbtool:up\n" + above + "UPDATE t SET a = 1;\nALTER TABLE t DROP COLUMN a;\n"})
		same(t, got, "DS103 2.sql:8")
	}
}

// TestRebuildIsTakenForWhatItIs: SQLite's way to alter a table drops and renames
// one, and only what differs in the end counts.
func TestRebuildIsTakenForWhatItIs(t *testing.T) {
	same(t, findings(t, Options{}, map[string]string{"1.sql": firstFile, "2.sql": `-- dbtool:revision 2
-- dbtool:parent 1
-- dbtool:irreversible it is a test
-- dbtool:up
ALTER TABLE t RENAME TO old_t;
CREATE TABLE t (id INTEGER PRIMARY KEY, a int NOT NULL, b int);
INSERT INTO t SELECT id, coalesce(a, 0), b FROM old_t;
DROP TABLE old_t;
`}), "MF104 2.sql:6", "LK101 2.sql:6")
}

// TestReplayIsFramed: foreign keys are off while a table is made anew, as where
// the revision is run in earnest, so that keys of others stay as they are.
func TestReplayIsFramed(t *testing.T) {
	same(t, findings(t, Options{}, map[string]string{"1.sql": `-- dbtool:revision 1
-- dbtool:up
CREATE TABLE t (id INTEGER PRIMARY KEY, a int);
CREATE TABLE child (id INTEGER PRIMARY KEY, t int REFERENCES t (id));
-- dbtool:down
DROP TABLE child;
DROP TABLE t;
`, "2.sql": `-- dbtool:revision 2
-- dbtool:parent 1
-- dbtool:up
PRAGMA legacy_alter_table = ON;
ALTER TABLE t RENAME TO old_t;
PRAGMA legacy_alter_table = OFF;
CREATE TABLE t (id INTEGER PRIMARY KEY, a int, b int);
INSERT INTO t (id, a) SELECT id, a FROM old_t;
DROP TABLE old_t;
-- dbtool:down
ALTER TABLE t DROP COLUMN b;
`}), "LK101 2.sql:7")
}

// TestKeyThatComesBack: to change both sides of a foreign key it is dropped and
// added again, and nothing is lost or left behind.
func TestKeyThatComesBack(t *testing.T) {
	p := place{t, "mysql", nil}
	p.db = dbtest.Get(t, dbtest.MySQL).NewDB(t)
	e := p.open()
	defer func() { _ = e.Close() }()
	p.make(e, "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE c (id int PRIMARY KEY, p int, v varchar(20), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));")
	g := p.graph(map[string]string{"1.sql": file("1", `ALTER TABLE c DROP FOREIGN KEY f;
ALTER TABLE c MODIFY p bigint, MODIFY v varchar(30) NOT NULL;
ALTER TABLE p MODIFY id bigint NOT NULL;
ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);`, "")})
	found, err := Run(t.Context(), &migrate.Runner{Engine: e, Graph: g}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if slices.Contains([]string{"CD101", "MY125", "MY112"}, f.ID) {
			t.Errorf("%s: %s", f.ID, f.Message)
		}
	}
}
