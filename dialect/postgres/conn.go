package postgres

import (
	"context"
	"database/sql/driver"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/dbtool/dbtool/dialect"
)

// Direct is for an application that opens its handle by itself: it makes rows of
// the driver's connections readable without database/sql, as those of an engine
// that dbtool opens are. The connector is one of pgx's package stdlib; others
// are left as they are.
//
//	db := sql.OpenDB(postgres.Direct(stdlib.GetPoolConnector(pool)))
func Direct(c driver.Connector) driver.Connector { return connector{c} }

type connector struct{ driver.Connector }

// Connect makes a connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	if std, ok := inner.(*stdConn); ok {
		return &conn{std}, nil
	}
	return inner, nil
}

// Close closes what the connector has to close.
func (c connector) Close() error {
	if closer, ok := c.Connector.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

type stdConn = stdlib.Conn

// conn is the driver's connection for database/sql, and does nothing else than
// that but for a query which is made with an offer to read its rows directly.
type conn struct{ *stdConn }

// Unwrap is the driver's own connection.
func (c *conn) Unwrap() driver.Conn { return c.stdConn }

// QueryContext sends a query, and fetches its first row.
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	offer := dialect.OfferOf(ctx)
	if offer == nil {
		return c.stdConn.QueryContext(ctx, text, args)
	}
	if c.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	found, err := c.Conn().Query(ctx, text, withFormats(args)...)
	if err != nil {
		if pgconn.SafeToRetry(err) {
			return nil, driver.ErrBadConn
		}
		return nil, err
	}
	more := found.Next() // before it, the columns are not known, nor most errors
	if err := found.Err(); err != nil {
		found.Close()
		return nil, err
	}
	r := newRows(c.Conn().TypeMap(), found, more)
	offer.Rows = r
	return r, nil
}

// withFormats puts before the values which types are asked for in binary. They
// are those that the driver asks database/sql's rows for: all others are text
// to database/sql, and in text the server has spelled them itself.
func withFormats(args []driver.NamedValue) []any {
	list := make([]any, 1+len(args))
	list[0] = binaryTypes
	for i, a := range args {
		list[i+1] = a.Value
	}
	return list
}

var binaryTypes = pgx.QueryResultFormatsByOID{
	pgtype.BoolOID: 1, pgtype.ByteaOID: 1, pgtype.Int2OID: 1, pgtype.Int4OID: 1, pgtype.Int8OID: 1, pgtype.Float4OID: 1, pgtype.Float8OID: 1,
	pgtype.CIDOID: 1, pgtype.OIDOID: 1, pgtype.XIDOID: 1, pgtype.DateOID: 1, pgtype.TimestampOID: 1, pgtype.TimestamptzOID: 1,
}

var _ interface {
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.NamedValueChecker
} = (*conn)(nil)
