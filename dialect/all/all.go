// Package all lists the dialects that dbtool comes with.
package all

import (
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/dialect/sqlite"
)

// Dialects are all of them, the embedded one first.
func Dialects() []dialect.Dialect {
	return []dialect.Dialect{sqlite.New(), mysql.New(), postgres.New()}
}
