package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

var _ dialect.SessionKeeper = (*Dialect)(nil)

// Sets names the settings of SET, and of set_config, which pg_dump writes. What
// is set for a transaction goes with it and is left out.
func (d *Dialect) Sets(sql string) []string {
	if !lex.Begins(sql, "SET", "SELECT") {
		return nil
	}
	c, err := lex.NewCursor(sql, d.Rules())
	switch {
	case err != nil:
		return nil
	case c.Accept("SELECT"):
		return configured(c)
	case !c.Accept("SET"), c.Peek(0).IsAny("LOCAL", "CONSTRAINTS", "TRANSACTION"):
		return nil
	case c.Accept("SESSION", "AUTHORIZATION"):
		return []string{"session_authorization", "role"}
	case c.Accept("SESSION", "CHARACTERISTICS"):
		return []string{"default_transaction_isolation", "default_transaction_read_only", "default_transaction_deferrable"}
	}
	c.Accept("SESSION")
	switch {
	case c.Accept("TIME", "ZONE"):
		return []string{"timezone"}
	case c.Accept("NAMES"):
		return []string{"client_encoding"}
	case c.Accept("SCHEMA"):
		return []string{"search_path"}
	}
	name, ok := c.Name()
	for ok && c.Accept(".") {
		part, _ := c.Name()
		name += "." + part
	}
	return []string{strings.ToLower(name)}
}

// configured names the settings of calls of set_config.
func configured(c *lex.Cursor) (names []string) {
	for !c.Done() {
		if !c.Next().Is("set_config") || !c.Accept("(") {
			continue
		}
		if t := c.Next(); t.Kind == lex.String {
			names = append(names, strings.ToLower(strings.Trim(t.Text, "'")))
		}
	}
	return names
}

// Keep reads settings; one that nobody has set yet is to be empty again.
func (d *Dialect) Keep(ctx context.Context, q dialect.Queryer, _ *dialect.Server, settings []string) ([]string, error) {
	var back []string
	for _, name := range settings {
		var value string
		if err := scanOne(ctx, q, "SELECT COALESCE(current_setting($1, true), '')", &value, name); err != nil {
			return nil, err
		}
		back = append(back, fmt.Sprintf("SELECT set_config(%s, %s, false)", d.Literal(name), d.Literal(value)))
	}
	return back, nil
}

// Place is the table as the search path finds it now.
func (d *Dialect) Place(ctx context.Context, q dialect.Queryer, _ *dialect.Server, table string) (metadata.Name, error) {
	n := metadata.Name{Name: table}
	err := scanOne(ctx, q, "SELECT COALESCE((SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)), '')", &n.Schema, d.Ident(table))
	return n, err
}
