package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver

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
	if u.Host != "" {
		return nil, fmt.Errorf("SQLite has no host %q: write sqlite:%s for a relative path, sqlite:///path for an absolute one", u.Host, u.Host+"/"+u.Database)
	}
	if u.User != "" {
		return nil, errors.New("SQLite has no users")
	}
	q := url.Values{}
	for k, v := range u.Params {
		q[k] = v
	}
	for _, p := range []string{fmt.Sprintf("busy_timeout(%d)", usualBusyTimeout.Milliseconds()), "foreign_keys(1)"} {
		name, _, _ := strings.Cut(p, "(")
		if !hasPragma(u.Params, name) {
			q.Add("_pragma", p)
		}
	}
	file := path(u)
	if file == "" {
		db, err := sql.Open("sqlite", ":memory:?"+q.Encode())
		if err == nil {
			db.SetMaxOpenConns(1)
		}
		return db, err
	}
	if mode := u.Params.Get("mode"); mode == "ro" || mode == "rw" {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("there is no file %s", file)
		}
	}
	return sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
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
