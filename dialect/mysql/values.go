package mysql

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.ValueKeeper = (*Dialect)(nil)

// Values are those of an ENUM or the members of a SET.
func (*Dialect) Values(_ *metadata.Table, c *metadata.Column) []string { return listed(c.Type.SQL) }

// listed are the values in the text of an ENUM or SET.
func listed(sql string) []string {
	if f := family(sql); f != "enum" && f != "set" {
		return nil
	}
	tokens, err := lex.Tokens(sql, lex.MySQL())
	if err != nil {
		return nil
	}
	var values []string
	for _, t := range tokens {
		if t.Kind == lex.String {
			values = append(values, t.Value(lex.MySQL()))
		}
	}
	return values
}

// list spells an ENUM or SET.
func (d *Dialect) list(family string, values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = d.Literal(v)
	}
	return family + "(" + strings.Join(quoted, ",") + ")"
}

// renamedFrom are the declared old names of values, as the server has both.
func renamedFrom(t metadata.Type) map[string]string {
	if len(t.ValuesRenamedFrom) == 0 {
		return nil
	}
	from := map[string]string{}
	for value, old := range t.ValuesRenamedFrom {
		from[unpadded(value)] = unpadded(old)
	}
	return from
}

// unpadded is a value of an enum without the blanks that the server cuts off.
func unpadded(value string) string { return strings.TrimRight(value, " ") }

// values checks the list of an ENUM or SET.
func (n *normalizer) values(t *metadata.Table, c *metadata.Column) {
	report := func(format string, args ...any) { n.fail(c.Pos, t.Ident(), c.Name, format, args...) }
	values := listed(c.Type.SQL)
	ansi.UnknownValues(values, c.Type.ValuesRenamedFrom, report)
	collation := c.Collation
	if collation == "" {
		collation = n.collation(t)
	}
	for i, v := range values {
		for _, o := range values[:i] {
			if v != o && sameValue(collation, v, o) {
				report("%q and %q are the same value to the collation %s; give the column one that tells case apart, such as utf8mb4_bin", o, v, collation)
			}
		}
	}
}

// sameValue reports whether two values differ in case alone and the collation
// does not tell that apart.
func sameValue(collation, a, b string) bool {
	return a == b || strings.Contains(collation, "_ci") && strings.EqualFold(a, b)
}
