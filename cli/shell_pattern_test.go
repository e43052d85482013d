package cli

import (
	"testing"

	"github.com/dbtool/dbtool/metadata"
)

func TestNamePatterns(t *testing.T) {
	odd := metadata.Name{Schema: "My Schema", Name: `Odd "T".x?`}
	for pattern, want := range map[string]bool{
		"": true, "odd*": true, `*"t"*`: true, `*"""T"""*`: true, `"My Schema".odd*`: true, `my*.*`: true, `"Odd ""T"".x?"`: true, `"Odd ""T"".x*"`: false, `"My Schema"."Odd ""T"".x?"`: true,
		`"my schema"."*"`: false, "other.odd*": false, `odd "t".x?`: false, `odd ?t?.x?`: true, `od"d*`: false, "`My Schema`.*": true, "o[d]d*": false, "*": true, "?": false,
	} {
		if got := fits(pattern, odd); got != want {
			t.Errorf("%s: %v", pattern, got)
		}
	}
	for pattern, want := range map[string]bool{"a.b/c": true, "a*": true, `"a.b/c"`: true, "a.*": true, "b*": false, "a[.]b*": false, `a.b\c`: false} {
		if got := fits(pattern, metadata.Name{Name: "a.b/c"}); got != want {
			t.Errorf("%s of a.b/c: %v", pattern, got)
		}
	}
}
