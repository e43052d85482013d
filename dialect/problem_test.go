package dialect_test

import (
	"testing"

	"github.com/dbtool/dbtool/dialect"
)

func TestPlaceOfAProblem(t *testing.T) {
	const sql = "SELECT 'é', a\nFROM t\nWHERE a = a"
	for name, c := range map[string]struct {
		p    dialect.Problem
		want int
	}{
		"characters, not bytes":        {dialect.Problem{Offset: 12}, 13},
		"behind the end":               {dialect.Problem{Offset: 99}, -1},
		"nothing said":                 {dialect.Problem{Offset: -1}, -1},
		"text on a line":               {dialect.Problem{Offset: -1, Near: "t\nWHERE", Line: 2}, 20},
		"text that stands there twice": {dialect.Problem{Offset: -1, Near: "a"}, -1},
		"text that stands once":        {dialect.Problem{Offset: -1, Near: "FROM"}, 15},
		"a line that is not there":     {dialect.Problem{Offset: -1, Near: "FROM", Line: 9}, -1},
	} {
		if got := c.p.Place(sql); got != c.want {
			t.Errorf("%s: %+v: got %d, want %d", name, c.p, got, c.want)
		}
	}
}
