// Package mysql is MySQL, MariaDB and what speaks like them.
package mysql

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
)

// Dialect is MySQL and MariaDB. It keeps no state.
type Dialect struct{}

var _ dialect.Dialect = (*Dialect)(nil)

// New returns the dialect.
func New() *Dialect { return &Dialect{} }

// Name is "mysql".
func (*Dialect) Name() string { return "mysql" }

// Schemes are "mysql", "mariadb" and "tidb"; the server says what it is.
func (*Dialect) Schemes() []string { return []string{"mysql", "mariadb", "tidb"} }

// Rules are MySQL's in the sql_mode that Open sets.
func (*Dialect) Rules() lex.Rules { return lex.MySQL() }

// Ident quotes a name with backquotes.
func (*Dialect) Ident(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// Literal quotes a string, with backslashes escaped as the sql_mode that Open
// sets asks.
func (*Dialect) Literal(value string) string {
	return "'" + literalEscapes.Replace(value) + "'"
}

var literalEscapes = strings.NewReplacer(`\`, `\\`, `'`, `''`, "\x00", `\0`, "\n", `\n`, "\r", `\r`, "\x1a", `\Z`)

// Placeholder is "?".
func (*Dialect) Placeholder(int) string { return "?" }

// ReadOnly makes the session's transactions read only. That alone stops DDL,
// which would commit a transaction begun as READ ONLY and go on (error 1792).
func (*Dialect) ReadOnly() (begin, end []string) {
	return []string{"SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY"}, []string{"ROLLBACK", "SET SESSION TRANSACTION READ WRITE"}
}

// Frame has no transaction, since DDL commits by itself. It sets the mode where
// the server's usual one would read the plan's strings differently, or would cut
// values to what a new type holds without a word, and has foreign keys checked
// where they usually are not. A client may have any character set, down to
// latin1, and views keep the collation of the connection that made them.
func (d *Dialect) Frame(s *dialect.Server) dialect.Frame {
	f := dialect.Frame{Client: []string{"SET NAMES utf8mb4 COLLATE " + s.Facts[factConnection]}}
	usual := s.Facts[factGlobalMode]
	if strings.Contains(usual, "ANSI_QUOTES") || strings.Contains(usual, "NO_BACKSLASH_ESCAPES") || !strings.Contains(usual, "STRICT_") {
		f.Before = []string{"SET sql_mode = " + d.Literal(s.Facts[factMode])}
	}
	if s.Facts[factKeys] == "ON" && s.Facts[factGlobalKeys] == "0" {
		f.Before = append(f.Before, "SET foreign_key_checks = 1")
	}
	return f
}
