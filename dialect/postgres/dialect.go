// Package postgres is PostgreSQL.
package postgres

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// Dialect is PostgreSQL. It keeps no state.
type Dialect struct{}

var _ dialect.Dialect = (*Dialect)(nil)

// New returns the dialect.
func New() *Dialect { return &Dialect{} }

// Name is "postgres".
func (*Dialect) Name() string { return "postgres" }

// Schemes are "postgres" and "postgresql".
func (*Dialect) Schemes() []string { return []string{"postgres", "postgresql"} }

// Rules are PostgreSQL's, with standard_conforming_strings on.
func (*Dialect) Rules() lex.Rules { return lex.Postgres() }

// Ident quotes a name with double quotes.
func (*Dialect) Ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal quotes a string.
func (*Dialect) Literal(value string) string { return `'` + strings.ReplaceAll(value, `'`, `''`) + `'` }

// Placeholder is $1, $2 and so on.
func (*Dialect) Placeholder(n int) string {
	if n < len(marks) {
		return marks[n]
	}
	return "$" + itoa(n)
}

// marks are the first placeholders, which need not be made each time.
var marks = func() (list [200]string) {
	for i := range list {
		list[i] = "$" + itoa(i)
	}
	return list
}()

// ReadOnly is a transaction in which the server refuses writes.
func (*Dialect) ReadOnly() (begin, end []string) {
	return []string{"BEGIN READ ONLY"}, []string{"ROLLBACK"}
}

// Frame is a transaction: DDL rolls back.
func (*Dialect) Frame(*dialect.Server) dialect.Frame {
	return dialect.Frame{Begin: "BEGIN", Commit: "COMMIT", StopScript: `\set ON_ERROR_STOP on`}
}
