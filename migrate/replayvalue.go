package migrate

import (
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// renamedValue is what ALTER TYPE ... RENAME VALUE 'old' TO 'new' renames. The
// schemas before and after it show a value that went and another that came.
// schema is the default one, which names go without.
func renamedValue(sql, schema string, rules lex.Rules) []ValueRename {
	c, err := lex.NewCursor(sql, rules)
	if err != nil || !c.Accept("ALTER", "TYPE") {
		return nil
	}
	name := func() string {
		t := c.Next()
		if t.Kind == lex.Word {
			return strings.ToLower(t.Text)
		}
		return t.Value(rules)
	}
	of := name()
	if c.Accept(".") {
		of += "." + name()
	}
	of = strings.TrimPrefix(of, schema+".")
	if !c.Accept("RENAME", "VALUE") {
		return nil
	}
	old := c.Next().Value(rules)
	if !c.Accept("TO") {
		return nil
	}
	return []ValueRename{{Of: of, Old: old, New: c.Next().Value(rules), passOver: true}}
}
