package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/dbtool/dbtool/dialect"
)

// fake is a driver that counts, and holds at most so many statements.
type fake struct{ open, room, plain, prepares int }

func (f *fake) Connect(context.Context) (driver.Conn, error) { return &fakeConn{f}, nil }
func (f *fake) Driver() driver.Driver                        { return nil }

type fakeConn struct{ f *fake }

var errFull = errors.New("too many statements")

func (c *fakeConn) Prepare(text string) (driver.Stmt, error) {
	c.f.prepares++
	if c.f.open == c.f.room {
		return nil, errFull
	}
	c.f.open++
	return &fakeStmt{c.f}, nil
}
func (c *fakeConn) Close() error              { return nil }
func (c *fakeConn) Begin() (driver.Tx, error) { return nil, errFull }
func (c *fakeConn) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	c.f.plain++
	return driver.ResultNoRows, nil
}
func (c *fakeConn) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	c.f.plain++
	return noRows{}, nil
}

type fakeStmt struct{ f *fake }

func (s *fakeStmt) Close() error                               { s.f.open--; return nil }
func (s *fakeStmt) NumInput() int                              { return -1 }
func (s *fakeStmt) Exec([]driver.Value) (driver.Result, error) { return driver.ResultNoRows, nil }
func (s *fakeStmt) Query([]driver.Value) (driver.Rows, error)  { return noRows{}, nil }
func (s *fakeStmt) ExecContext(context.Context, []driver.NamedValue) (driver.Result, error) {
	return driver.ResultNoRows, nil
}
func (s *fakeStmt) QueryContext(context.Context, []driver.NamedValue) (driver.Rows, error) {
	return noRows{}, nil
}

type noRows struct{}

func (noRows) Columns() []string         { return nil }
func (noRows) Close() error              { return nil }
func (noRows) Next([]driver.Value) error { return io.EOF }

func handle(f *fake, limit int) *sql.DB {
	db := sql.OpenDB(wrap(&dialect.Pool{Connector: f, Statements: limit}, false, nil))
	db.SetMaxOpenConns(1)
	return db
}

// No more statements are held than the limit says, and none when the
// connection is closed.
func TestKeptStatementsAreBounded(t *testing.T) {
	f := &fake{room: 1000}
	db := handle(f, 10)
	for i := range 200 {
		if _, err := db.Exec(fmt.Sprint("SELECT ", i%37)); err != nil {
			t.Fatal(err)
		}
		if f.open > 10 {
			t.Fatalf("%d statements are open", f.open)
		}
	}
	if f.plain != 0 {
		t.Errorf("%d were sent without being prepared", f.plain)
	}
	if err := db.Close(); err != nil || f.open != 0 {
		t.Errorf("%d statements are left open, %v", f.open, err)
	}
}

// A server that holds no more statements is sent them as they are, and is not
// asked to prepare the same one each time.
func TestServerIsFull(t *testing.T) {
	f := &fake{room: 2}
	db := handle(f, 10)
	defer db.Close()
	for range 5 {
		for i := range 4 {
			rows, err := db.Query(fmt.Sprint("SELECT ", i))
			if err != nil {
				t.Fatal(err)
			}
			if err := rows.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if f.plain != 10 || f.prepares != 4 {
		t.Errorf("%d sent as they are, want 10; asked %d times, want 4", f.plain, f.prepares)
	}
}

// What is used stays, and what is not goes.
func TestOldestStatementGoes(t *testing.T) {
	f := &fake{room: 1000}
	db := handle(f, 3)
	defer db.Close()
	run := func(names ...string) {
		for _, n := range names {
			if _, err := db.Exec("SELECT '" + n + "'"); err != nil {
				t.Fatal(err)
			}
		}
	}
	run("a", "b", "c", "a", "d") // b goes
	before := f.prepares
	run("a", "c", "d")
	if f.prepares != before {
		t.Errorf("%d were prepared again", f.prepares-before)
	}
	run("b")
	if f.prepares != before+1 {
		t.Error("b was still there")
	}
}

func TestVerb(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT 1": "SELECT", "  (select 1)": "SELECT", "insert into t": "INSERT", "WITH x AS (": "WITH", "CREATE TABLE t": "", "": "", "SELECTED": "",
		"replaceableness": "", "\n\tupdate t": "UPDATE",
	} {
		if got := verb(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if worthKeeping("SELECT 1 /*a='b'*/") {
		t.Error("tags make a text that may never come again")
	}
}
