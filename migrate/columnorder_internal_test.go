package migrate

import (
	"slices"
	"testing"
)

func TestIncreasing(t *testing.T) {
	cases := map[string]struct {
		list []int
		stay []bool
	}{
		"none":           {nil, []bool{}},
		"one":            {[]int{4}, []bool{true}},
		"as they are":    {[]int{0, 1, 2}, []bool{true, true, true}},
		"backwards":      {[]int{2, 1, 0}, []bool{false, false, true}},
		"last to front":  {[]int{3, 0, 1, 2}, []bool{false, true, true, true}},
		"first to back":  {[]int{1, 2, 3, 0}, []bool{true, true, true, false}},
		"two interlaced": {[]int{0, 5, 1, 6, 2}, []bool{true, false, true, false, true}},
	}
	for name, c := range cases {
		if got := increasing(c.list); !slices.Equal(got, c.stay) {
			t.Errorf("%s: %v: stay %v, want %v", name, c.list, got, c.stay)
		}
	}
}
