package mysql

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/dbtool/dbtool/dialect"
)

// changesInTx is the server's refusal to change what a transaction is like
// while it is under way.
const changesInTx = 1568

// TxState tries to give the next transaction the isolation that the session
// has anyway, which the server takes unless one is under way. MySQL has no
// variable for it, and the driver keeps the flag of the protocol to itself.
// https://dev.mysql.com/doc/refman/8.4/en/set-transaction.html
func (*Dialect) TxState(ctx context.Context, c *sql.Conn) (dialect.TxState, error) {
	level, err := isolation(ctx, c)
	if err != nil {
		return dialect.TxNone, err
	}
	_, err = c.ExecContext(ctx, "SET TRANSACTION ISOLATION LEVEL "+strings.ReplaceAll(level, "-", " "))
	var refused *mysql.MySQLError
	if errors.As(err, &refused) && refused.Number == changesInTx {
		return dialect.TxOpen, nil
	}
	return dialect.TxNone, err
}

// isolation is the session's level. The variable was tx_isolation on older servers,
// and is so on MariaDB before 11.1; asking for an unknown one is an error.
func isolation(ctx context.Context, c *sql.Conn) (level string, err error) {
	var name string
	err = c.QueryRowContext(ctx, "SHOW VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')").Scan(&name, &level)
	return level, err
}

// StayReadOnly is for the transactions to come; what is under way stays as it was begun.
func (*Dialect) StayReadOnly(dialect.TxState) []string {
	return []string{"SET SESSION TRANSACTION READ ONLY"}
}

// List reads the catalogs. MySQL has no list of its functions that everybody
// may read; MariaDB has.
func (*Dialect) List(s *dialect.Server, what dialect.Listing) string {
	maria := isMaria(s)
	switch {
	case what == dialect.Keywords && maria && s.Number < 100602, what == dialect.Functions && (!maria || s.Number < 100602):
		return ""
	}
	return map[dialect.Listing]string{
		dialect.Databases:   "SELECT SCHEMA_NAME AS name, DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation FROM information_schema.SCHEMATA ORDER BY 1",
		dialect.Users:       "SELECT DISTINCT GRANTEE AS name FROM information_schema.USER_PRIVILEGES ORDER BY 1",
		dialect.Keywords:    "SELECT LOWER(WORD) FROM information_schema.KEYWORDS WHERE WORD RLIKE '^[A-Za-z_]+$' ORDER BY 1",
		dialect.Functions:   "SELECT LOWER(FUNCTION) FROM information_schema.SQL_FUNCTIONS ORDER BY 1",
		dialect.ViewColumns: "SELECT '', c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE FROM information_schema.COLUMNS c JOIN information_schema.VIEWS v ON v.TABLE_SCHEMA = c.TABLE_SCHEMA AND v.TABLE_NAME = c.TABLE_NAME WHERE c.TABLE_SCHEMA = DATABASE() ORDER BY 2, c.ORDINAL_POSITION",
	}[what]
}

// Explained has the plan, without running the statement.
func (*Dialect) Explained(statement string) string { return "EXPLAIN " + statement }
