package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/dbtool/dbtool/dialect"
)

// TxState tries to begin a transaction, which fails in one and takes no lock
// otherwise.
func (*Dialect) TxState(ctx context.Context, c *sql.Conn) (dialect.TxState, error) {
	_, err := c.ExecContext(ctx, "BEGIN DEFERRED")
	if err == nil {
		_, err = c.ExecContext(ctx, "ROLLBACK")
		return dialect.TxNone, err
	}
	if strings.Contains(err.Error(), "within a transaction") {
		return dialect.TxOpen, nil
	}
	return dialect.TxNone, errors.Join(errors.New("ask for the transaction"), err)
}

// StayReadOnly holds inside of transactions too.
func (*Dialect) StayReadOnly(dialect.TxState) []string { return []string{"PRAGMA query_only = ON"} }

// List asks pragmas; SQLite has no users, and tells its keywords to C only.
func (*Dialect) List(_ *dialect.Server, what dialect.Listing) string {
	return map[dialect.Listing]string{
		dialect.Databases: "SELECT name, file FROM pragma_database_list",
		dialect.Functions: "SELECT DISTINCT name FROM pragma_function_list WHERE name GLOB '[a-z]*' ORDER BY 1",
		dialect.Keywords:  "VALUES ('" + strings.ReplaceAll(keywords, " ", "'), ('") + "')",
		dialect.ViewColumns: `SELECT '', m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'view' ORDER BY 2, c.cid`,
	}[what]
}

// Explained has the plan, without running the statement.
func (*Dialect) Explained(statement string) string { return "EXPLAIN QUERY PLAN " + statement }

// keywords are those of https://www.sqlite.org/lang_keywords.html.
const keywords = "abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast check " +
	"collate column commit conflict constraint create cross current current_date current_time current_timestamp database default deferrable " +
	"deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists explain fail filter first following for " +
	"foreign from full generated glob group groups having if ignore immediate in index indexed initially inner insert instead intersect into is " +
	"isnull join key last left like limit match materialized natural no not nothing notnull null nulls of offset on or order others outer over " +
	"partition plan pragma preceding primary query raise range recursive references regexp reindex release rename replace restrict returning " +
	"right rollback row rows savepoint select set table temp temporary then ties to transaction trigger unbounded union unique update using " +
	"vacuum values view virtual when where window with without"
