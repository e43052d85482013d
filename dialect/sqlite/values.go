package sqlite

import (
	"maps"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.ValueKeeper = (*Dialect)(nil)

// Values are the strings that a check holds the column to: status IN ('a', 'b').
func (*Dialect) Values(t *metadata.Table, c *metadata.Column) []string {
	for _, k := range t.Checks {
		if values := listed(k.Expr.Text, t, c.Name); values != nil {
			return values
		}
	}
	return nil
}

// listed are the values of a check that is nothing but such a list.
func listed(text string, t *metadata.Table, column string) []string {
	words := unwrapped(strings.Split(expressionOf(text, t), "\x00"))
	if len(words) < 4 || words[0] != "column "+strings.ToLower(column) || words[1] != "in" || words[2] != "(" {
		return nil
	}
	var values []string
	for i, w := range words[3 : len(words)-1] {
		if i%2 == 1 {
			if w != "," {
				return nil
			}
			continue
		}
		if !strings.HasPrefix(w, "'") {
			return nil
		}
		values = append(values, lex.Token{Kind: lex.String, Text: w}.Value(lex.SQLite()))
	}
	return values
}

// renamedValue is a value under its new name.
func (d *Dialect) renamedValue(value string, from map[string]string) string {
	if len(from) == 0 {
		return value
	}
	var b strings.Builder
	b.WriteString("CASE " + value)
	for _, now := range slices.Sorted(maps.Keys(from)) {
		b.WriteString(" WHEN " + d.Literal(from[now]) + " THEN " + d.Literal(now))
	}
	return b.String() + " ELSE " + value + " END"
}
