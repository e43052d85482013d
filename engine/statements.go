package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
)

// statements are those that one connection keeps prepared, the one used last
// first. They belong to the connection, and so to one goroutine at a time.
type statements struct {
	byText map[string]*statement
	ends   statement // a ring: ends.next is the one used last
	limit  int
}

// statement is a prepared one in the ring. Without stmt it is a text that the
// server does not prepare.
type statement struct {
	text       string
	stmt       driver.Stmt
	rows       keptRows
	kinds      []valueKind // of the values it has had
	busy       bool
	next, prev *statement
}

func newStatements(limit int) *statements {
	s := &statements{byText: make(map[string]*statement, limit), limit: limit}
	s.ends.next, s.ends.prev = &s.ends, &s.ends
	return s
}

func (s *statement) unlink() { s.prev.next, s.next.prev = s.next, s.prev }

func (l *statements) first(s *statement) {
	s.prev, s.next = &l.ends, l.ends.next
	s.prev.next, s.next.prev = s, s
}

// find returns the statement of a text, or nil.
func (l *statements) find(text string) *statement {
	s := l.byText[text]
	if s != nil && l.ends.next != s {
		s.unlink()
		l.first(s)
	}
	return s
}

// keep adds a statement, and closes the one that was not used for longest. One
// whose rows are still being read stays.
func (l *statements) keep(s *statement) error {
	l.byText[s.text] = s
	l.first(s)
	var errs []error
	for old := l.ends.prev; len(l.byText) > l.limit && old != &l.ends; {
		prev := old.prev
		if !old.busy && old != s {
			errs = append(errs, l.drop(old))
		}
		old = prev
	}
	return errors.Join(errs...)
}

// drop closes a statement and forgets it.
func (l *statements) drop(s *statement) error {
	s.unlink()
	delete(l.byText, s.text)
	if s.stmt == nil {
		return nil
	}
	return s.stmt.Close()
}

// close closes all of them.
func (l *statements) close() error {
	var errs []error
	for l.ends.next != &l.ends {
		errs = append(errs, l.drop(l.ends.next))
	}
	return errors.Join(errs...)
}

// worthKeeping reports whether a text is a query or a change of rows: what runs
// often, and what every server prepares. Tags in a comment at its end make a
// text that may never come again.
func worthKeeping(text string) bool {
	if strings.HasSuffix(text, "*/") {
		return false
	}
	switch verb(text) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE", "VALUES":
		return true
	}
	return false
}

// verb is the first word of a statement in capitals, behind parentheses; "" for
// other words than those that matter here.
func verb(text string) string {
	at := 0
	for at < len(text) && (text[at] <= ' ' || text[at] == '(') {
		at++
	}
	var word [12]byte
	n := 0
	for ; at+n < len(text); n++ {
		c := text[at+n] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if n == len(word) {
			return ""
		}
		word[n] = c
	}
	return verbs[string(word[:n])]
}

// verbs are the words that verb tells apart, so that none is made anew.
var verbs = func() map[string]string {
	m := map[string]string{}
	for _, v := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE", "VALUES", "BEGIN", "SAVEPOINT", "PRAGMA"} {
		m[v] = v
	}
	return m
}()

// prepared finds or makes the statement of a text. It is nil where the text is
// not worth it, is being read from, or the server refuses to prepare it: then it
// is sent as it is.
func (c *conn) prepared(ctx context.Context, text string, args []driver.NamedValue) (*statement, error) {
	if c.kept == nil {
		return nil, nil
	}
	s := c.kept.find(text)
	switch {
	case s != nil && (s.busy || s.stmt == nil), s == nil && !worthKeeping(text):
		return nil, nil
	case s != nil && (!c.pool.FirstKinds || s.takes(args)):
		return s, nil
	case s != nil:
		if err := c.kept.drop(s); err != nil {
			return nil, err
		}
	}
	return c.keep(ctx, text, args)
}

// keep prepares a statement, unless the server refuses to.
func (c *conn) keep(ctx context.Context, text string, args []driver.NamedValue) (*statement, error) {
	stmt, err := c.prepare(ctx, text)
	if err != nil {
		if errors.Is(err, driver.ErrBadConn) || ctx.Err() != nil {
			return nil, err
		}
		// A command that cannot be prepared, too many statements on the server,
		// or a wrong one, of which the server will tell better when it runs.
		c.refused = text
		return nil, nil
	}
	s := &statement{text: text, stmt: stmt}
	if c.pool.FirstKinds {
		s.takes(args)
	}
	return s, c.kept.keep(s)
}

// ran notes that a text ran which could not be prepared, so that this is not
// tried each time.
func (c *conn) ran(text string) {
	if c.refused != "" && c.refused == text && c.kept != nil {
		_ = c.kept.keep(&statement{text: text}) // what it closes is lost in any case
	}
	c.refused = ""
}
