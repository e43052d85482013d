package sqlite_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
)

// TestConnectionIsAsItWas: after a plan, done or failed, the connection
// enforces foreign keys if it did, and renames as it did.
func TestConnectionIsAsItWas(t *testing.T) {
	settings := "SELECT foreign_keys, legacy_alter_table FROM pragma_foreign_keys, pragma_legacy_alter_table"
	for param, want := range map[string]string{"": "[1 0]", "?_pragma=foreign_keys(0)": "[0 0]", "?_pragma=foreign_keys(off)": "[0 0]"} {
		e, err := engine.Open(t.Context(), dialects, "sqlite:"+t.TempDir()+"/test.db"+param)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		e.DB.SetMaxOpenConns(1)
		exec1(t, e, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t (a) VALUES (NULL)")
		failing := reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL)"))
		if err := plan(t, e, failing).Apply(t.Context(), e, nil); err == nil {
			t.Error("the plan did not fail")
		}
		if got := values(t, e, settings); got != want {
			t.Errorf("%q: after a failure the settings are %s, want %s", param, got, want)
		}
		migrateTo(t, e, reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE)")))
		if got := values(t, e, settings); got != want {
			t.Errorf("%q: the settings are %s, want %s", param, got, want)
		}
	}
}

// TestRenameRefused: a rename that fails half way leaves no setting behind.
func TestRenameRefused(t *testing.T) {
	live := scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")
	p := plan(t, live, reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL)")))
	exec1(t, live, "CREATE TABLE dbtool_old_t (a INT)") // since it was planned
	if err := p.Apply(t.Context(), live, nil); err == nil {
		t.Fatal("the plan did not fail")
	}
	if got := values(t, live, "PRAGMA legacy_alter_table"); got != "[0]" {
		t.Errorf("legacy_alter_table is %s", got)
	}
	if got := sqlite.New().Frame(live.Server).Closing(false); len(got) > 1 {
		t.Errorf("a plan that is done is followed by %q", got)
	}
}

// TestOnlyTheMainDatabase: temporary and attached tables are the connection's
// own business; a plan sees none of them and leaves them alone.
func TestOnlyTheMainDatabase(t *testing.T) {
	live := scratch(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x');
		CREATE TEMP TABLE mine (a TEXT); INSERT INTO mine VALUES ('kept'); CREATE TEMP VIEW look AS SELECT a FROM t;
		CREATE TEMP TRIGGER spy AFTER INSERT ON t BEGIN INSERT INTO mine VALUES (NEW.a); END;
		ATTACH ':memory:' AS other; CREATE TABLE other.t (b INT); CREATE TABLE other.u (b INT); INSERT INTO other.t VALUES (7)`)
	m := reflected(t, live)
	if len(m.Tables()) != 1 || len(m.Views) != 0 || len(m.Triggers) != 0 {
		t.Errorf("reflected are %d tables, %d views, %d triggers", len(m.Tables()), len(m.Views), len(m.Triggers))
	}
	migrateTo(t, live, reflected(t, scratch(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INT UNIQUE)")))
	if got := values(t, live, "SELECT (SELECT group_concat(a) FROM mine), (SELECT a FROM look), (SELECT b FROM other.t)"); got != "[kept x 7]" {
		t.Errorf("the other databases hold %s", got)
	}
}
