package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.SessionKeeper = (*Dialect)(nil)

// inUse stands for the database in use among the settings, whose names have no blanks.
const inUse = "the database in use"

// Sets names the variables of SET, and USE. What is set for the server, for a user
// or for one statement is none.
func (d *Dialect) Sets(text string) []string {
	if !lex.Begins(text, "SET", "USE") {
		return nil
	}
	c, err := lex.NewCursor(text, d.Rules())
	switch {
	case err != nil:
		return nil
	case c.Accept("USE"):
		return []string{inUse}
	case !c.Accept("SET"), c.Peek(0).IsAny("STATEMENT", "PASSWORD", "ROLE", "DEFAULT", "TRANSACTION", "RESOURCE"):
		return nil
	}
	var names []string
	for _, part := range c.Commas() {
		names = append(names, setBy(part)...)
	}
	return names
}

// setBy names the variables of one part of SET.
func setBy(part *lex.Cursor) []string {
	if part.Accept("NAMES") || part.Accept("CHARSET") || part.Accept("CHARACTER", "SET") {
		return []string{"character_set_client", "character_set_results", "collation_connection"}
	}
	name := part.Until(func(t lex.Token) bool { return t.IsOp("=") || t.IsOp(":=") })
	name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "@@")
	for _, scope := range []string{"session", "local"} {
		if rest, ok := strings.CutPrefix(name, scope); ok && strings.TrimLeft(rest, " .") != rest {
			name = strings.TrimLeft(rest, " .")
		}
	}
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" { // @mine, GLOBAL x
		return nil
	}
	return []string{name}
}

// Keep reads variables.
func (d *Dialect) Keep(ctx context.Context, q dialect.Queryer, s *dialect.Server, settings []string) ([]string, error) {
	var back []string
	for _, name := range settings {
		if name == inUse {
			if s.Database != "" {
				back = append(back, "USE "+d.Ident(s.Database))
			}
			continue
		}
		value := "DEFAULT"
		if name != "timestamp" { // what it reads as would make time stand still
			var err error
			if value, err = variable(ctx, q, name); err != nil {
				return nil, err
			}
		}
		back = append(back, fmt.Sprintf("SET SESSION %s = %s", name, value))
	}
	return back, nil
}

var unquoted = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// variable is a session variable as SET takes it.
func variable(ctx context.Context, q dialect.Queryer, name string) (string, error) {
	var value sql.NullString
	if err := dialect.ReadRows(ctx, q, "SELECT @@SESSION."+name, nil, []any{&value}, nil); err != nil {
		return "", err
	}
	switch {
	case !value.Valid:
		return "NULL", nil
	case unquoted.MatchString(value.String): // which SET does not take in quotes
		return value.String, nil
	}
	return "'" + strings.ReplaceAll(strings.ReplaceAll(value.String, `\`, `\\`), "'", "''") + "'", nil
}

// Place is the table in the database of the connection.
func (*Dialect) Place(_ context.Context, _ dialect.Queryer, s *dialect.Server, table string) (metadata.Name, error) {
	return metadata.Name{Schema: s.Database, Name: table}, nil
}
