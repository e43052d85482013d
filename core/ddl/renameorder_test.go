package ddl_test

import (
	"testing"

	"github.com/dbtool/dbtool/core/ddl"
)

func TestRenamesMoveWhatIsInTheWay(t *testing.T) {
	cases := map[string]struct {
		renames map[string]string
		sorted  []string
		taken   map[string]bool
	}{
		"one":          {map[string]string{"a": "b"}, []string{"a"}, map[string]bool{"a": true}},
		"target taken": {map[string]string{"a": "b"}, []string{"a"}, map[string]bool{"a": true, "b": true}},
		"swap":         {map[string]string{"a": "b", "b": "a"}, []string{"a", "b"}, map[string]bool{"a": true, "b": true}},
		"chain":        {map[string]string{"a": "b", "b": "c"}, []string{"a", "b"}, map[string]bool{"a": true, "b": true}},
		"three":        {map[string]string{"a": "b", "b": "c", "c": "a"}, []string{"a", "b", "c"}, map[string]bool{"a": true, "b": true, "c": true}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			want := map[string]string{} // the new name of each thing
			at := map[string]string{}   // what stands under each name
			for n := range c.taken {
				at[n] = n
				if to, ok := c.renames[n]; ok {
					want[n] = to
				}
			}
			renames := map[string]string{}
			for k, v := range c.renames {
				renames[k] = v
			}
			steps := ddl.RenameOrder(renames, c.sorted, func(s string) bool { return c.taken[s] }, func(s string) string { return "tmp_" + s })
			for _, s := range steps {
				if at[s[0]] == "" {
					t.Fatalf("%v: %s is not there", steps, s[0])
				}
				if at[s[1]] != "" {
					t.Fatalf("%v: %s is taken", steps, s[1])
				}
				at[s[1]] = at[s[0]]
				delete(at, s[0])
			}
			for thing, name := range want {
				if at[name] != thing {
					t.Errorf("%v: %s is not at %s: %v", steps, thing, name, at)
				}
			}
		})
	}
}
