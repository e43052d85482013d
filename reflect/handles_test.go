package reflect_test

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/reflect"
)

// everyKind is a table with a column of each kind of type, and names that are
// no names of Go.
func everyKind() *metadata.MetaData {
	m := metadata.New()
	metadata.NewTable(m, "order lines", metadata.InSchema("app"),
		metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("ID", metadata.SmallInt()), metadata.Col("table", metadata.Integer()),
		metadata.Col("1st", metadata.Boolean()), metadata.Col("größe", metadata.Float()), metadata.Col("a_b", metadata.Double()), metadata.Col("a-b", metadata.Numeric(9, 2)),
		metadata.Col("s", metadata.String(9)), metadata.Col("t", metadata.Text()), metadata.Col("e", metadata.EnumOf("mood", "x")), metadata.Col("b", metadata.Binary(0)),
		metadata.Col("d", metadata.Date()), metadata.Col("at", metadata.Timestamp()), metadata.Col("clock", metadata.Time()), metadata.Col("i", metadata.Interval()),
		metadata.Col("u", metadata.UUID()), metadata.Col("j", metadata.JSON()), metadata.Col("list", metadata.Array(metadata.BigInt())), metadata.Col("odd", metadata.Exact("geometry")),
	)
	metadata.NewTable(m, "order-lines", metadata.Col("id", metadata.Integer()))
	return m
}

// TestHandlesCompile: what is written is Go, whatever the schema is called.
func TestHandlesCompile(t *testing.T) {
	var b bytes.Buffer
	if err := reflect.WriteHandles(&b, everyKind(), reflect.HandleOptions{Import: "github.com/dbtool/dbtool/example/models"}); err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "tables.go", b.Bytes(), 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("tables", fset, []*ast.File{f}, nil); err != nil {
		t.Errorf("%v in\n%s", err, b.String())
	}
}

// TestHandlesFit: each kind of handle can be bound to the column it is for.
func TestHandlesFit(t *testing.T) {
	_, err := core.TryBind[struct {
		core.Table
		ID     core.Num[int64]
		ID2    core.Num[int16] `db:"ID"`
		Table2 core.Num[int]   `db:"table"`
		X1st   core.Bool       `db:"1st"`
		Größe  core.Num[float32]
		AB     core.Num[float64] `db:"a_b"`
		AB2    core.Dec[string]  `db:"a-b"`
		S      core.Str
		T      core.Str
		E      core.Str
		B      core.Bytes
		D      core.Time
		At     core.Time
		Clock  core.Str
		I      core.Col[core.Interval]
		U      core.Col[core.UUID]
		J      core.JSON[any]
		List   core.Array[int64]
		Odd    core.Col[any]
	}](everyKind().Tables()[0])
	if err != nil {
		t.Error(err)
	}
	// A schema that has moved on is told at the start.
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.Col("id", metadata.String(9)))
	_, err = core.TryBind[struct {
		core.Table
		ID   core.Num[int64]
		Name core.Str
	}](m.Tables()[0])
	if err == nil {
		t.Error("bound to a schema that has moved on")
	}
}

// movedOn are structs for rows of a table, and what the compiler says of the
// projections that were written for it.
var movedOn = map[string]struct{ fields, says string }{
	"fits":                  {"ID int64; Nick *string; CreatedAt time.Time", ""},
	"fits with more":        {"ID int64; Nick *string; CreatedAt time.Time; Extra []string", ""},
	"a field is gone":       {"ID int64; CreatedAt time.Time", "r.Nick undefined"},
	"a field has moved":     {"ID int64; Nick *string; Created time.Time", "r.CreatedAt undefined"},
	"another type":          {"ID int32; Nick *string; CreatedAt time.Time", "Users.ID does not match"},
	"no place for NULL":     {"ID int64; Nick string; CreatedAt time.Time", "&r.Nick"},
	"NULL, but not in rows": {"ID int64; Nick *string; CreatedAt *time.Time", "Users.CreatedAt does not match"},
}

// What is written for a struct does not compile when the struct has moved on,
// and the compiler names the field.
func TestStructsThatMovedOn(t *testing.T) {
	m := metadata.New()
	metadata.NewTable(m, "users", metadata.Col("id", metadata.BigInt()).PrimaryKey(), metadata.Col("nick", metadata.String(9)).Null(), metadata.Col("created_at", metadata.Timestamp()))
	var b bytes.Buffer
	o := reflect.HandleOptions{Import: "example.com/models", Structs: map[string]string{"users": "User"}}
	if err := reflect.WriteHandles(&b, m, o); err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	source := importer.ForCompiler(fset, "source", nil)
	check := func(path, text string, from types.Importer) (*types.Package, error) {
		f, err := parser.ParseFile(fset, path+".go", text, 0)
		if err != nil {
			t.Fatal(err)
		}
		return (&types.Config{Importer: from}).Check(path, fset, []*ast.File{f}, nil)
	}
	for name, c := range movedOn {
		models, err := check("example.com/models", "package models\nimport (\"time\"; \"github.com/dbtool/dbtool/metadata\")\nvar MetaData = metadata.New()\ntype User struct { "+c.fields+" }", source)
		if err != nil {
			t.Fatal(name, err)
		}
		_, err = check("tables", b.String(), oneMore{source, models})
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the compiler says %v, want %q", name, err, c.says)
		}
	}
	o.Structs = map[string]string{"users": "User", "user": "User"}
	if err := reflect.WriteHandles(&b, m, o); err == nil || !strings.Contains(err.Error(), "user, which there is not") {
		t.Error(err)
	}
}

// oneMore imports one package besides those that are there.
type oneMore struct {
	types.Importer
	p *types.Package
}

func (o oneMore) Import(path string) (*types.Package, error) {
	if path == o.p.Path() {
		return o.p, nil
	}
	return o.Importer.Import(path)
}
