package all_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
)

// fact is something Probe found out.
type fact struct {
	name string
	word func(c dialect.Caps) string
	// allowed says whether the server takes the statements, by its Caps. There
	// are none where it cannot be asked.
	allowed    func(c dialect.Caps) bool
	statements []string
}

// either is a fact of two sides.
func either(name string, of func(c dialect.Caps) bool, ifSo, ifNot string) fact {
	return fact{name: name, word: func(c dialect.Caps) string {
		if of(c) {
			return ifSo
		}
		return ifNot
	}}
}

// takes makes the server the judge of a fact; a statement names x as "x".
func (f fact) takes(allowed func(c dialect.Caps) bool, statements ...string) fact {
	f.allowed, f.statements = allowed, statements
	return f
}

var longest = fact{name: "the longest name", word: func(c dialect.Caps) string {
	if c.Identifier == 0 {
		return "no limit"
	}
	return fmt.Sprint(c.Identifier)
}}

var facts = []fact{
	either("a revision that fails", func(c dialect.Caps) bool { return c.TransactionalDDL }, "is rolled back whole", "goes on from the failed statement").
		takes(func(c dialect.Caps) bool { return c.TransactionalDDL }, `BEGIN`, `CREATE TABLE "x" (i INTEGER)`, `ROLLBACK`, `CREATE TABLE "x" (i INTEGER)`),
	either("foreign keys are added", func(c dialect.Caps) bool { return c.AddForeignKey }, "to the table", "by making the table anew").
		takes(func(c dialect.Caps) bool { return c.AddForeignKey }, `CREATE TABLE "x" (i INTEGER PRIMARY KEY, j INTEGER)`, `ALTER TABLE "x" ADD CONSTRAINT "f" FOREIGN KEY (j) REFERENCES "x" (i)`),
	either("namespaces", func(c dialect.Caps) bool { return c.Schemas }, yes, no),
	either("tables named `A` and `a`", func(c dialect.Caps) bool { return c.FoldTables }, "are the same", "are two").
		takes(func(c dialect.Caps) bool { return !c.FoldTables }, `CREATE TABLE "a" (i INTEGER)`, `CREATE TABLE "A" (i INTEGER)`),
	either("columns named `A` and `a`", func(c dialect.Caps) bool { return c.FoldColumns }, "are the same", "are two").
		takes(func(c dialect.Caps) bool { return !c.FoldColumns }, `CREATE TABLE "x" ("a" INTEGER, "A" INTEGER)`),
	either("an index's name is unique in", func(c dialect.Caps) bool { return c.IndexPerTable }, "the table", "the schema").
		takes(func(c dialect.Caps) bool { return c.IndexPerTable }, `CREATE TABLE "x" (i INTEGER)`, `CREATE TABLE "y" (i INTEGER)`, `CREATE INDEX "n" ON "x" (i)`, `CREATE INDEX "n" ON "y" (i)`),
	either("a check's name is unique in", func(c dialect.Caps) bool { return c.ConstraintPerSchema }, "the schema", "the table").
		takes(func(c dialect.Caps) bool { return !c.ConstraintPerSchema }, `CREATE TABLE "x" (i INTEGER, CONSTRAINT "n" CHECK (i > 0))`, `CREATE TABLE "y" (i INTEGER, CONSTRAINT "n" CHECK (i > 0))`),
	longest,
}

type factGrid struct{ *grid }

func newFactGrid(t *testing.T, page []byte) factGrid {
	t.Helper()
	g := &grid{title: "facts"}
	for _, f := range facts {
		g.rows = append(g.rows, f.name)
	}
	g.read(t, page)
	return factGrid{g}
}

func (g factGrid) ask(t *testing.T, a *asker) {
	t.Helper()
	for i, f := range facts {
		t.Run(f.name, func(t *testing.T) {
			g.cells[a.server.Name][i] = f.word(a.e.Server.Caps)
			if f.allowed == nil {
				return
			}
			if err, want := try(t, a, f.statements), f.allowed(a.e.Server.Caps); (err == nil) != want {
				t.Errorf("Caps say that the server takes it: %v. It says %v", want, err)
			}
		})
	}
	t.Run("longest name", func(t *testing.T) { askLongest(t, a) })
}

// try runs statements in an empty database, in one session.
func try(t *testing.T, a *asker, statements []string) error {
	t.Helper()
	c, err := a.server.NewDB(t).SQL.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, s := range statements {
		if _, err := c.ExecContext(t.Context(), quoted(a.e.Dialect, s)); err != nil {
			return err
		}
	}
	return nil
}

// quoted spells the names in a statement as the dialect quotes them.
func quoted(d dialect.Dialect, s string) string {
	parts := strings.Split(s, `"`)
	for i := 1; i < len(parts); i += 2 {
		parts[i] = d.Ident(parts[i])
	}
	return strings.Join(parts, "")
}

// askLongest makes a table with the longest name, and one that is longer, which
// is refused or cut to the same.
func askLongest(t *testing.T, a *asker) {
	n := a.e.Server.Caps.Identifier
	if n == 0 {
		n = 5000
	}
	fits := fmt.Sprintf(`CREATE TABLE "%s" (i INTEGER)`, strings.Repeat("x", n))
	if err := try(t, a, []string{fits}); err != nil {
		t.Errorf("a name of %d: %v", n, err)
	}
	longer := strings.Replace(fits, "x", "xx", 1)
	if err := try(t, a, []string{fits, longer}); (err != nil) != (a.e.Server.Caps.Identifier > 0) {
		t.Errorf("a name of %d: %v", n+1, err)
	}
}
