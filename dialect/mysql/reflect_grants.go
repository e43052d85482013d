package mysql

import (
	"database/sql"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// hidden are kinds of objects that the catalogs leave out without a word for
// users who have none of the privileges.
var hidden = []struct {
	kind       string
	privileges []string
}{
	{"triggers", []string{"TRIGGER"}},
	{"events", []string{"EVENT"}},
	{"routines", []string{"EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE", "SHOW_ROUTINE"}},
}

// grant is one line of SHOW GRANTS.
type grant struct {
	privileges []string // but for those on some columns
	database   string   // a pattern; "*" is every one
	table      string   // "*" is every one
	columns    bool     // there are privileges on some columns
}

// readGrants lists what this user would not see if it were there.
func (r *reader) readGrants() error {
	grants, err := r.grants()
	if err != nil || len(grants) == 0 {
		return err
	}
	for _, h := range hidden {
		if !slices.ContainsFunc(grants, func(g grant) bool { return g.covers(r.s.Database) && g.any(h.privileges) }) {
			r.unmanaged(h.kind, r.s.Database, "", "this user would not see any: the privilege "+h.privileges[0]+" on the database is missing", "")
		}
	}
	if slices.ContainsFunc(grants, func(g grant) bool { return g.covers(r.s.Database) && g.readsTables() }) {
		return nil
	}
	for _, g := range grants {
		name := metadata.Name{Name: g.table}
		if g.columns && g.database == r.s.Database && r.m.Table(name) != nil && !slices.ContainsFunc(grants, func(o grant) bool { return o.table == g.table && o.readsTables() }) {
			r.m.Remove(name)
			r.unmanaged("table", g.table, "", "this user sees only some of its columns", "")
		}
	}
	return nil
}

// grants are those of the user and of the roles in force. A server that does
// not tell them is taken to hide nothing.
func (r *reader) grants() ([]grant, error) {
	query := "SHOW GRANTS"
	if has(r.s, roles) {
		err := r.each("SELECT CURRENT_ROLE()", func(v []sql.NullString) error {
			if v[0].String != "NONE" && v[0].String != "" {
				query = "SHOW GRANTS FOR CURRENT_USER() USING " + v[0].String
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var list []grant
	err := r.each(query, func(v []sql.NullString) error {
		if g, ok := parseGrant(v[0].String); ok {
			list = append(list, g)
		}
		return nil
	})
	if err != nil && r.d.Explain(err).Class != "" {
		return nil, nil
	}
	return list, err
}

// parseGrant reads GRANT SELECT, INSERT (`a`) ON `db`.* TO ...; a grant of a
// role has no ON.
func parseGrant(text string) (g grant, ok bool) {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil || !c.Accept("GRANT") {
		return g, false
	}
	for c.Accept(",") || len(g.privileges) == 0 && !g.columns {
		word := strings.TrimSpace(c.Until(func(t lex.Token) bool { return t.IsOp(",") || t.IsOp("(") || t.IsAny("ON", "TO") }))
		if _, some := c.Group(); some {
			g.columns = true
		} else {
			g.privileges = append(g.privileges, strings.ToUpper(word))
		}
	}
	if !c.Accept("ON") {
		return g, false
	}
	for _, word := range []string{"TABLE", "FUNCTION", "PROCEDURE", "PACKAGE", "PROXY"} {
		if c.Accept(word) && word != "TABLE" {
			return g, false
		}
	}
	g.database = starOrName(c)
	if c.Accept(".") {
		g.table = starOrName(c)
	}
	return g, g.table != ""
}

func starOrName(c *lex.Cursor) string {
	if c.Accept("*") {
		return "*"
	}
	name, _ := c.Name()
	return name
}

// covers reports whether the grant is for all of a database. Its name is a
// pattern in which a backslash takes the meaning from % and _.
func (g grant) covers(database string) bool {
	return g.table == "*" && (g.database == "*" || like(g.database, database))
}

func like(pattern, s string) bool {
	for i := 0; i < len(pattern); i++ {
		switch {
		case pattern[i] == '%':
			for k := 0; k <= len(s); k++ {
				if like(pattern[i+1:], s[k:]) {
					return true
				}
			}
			return false
		case s == "":
			return false
		case pattern[i] == '_':
		default:
			if pattern[i] == '\\' && i+1 < len(pattern) {
				i++
			}
			if pattern[i] != s[0] {
				return false
			}
		}
		s = s[1:]
	}
	return s == ""
}

func (g grant) any(privileges []string) bool {
	return slices.ContainsFunc(g.privileges, func(p string) bool {
		return strings.HasPrefix(p, "ALL") || slices.Contains(privileges, p)
	})
}

// readsTables reports whether the grant shows whole tables.
func (g grant) readsTables() bool {
	return g.any([]string{"SELECT", "INSERT", "UPDATE", "REFERENCES", "ALTER", "CREATE", "DROP", "INDEX", "DELETE"})
}
