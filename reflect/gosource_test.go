package reflect_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/reflect"
)

// Old names of values are written with what has them.
func TestGoSourceHoldsRenamedValues(t *testing.T) {
	m := metadata.New()
	m.AddEnum(&metadata.Enum{Name: "mood", Values: []string{"sad", "glad"}, ValuesRenamedFrom: map[string]string{"glad": "happy"}})
	metadata.NewTable(m, "t",
		metadata.Col("state", metadata.EnumOf("state", "new", "sent").ValueRenamedFrom("sent", "shipped")),
		metadata.Col("tags", metadata.Exact("set('a','b')").ValueRenamedFrom("b", "c")),
		metadata.Col("kind", metadata.Exact("TEXT").ValueRenamedFrom("y", "x")))
	var b bytes.Buffer
	generic := func(typ metadata.Type) (metadata.Type, bool) { return metadata.Text(), typ.SQL == "TEXT" }
	if err := reflect.WriteGo(&b, m, reflect.GoOptions{Generic: generic}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`Values: []string{"sad", "glad"}, ValuesRenamedFrom: map[string]string{"glad": "happy"}`,
		`Values: []string{"new", "sent"}, ValuesRenamedFrom: map[string]string{"sent": "shipped"}`,
		`metadata.Type{SQL: "set('a','b')", ValuesRenamedFrom: map[string]string{"b": "c"}}`,
		`metadata.Type{SQL: "TEXT", ValuesRenamedFrom: map[string]string{"y": "x"}}`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in\n%s", want, b.String())
		}
	}
}
