package lint

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

func openEngine(t *testing.T, db *dbtest.DB) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), all.Dialects(), db.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

const lintBase = `-- dbtool:revision 1
-- dbtool:up
CREATE SCHEMA gone;
CREATE SEQUENCE numbers;
CREATE TYPE mood AS ENUM ('good', 'bad', 'odd');
CREATE TYPE light AS ENUM ('red', 'green');
CREATE TABLE old (id int PRIMARY KEY);
CREATE TABLE renamed (id int);
CREATE TABLE emptied (id int);
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, a int, b int, c varchar(20), d text, e int NOT NULL, f int, g numeric(10,3), fk int CONSTRAINT fk REFERENCES p (id), m mood, surname text);
-- dbtool:down
-- dbtool:irreversible it is a test
`

const lintChange = `-- dbtool:revision 2
-- dbtool:parent 1
-- dbtool:nolint MG999 there is no such thing
-- dbtool:transaction none
-- dbtool:up
DROP SCHEMA gone;
DROP SEQUENCE numbers;
DROP TABLE old;
ALTER TABLE renamed RENAME TO named;
ALTER TABLE t RENAME COLUMN f TO ff;
TRUNCATE emptied;
UPDATE t SET a = 1;
DROP TABLE emptied CASCADE;
ALTER TABLE t DROP COLUMN surname, ADD COLUMN surname_of text;
ALTER TABLE t ADD COLUMN needed int NOT NULL;
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
ALTER TABLE t ALTER COLUMN e DROP NOT NULL;
ALTER TABLE t ADD CONSTRAINT ck CHECK (b > 0);
ALTER TABLE t ADD CONSTRAINT fk2 FOREIGN KEY (b) REFERENCES p (id);
ALTER TABLE t DROP CONSTRAINT fk;
ALTER TABLE t ALTER COLUMN g TYPE numeric(10,1);
ALTER TABLE t ALTER COLUMN d TYPE text COLLATE "C";
ALTER TABLE t ALTER COLUMN b SET DEFAULT 7;
CREATE UNIQUE INDEX u ON t (b);
ALTER TABLE t ADD PRIMARY KEY (id);
ALTER TYPE public.Light RENAME VALUE 'green' TO 'go';
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('odd', 'good');
ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood;
COMMIT;
`

// TestLintRulesFire: each rule fires on something, and a harmless revision
// fires none.
func TestLintRulesFire(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		g, err := migrate.Load(fstest.MapFS{"1.sql": {Data: []byte(lintBase)}, "2.sql": {Data: []byte(lintChange)}}, "migrations")
		if err != nil {
			t.Fatal(err)
		}
		r := &migrate.Runner{Engine: openEngine(t, s.NewDB(t)), Graph: g}
		found, err := Run(t.Context(), r, Options{})
		if err != nil {
			t.Fatal(err)
		}
		fired := map[string]bool{}
		for _, f := range found {
			fired[f.ID] = true
			if f.Revision == "1" {
				t.Errorf("a first revision: %s %s: %s", f.Pos, f.ID, f.Message)
			}
		}
		for _, rule := range Rules() {
			if !fired[rule.ID] {
				t.Errorf("%s did not fire: %s", rule.ID, rule.Title)
			}
		}
	}, dbtest.Postgres)
}

// TestLintTakesARebuildForWhatItIs: SQLite's way to alter a table drops and
// renames one, and only what differs in the end counts.
func TestLintTakesARebuildForWhatItIs(t *testing.T) {
	g, err := migrate.Load(fstest.MapFS{
		"1.sql": {Data: []byte("-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);\n-- dbtool:down\nDROP TABLE t;\n")},
		"2.sql": {Data: []byte(`-- dbtool:revision 2
-- dbtool:parent 1
-- dbtool:up
ALTER TABLE t RENAME TO old_t;
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);
INSERT INTO t SELECT * FROM old_t;
DROP TABLE old_t;
-- dbtool:down
DROP TABLE t;
`)}}, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	r := &migrate.Runner{Engine: openEngine(t, dbtest.Get(t, dbtest.SQLite).NewDB(t)), Graph: g}
	found, err := Run(t.Context(), r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range found {
		ids = append(ids, f.ID)
	}
	if want := []string{"MF104", "LK101"}; !slices.Equal(ids, want) {
		t.Errorf("found %v, want %v", ids, want)
	}
}
