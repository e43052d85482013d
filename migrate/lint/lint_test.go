package lint

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

func TestMain(m *testing.M) {
	// These tests wait for servers most of the time. What the command line says
	// of -parallel is read later, and holds.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// example is what a rule fires on, and what it does not.
type example struct {
	rule string
	// on are the servers, apart by spaces; tidb is MySQL that says it is TiDB.
	on string
	// base makes what is there before the revision.
	base string
	// fires and fine are the way up of a revision. Lines before the first
	// statement that begin with -- dbtool: stand at the head of the file.
	fires, fine string
	// down is the way down of both; "-" is none, and no reason why.
	down string
	// refused: the server refuses the revision that fires.
	refused bool
	options Options
	// fineOptions are those of the second revision, if they are others.
	fineOptions *Options
	number      int // the version that the server says it has
	// leaves is what --fix makes otherwise than fires, as a change undoes it.
	leaves string
}

// servers are those on which examples run, and what they say they are.
var servers = map[string][]string{"sqlite": {"sqlite"}, "postgres": {"postgres"}, "mysql": {"mysql"}, "mariadb": {"mariadb", "mysql"}, "tidb": {"tidb", "mysql"}}

func examples() []example {
	return slices.Concat(dsExamples(), mfExamples(), bcExamples(), lkExamples(), pgExamples(), myExamples(), slExamples(), nmExamples(), mgExamples())
}

// TestRules runs each example on the servers that it is for. The servers take
// most of the time to write to their disks, so that several do so at once.
func TestRules(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres", "mysql", "mariadb", "tidb"} {
		t.Run(name, func(t *testing.T) {
			databases := pool(t, name)
			for i, x := range examples() {
				if !slices.Contains(strings.Fields(x.on), name) {
					continue
				}
				t.Run(fmt.Sprint(x.rule, "-", i), func(t *testing.T) {
					t.Parallel()
					db := <-databases
					defer func() { databases <- db }()
					place{t, name, db}.holds(x)
				})
			}
		})
	}
}

// pool holds a few databases of a server; nil for SQLite, which makes its own.
func pool(t *testing.T, name string) chan *dbtest.DB {
	t.Helper()
	if name == "tidb" {
		name = "mysql"
	}
	s := dbtest.Get(t, name)
	databases := make(chan *dbtest.DB, 8)
	for range cap(databases) {
		var db *dbtest.DB
		if name != "sqlite" {
			db = s.NewDB(t)
		}
		databases <- db
	}
	return databases
}

// place is a server on which examples run.
type place struct {
	*testing.T
	name string
	db   *dbtest.DB // nil for SQLite, in memory
}

func (p place) holds(x example) {
	p.Helper()
	found := p.lint(x, x.fires, x.options)
	if x.refused == (p.err(found) == nil) {
		p.Errorf("the server's word on it: %v", found.err)
	}
	if !found.has(x.rule) {
		p.Errorf("%s does not fire on\n%s\nfound: %s", x.rule, x.fires, found)
	}
	options := x.options
	if x.fineOptions != nil {
		options = *x.fineOptions
	}
	found = p.lint(x, x.fine, options)
	if found.err != nil {
		p.Errorf("%s: %v in\n%s", x.rule, found.err, x.fine)
	}
	if found.has(x.rule) {
		p.Errorf("%s fires on\n%s\nfound: %s", x.rule, x.fine, found)
	}
}

func (p place) err(v verdict) error { return v.err }

// verdict is what Run returned.
type verdict struct {
	list []Finding
	err  error
}

func (v verdict) has(rule string) bool {
	return slices.ContainsFunc(v.list, func(f Finding) bool {
		return f.ID == rule && f.Level != Note || f.ID == rule && Find(rule).Level == Note && !strings.Contains(f.Message, "; ")
	})
}

func (v verdict) String() string {
	var lines []string
	for _, f := range v.list {
		lines = append(lines, fmt.Sprintf("%s %s: %s", f.ID, f.Level, f.Message))
	}
	return strings.Join(lines, "\n")
}

// lint judges one revision on top of the example's base.
func (p place) lint(x example, up string, o Options) verdict {
	p.Helper()
	e := p.open()
	defer func() { _ = e.Close() }()
	p.make(e, x.base)
	if x.number != 0 {
		e.Server.Number = x.number
	}
	g := p.graph(map[string]string{"migrations/20260101000000_example.sql": file("20260101000000", up, x.down)})
	rule := Find(x.rule)
	if rule == nil {
		p.Fatalf("there is no rule %s", x.rule)
	}
	if rule.Off {
		o.Config.Enable = []string{x.rule}
	}
	found, err := Run(p.Context(), &migrate.Runner{Engine: e, Graph: g}, o)
	return verdict{found, err}
}

// file is the text of a revision.
func file(id, up, down string) string {
	head := ""
	for strings.HasPrefix(up, "-- dbtool:") && !strings.HasPrefix(up, "-- dbtool:backfill") {
		line, rest, _ := strings.Cut(up, "\n")
		head, up = head+line+"\n", rest
	}
	text := "-- dbtool:revision " + id + "\n" + head
	if down == "" && !strings.Contains(head, "irreversible") && down != "-" {
		text += "-- dbtool:irreversible it is an example\n"
	}
	text += "\n-- dbtool:up\n" + up + "\n"
	if down != "" && down != "-" {
		text += "-- dbtool:down\n" + down + "\n"
	}
	return text
}

func (p place) graph(files map[string]string) *migrate.Graph {
	p.Helper()
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[strings.TrimPrefix(name, "migrations/")] = &fstest.MapFile{Data: []byte(text)}
	}
	g, err := migrate.Load(fs, "migrations")
	if err != nil {
		p.Fatal(err)
	}
	return g
}

// open is the server with an empty database.
func (p place) open() *engine.Engine {
	p.Helper()
	url := "sqlite::memory:"
	if p.db != nil {
		p.empty()
		url = p.db.URL
	}
	e, err := engine.Open(p.Context(), all.Dialects(), url)
	if err != nil {
		p.Fatal(err)
	}
	e.Server.Names = servers[p.name]
	return e
}

// empty takes everything out but dbtool's own tables, where that is quicker than
// a new database.
func (p place) empty() {
	p.Helper()
	if p.db.Server.Family == dbtest.Postgres {
		p.db.Empty(p)
		return
	}
	rows, err := p.db.SQL.QueryContext(p.Context(), "SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()")
	if err != nil {
		p.Fatal(err)
	}
	statements := []string{"SET foreign_key_checks = 0"}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			p.Fatal(err)
		}
		switch {
		case kind == "VIEW":
			statements = append(statements, "DROP VIEW `"+name+"`")
		case strings.HasPrefix(name, "dbtool_"):
			statements = append(statements, "DELETE FROM `"+name+"`")
		default:
			statements = append(statements, "DROP TABLE `"+name+"`")
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		p.Fatal(err)
	}
	p.db.Exec(p, append(statements, "SET foreign_key_checks = 1")...)
}

// make runs a script.
func (p place) make(e *engine.Engine, script string) {
	p.Helper()
	g := p.graph(map[string]string{"1.sql": "-- dbtool:revision 1\n-- dbtool:up\n" + script + "\n"})
	list, _, err := g.Get("1").Statements(migrate.Up, nil, e.Dialect.Rules())
	if err != nil {
		p.Fatal(err)
	}
	for _, s := range list {
		if _, err := e.DB.ExecContext(p.Context(), s.SQL); err != nil {
			p.Fatalf("%s: %v", s.SQL, err)
		}
	}
}

// neverOn are servers on which a rule for all has nothing to find.
var neverOn = map[string]string{
	"DS101 sqlite":  "there are no schemas, and a database is a file",
	"DS104 sqlite":  "there is no TRUNCATE",
	"MF103 mariadb": "with the settings that it comes with, every type has a zero",
	"MF107 sqlite":  "a column takes values of any length",
	"MF108 sqlite":  "a list of values is a check: MF105",
	"BC107 sqlite":  "a list of values is a check, without an order",
	"BC112 mysql":   "no statement renames a value",
	"BC112 mariadb": "no statement renames a value",
	"BC112 sqlite":  "no statement renames a value",
	"MG110 sqlite":  "there is nothing beyond the file",
	"NM106 mysql":   "a key is an index: NM103",
	"NM106 mariadb": "a key is an index: NM103",
}

// testedAlone have a test of their own, with more than one file.
var testedAlone = []string{"MG102", "MG109"}

// TestEveryRuleIsTested: each rule has an example for each server that it is for.
func TestEveryRuleIsTested(t *testing.T) {
	tested := map[string]bool{}
	for _, x := range examples() {
		for _, s := range strings.Fields(x.on) {
			tested[x.rule+" "+s] = true
			if r := Find(x.rule); r == nil || !r.suits(servers[s]) {
				t.Errorf("an example of %s is for %s, and the rule is not", x.rule, s)
			}
		}
	}
	for _, r := range Rules() {
		for name, names := range servers {
			key := r.ID + " " + name
			if _, never := neverOn[key]; r.suits(names) && !tested[key] && !never && (name != "tidb" || slices.Contains(r.Dialects, "tidb")) && !slices.Contains(testedAlone, r.ID) {
				t.Errorf("%s has no example on %s", r.ID, name)
			}
		}
	}
}
