package orm_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
	dbreflect "github.com/dbtool/dbtool/reflect"
)

// TestWrittenHandlesHideNothing: columns that are called like a method of a
// table get another name in structs that are written from a database.
func TestWrittenHandlesHideNothing(t *testing.T) {
	m := metadata.New()
	items := []metadata.Item{metadata.Col("id", metadata.BigInt()).PrimaryKey()}
	var names []string
	for typ, i := reflect.TypeFor[*orm.Table[User]](), 0; i < typ.NumMethod(); i++ {
		names = append(names, typ.Method(i).Name)
		items = append(items, metadata.Col(core.SnakeCase(typ.Method(i).Name), metadata.BigInt()))
	}
	metadata.NewTable(m, "users", items...)
	var b bytes.Buffer
	ok(t, dbreflect.WriteORM(&b, m, dbreflect.ORMOptions{}))
	_, handles, _ := strings.Cut(b.String(), "orm.Table[User]")
	for _, name := range names {
		if strings.Contains(handles, "\t"+name+" ") {
			t.Errorf("the handle %s hides a method in\n%s", name, handles)
		}
	}
	if len(names) == 0 {
		t.Fatal("a table has no methods")
	}
}
