package metadata

import (
	"encoding/json"
	"testing"
)

// TestObjectsInSnapshot: what one dialect alone has is carried whole, in order.
func TestObjectsInSnapshot(t *testing.T) {
	m := New()
	m.Objects = []*Object{
		{Dialect: "postgres", Kind: "rule", Name: "r", Table: Name{Name: "t"}, Definition: "CREATE RULE r"},
		{Dialect: "postgres", Kind: "policy", Name: "p", Table: Name{Name: "t"}, Definition: "CREATE POLICY p", Comment: "why",
			Options: Options{"postgres.enabled": "always"}, DependsOn: []Dependency{{Kind: "routine", Name: Name{Name: "f"}}}},
	}
	m.Sort()
	first, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back := New()
	if err := json.Unmarshal(first, back); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(back.Clone())
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(second) {
		t.Errorf("came back as\n%s\nwant\n%s", second, first)
	}
	if back.Objects[0].Kind != "policy" {
		t.Errorf("the first object is a %s, want the policy", back.Objects[0].Kind)
	}
}
