package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// TestFix writes the safe way of each example that has one, and runs it: lint
// finds nothing of it any more, up comes to the same schema, and down goes back.
func TestFix(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres", "mysql", "mariadb"} {
		t.Run(name, func(t *testing.T) {
			databases := pool(t, name)
			for i, x := range examples() {
				if !slices.Contains(strings.Fields(x.on), name) || !Find(x.rule).Fixable() {
					continue
				}
				t.Run(fmt.Sprint(x.rule, "-", i), func(t *testing.T) {
					t.Parallel()
					db := <-databases
					defer func() { databases <- db }()
					place{t, name, db}.fixes(x)
				})
			}
		})
	}
}

func (p place) fixes(x example) {
	p.Helper()
	const id = "20260101000000"
	text, fixed := file(id, x.fires, x.down), false
	for range 5 {
		e := p.open()
		p.make(e, x.base)
		found, err := Run(p.Context(), &migrate.Runner{Engine: e, Graph: p.graph(map[string]string{id + ".sql": text})}, x.options)
		_ = e.Close()
		if err != nil && !x.refused {
			p.Fatalf("%v in\n%s", err, text)
		}
		next, done := Fix(text, e.Dialect.Rules(), found)
		for _, f := range done {
			fixed = fixed || f.ID == x.rule
		}
		if len(done) == 0 {
			if slices.ContainsFunc(found, func(f Finding) bool { return f.ID == x.rule && f.Fixable }) {
				p.Errorf("%s is still found in\n%s", x.rule, text)
			}
			break
		}
		text = next
	}
	if !fixed {
		if !slices.Contains(strings.Fields(byHand), x.rule) {
			p.Errorf("%s was not fixed in\n%s", x.rule, text)
		}
		return
	}
	p.runs(x, text)
}

// byHand are rules that fix most of what they find, and not the examples named.
const byHand = "PG118"

// runs holds that a revision does what the example's does, and goes back.
func (p place) runs(x example, text string) {
	p.Helper()
	want := p.schema(x.base + "\n" + withoutDirectives(x.fires))
	e := p.open()
	defer func() { _ = e.Close() }()
	p.make(e, x.base)
	before := p.reflect(e)
	r := &migrate.Runner{Engine: e, Graph: p.graph(map[string]string{"20260101000000.sql": text})}
	if _, err := r.Up(p.Context(), ""); err != nil {
		p.Fatalf("up: %v in\n%s", err, text)
	}
	p.same(e, "up", p.reflect(e), want, text, x.leaves)
	if x.down == "" {
		return
	}
	if _, err := r.Down(p.Context(), ""); err != nil {
		p.Fatalf("down: %v in\n%s", err, text)
	}
	p.same(e, "down", p.reflect(e), before, text, x.leaves)
}

// withoutDirectives leaves out what is dbtool's, and the ends of transactions.
func withoutDirectives(up string) string {
	var lines []string
	for line := range strings.SplitSeq(up, "\n") {
		if !strings.HasPrefix(line, "-- dbtool:") && line != "COMMIT;" && line != "BEGIN;" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func (p place) schema(script string) *metadata.MetaData {
	p.Helper()
	e := p.open()
	defer func() { _ = e.Close() }()
	p.make(e, script)
	return p.reflect(e)
}

func (p place) reflect(e *engine.Engine) *metadata.MetaData {
	p.Helper()
	m, err := e.Dialect.Reflect(p.Context(), e.DB, e.Server, dialect.Scope{Schemas: []string{""}, Exclude: migrate.OwnTables()})
	if err != nil {
		p.Fatal(err)
	}
	return m
}

func (p place) same(e *engine.Engine, when string, got, want *metadata.MetaData, text, leaves string) {
	p.Helper()
	left, err := migrate.Diff(migrate.Target{Dialect: e.Dialect, Server: e.Server}, got, want, migrate.Renames{})
	if err != nil {
		p.Fatal(err)
	}
	for _, c := range left {
		if c.Describe() == leaves {
			continue
		}
		p.Errorf("after %s: left to do: %s, in\n%s", when, c.Describe(), text)
	}
}

// TestFixKeepsTheRest: line ends, comments and what stands in statement begin
// and end are left as they are.
func TestFixKeepsTheRest(t *testing.T) {
	p := place{t, "sqlite", nil}
	for name, c := range map[string]struct{ text, want string }{
		"comment on the line": {"-- dbtool:up\nBEGIN; -- why\nCREATE TABLE t (id INTEGER PRIMARY KEY); /* here */\nCOMMIT;\n",
			"-- dbtool:up\n -- why\nCREATE TABLE t (id INTEGER PRIMARY KEY); /* here */\n"},
		"CRLF":             {"-- dbtool:up\r\nBEGIN;\r\nCREATE TABLE t (id INTEGER PRIMARY KEY);\r\nCOMMIT;\r\n", "-- dbtool:up\r\nCREATE TABLE t (id INTEGER PRIMARY KEY);\r\n"},
		"letters of bytes": {"-- dbtool:up\nCREATE TABLE \"ä\" (id INTEGER PRIMARY KEY); BEGIN; CREATE TABLE t (id INTEGER PRIMARY KEY); COMMIT;\n", "-- dbtool:up\nCREATE TABLE \"ä\" (id INTEGER PRIMARY KEY);  CREATE TABLE t (id INTEGER PRIMARY KEY); \n"},
		"begin and end":    {"-- dbtool:up\n-- dbtool:statement begin\nBEGIN;\n-- dbtool:statement end\nCOMMIT;\n", "-- dbtool:up\n-- dbtool:statement begin\nBEGIN;\n-- dbtool:statement end\n"},
	} {
		t.Run(name, func(t *testing.T) {
			head := "-- dbtool:revision 1\n-- dbtool:irreversible it is a test\n"
			e := p.open()
			defer func() { _ = e.Close() }()
			found, err := Run(t.Context(), &migrate.Runner{Engine: e, Graph: p.graph(map[string]string{"1.sql": head + c.text})}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			ends := strings.NewReplacer("\n", "\n")
			if name == "CRLF" {
				ends = strings.NewReplacer("\n", "\r\n")
			}
			got, _ := Fix(ends.Replace(head)+c.text, e.Dialect.Rules(), found)
			if want := ends.Replace(head) + c.want; got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}
