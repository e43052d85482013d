package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/dbtool/dbtool/dialect"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Open makes a handle. Hosts, parameters, PG* variables, service and password
// files mean what they mean to libpq.
func (*Dialect) Open(u *dialect.URL) (*sql.DB, error) {
	c, err := config(u)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(Direct(stdlib.GetConnector(*c))), nil
}

// Pool has the server write instants as UTC. It leaves the keeping of prepared
// statements to the driver, which has a number of its own for it. Without any, each statement is sent with its
// values in one message and nothing is left on the server.
func (*Dialect) Pool(u *dialect.URL, o dialect.PoolOptions) (*dialect.Pool, error) {
	c, err := config(u)
	if err != nil {
		return nil, err
	}
	if !hasZone(c.RuntimeParams) {
		c.RuntimeParams["timezone"] = "UTC"
	}
	switch {
	case o.Statements < 0:
		c.DefaultQueryExecMode = pgx.QueryExecModeExec
		c.StatementCacheCapacity, c.DescriptionCacheCapacity = 0, 0
	case o.Statements > 0:
		c.StatementCacheCapacity = o.Statements
	}
	return &dialect.Pool{Connector: Direct(stdlib.GetConnector(*c)), MaxOpen: 32, MaxIdle: 32, Lifetime: time.Hour, IdleTime: 5 * time.Minute}, nil
}

func config(u *dialect.URL) (*pgx.ConnConfig, error) {
	// The driver reads parameters as libpq does, to which + is no space.
	params := strings.ReplaceAll(u.Params.Encode(), "+", "%20")
	raw := url.URL{Scheme: "postgres", Host: u.Host, Path: "/" + u.Database, RawQuery: params}
	switch {
	case u.HasPassword:
		raw.User = url.UserPassword(u.User, u.Password)
	case u.User != "":
		raw.User = url.User(u.User)
	}
	c, err := pgx.ParseConfig(raw.String())
	if err != nil {
		return nil, errors.New(scrub(err.Error()))
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "dbtool"
	}
	// A statement whose context is done is cancelled on the server; by itself
	// the driver only closes the connection, and the server goes on.
	c.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: time.Second}
	}
	c.RuntimeParams["standard_conforming_strings"] = "on"
	c.RuntimeParams["client_min_messages"] = "warning"
	return c, nil
}

// hasZone reports whether the URL says which time zone texts are in.
func hasZone(params map[string]string) bool {
	for name := range params {
		if strings.EqualFold(name, "timezone") {
			return true
		}
	}
	return strings.Contains(strings.ToLower(params["options"]), "timezone")
}

// scrub leaves only the reason of a parse error: the rest repeats the URL.
func scrub(msg string) string {
	if i := strings.LastIndex(msg, "failed to"); i >= 0 {
		return msg[i:]
	}
	if i := strings.LastIndex(msg, ": "); i >= 0 {
		return "the URL is not understood: " + msg[i+2:]
	}
	return "the URL is not understood"
}

// Scratch makes a database of its own from template0, with the encoding and
// collation of the one beside it.
func (d *Dialect) Scratch(ctx context.Context, u *dialect.URL) (*sql.DB, func() error, error) {
	admin, err := d.Open(u)
	if err != nil {
		return nil, nil, err
	}
	name := "dbtool_scratch_" + strings.ToLower(rand.Text()[:12])
	create := "CREATE DATABASE " + d.Ident(name) + " TEMPLATE template0"
	var encoding, collate, ctype string
	row := admin.QueryRowContext(ctx, "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = current_database()")
	if err := row.Scan(&encoding, &collate, &ctype); err == nil {
		create += " ENCODING " + d.Literal(encoding) + " LC_COLLATE " + d.Literal(collate) + " LC_CTYPE " + d.Literal(ctype)
	}
	if _, err := admin.ExecContext(ctx, create); err != nil {
		return nil, nil, errors.Join(err, admin.Close())
	}
	own := *u
	own.Database = name
	own.Params = url.Values{}
	for k, v := range u.Params {
		if k != "search_path" && k != "options" {
			own.Params[k] = v
		}
	}
	db, err := d.Open(&own)
	drop := func() error {
		var errs []error
		if db != nil {
			errs = append(errs, db.Close())
		}
		_, err := admin.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE IF EXISTS "+d.Ident(name)+" WITH (FORCE)")
		return errors.Join(append(errs, err, admin.Close())...)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open the scratch database: %w", err), drop())
	}
	return db, drop, nil
}

// Leftovers are scratch databases without a session.
func (*Dialect) Leftovers(ctx context.Context, q dialect.Queryer) ([]string, error) {
	return dialect.ReadNames(ctx, q, `SELECT datname FROM pg_database d WHERE datname LIKE 'dbtool\_scratch\_%'
		AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname) ORDER BY 1`)
}
