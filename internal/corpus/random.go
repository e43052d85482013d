package corpus

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Random is a schema made by chance for a server's family ("sqlite", "mysql",
// "mariadb", "postgres"); equal seeds give equal text.
func Random(family string, seed uint64) string { return random(family, seed).sql() }

// Mutate is such a schema and what became of it after a few random edits that
// rows can survive: columns and tables that come and go, types that grow,
// defaults, keys, checks, indexes and comments that change.
func Mutate(family string, seed uint64) (a, b string) {
	return MutateBy(family, seed, Edits(family, seed))
}

// Edits is how many edits Mutate makes.
func Edits(family string, seed uint64) int { return 2 + random(family, seed).r.IntN(5) }

// MutateBy is Mutate with so many of its edits, the first ones, so that a
// failure can be shrunk.
func MutateBy(family string, seed uint64, edits int) (a, b string) {
	g := random(family, seed)
	a = g.sql()
	g.r.IntN(5) // the number of edits, drawn by Edits
	for range edits {
		g.edit()
	}
	return a, g.sql()
}

type generator struct {
	family string
	r      *rand.Rand
	tables []*table
	next   int
}

type table struct {
	name    string
	columns []*column
	extra   []string // constraints, in the table's text
	indexes []string
	comment string
}

type column struct {
	name, typ, def, comment string
	notNull                 bool
	refers                  bool // to a key, whose type it keeps
}

func random(family string, seed uint64) *generator {
	g := &generator{family: family, r: rand.New(rand.NewPCG(seed, 7))}
	for range 2 + g.r.IntN(4) {
		g.addTable()
	}
	return g
}

func (g *generator) number() int { g.next++; return g.next }

func (g *generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

// quote quotes a name.
func (g *generator) quote(s string) string {
	if g.family == "mysql" || g.family == "mariadb" {
		return "`" + strings.ReplaceAll(s, "`", "``") + "`"
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// name is mostly plain, sometimes odd.
func (g *generator) name(base string) string {
	n := fmt.Sprintf("%s%d", base, g.number())
	switch g.r.IntN(12) {
	case 0:
		return n + " x"
	case 1:
		return n + "ü"
	case 2:
		return "Order" + n
	case 3:
		return n + "-it's"
	}
	return n
}

func (g *generator) addTable() {
	t := &table{name: g.name("t")}
	t.columns = append(t.columns, &column{name: "id", typ: "INTEGER", notNull: true})
	for range 2 + g.r.IntN(5) {
		t.columns = append(t.columns, g.column())
	}
	if len(g.tables) > 0 && g.r.IntN(2) == 0 {
		g.addReference(t)
	}
	if g.r.IntN(2) == 0 {
		t.extra = append(t.extra, g.check())
	}
	if g.r.IntN(2) == 0 {
		g.addIndex(t)
	}
	if g.commented() && g.r.IntN(3) == 0 {
		t.comment = "it's table " + t.name
	}
	g.tables = append(g.tables, t)
}

func (g *generator) commented() bool { return g.family != "sqlite" }

// The types of one family only grow into each other, so that rows stay.
var families = [][]string{
	{"SMALLINT", "INTEGER", "BIGINT"}, {"VARCHAR(20)", "VARCHAR(50)", "VARCHAR(200)"}, {"NUMERIC(8,2)", "NUMERIC(12,2)"}, {"DATE"}, {"DOUBLE PRECISION"},
}

func (g *generator) column() *column {
	f := families[g.r.IntN(len(families))]
	c := &column{name: g.name("c"), typ: f[g.r.IntN(len(f))]}
	g.setDefault(c)
	c.notNull = c.def != "" && g.r.IntN(2) == 0
	if g.commented() && g.r.IntN(4) == 0 {
		c.comment = g.pick("plain", `with "quotes" and it's`, "back\tslash", "ünïcode")
	}
	return c
}

func (g *generator) setDefault(c *column) {
	c.def = ""
	if g.r.IntN(2) == 0 {
		return
	}
	switch {
	case strings.HasPrefix(c.typ, "VARCHAR"):
		c.def = g.pick("'x'", "'it''s'", "''", "'50%'")
	case c.typ == "DATE":
		c.def = "'2020-01-02'"
	default:
		c.def = g.pick("0", "7", "-1")
	}
}

func (g *generator) addReference(t *table) {
	ref := g.tables[g.r.IntN(len(g.tables))]
	c := &column{name: g.name("ref"), typ: "INTEGER", refers: true}
	t.columns = append(t.columns, c)
	n := g.number()
	t.extra = append(t.extra, fmt.Sprintf("CONSTRAINT fk%d FOREIGN KEY (%s) REFERENCES %s (%s)%s", n, g.quote(c.name), g.quote(ref.name), g.quote("id"),
		g.pick("", " ON DELETE CASCADE", " ON DELETE SET NULL")))
	t.indexes = append(t.indexes, fmt.Sprintf("CREATE INDEX ixf%d ON %s (%s)", n, g.quote(t.name), g.quote(c.name)))
}

func (g *generator) check() string {
	return fmt.Sprintf("CONSTRAINT ck%d CHECK (%s > %d)", g.number(), g.quote("id"), -g.r.IntN(50))
}

func (g *generator) addIndex(t *table) {
	c := t.columns[g.r.IntN(len(t.columns))]
	desc := g.pick("", "", " DESC")
	t.indexes = append(t.indexes, fmt.Sprintf("CREATE INDEX ix%d ON %s (%s%s)", g.number(), g.quote(t.name), g.quote(c.name), desc))
}

// edit makes one change.
func (g *generator) edit() {
	t := g.tables[g.r.IntN(len(g.tables))]
	switch g.r.IntN(9) {
	case 0:
		g.addTable()
	case 1:
		g.dropTable(t)
	case 2:
		t.columns = append(t.columns, g.column())
	case 3:
		g.dropColumn(t)
	case 4:
		g.grow(t)
	case 5:
		if c := t.columns[g.r.IntN(len(t.columns))]; c.name != "id" && !c.notNull && !c.refers {
			g.setDefault(c)
		}
	case 6:
		g.addIndex(t)
	case 7:
		if len(t.indexes) > 0 && !strings.Contains(t.indexes[0], " ixf") {
			t.indexes = t.indexes[1:]
		}
	case 8:
		if g.commented() {
			t.comment = g.pick("", "another comment", "it's \"changed\"")
		} else {
			t.extra = append(t.extra, g.check())
		}
	}
}

func (g *generator) mentioned(t *table) bool {
	for _, o := range g.tables {
		for _, x := range o.extra {
			if strings.Contains(x, "REFERENCES "+g.quote(t.name)+" ") {
				return true
			}
		}
	}
	return false
}

func (g *generator) dropTable(t *table) {
	if len(g.tables) > 2 && !g.mentioned(t) {
		g.tables = slices.DeleteFunc(g.tables, func(o *table) bool { return o == t })
	}
}

func (g *generator) dropColumn(t *table) {
	i := g.r.IntN(len(t.columns))
	c := t.columns[i]
	if c.name == "id" || len(t.columns) < 3 {
		return
	}
	uses := func(s string) bool { return strings.Contains(s, g.quote(c.name)) }
	t.columns = slices.Delete(slices.Clone(t.columns), i, i+1)
	t.extra = slices.DeleteFunc(slices.Clone(t.extra), uses)
	t.indexes = slices.DeleteFunc(slices.Clone(t.indexes), uses)
}

func (g *generator) grow(t *table) {
	c := t.columns[g.r.IntN(len(t.columns))]
	if c.name == "id" || c.refers {
		return
	}
	for _, f := range families {
		if i := slices.Index(f, c.typ); i >= 0 && i+1 < len(f) {
			c.typ = f[i+1]
			return
		}
	}
}

// sql prints the schema.
func (g *generator) sql() string {
	var b strings.Builder
	for _, t := range g.tables {
		fmt.Fprintf(&b, "CREATE TABLE %s (\n", g.quote(t.name))
		for _, c := range t.columns {
			fmt.Fprintf(&b, "  %s %s%s,\n", g.quote(c.name), c.typ, g.tail(c))
		}
		for _, x := range t.extra {
			fmt.Fprintf(&b, "  %s,\n", x)
		}
		fmt.Fprintf(&b, "  PRIMARY KEY (%s)\n)", g.quote("id"))
		if t.comment != "" && g.family != "postgres" {
			fmt.Fprintf(&b, " COMMENT '%s'", g.text(t.comment))
		}
		b.WriteString(";\n")
		if t.comment != "" && g.family == "postgres" {
			fmt.Fprintf(&b, "COMMENT ON TABLE %s IS '%s';\n", g.quote(t.name), g.text(t.comment))
		}
		for _, c := range t.columns {
			if c.comment != "" && g.family == "postgres" {
				fmt.Fprintf(&b, "COMMENT ON COLUMN %s.%s IS '%s';\n", g.quote(t.name), g.quote(c.name), g.text(c.comment))
			}
		}
		for _, i := range t.indexes {
			b.WriteString(i + ";\n")
		}
	}
	return b.String()
}

func (g *generator) text(s string) string { return strings.ReplaceAll(s, "'", "''") }

func (g *generator) tail(c *column) string {
	s := ""
	if c.notNull {
		s += " NOT NULL"
	}
	if c.def != "" {
		s += " DEFAULT " + c.def
	}
	if c.comment != "" && g.family != "postgres" {
		s += " COMMENT '" + g.text(c.comment) + "'"
	}
	return s
}
