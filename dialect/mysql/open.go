package mysql

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/dbtool/dbtool/dialect"
)

// sqlMode is the server's own mode, which triggers and routines keep, without
// what makes texts read differently, and strict. It is SQL that the driver
// puts behind SET sql_mode =.
func sqlMode() string {
	mode := "@@sql_mode"
	// ANSI and the names of other products stand for several modes, ANSI_QUOTES among them.
	for _, word := range []string{"ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI", "ORACLE", "MSSQL", "DB2", "MAXDB", "POSTGRESQL", "NO_TABLE_OPTIONS", "NO_FIELD_OPTIONS", "NO_KEY_OPTIONS"} {
		mode = "REPLACE(" + mode + ",'" + word + "','')"
	}
	return "CONCAT(" + mode + ",',STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION')"
}

// Open makes a handle. Parameters are those of go-sql-driver/mysql.
func (*Dialect) Open(u *dialect.URL) (*sql.DB, error) {
	c, err := config(u)
	if err != nil {
		return nil, err
	}
	connector, err := driver.NewConnector(c)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// Pool prepares its statements, and reads dates and times as such. Texts of
// instants are UTC, whatever zone the server is in, and an update has as many
// rows as it found, changed or not, as elsewhere. Tools keep the server's zone,
// which events would be made with.
func (*Dialect) Pool(u *dialect.URL, o dialect.PoolOptions) (*dialect.Pool, error) {
	c, err := config(u)
	if err != nil {
		return nil, err
	}
	if !u.Params.Has("parseTime") {
		c.ParseTime = true
	}
	if _, set := c.Params["time_zone"]; !set {
		c.Params["time_zone"] = "'+00:00'"
	}
	if !u.Params.Has("clientFoundRows") {
		c.ClientFoundRows = true
	}
	connector, err := driver.NewConnector(c)
	if err != nil {
		return nil, err
	}
	// A connection ends before the server's wait_timeout, which is eight hours
	// at first, and before most balancers lose patience.
	return &dialect.Pool{Connector: connector, MaxOpen: 32, MaxIdle: 32, Lifetime: time.Hour, IdleTime: 5 * time.Minute, Statements: o.Keep(128), FirstKinds: true,
		Identify: "SELECT CONNECTION_ID()", Kill: "KILL "}, nil
}

func config(u *dialect.URL) (*driver.Config, error) {
	params := []string{}
	if !u.Params.Has("charset") && !u.Params.Has("collation") {
		// SET NAMES without a collation takes the server's own for it, as its
		// client does; the driver's choice would be kept by views.
		params = append(params, "charset=utf8mb4")
	}
	for k, list := range u.Params {
		for _, v := range list {
			params = append(params, k+"="+escapes.Replace(v))
		}
	}
	c, err := driver.ParseDSN("/?" + strings.Join(params, "&"))
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	c.User, c.Passwd, c.DBName = u.User, u.Password, u.Database
	c.Net, c.Addr = "tcp", u.Host
	if u.Host == "" {
		c.Addr = "127.0.0.1"
	}
	if strings.HasPrefix(u.Host, "/") || u.Params.Get("socket") != "" {
		c.Net, c.Addr = "unix", u.Params.Get("socket")
		delete(c.Params, "socket")
	} else if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		c.Addr = net.JoinHostPort(strings.Trim(c.Addr, "[]"), "3306")
	}
	if c.MultiStatements {
		return nil, errors.New("multiStatements is not for dbtool: it sends one statement at a time")
	}
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	if _, set := c.Params["sql_mode"]; !set {
		c.Params["sql_mode"] = sqlMode()
	}
	if _, set := c.Params["foreign_key_checks"]; !set {
		c.Params["foreign_key_checks"] = "1" // else keys could be added that rows violate
	}
	c.Params["sql_quote_show_create"] = "1"
	c.InterpolateParams = true
	c.Logger = quiet{}
	return c, nil
}

// escapes are what the driver undoes in all values that may hold such characters.
var escapes = strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B")

// quiet keeps the driver from writing to standard error by itself.
type quiet struct{}

// Print writes nothing.
func (quiet) Print(...any) {}

// Scratch makes a database of a name of its own, with the collation of the one
// that the URL names.
func (d *Dialect) Scratch(ctx context.Context, u *dialect.URL) (*sql.DB, func() error, error) {
	admin, err := d.Open(u)
	if err != nil {
		return nil, nil, err
	}
	name := "dbtool_scratch_" + strings.ToLower(rand.Text()[:12])
	create := "CREATE DATABASE " + d.Ident(name)
	var collation string
	if err := admin.QueryRowContext(ctx, "SELECT @@collation_database").Scan(&collation); err == nil && u.Database != "" {
		create += " COLLATE " + collation
	}
	if _, err := admin.ExecContext(ctx, create); err != nil {
		return nil, nil, errors.Join(err, admin.Close())
	}
	own := *u
	own.Database = name
	db, err := d.Open(&own)
	drop := func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, err := admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+d.Ident(name))
		if db != nil {
			err = errors.Join(err, db.Close())
		}
		return errors.Join(err, admin.Close())
	}
	if err != nil {
		return nil, nil, errors.Join(err, drop())
	}
	return db, drop, nil
}

// Leftovers are found in PROCESSLIST, which shows other users' sessions to those
// with the privilege PROCESS alone: without it a database in use may be among them.
func (*Dialect) Leftovers(ctx context.Context, q dialect.Queryer) ([]string, error) {
	return dialect.ReadNames(ctx, q, `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA s WHERE SCHEMA_NAME LIKE 'dbtool\\_scratch\\_%'
		AND NOT EXISTS (SELECT 1 FROM information_schema.PROCESSLIST p WHERE p.DB = s.SCHEMA_NAME) ORDER BY 1`)
}
