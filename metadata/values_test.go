package metadata_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/metadata"
)

func enumColumn(typ metadata.Type) *metadata.MetaData {
	m := metadata.New()
	metadata.NewTable(m, "orders", metadata.Col("status", typ))
	return m
}

func TestValidateRefusesRenamesOfValuesThatMeanNothing(t *testing.T) {
	status := metadata.EnumOf("status", "new", "paid", "sent")
	cases := map[string]struct {
		typ  metadata.Type
		want string
	}{
		"unknown value":      {status.ValueRenamedFrom("posted", "shipped"), `"posted" is renamed from "shipped" and is not one of the values`},
		"two from one":       {status.ValueRenamedFrom("sent", "shipped").ValueRenamedFrom("paid", "shipped"), `"paid" and "sent" are both renamed from "shipped"`},
		"old name stays":     {status.ValueRenamedFrom("sent", "new"), `"sent" is renamed from "new", which is still one of the values`},
		"itself":             {status.ValueRenamedFrom("sent", "sent"), "from itself"},
		"swap":               {status.ValueRenamedFrom("sent", "paid").ValueRenamedFrom("paid", "sent"), `"paid" is renamed in a circle`},
		"two of an exact":    {metadata.Exact("set('a','b')").ValueRenamedFrom("a", "x").ValueRenamedFrom("b", "x"), "both renamed"},
		"of no enum":         {metadata.Text().ValueRenamedFrom("a", "b"), "text has no values that could be renamed"},
		"in an array":        {metadata.Array(status.ValueRenamedFrom("gone", "x")), "not one of the values"},
		"chain":              {status.ValueRenamedFrom("sent", "paid").ValueRenamedFrom("paid", "settled"), ""},
		"value of long ago":  {status.ValueRenamedFrom("sent", "shipped"), ""},
		"exact and one name": {metadata.Exact("set('a','b')").ValueRenamedFrom("a", "x"), ""},
	}
	for name, c := range cases {
		err := enumColumn(c.typ).Validate()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	m := enumColumn(metadata.EnumOf("mood"))
	m.AddEnum(&metadata.Enum{Name: "mood", Values: []string{"sad"}, ValuesRenamedFrom: map[string]string{"glad": "happy"}})
	if err := m.Validate(); err == nil || !strings.Contains(err.Error(), `enum mood: "glad" is renamed from "happy" and is not one`) {
		t.Errorf("a declared enum: got %v", err)
	}
}

func TestOldNamesOfValuesAreNoPartOfTheType(t *testing.T) {
	plain := metadata.EnumOf("mood", "sad", "glad")
	renamed := plain.ValueRenamedFrom("glad", "happy")
	if !plain.Equal(renamed) || plain.ValuesRenamedFrom != nil {
		t.Errorf("%+v and %+v", plain, renamed)
	}
	text, err := json.Marshal(enumColumn(renamed))
	if err != nil {
		t.Fatal(err)
	}
	var back metadata.MetaData
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if got := back.Tables()[0].Columns[0].Type; !reflect.DeepEqual(got, renamed) {
		t.Errorf("through a snapshot: %+v, want %+v", got, renamed)
	}
}
