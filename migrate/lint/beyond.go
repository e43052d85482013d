package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// Beyond tells of statements that reach beyond the database that they are run
// in: those on servers as a whole, users and rights, and on MySQL and MariaDB
// those that name another database. It is for [migrate.Runner].Beyond.
func Beyond(e *engine.Engine) func(migrate.Statement) bool {
	r := newReader(e.Dialect, e.Server)
	return func(s migrate.Statement) bool { return r.beyond(s.SQL) }
}

// beyond reports whether a statement reaches beyond the database it is run in:
// run in a scratch database, it would change what others use.
func (r *reader) beyond(sql string) bool {
	c, err := lex.NewCursor(sql, r.rules)
	if err != nil {
		return false
	}
	isMySQL := slices.Contains(r.server.Names, "mysql")
	switch first := c.Next(); {
	case first.IsAny("GRANT", "REVOKE"):
		return true
	case first.Is("USE"):
		return isMySQL
	case first.Is("SET"):
		return isMySQL && (c.Peek(0).IsAny("GLOBAL", "PERSIST") || strings.HasPrefix(strings.ToUpper(c.Peek(0).Text), "@@GLOBAL"))
	case first.IsAny("CREATE", "DROP", "ALTER"):
		c.Accept("OR", "REPLACE")
		kind := c.Next()
		if kind.IsAny("DATABASE", "ROLE", "USER", "TABLESPACE", "SYSTEM") && !c.Peek(0).Is("MAPPING") || kind.Is("SCHEMA") && isMySQL {
			return true
		}
	}
	// Elsewhere a name's first part is a namespace of this database.
	return isMySQL && slices.ContainsFunc(tokenActs(sql, r), func(a act) bool { return a.table.Schema != "" })
}
