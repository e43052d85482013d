package dbtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// DB is a database of its own for one test, dropped when the test ends.
type DB struct {
	Server *Server
	Name   string  // as the server knows it; for SQLite the file's path
	URL    string  // in dbtool's form, with the password if there is one
	SQL    *sql.DB // opened by the plain driver; dbtest closes it

	url *url.URL
}

// NewDB makes an empty database. For SQLite it is a file in t.TempDir.
func (s *Server) NewDB(t testing.TB) *DB {
	t.Helper()
	db := &DB{Server: s}
	if s.Family == SQLite {
		db.Name = filepath.Join(t.TempDir(), "test.db")
		db.URL = "sqlite:" + filepath.ToSlash(db.Name)
	} else {
		db.Name = uniqueName()
		db.url = withDatabase(s.url, db.Name)
		db.URL = db.url.String()
		s.create(t, db.Name)
	}
	db.SQL = open(t, s, db)
	t.Cleanup(func() {
		if err := db.SQL.Close(); err != nil {
			t.Errorf("dbtest: close %s: %v", db.Name, err)
		}
	})
	return db
}

// Like makes an empty database on the server that db is on.
func Like(t testing.TB, db *DB) *DB {
	t.Helper()
	return db.Server.NewDB(t)
}

// uniqueName is unlike any word of a schema, so that catalogs can be freed of
// it, and always of the same length.
func uniqueName() string {
	random := make([]byte, 8)
	rand.Read(random) // never fails
	return "dbtest_" + hex.EncodeToString(random)
}

func withDatabase(u *url.URL, name string) *url.URL {
	other := *u
	other.Path = "/" + name
	return &other
}

// create makes the database now and drops it when the test ends.
func (s *Server) create(t testing.TB, name string) {
	t.Helper()
	create, drop := "CREATE DATABASE "+name, "DROP DATABASE IF EXISTS "+name
	if s.Family == Postgres {
		create += " STRATEGY file_copy" // twice as fast where nothing is synced to disk
		drop += " WITH (FORCE)"         // a test may have left connections open
	} else {
		create += " CHARACTER SET utf8mb4" // MariaDB's own choice was latin1 for long
	}
	if err := s.admin(create); err != nil {
		t.Fatalf("dbtest: %s: %v", s.Name, err)
	}
	t.Cleanup(func() {
		if err := s.admin(drop); err != nil {
			t.Errorf("dbtest: %s: %v", s.Name, err)
		}
	})
}

// admin runs a statement in the database that the server's URL names.
func (s *Server) admin(statement string) error {
	driver, dsn := s.source(s.url)
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = db.ExecContext(ctx, statement)
	return err
}

func open(t testing.TB, s *Server, db *DB) *sql.DB {
	t.Helper()
	driver, dsn := "sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(db.Name)}).EscapedPath()+"?_pragma=busy_timeout(10000)"
	if s.Family != SQLite {
		driver, dsn = s.source(db.url)
	}
	pool, err := sql.Open(driver, dsn)
	if err == nil {
		err = pool.Ping() // makes SQLite's file
	}
	if err != nil {
		t.Fatalf("dbtest: open %s: %v", db.Name, err)
	}
	return pool
}

// source returns the driver of database/sql and its way to write u.
func (s *Server) source(u *url.URL) (driver, dsn string) {
	if s.Family == Postgres {
		return "pgx", u.String()
	}
	c := mysql.NewConfig()
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.Net, c.Addr = "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "3306"))
	c.DBName = strings.TrimPrefix(u.Path, "/")
	c.MultiStatements = true
	return "mysql", c.FormatDSN()
}

// Exec runs the statements one after the other, in one session.
func (db *DB) Exec(t testing.TB, statements ...string) {
	t.Helper()
	conn, err := db.SQL.Conn(t.Context())
	if err != nil {
		t.Fatalf("dbtest: %s: %v", db.Server.Name, err)
	}
	defer conn.Close()
	for _, s := range statements {
		if _, err := conn.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("dbtest: %s: %v\nin: %s", db.Server.Name, err, s)
		}
	}
}

// Hold runs a statement in a transaction that stays open, with the locks it
// took, until release is called, which may be done from any goroutine and more
// than once.
func (db *DB) Hold(t testing.TB, statement string) (release func()) {
	t.Helper()
	tx, err := db.SQL.BeginTx(context.Background(), nil)
	if err == nil {
		_, err = fetch(t.Context(), tx, statement)
	}
	if err != nil {
		t.Fatalf("dbtest: %s: %v\nin: %s", db.Server.Name, err, statement)
	}
	release = func() { _ = tx.Rollback() } // nothing was changed
	t.Cleanup(release)
	return release
}

// Query returns each row as text, NULL as the word "NULL".
func (db *DB) Query(t testing.TB, query string, args ...any) [][]string {
	t.Helper()
	rows, err := fetch(t.Context(), db.SQL, query, args...)
	if err != nil {
		t.Fatalf("dbtest: %s: %v\nin: %s", db.Server.Name, err, query)
	}
	return rows
}

// querier is a *sql.DB, a *sql.Conn or a *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func fetch(ctx context.Context, q querier, query string, args ...any) (found [][]string, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		found = append(found, texts(values))
	}
	return found, rows.Err()
}

func texts(values []any) []string {
	row := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
			row[i] = "NULL"
		case []byte:
			row[i] = string(v)
		default:
			row[i] = fmt.Sprint(v)
		}
	}
	return row
}
