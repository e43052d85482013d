package ansi_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

func TestEnumsShareTheirRenamedValues(t *testing.T) {
	mood := metadata.EnumOf("mood", "sad", "glad")
	m := metadata.New()
	m.AddEnum(&metadata.Enum{Name: "state", Values: []string{"new", "sent"}, ValuesRenamedFrom: map[string]string{"sent": "shipped"}})
	metadata.NewTable(m, "t",
		metadata.Col("a", mood), metadata.Col("b", mood.ValueRenamedFrom("glad", "happy")), metadata.Col("c", metadata.Array(mood)),
		metadata.Col("state", metadata.EnumOf("state")), metadata.Col("other", metadata.EnumOf("other", "x")))
	p, err := ansi.Prepare(m, &dialect.Server{Dialect: "x"})
	if err != nil {
		t.Fatal(err)
	}
	glad, sent := map[string]string{"glad": "happy"}, map[string]string{"sent": "shipped"}
	now := p.Tables()[0]
	for name, want := range map[string]map[string]string{"a": glad, "b": glad, "state": sent, "other": nil} {
		if got := now.Column(name).Type.ValuesRenamedFrom; !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := now.Column("c").Type.Elem.ValuesRenamedFrom; !maps.Equal(got, glad) {
		t.Errorf("in an array: %v", got)
	}
	if got := now.Column("state").Type.Values; len(got) != 2 {
		t.Errorf("the values of the declared enum: %q", got)
	}
	if was := m.Tables()[0].Column("c").Type.Elem.ValuesRenamedFrom; was != nil {
		t.Errorf("the declaration was changed: %v", was)
	}

	metadata.NewTable(m, "u", metadata.Col("d", mood.ValueRenamedFrom("glad", "merry")))
	if _, err := ansi.Prepare(m, &dialect.Server{Dialect: "x"}); err == nil || !strings.Contains(err.Error(), `"glad" is renamed from "merry", and elsewhere from "happy"`) {
		t.Errorf("two old names: got %v", err)
	}
}

func ExampleUnknownValues() {
	ansi.UnknownValues([]string{"new", "sent"}, map[string]string{"posted": "shipped", "sent": "gone"}, func(format string, args ...any) {
		fmt.Printf(format+"\n", args...)
	})
	// Output: "posted" is renamed from "shipped" and is not one of the values
}
