package dialect

import "strings"

// Problem is a driver's error taken apart.
type Problem struct {
	Class Class
	// Code is the server's own: an SQLSTATE, "1062 (23000)", an SQLite result code.
	Code string
	// Message is the server's text without the driver's trimmings.
	Message string
	// Offset is where in the statement the server points, in characters from
	// 0; -1 unknown.
	Offset int
	// Near is the text at that place, as much of it as the server quotes, and
	// Line the line of the statement it is on, from 1. Servers that give no
	// offset give these; "" and 0 are unknown.
	Near string
	Line int
	// Hint is the server's advice, if it gave any.
	Hint string
	// Constraint is the name of the constraint or key that a row breaks, Table
	// the table it is in and Columns those of the constraint, as far as the
	// server tells.
	Constraint string
	Table      string
	Columns    []string
	// Quiet is Message without the values of rows that servers put into it; ""
	// where there are none.
	Quiet string
}

// TooManyArgs is the hint where a statement has more values than can be sent.
const TooManyArgs = "core.InsertAll inserts any number of rows; a long list for IN goes in parts, or into a table of its own"

// Public is what may be shown to anybody: the message without values.
func (p Problem) Public() string {
	if p.Quiet != "" {
		return p.Quiet
	}
	return p.Message
}

// Place is where in the text of the statement the server points, in bytes; -1
// when it does not say, or says it in words that fit several places.
func (p Problem) Place(sql string) int {
	if p.Offset >= 0 {
		n := 0
		for i := range sql {
			if n == p.Offset {
				return i
			}
			n++
		}
		return -1
	}
	if p.Near == "" {
		return -1
	}
	from := 0
	for range p.Line - 1 {
		next := strings.IndexByte(sql[from:], '\n')
		if next < 0 {
			return -1
		}
		from += next + 1
	}
	at := strings.Index(sql[from:], p.Near)
	if at < 0 || strings.Contains(sql[from+at+1:], p.Near) {
		return -1
	}
	return from + at
}
