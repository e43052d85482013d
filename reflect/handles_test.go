package reflect_test

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
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
