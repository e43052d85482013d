package migrate_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/migrate"
)

// rev makes a revision file's text.
func rev(id string, lines ...string) string {
	return "-- dbtool:revision " + id + "\n" + strings.Join(lines, "\n") + "\n-- dbtool:up\nSELECT 1;\n-- dbtool:down\nSELECT 2;\n"
}

func load(t *testing.T, files map[string]string) (*migrate.Graph, error) {
	t.Helper()
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name+".sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return migrate.Load(dir, "migrations")
}

func mustLoad(t *testing.T, files map[string]string) *migrate.Graph {
	t.Helper()
	g, err := load(t, files)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func ids(list []*migrate.Revision) []string {
	out := []string{}
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

// diamond is a ← b ← d and a ← c ← d ← e.
func diamond(t *testing.T) *migrate.Graph {
	return mustLoad(t, map[string]string{
		"a": rev("a"), "b": rev("b", "-- dbtool:parent a", "-- dbtool:label left"), "c": rev("c", "-- dbtool:parent a"),
		"d": rev("d", "-- dbtool:parent b c"), "e": rev("e", "-- dbtool:parent d"),
	})
}

func set(ids ...string) map[string]bool {
	m := map[string]bool{}
	for _, id := range ids {
		m[id] = true
	}
	return m
}

func TestUpPath(t *testing.T) {
	g := diamond(t)
	cases := map[string]struct {
		applied map[string]bool
		target  string
		want    []string
	}{
		"all":                  {set(), "head", []string{"a", "b", "c", "d", "e"}},
		"rest":                 {set("a", "b"), "", []string{"c", "d", "e"}},
		"steps":                {set("a"), "+2", []string{"b", "c"}},
		"one side":             {set(), "b", []string{"a", "b"}},
		"other side is needed": {set("a", "b"), "d", []string{"c", "d"}},
		"label":                {set(), "left@head", []string{"a", "b", "c", "d", "e"}},
		"nothing":              {set("a", "b", "c", "d", "e"), "head", []string{}},
		"already there":        {set("a", "b"), "b", []string{}},
	}
	for name, c := range cases {
		way, err := g.UpPath(c.applied, c.target)
		if err != nil || !slices.Equal(ids(way), c.want) {
			t.Errorf("%s: UpPath(%v, %q) = %v, %v; want %v", name, c.applied, c.target, ids(way), err, c.want)
		}
	}
}

func TestDownPath(t *testing.T) {
	g := diamond(t)
	all := set("a", "b", "c", "d", "e")
	cases := map[string]struct {
		applied map[string]bool
		target  string
		want    []string
	}{
		"one":                 {all, "", []string{"e"}},
		"three":               {all, "-3", []string{"e", "d", "c"}},
		"everything":          {all, "base", []string{"e", "d", "c", "b", "a"}},
		"to one side":         {all, "b", []string{"e", "d"}},
		"to the first":        {all, "a", []string{"e", "d", "c", "b"}},
		"more than there are": {set("a"), "-5", []string{"a"}},
	}
	for name, c := range cases {
		way, err := g.DownPath(c.applied, c.target)
		if err != nil || !slices.Equal(ids(way), c.want) {
			t.Errorf("%s: DownPath(%v, %q) = %v, %v; want %v", name, c.applied, c.target, ids(way), err, c.want)
		}
	}
	if _, err := g.DownPath(set("a"), "b"); !errors.Is(err, migrate.ErrUnknownRevision) {
		t.Errorf("down to a revision that is not applied: %v", err)
	}
}

func TestOutOfOrderIsRefusedUnlessAllowed(t *testing.T) {
	files := map[string]string{"a": rev("a"), "b": rev("b", "-- dbtool:parent a"), "c": rev("c", "-- dbtool:parent b")}
	if _, err := mustLoad(t, files).UpPath(set("a", "c"), "head"); err == nil || !strings.Contains(err.Error(), "out of order") {
		t.Errorf("got %v", err)
	}
	files["b"] = rev("b", "-- dbtool:parent a", "-- dbtool:allow-out-of-order")
	if way, err := mustLoad(t, files).UpPath(set("a", "c"), "head"); err != nil || !slices.Equal(ids(way), []string{"b"}) {
		t.Errorf("got %v, %v", ids(way), err)
	}
}

func TestGraphMistakesNameFilesAndTheWayOut(t *testing.T) {
	cases := map[string]struct {
		files map[string]string
		want  []string
	}{
		"twice":         {map[string]string{"x": rev("a"), "y": rev("a")}, []string{"revision a stands in both migrations/x.sql and migrations/y.sql"}},
		"no parent":     {map[string]string{"x": rev("a", "-- dbtool:parent z")}, []string{"migrations/x.sql: its parent z is in no file"}},
		"cycle":         {map[string]string{"x": rev("a", "-- dbtool:parent b"), "y": rev("b", "-- dbtool:parent a")}, []string{"a, b are each other's ancestors"}},
		"cut off":       {map[string]string{"x": "-- dbtool:revision a\n"}, []string{`migrations/x.sql: there is no "-- dbtool:up" section; is the file cut off?`}},
		"no header":     {map[string]string{"x": "-- dbtool:up\nselect 1;"}, []string{`migrations/x.sql: the line "-- dbtool:revision ID" is missing`}},
		"utf-16":        {map[string]string{"x": "\xff\xfe-\x00-\x00"}, []string{`migrations/x.sql: it is UTF-16; save it as UTF-8`}},
		"no blank":      {map[string]string{"x": rev("a") + "--dbtool:down\ndrop table t;"}, []string{`migrations/x.sql:7: "--dbtool:down" would be no more than a comment`}},
		"indented":      {map[string]string{"x": rev("a") + "  -- dbtool:down\ndrop table t;"}, []string{`a directive begins its line with "-- dbtool:"`}},
		"too long":      {map[string]string{"x": rev(strings.Repeat("ä", 65))}, []string{`migrations/x.sql:1: a revision has at most 64 characters, this one 65`}},
		"unknown":       {map[string]string{"x": rev("a", "-- dbtool:parnet b")}, []string{`migrations/x.sql:2: unknown directive "parnet"`}},
		"open body":     {map[string]string{"x": rev("a") + "-- dbtool:statement begin\nselect 1;"}, []string{`migrations/x.sql:7: "statement begin" has no "statement end"`}},
		"two ups":       {map[string]string{"x": rev("a") + "-- dbtool:up\n"}, []string{`migrations/x.sql:7: a second "up" section`}},
		"nolint alone":  {map[string]string{"x": rev("a", "-- dbtool:nolint DS101")}, []string{`migrations/x.sql:2: "nolint" needs a rule and a reason`}},
		"word as id":    {map[string]string{"x": rev("head")}, []string{`"head" cannot be a revision`}},
		"all mentioned": {map[string]string{"x": "x-- dbtool:up", "y": rev("a", "-- dbtool:parent z")}, []string{"migrations/x.sql", "migrations/y.sql"}},
	}
	for name, c := range cases {
		_, err := load(t, c.files)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q in it", name, err, want)
			}
		}
	}
}

func TestLoadTakesCapitalsAndLeavesHiddenFiles(t *testing.T) {
	g, err := migrate.Load(fstest.MapFS{
		"1_add_users.SQL": {Data: []byte(rev("1"))},
		"._1_add.sql":     {Data: []byte("\x00\x05\x16\x07")},
		"notes.md":        {Data: []byte("-- dbtool:revision 2")},
	}, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	if list := g.Revisions(); len(list) != 1 || list[0].Message != "add users" {
		t.Errorf("got %+v", list)
	}
}

func TestSeveralHeadsAreAnErrorThatNamesThem(t *testing.T) {
	g := mustLoad(t, map[string]string{"a": rev("a"), "b": rev("b", "-- dbtool:parent a"), "c": rev("c", "-- dbtool:parent a")})
	_, err := g.UpPath(set(), "head")
	if !errors.Is(err, migrate.ErrMultipleHeads) || !strings.Contains(err.Error(), "migrations/b.sql, migrations/c.sql") || !strings.Contains(err.Error(), "migrate merge") {
		t.Errorf("got %v", err)
	}
	if way, err := g.UpPath(set(), "heads"); err != nil || len(way) != 3 {
		t.Errorf("heads: %v, %v", ids(way), err)
	}
}

func TestFindTakesUniqueBeginnings(t *testing.T) {
	g := mustLoad(t, map[string]string{"x": rev("20260101"), "y": rev("20260202", "-- dbtool:parent 20260101")})
	if r, err := g.Find("202602"); err != nil || r.ID != "20260202" {
		t.Errorf("got %v, %v", r, err)
	}
	if _, err := g.Find("2026"); err == nil || !strings.Contains(err.Error(), "20260101, 20260202") {
		t.Errorf("an ambiguous beginning: %v", err)
	}
	if _, err := g.Find(""); err == nil {
		t.Error("an empty name found something")
	}
	for name, want := range map[string]string{"base": "migrate down and stamp take it", "-1": "migrate up takes +N, migrate down -N", "+2": "migrate up takes +N"} {
		if _, err := g.UpPath(set(), name); name != "+2" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("up %s: %v", name, err)
		}
		if _, err := g.Find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSectionsAndStatements(t *testing.T) {
	text := `-- dbtool:revision a
-- A comment of the file.
-- dbtool:up
CREATE TABLE t (id int); -- one
-- dbtool:assert SELECT count(*) = 0 FROM t
INSERT INTO t
  VALUES (';');
-- dbtool:statement begin
CREATE TRIGGER x BEGIN SELECT 1; END;
-- dbtool:statement end
-- dbtool:up postgres mysql
SELECT 'theirs';
-- dbtool:down
DROP TABLE t;
`
	r, err := migrate.ParseRevision("migrations/a_add_t.sql", text)
	if err != nil {
		t.Fatal(err)
	}
	list, ok, err := r.Statements(migrate.Up, []string{"sqlite"}, lex.SQLite())
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	want := []migrate.Statement{
		{SQL: "CREATE TABLE t (id int)", Line: 4, Col: 1},
		{SQL: "SELECT count(*) = 0 FROM t", Line: 5, Col: 1, Assert: true},
		{SQL: "INSERT INTO t\n  VALUES (';')", Line: 6, Col: 1},
		{SQL: "CREATE TRIGGER x BEGIN SELECT 1; END", Line: 9, Col: 1},
	}
	if !slices.Equal(list, want) {
		t.Errorf("got  %+v\nwant %+v", list, want)
	}
	for _, names := range [][]string{{"postgres"}, {"mariadb", "mysql"}} {
		list, _, err := r.Statements(migrate.Up, names, lex.Postgres())
		if err != nil || len(list) != 1 || list[0].SQL != "SELECT 'theirs'" || list[0].Line != 12 {
			t.Errorf("%v: got %+v, %v", names, list, err)
		}
	}
	if r.Message != "add t" {
		t.Errorf("message %q", r.Message)
	}
}

func TestChecksumSeesOnlyWhatMatters(t *testing.T) {
	sum := func(up string) string {
		r, err := migrate.ParseRevision("a.sql", "-- dbtool:revision a\n-- dbtool:up\n"+up)
		if err != nil {
			t.Fatal(err)
		}
		s, err := r.Checksum([]string{"sqlite"}, lex.SQLite())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	base := sum("CREATE TABLE t (a int);\nSELECT 'x';")
	if got := sum("-- new licence\r\ncreate table t\r\n  (a int); /* c */ select 'x';\n-- dbtool:down\nDROP TABLE t;"); got != base {
		t.Error("comments, line ends, keyword case or the way down changed the checksum")
	}
	if sum("CREATE TABLE t (a int);\nSELECT 'X';") == base || sum("CREATE TABLE t (a int);") == base {
		t.Error("a changed statement did not change the checksum")
	}
}
