package sqlite

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	driver "modernc.org/sqlite"

	"github.com/dbtool/dbtool/dialect"
)

// path is the file that a URL names; "" is a database in memory.
func path(u *dialect.URL) string {
	p := u.Database
	if u.Slashes && p != "" {
		p = "/" + strings.TrimLeft(p, "/") // four slashes are SQLAlchemy's habit
	}
	if p == ":memory:" || p == "/:memory:" {
		return ""
	}
	return p
}

var _ dialect.Maker = (*Dialect)(nil)

// Missing reports whether the URL names a file that is not there. Without its
// folder it could not be made either, which opening it will tell.
func (*Dialect) Missing(u *dialect.URL) bool {
	file := path(u)
	if mode := u.Params.Get("mode"); file == "" || mode != "" && mode != "rwc" {
		return false
	}
	_, folder := os.Stat(filepath.Dir(file))
	_, err := os.Stat(file)
	return folder == nil && errors.Is(err, fs.ErrNotExist)
}

// Open opens the file, which is made at the first statement unless mode=ro or
// mode=rw says otherwise. Foreign keys are on, and a writer is waited for up to
// five seconds, unless the URL's _pragma parameters say otherwise. A database
// in memory is one connection.
func (*Dialect) Open(u *dialect.URL) (*sql.DB, error) {
	name, err := dsn(u, nil)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", name)
	if err == nil && path(u) == "" {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// usualReaders is how many connections an application has to one file.
const usualReaders = 16

// Pool opens the file with a write-ahead log, which lets readers and one writer
// work at the same time, and begins transactions that may write as writers:
// one that read first and writes then would fail, however long it waits, if
// another wrote in between. https://www.sqlite.org/wal.html
// A database in memory is one connection, which never ends.
func (*Dialect) Pool(u *dialect.URL, o dialect.PoolOptions) (*dialect.Pool, error) {
	more := pooled(u)
	name, err := dsn(u, more)
	if err != nil {
		return nil, err
	}
	connector, err := driver.NewConnector(name)
	if err != nil {
		return nil, err
	}
	p := &dialect.Pool{Connector: connector, MaxOpen: 1, MaxIdle: 1, Statements: o.Keep(256),
		Begin: strings.ToUpper(strings.TrimSpace("BEGIN " + cmp.Or(u.Params.Get("_txlock"), more.Get("_txlock")))), ReadOnly: "PRAGMA query_only = ON", ReadWrite: "PRAGMA query_only = OFF"}
	if path(u) != "" {
		p.MaxOpen, p.MaxIdle, p.OneWriter = usualReaders, usualReaders, busyTimeout(u.Params)
	}
	return p, nil
}

// pooled are the settings of a file in use that the URL says nothing of. A file
// that is only read keeps its journal.
func pooled(u *dialect.URL) url.Values {
	q := url.Values{}
	if path(u) == "" {
		return q
	}
	if !u.Params.Has("_txlock") {
		q.Set("_txlock", "immediate")
	}
	if u.Params.Get("mode") == "ro" || u.Params.Has("immutable") {
		return q
	}
	if !hasPragma(u.Params, "journal_mode") && !u.Params.Has("_journal_mode") && !u.Params.Has("_journal") {
		q.Add("_pragma", "journal_mode(WAL)")
		if !hasPragma(u.Params, "synchronous") && !u.Params.Has("_synchronous") && !u.Params.Has("_sync") {
			q.Add("_pragma", "synchronous(NORMAL)") // loses no transaction but to a failing power supply, and breaks nothing
		}
	}
	return q
}

// dsn is the URL as the driver takes it, with more parameters.
func dsn(u *dialect.URL, more url.Values) (string, error) {
	if u.Host != "" {
		return "", fmt.Errorf("SQLite has no host %q: write sqlite:%s for a relative path, sqlite:///path for an absolute one", u.Host, u.Host+"/"+u.Database)
	}
	if u.User != "" {
		return "", errors.New("SQLite has no users")
	}
	q := url.Values{}
	for k, v := range u.Params {
		q[k] = slices.Clip(v)
	}
	for _, p := range []string{fmt.Sprintf("busy_timeout(%d)", usualBusyTimeout.Milliseconds()), "foreign_keys(1)"} {
		name, _, _ := strings.Cut(p, "(")
		if !hasPragma(u.Params, name) {
			q.Add("_pragma", p)
		}
	}
	for k, v := range more {
		q[k] = append(q[k], v...)
	}
	file := path(u)
	if file == "" {
		return ":memory:?" + q.Encode(), nil
	}
	if mode := u.Params.Get("mode"); mode == "ro" || mode == "rw" {
		if _, err := os.Stat(file); err != nil {
			return "", fmt.Errorf("there is no file %s", file)
		}
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode(), nil
}

func hasPragma(params url.Values, name string) bool {
	for _, p := range params["_pragma"] {
		if strings.HasPrefix(strings.ToLower(p), name) {
			return true
		}
	}
	return false
}

// Scratch is a database in memory, of one connection.
func (*Dialect) Scratch(_ context.Context, _ *dialect.URL) (*sql.DB, func() error, error) {
	db, err := sql.Open("sqlite", "file:dbtool-"+rand.Text()+"?mode=memory&_pragma=foreign_keys(1)")
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	db.SetConnMaxLifetime(0)
	return db, db.Close, nil
}
