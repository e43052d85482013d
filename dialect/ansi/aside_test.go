package ansi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var wide = ansi.Room{Columns: 100, Bytes: 1000, Size: func(c *metadata.Column) int { return c.Type.Length }}

// declared is a table of checks; its columns are integers unless they say more:
// "a", "b text", "c(20)" for a string.
func declared(name string, columns string, checks ...string) *metadata.Table {
	var items []metadata.Item
	for c := range strings.FieldsSeq(columns) {
		name, length, isString := strings.Cut(c, "/")
		typ := metadata.Integer()
		if isString {
			typ = metadata.String(len(length))
		}
		items = append(items, metadata.Col(name, typ))
	}
	for _, c := range checks {
		items = append(items, metadata.CheckThat(c))
	}
	return metadata.NewTable(metadata.New(), name, items...)
}

// TestAsidesJoinWhatMeansTheSame: which tables share one, by their numbers.
func TestAsidesJoinWhatMeansTheSame(t *testing.T) {
	row := declared("u", "b", "b > 0")
	row.Columns[0].Type = metadata.Type{SQL: "t", Ref: metadata.Name{Name: "t"}}
	odd := declared("u", "b", "b > 0")
	odd.Columns[0].Nullable = true
	latin := declared("u", "b", "b > 0")
	latin.Options = metadata.Options{"x.collation": "latin1_bin"}
	for name, c := range map[string]struct {
		tables []*metadata.Table
		want   string
	}{
		"the same":                          {[]*metadata.Table{declared("t", "a", "a > 0"), declared("u", "a", "a > 0")}, "t+u"},
		"other columns":                     {[]*metadata.Table{declared("t", "a", "a > 0"), declared("u", "b", "b > 0")}, "t+u"},
		"another type":                      {[]*metadata.Table{declared("t", "a", "a > 0"), declared("u", "a/x", "a > 0")}, "t u"},
		"another type that is not asked of": {[]*metadata.Table{declared("t", "a z", "a > 0"), declared("u", "a z/x", "a > 0")}, "t+u"},
		"nullable there":                    {[]*metadata.Table{declared("t", "b", "b > 0"), odd}, "t u"},
		"other options":                     {[]*metadata.Table{declared("t", "b", "b > 0"), latin}, "t u"},
		"a word that is a column there":     {[]*metadata.Table{declared("t", "a", "a > length('x')"), declared("u", "length", "length > 0")}, "t u"},
		"a column that is a word there":     {[]*metadata.Table{declared("t", "length", "length > 0"), declared("u", "a", "a > Length('x')")}, "t u"},
		"only the case differs":             {[]*metadata.Table{declared("t", "a", "a > 0"), declared("u", "A", "A > 0")}, "t u"},
		"its own name":                      {[]*metadata.Table{declared("t", "a", "t.a > 0"), declared("u", "a", "a > 0"), declared("v", "a", "a > 1")}, "t u+v"},
		"a row of another":                  {[]*metadata.Table{row, declared("t", "a", "a > 0"), declared("v", "a", "a > 0")}, "t u+v"},
		"no room":                           {[]*metadata.Table{declared("t", "a/"+strings.Repeat("x", 600), "a > ''"), declared("u", "b/"+strings.Repeat("x", 600), "b > ''"), declared("v", "c", "c > 0")}, "t+v u"},
		"no tokens":                         {[]*metadata.Table{declared("t", "a", "a > 'x"), declared("u", "b", "b > 0")}, "t u"},
	} {
		var groups []string
		for _, a := range ansi.Asides(c.tables, lex.Postgres(), wide, func(*metadata.Table) {}) {
			var names []string
			for _, t := range a.Of() {
				names = append(names, t.Name)
			}
			groups = append(groups, strings.Join(names, "+"))
		}
		if got := strings.Join(groups, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// What the server says of the one table is told of each it stands for.
func ExampleAsides() {
	tables := []*metadata.Table{declared("orders", "quantity", "quantity>0"), declared("items", "quantity price", "quantity>0", "price>quantity")}
	for _, a := range ansi.Asides(tables, lex.Postgres(), wide, func(*metadata.Table) {}) {
		fmt.Println(a.Table.Name, "has", len(a.Table.Checks), "checks")
		read := a.Table.Clone()
		for _, c := range read.Checks { // as a server would
			c.Expr = metadata.SQL("(" + strings.ReplaceAll(c.Expr.Text, ">", " > ") + ")")
		}
		list, err := a.Restated(read)
		for _, t := range list {
			fmt.Println(t.Name, t.Checks[len(t.Checks)-1].Expr, err)
		}
	}
	// Output:
	// dbtool_aside_0 has 2 checks
	// orders (quantity > 0) <nil>
	// items (price > quantity) <nil>
}

func TestRestatedMissesWhatIsNotRead(t *testing.T) {
	table := declared("t", "a", "a > 0")
	table.Columns[0].ServerDefault = metadata.SQL("1 + 1")
	table.Indexes = []*metadata.Index{{Name: "i", Parts: []metadata.Part{{Expr: metadata.SQL("a + 1")}}}}
	table.Excludes = []*metadata.Exclude{{Name: "x", Where: metadata.SQL("a > 1")}}
	a := ansi.Asides([]*metadata.Table{table}, lex.Postgres(), wide, func(*metadata.Table) {})[0]
	for want, lose := range map[string]func(*metadata.Table){
		"column a was not read back":      func(r *metadata.Table) { r.Columns = nil },
		"check (a > 0) was not read back": func(r *metadata.Table) { r.Checks = nil },
		"index i was not read back":       func(r *metadata.Table) { r.Indexes = nil },
		"exclusion x was not read back":   func(r *metadata.Table) { r.Excludes = nil },
	} {
		read := a.Table.Clone()
		lose(read)
		if _, err := a.Restated(read); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
