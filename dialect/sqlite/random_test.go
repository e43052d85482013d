package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/internal/dbtest"
	"github.com/dbtool/dbtool/migrate"
)

// TestRandomSchemasConverge: of a schema made by chance, with all that only
// SQLite has, another is made and back, with rows in the tables. What the rows
// do not allow is an error that changes nothing.
func TestRandomSchemasConverge(t *testing.T) {
	// A run for longer: DBTOOL_TEST_SEEDS=5000.
	seeds, made, converged := uint64(80), 0, 0
	if testing.Short() {
		seeds = 20
	}
	if n, err := strconv.ParseUint(os.Getenv("DBTOOL_TEST_SEEDS"), 10, 64); err == nil {
		seeds = n
	}
	dbtest.Each(t, func(t *testing.T, s *dbtest.Server) {
		for seed := range seeds {
			g := &maker{r: rand.New(rand.NewPCG(seed, 11))}
			g.start()
			a := g.sql()
			for range 1 + g.r.IntN(4) {
				g.change()
			}
			b := g.sql()
			want, start := s.NewDB(t), s.NewDB(t)
			if _, err := want.SQL.ExecContext(t.Context(), b); err != nil {
				continue // chance made something that SQLite has not
			}
			made++
			load(t, start, a)
			live := s.NewDB(t)
			load(t, live, a)
			dbtest.Fill(t, live)
			if turn(t, seed, live, want) {
				turn(t, seed, live, start)
				converged++
			}
			if t.Failed() {
				t.Fatalf("seed %d: from\n%s\nto\n%s", seed, a, b)
			}
		}
	}, dbtest.SQLite)
	if converged < made/2 || made < int(seeds)/2 {
		t.Errorf("of %d pairs SQLite took %d, and of those %d were done", seeds, made, converged)
	}
}

func load(t *testing.T, db *dbtest.DB, script string) {
	t.Helper()
	if _, err := db.SQL.ExecContext(t.Context(), script); err != nil {
		t.Fatalf("%v\nin\n%s", err, script)
	}
}

// turn makes want of live; false if the rows did not allow it.
func turn(t *testing.T, seed uint64, live, want *dbtest.DB) bool {
	t.Helper()
	e, err := engine.Open(t.Context(), dialects, live.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	to, err := engine.Open(t.Context(), dialects, want.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	target := reflected(t, to)
	p, err := migrate.NewPlan(migrate.Target{Dialect: e.Dialect, Server: e.Server}, reflected(t, e), target, migrate.Renames{})
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return false
	}
	before, catalog, counts := dbtest.AllRows(t, live), dbtest.Catalog(t, live), rowCounts(t, live)
	foreseen := p.Precheck(t.Context(), e)
	if err := p.Apply(t.Context(), e, nil); err != nil {
		class := e.Dialect.Explain(err).Class
		data := []dialect.Class{dialect.UniqueFails, dialect.CheckFails, dialect.NullFails, dialect.DataFails}
		if !slices.Contains(data, class) && !strings.Contains(err.Error(), "refers to no row") {
			t.Errorf("seed %d: %v\nin\n%s", seed, err, p.Script())
		}
		if dbtest.AllRows(t, live) != before || dbtest.Catalog(t, live) != catalog {
			t.Errorf("seed %d: the failure %v left something changed", seed, err)
		}
		return false
	}
	if foreseen != nil {
		t.Errorf("seed %d: SQLite took what was said to fail: %v\nin\n%s", seed, foreseen, p.Script())
	}
	if got, expect := dbtest.Catalog(t, live), dbtest.Catalog(t, want); got != expect {
		t.Errorf("seed %d: after\n%s\nthe catalogs differ (- have, + want):\n%s", seed, p.Script(), dbtest.Diff(got, expect))
	}
	if left := plan(t, e, target); !left.Empty() {
		t.Errorf("seed %d: after\n%s\nthere is still to do\n%s", seed, p.Script(), left.Script())
	}
	for table, n := range rowCounts(t, live) {
		if was, ok := counts[table]; ok && was != n {
			t.Errorf("seed %d: %s had %s rows and has %s after\n%s", seed, table, was, n, p.Script())
		}
	}
	respelled(t, seed, p)
	return true
}

func rowCounts(t *testing.T, db *dbtest.DB) map[string]string {
	t.Helper()
	counts := map[string]string{}
	for _, name := range dbtest.Tables(t, db) {
		counts[name] = db.Query(t, `SELECT count(*) FROM "`+name+`"`)[0][0]
	}
	return counts
}

// respelled complains of tables that were written anew, instead of edited: the
// remark in each text is gone then.
func respelled(t *testing.T, seed uint64, p *migrate.Plan) {
	t.Helper()
	for _, s := range p.Statements() {
		if strings.HasPrefix(s.SQL, "CREATE TABLE") && !strings.Contains(s.SQL, "/* as made */") && !strings.Contains(s.SQL, "dbtool_old_") {
			t.Errorf("seed %d: written anew:\n%s", seed, s.SQL)
		}
	}
}

// maker makes schemas by chance.
type maker struct {
	r      *rand.Rand
	tables []*madeTable
	views  []string
	n      int
}

type madeTable struct {
	name, options string
	columns       []*madeColumn
	constraints   []string
	indexes       []string
	triggers      []string
}

type madeColumn struct {
	name, typ string
	clauses   map[string]string
}

// kinds are the clauses of a column, in the order in which they are written.
var kinds = []string{"null", "default", "collate", "check", "unique", "references", "generated"}

func (g *maker) number() int { g.n++; return g.n }

func (g *maker) one(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *maker) chance(n int) bool { return g.r.IntN(n) == 0 }

func (g *maker) start() {
	for range 2 + g.r.IntN(2) {
		g.addTable()
	}
	g.addView()
}

func (g *maker) addTable() {
	t := &madeTable{name: fmt.Sprintf("t%d", g.number())}
	id := &madeColumn{name: "id", typ: "INTEGER", clauses: map[string]string{"unique": g.one("PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT", "NOT NULL PRIMARY KEY", "CONSTRAINT pk PRIMARY KEY ON CONFLICT FAIL")}}
	t.columns = append(t.columns, id)
	if g.chance(4) {
		id.clauses["unique"] = "NOT NULL"
		t.constraints = append(t.constraints, g.one("PRIMARY KEY (id)", "CONSTRAINT key PRIMARY KEY (id DESC)", "PRIMARY KEY (id) ON CONFLICT IGNORE"))
		t.options = g.one("", "WITHOUT ROWID", "STRICT")
	}
	for range 2 + g.r.IntN(4) {
		t.columns = append(t.columns, g.column())
	}
	for range g.r.IntN(3) {
		g.addConstraint(t)
	}
	for range g.r.IntN(3) {
		g.addIndex(t)
	}
	g.tables = append(g.tables, t)
	if g.chance(2) {
		g.addTrigger(t)
	}
}

func (g *maker) column() *madeColumn {
	c := &madeColumn{name: fmt.Sprintf(g.one("a%d", "B%d", `"c %d"`, "[e%d]", "`f%d`"), g.number()), typ: g.one("INT", "TEXT", "REAL", "BLOB", "INTEGER"), clauses: map[string]string{}}
	for _, k := range kinds {
		if g.chance(4) {
			g.setClause(c, k)
		}
	}
	return c
}

func (g *maker) setClause(c *madeColumn, kind string) {
	plain := strings.Trim(c.name, "\"[]`")
	quoted := `"` + plain + `"`
	texts := map[string][]string{
		"null":       {"NOT NULL DEFAULT 1", "NULL", "NOT NULL ON CONFLICT FAIL DEFAULT 2", "CONSTRAINT nn NOT NULL DEFAULT (1 + 2)"},
		"default":    {"DEFAULT 7", "DEFAULT 'it''s'", "DEFAULT (abs(-1))", "DEFAULT CURRENT_DATE", "DEFAULT word", "CONSTRAINT d DEFAULT -1", "DEFAULT x'00'"},
		"collate":    {"COLLATE NOCASE", "COLLATE rtrim", "COLLATE BINARY"},
		"check":      {"CHECK (" + quoted + " <> 'never')", "CONSTRAINT ck CHECK (" + quoted + " IS NOT 'x' OR 1) ", "CHECK (length(" + quoted + ") < 1000) CHECK (" + quoted + " != -77)"},
		"unique":     {"UNIQUE", "CONSTRAINT u UNIQUE ON CONFLICT IGNORE", "UNIQUE ON CONFLICT ROLLBACK"},
		"references": {"REFERENCES t1 (id)", "REFERENCES t1", "CONSTRAINT fk REFERENCES t1 (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED", "REFERENCES t2 ON UPDATE CASCADE"},
		"generated":  {"AS (id + 1)", "GENERATED ALWAYS AS (id || 'x') STORED", "AS (id * 2) VIRTUAL"},
	}
	c.clauses[kind] = g.one(texts[kind]...)
	if kind == "generated" {
		delete(c.clauses, "default")
		delete(c.clauses, "null")
		delete(c.clauses, "references")
	}
	if kind == "null" {
		delete(c.clauses, "default")
	}
}

func (g *maker) anyColumn(t *madeTable) string { return t.columns[g.r.IntN(len(t.columns))].name }

func (g *maker) addConstraint(t *madeTable) {
	x, y := g.anyColumn(t), g.anyColumn(t)
	t.constraints = append(t.constraints, g.one(
		"UNIQUE (id, "+x+")", "CONSTRAINT cu UNIQUE ("+x+" COLLATE NOCASE, id DESC) ON CONFLICT REPLACE", "CHECK ("+x+" IS NOT "+y+" OR 1)",
		"CONSTRAINT \"odd name\" CHECK (\n    "+x+" <> 'a, b' -- remark\n    OR "+y+" IS NULL OR 1)", "FOREIGN KEY ("+x+") REFERENCES t1 (id) ON DELETE CASCADE", "FOREIGN KEY (id) REFERENCES "+t.name))
}

func (g *maker) addIndex(t *madeTable) {
	x := g.anyColumn(t)
	t.indexes = append(t.indexes, fmt.Sprintf("CREATE %s ix%d ON %s (%s)%s", g.one("INDEX", "UNIQUE INDEX", "INDEX  IF NOT EXISTS"), g.number(), t.name,
		g.one(x+", id", x+" DESC, id", x+" COLLATE RTRIM, id", "lower("+x+"), id", "id, "+x+" || 'x' DESC"), g.one("", "", " WHERE id > 0", " where "+x+" is not null")))
}

func (g *maker) addTrigger(t *madeTable) {
	t.triggers = append(t.triggers, fmt.Sprintf("CREATE TRIGGER g%d AFTER %s ON %s BEGIN\n  SELECT 'it''s; %d'; -- remark\nEND", g.number(), g.one("INSERT", "DELETE", "UPDATE OF id"), t.name, g.n))
}

func (g *maker) addView() {
	t := g.tables[g.r.IntN(len(g.tables))]
	g.views = append(g.views, fmt.Sprintf("CREATE VIEW v%d AS SELECT id, %s FROM %s", g.number(), g.anyColumn(t), t.name))
}

// change makes one change.
func (g *maker) change() {
	t := g.tables[g.r.IntN(len(g.tables))]
	at := 1 + g.r.IntN(len(t.columns)-1)
	c := t.columns[at]
	switch g.r.IntN(14) {
	case 0, 1, 2, 3:
		if k := g.one(kinds...); c.clauses[k] != "" && g.chance(2) {
			delete(c.clauses, k)
		} else {
			g.setClause(c, k)
		}
	case 4:
		c.typ = g.one("INT", "TEXT", "REAL", "BLOB", "NUMERIC(10, 2)", "")
	case 5:
		t.columns = slices.Insert(t.columns, at, g.column())
	case 6:
		t.columns = append(t.columns, g.column())
	case 7:
		if len(t.columns) > 2 {
			t.columns = slices.Delete(t.columns, at, at+1)
		}
	case 8:
		t.columns[0].clauses["unique"] = g.one("PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT", "NOT NULL PRIMARY KEY", "CONSTRAINT pk PRIMARY KEY", "PRIMARY KEY DESC")
	case 9:
		t.options = g.one("", "WITHOUT ROWID", "STRICT")
	case 10:
		if len(t.constraints) > 0 && g.chance(2) {
			t.constraints = t.constraints[1:]
		} else {
			g.addConstraint(t)
		}
	case 11:
		if len(t.indexes) > 0 && g.chance(2) {
			t.indexes = t.indexes[1:]
		} else {
			g.addIndex(t)
		}
	case 12:
		if len(t.triggers) > 0 {
			t.triggers = nil
		} else {
			g.addTrigger(t)
		}
	case 13:
		if g.chance(2) {
			g.addTable()
		} else {
			g.addView()
		}
	}
}

func (g *maker) sql() string {
	var b strings.Builder
	for _, t := range g.tables {
		var items []string
		for _, c := range t.columns {
			words := []string{c.name, c.typ}
			for _, k := range kinds {
				words = append(words, c.clauses[k])
			}
			items = append(items, strings.Join(strings.Fields(strings.Join(words, " ")), " "))
		}
		items = append(items, t.constraints...)
		fmt.Fprintf(&b, "CREATE TABLE %s /* as made */ (\n  %s\n) %s;\n", t.name, strings.Join(items, ",\n  "), t.options)
		for _, more := range append(slices.Clone(t.indexes), t.triggers...) {
			b.WriteString(more + ";\n")
		}
	}
	for _, v := range g.views {
		b.WriteString(v + ";\n")
	}
	return b.String()
}
