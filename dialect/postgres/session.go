package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/dbtool/dbtool/dialect"
)

// TxState is what the server said behind its last answer, so that nothing is sent.
func (*Dialect) TxState(_ context.Context, c *sql.Conn) (state dialect.TxState, err error) {
	err = c.Raw(func(driver any) error {
		conn, ok := driver.(interface{ Conn() *pgx.Conn })
		if !ok {
			return fmt.Errorf("the driver is %T, not pgx", driver)
		}
		switch conn.Conn().PgConn().TxStatus() {
		case 'T':
			state = dialect.TxOpen
		case 'E':
			state = dialect.TxFailed
		}
		return nil
	})
	return state, err
}

// StayReadOnly makes an open transaction read-only too, since BEGIN READ WRITE
// beats the session's default.
func (*Dialect) StayReadOnly(s dialect.TxState) []string {
	if s == dialect.TxOpen {
		return []string{"SET TRANSACTION READ ONLY", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"}
	}
	return []string{"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"}
}

// List reads the catalogs.
func (*Dialect) List(_ *dialect.Server, what dialect.Listing) string {
	return map[dialect.Listing]string{
		dialect.Databases: `SELECT datname AS name, pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding, datcollate AS collation
FROM pg_database WHERE NOT datistemplate ORDER BY 1`,
		dialect.Users: `SELECT rolname AS name, rolcanlogin AS login, rolsuper AS superuser, rolcreatedb AS "create databases", rolcreaterole AS "create roles"
FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1`,
		dialect.Keywords:  "SELECT word FROM pg_get_keywords() ORDER BY 1",
		dialect.Functions: "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prorettype <> ALL ('{internal,trigger,event_trigger,language_handler,fdw_handler,index_am_handler,tsm_handler,table_am_handler}'::regtype[]) ORDER BY 1",
		dialect.ViewColumns: `SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, a.attnum`,
	}[what]
}

// Explained has the plan, without running the statement.
func (*Dialect) Explained(statement string) string { return "EXPLAIN " + statement }
