package metadata_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/metadata"
)

func TestSnapshotHoldsEveryField(t *testing.T) {
	m := metadata.New()
	m.Schema, m.Dialect, m.Product, m.Version = "s", "d", "p", "v"
	m.Options, m.Naming = metadata.Options{"d.k": "v"}, metadata.NamingConvention{"ix": "x"}
	one := int64(1)
	o := metadata.SequenceOptions{Start: &one, Increment: &one, Min: &one, Max: &one, Cache: &one, Cycle: true}
	m.Add(&metadata.Table{Name: "t", Columns: []*metadata.Column{{Name: "c", Type: metadata.Numeric(3, 1), Nullable: true, ServerDefault: metadata.SQL("1").For("x", "2"),
		OnUpdate: metadata.Now(), Computed: &metadata.Computed{Expr: metadata.SQL("a"), Stored: true}, Identity: &metadata.Identity{Always: true, SequenceOptions: o},
		Autoincrement: metadata.AutoincrementOn, Collation: "c", Comment: "it's", Options: metadata.Options{"a.b": "c"}, RenamedFrom: "old"}},
		PrimaryKey: metadata.PK("c"), Source: "CREATE", PartitionBy: "x", PartitionOf: &metadata.PartitionOf{Bound: "y"}, Inherits: []metadata.Name{{Name: "p"}}})
	m.Sequences = []*metadata.Sequence{{Name: "q", Type: metadata.Integer(), SequenceOptions: o, Owner: metadata.ColumnRef{Table: metadata.Name{Name: "t"}, Column: "c"}}}
	first, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back := metadata.New()
	if err := json.Unmarshal(first, back); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(back)
	if err != nil || string(first) != string(second) {
		t.Errorf("read and written again\n%s\nbecame\n%s\n%v", first, second, err)
	}
	if !reflect.DeepEqual(m.Tables()[0].Columns, back.Tables()[0].Columns) {
		t.Errorf("columns differ: %+v and %+v", m.Tables()[0].Columns[0], back.Tables()[0].Columns[0])
	}
}

func TestSnapshotErrorsNameThePlace(t *testing.T) {
	cases := map[string]struct{ text, want string }{
		"no snapshot": {`{}`, `"dbtool_snapshot" is missing`},
		"from later":  {`{"dbtool_snapshot": 99, "tables": []}`, "version 99; this dbtool reads up to 1"},
		"broken":      {"{\"dbtool_snapshot\": 1,\n  \"tables\": [}", "line 2, column"},
		"wrong type":  {"{\"dbtool_snapshot\": 1,\n \"tables\": 7}", "line 2, column"},
		"unknown":     {`{"dbtool_snapshot": 1, "tables": [{"nam": "x"}]}`, `unknown field "nam"`},
		"table twice": {`{"dbtool_snapshot": 1, "tables": [{"name": "x", "columns": []}, {"name": "x", "columns": []}]}`, "table x stands there twice"},
		"nothing":     {``, "unexpected end"},
	}
	for name, c := range cases {
		m := metadata.New()
		err := m.UnmarshalJSON([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}

func TestValidateTellsAllMistakesAtOnce(t *testing.T) {
	m := metadata.New()
	metadata.NewTable(m, "t",
		metadata.Col("a", metadata.Integer()).Null().PrimaryKey(),
		metadata.Col("a", metadata.Type{}),
		metadata.Col("b", metadata.EnumOf("e", "x", "x")),
		metadata.Col("c", metadata.Integer()).Stored(metadata.SQL("1")).Default(metadata.Literal(1)),
		metadata.IndexOn("nope"),
		metadata.ForeignKeyTo("nowhere", "id").From("b"),
	)
	metadata.NewTable(m, "t")
	err := m.Validate()
	for _, want := range []string{"column a: declared twice", "column a: has no type", `enum e holds "x" twice`, "a generated column cannot have a default",
		"index  names the column nope", "refers to the table nowhere", "declared a second time", "metadata_test.go:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
}

func TestSortTablesTellsCyclesApart(t *testing.T) {
	m := metadata.New()
	id := func() metadata.Item { return metadata.Col("id", metadata.Integer()).PrimaryKey() }
	metadata.NewTable(m, "hen", id(), metadata.Col("egg", metadata.Integer()).References("egg", "id"))
	metadata.NewTable(m, "egg", id(), metadata.Col("hen", metadata.Integer()).References("hen", "id"))
	metadata.NewTable(m, "self", id(), metadata.Col("up", metadata.Integer()).References("self", "id"))
	metadata.NewTable(m, "coop", id(), metadata.Col("hen", metadata.Integer()).References("hen", "id"))
	sorted, cyclic := metadata.SortTables(m.Tables())
	if len(sorted) != 4 || len(cyclic) != 2 {
		t.Errorf("sorted %d tables, %d keys of cycles", len(sorted), len(cyclic))
	}
	if i, j := position(sorted, "hen"), position(sorted, "coop"); i > j {
		t.Errorf("coop comes before hen: %d, %d", j, i)
	}
}

func position(list []*metadata.Table, name string) int {
	for i, t := range list {
		if t.Name == name {
			return i
		}
	}
	return -1
}

func TestSortTablesTakesLongChains(t *testing.T) {
	m := metadata.New()
	const n = 20000
	for i := range n {
		metadata.NewTable(m, fmt.Sprintf("t%05d", i), metadata.Col("id", metadata.Integer()).PrimaryKey(),
			metadata.Col("next", metadata.Integer()).References(fmt.Sprintf("t%05d", min(i+1, n-1)), "id"))
	}
	sorted, cyclic := metadata.SortTables(m.Tables())
	if len(sorted) != n || len(cyclic) != 0 || sorted[0].Name != "t19999" {
		t.Errorf("%d tables, %d cyclic, first %s", len(sorted), len(cyclic), sorted[0].Name)
	}
}

func TestTruncateIsStable(t *testing.T) {
	long := strings.Repeat("ab", 40)
	got := metadata.Truncate(long, 63)
	if len(got) > 63 || got != metadata.Truncate(long, 63) || got == metadata.Truncate(long+"x", 63) || !strings.HasPrefix(got, long[:50]) {
		t.Errorf("got %q", got)
	}
	if metadata.Truncate("short", 63) != "short" {
		t.Error("a short name was changed")
	}
}

func TestCloneSharesNothingThatChanges(t *testing.T) {
	m := metadata.New()
	table := metadata.NewTable(m, "t", metadata.Col("a", metadata.Integer()).PrimaryKey().Option("x.y", "1"), metadata.IndexOn("a").Named("i"))
	c := m.Clone().Table(table.Ident())
	c.Columns[0].Name, c.Indexes[0].Parts[0].Column, c.Columns[0].Options["x.y"] = "b", "b", "2"
	if table.Columns[0].Name != "a" || table.Indexes[0].Parts[0].Column != "a" || table.Columns[0].Options["x.y"] != "1" {
		t.Error("changing the copy changed the original")
	}
}
