package lex_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

func cursor(t *testing.T, src string) *lex.Cursor {
	t.Helper()
	c, err := lex.NewCursor(src, lex.SQLite())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCursorGivesExactText(t *testing.T) {
	c := cursor(t, `CHECK ( (a  >-- half
 1) AND ')' <> "b)" ) ON x`)
	if c.Accept("CHECK", "x") || !c.Accept("check") {
		t.Fatal("Accept takes all or nothing")
	}
	inside, ok := c.Parens()
	if want := "(a  >-- half\n 1) AND ')' <> \"b)\""; !ok || inside != want {
		t.Errorf("Parens: got %q, want %q", inside, want)
	}
	if _, ok := c.Parens(); ok {
		t.Error("ON passes for a group")
	}
	if got := c.Rest(); got != "ON x" {
		t.Errorf("Rest: got %q", got)
	}
}

func TestCursorStopsAtTheEnd(t *testing.T) {
	c := cursor(t, "a (b")
	c.Next()
	if _, ok := c.Group(); ok {
		t.Error("a group without an end is one")
	}
	c.Next()
	c.Next()
	if tok := c.Next(); !c.Done() || tok.Kind != lex.EOF || tok.Pos != (lex.Pos{4, 1, 5}) {
		t.Errorf("at the end: got %+v", tok)
	}
	if err := c.Errorf("want %s", ")"); err.Error() != "line 1, column 5: want )" {
		t.Errorf("got %v", err)
	}
	if c.Rest() != "" {
		t.Errorf("Rest at the end: got %q", c.Rest())
	}
}

func TestUntilKeepsGroupsWhole(t *testing.T) {
	c := cursor(t, "f(a, b) + (c), d) e")
	comma := func(t lex.Token) bool { return t.IsOp(",") }
	if got := c.Until(comma); got != "f(a, b) + (c)" {
		t.Errorf("got %q", got)
	}
	c.Next()
	if got := c.Until(comma); got != "d" || !c.Peek(0).IsOp(")") {
		t.Errorf("got %q before %v", got, c.Peek(0))
	}
}

func TestCommas(t *testing.T) {
	for src, want := range map[string][]string{
		"":                             nil,
		"a":                            {"a"},
		"a b, c(d, e) /* , */ , ','":   {"a b", "c(d, e)", "','"},
		"a,, b,":                       {"a", "", "b", ""},
		"/* x */ a /* y */ b -- z\n,c": {"a /* y */ b", "c"},
	} {
		got, err := lex.Commas(src, lex.SQLite())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v; want %q", src, got, err, want)
		}
	}
}

// A parser of CREATE TABLE finds the columns and keeps their text.
func ExampleCursor() {
	c, err := lex.NewCursor(`CREATE TABLE "my table" (id INTEGER PRIMARY KEY, price DECIMAL(10, 2) CHECK (price > 0))`, lex.SQLite())
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Accept("CREATE", "TABLE")
	table, _ := c.Name()
	group, _ := c.Group()
	for _, column := range group.Commas() {
		name, _ := column.Name()
		fmt.Printf("%s.%s: %s\n", table, name, column.Rest())
	}
	// Output:
	// my table.id: INTEGER PRIMARY KEY
	// my table.price: DECIMAL(10, 2) CHECK (price > 0)
}

func ExampleSplit() {
	list, err := lex.Split(`
CREATE TABLE a (x TEXT DEFAULT ';'); -- a; comment
CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END;`, lex.SQLite())
	for _, s := range list {
		fmt.Printf("%v %s\n", s.Pos, s.SQL)
	}
	fmt.Println(err)
	// Output:
	// 2:1 CREATE TABLE a (x TEXT DEFAULT ';')
	// 3:1 CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END
	// <nil>
}

func ExampleTokens() {
	tokens, _ := lex.Tokens(`SELECT "a""b" -- a name`, lex.Postgres())
	for _, t := range tokens {
		fmt.Println(t.Kind, t.Value(lex.Postgres()))
	}
	// Output:
	// word SELECT
	// quoted name a"b
}

func ExampleCanonical() {
	fmt.Println(lex.Canonical("SELECT  1 -- one\n;", lex.MySQL()))
	// Output: select 1
}
