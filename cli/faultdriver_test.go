package cli_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"strconv"
	"syscall"

	"github.com/dbtool/dbtool/cli"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/mysql"
	"github.com/dbtool/dbtool/dialect/postgres"
	"github.com/dbtool/dbtool/dialect/sqlite"
)

// killAt is the variable that makes this test program a dbtool that is killed
// before its n-th call of the server.
const killAt = "DBTOOL_TEST_KILL_AT"

// doomed is that dbtool.
func doomed(at string) int {
	n, err := strconv.Atoi(at)
	if err != nil {
		panic(err)
	}
	k := &killer{left: n}
	return cli.Main(os.Args, cli.Options{Dialects: []dialect.Dialect{
		doomedSQLite{sqlite.New(), k}, doomedMySQL{mysql.New(), k}, doomedPostgres{postgres.New(), k},
	}})
}

type killer struct{ left int }

// call is before each call of the server.
func (k *killer) call() {
	if k.left--; k.left == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until it has come
	}
}

type doomedSQLite struct {
	*sqlite.Dialect
	k *killer
}

type doomedMySQL struct {
	*mysql.Dialect
	k *killer
}

type doomedPostgres struct {
	*postgres.Dialect
	k *killer
}

func (d doomedSQLite) Open(u *dialect.URL) (*sql.DB, error) {
	return d.k.open(d.Dialect.Open(u))
}

func (d doomedMySQL) Open(u *dialect.URL) (*sql.DB, error) {
	return d.k.open(d.Dialect.Open(u))
}

func (d doomedPostgres) Open(u *dialect.URL) (*sql.DB, error) {
	return d.k.open(d.Dialect.Open(u))
}

// open puts the killer between database/sql and the driver.
func (k *killer) open(db *sql.DB, err error) (*sql.DB, error) {
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(doomedConnector{db, k}), nil
}

type doomedConnector struct {
	db *sql.DB
	k  *killer
}

func (c doomedConnector) Driver() driver.Driver { return c.db.Driver() }

func (c doomedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	c.k.call()
	held, err := c.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	conn := &doomedConn{held: held, k: c.k}
	return conn, held.Raw(func(x any) error {
		conn.Conn = x.(driver.Conn)
		return nil
	})
}

type doomedConn struct {
	driver.Conn
	held *sql.Conn // keeps the pool from giving it to another
	k    *killer
}

func (c *doomedConn) Close() error {
	_ = c.held.Raw(func(any) error { return driver.ErrBadConn }) // the pool throws the connection away
	return nil
}

func (c *doomedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.k.call()
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *doomedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.k.call()
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *doomedConn) CheckNamedValue(v *driver.NamedValue) error {
	if x, ok := c.Conn.(driver.NamedValueChecker); ok {
		return x.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *doomedConn) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) {
	return nil, errors.New("no run of revisions asks the driver for a transaction")
}
