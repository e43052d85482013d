package migrate

import (
	"slices"
	"strings"
	"testing"
)

// TestCommandWords: what is filled in stays in its word, whatever is in it.
func TestCommandWords(t *testing.T) {
	fill := strings.NewReplacer("{alter}", `ADD a INT COMMENT '"; rm -rf'`, "{table}", "my table")
	for command, want := range map[string][]string{
		"gh-ost {table}  --alter={alter}":        {"gh-ost", "my table", `--alter=ADD a INT COMMENT '"; rm -rf'`},
		`x --a="b c" 'd e'f "{alter}" t={table}`: {"x", "--a=b c", "d ef", `ADD a INT COMMENT '"; rm -rf'`, "t=my table"},
	} {
		if got, err := commandWords(command, fill); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", command, got, err, want)
		}
	}
	for _, command := range []string{"", "  ", `a "b`} {
		if got, err := commandWords(command, fill); err == nil {
			t.Errorf("%q is %q", command, got)
		}
	}
}
