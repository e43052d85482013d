// Package sqlite is SQLite, embedded through modernc.org/sqlite.
package sqlite

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// Dialect is SQLite. It keeps no state.
type Dialect struct{}

var _ dialect.Dialect = (*Dialect)(nil)

// New returns the dialect.
func New() *Dialect { return &Dialect{} }

// Name is "sqlite".
func (*Dialect) Name() string { return "sqlite" }

// Schemes are "sqlite" and "sqlite3".
func (*Dialect) Schemes() []string { return []string{"sqlite", "sqlite3"} }

// Rules are SQLite's.
func (*Dialect) Rules() lex.Rules { return lex.SQLite() }

// Ident quotes a name with double quotes.
func (*Dialect) Ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal quotes a string. A NUL byte, which would end the text, is put in by
// its number.
func (*Dialect) Literal(value string) string {
	parts := strings.Split(strings.ReplaceAll(value, `'`, `''`), "\x00")
	if len(parts) == 1 {
		return `'` + parts[0] + `'`
	}
	return `('` + strings.Join(parts, `' || char(0) || '`) + `')`
}

// Placeholder is "?". Numbered marks make SQLite's parser quadratic.
func (*Dialect) Placeholder(int) string { return "?" }

// ReadOnly uses query_only, which makes SQLite itself refuse writes.
func (*Dialect) ReadOnly() (begin, end []string) {
	return []string{"PRAGMA query_only = ON"}, []string{"PRAGMA query_only = OFF"}
}
