package sqlite

import (
	"errors"
	"regexp"
	"strings"

	driver "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"github.com/dbtool/dbtool/core/ast"
	"github.com/dbtool/dbtool/dialect"
)

// Explain classifies by SQLite's result codes, and by the text where SQLite has
// only the general code for it.
func (*Dialect) Explain(err error) dialect.Problem {
	var e *driver.Error
	var refused ast.Refused
	if errors.As(err, &refused) {
		return dialect.Problem{Offset: -1, Class: dialect.DataFails, Message: refused.Error()}
	}
	if !errors.As(err, &e) {
		return dialect.Problem{Offset: -1}
	}
	p := dialect.Problem{Offset: -1, Message: message(e.Error()), Class: classes[e.Code()&0xff], Hint: hints[e.Code()&0xff]}
	if c, ok := extended[e.Code()]; ok {
		p.Class = c
	}
	breaks(&p)
	if e.Code() == code.SQLITE_ERROR {
		switch m := p.Message; {
		case strings.HasPrefix(m, "no such"):
			p.Class = dialect.NotFound
			_, p.Near, _ = strings.Cut(m, ": ")
		case m == "too many SQL variables":
			p.Hint = dialect.TooManyArgs
		case strings.Contains(m, "already exists"):
			p.Class = dialect.Exists
		case strings.Contains(m, "syntax error"), strings.Contains(m, "incomplete input"):
			p.Class = dialect.Syntax
		}
		if text, ok := strings.CutPrefix(p.Message, `near "`); ok {
			p.Near, _, _ = strings.Cut(text, `": `)
		}
	}
	return p
}

// breaks finds in the message what a row breaks: the columns of a key, "UNIQUE
// constraint failed: t.a, t.b", or the name of a check, or its text if it has
// none. About foreign keys SQLite says nothing more.
func breaks(p *dialect.Problem) {
	kind, rest, ok := strings.Cut(p.Message, " constraint failed: ")
	if !ok {
		return
	}
	switch {
	case kind == "CHECK":
		p.Constraint = rest
	case strings.HasPrefix(rest, "index '"):
		p.Constraint = strings.Trim(strings.TrimPrefix(rest, "index "), "'")
	default:
		for c := range strings.SplitSeq(rest, ", ") {
			if i := strings.LastIndexByte(c, '.'); i >= 0 {
				p.Table, c = c[:i], c[i+1:]
			}
			p.Columns = append(p.Columns, c)
		}
	}
}

// message takes the driver's trimmings off: "SQL logic error: no such table: t
// (1)", "database is locked (5) (SQLITE_BUSY)".
func message(s string) string {
	s = trimmings.ReplaceAllString(s, "")
	for _, head := range []string{"SQL logic error: ", "constraint failed: "} {
		s = strings.TrimPrefix(s, head)
	}
	return s
}

var trimmings = regexp.MustCompile(`( \(\d+\))?( \((SQLITE_\w+|\d+)\))?$`)

// hints are what to do about errors of a file.
var hints = map[int]string{
	code.SQLITE_BUSY:     "another process is using the file; try again, or wait longer for it: ?_pragma=busy_timeout(60000)",
	code.SQLITE_CANTOPEN: "the folder must be there, the name must be a file's, and both must be allowed to you",
	code.SQLITE_NOTADB:   "it is a file of another kind, or an encrypted database",
	code.SQLITE_CORRUPT:  "the file is damaged; bring back a backup, or save what can be read with sqlite3's command .recover",
	code.SQLITE_READONLY: "the file or its folder cannot be written, or the URL says mode=ro",
}

var classes = map[int]dialect.Class{
	code.SQLITE_BUSY: dialect.LockTimeout, code.SQLITE_LOCKED: dialect.LockTimeout, code.SQLITE_READONLY: dialect.ReadOnlyErr,
	code.SQLITE_INTERRUPT: dialect.Cancelled, code.SQLITE_FULL: dialect.DiskFull, code.SQLITE_CANTOPEN: dialect.NoDatabase,
	code.SQLITE_NOTADB: dialect.NoDatabase, code.SQLITE_PERM: dialect.Denied, code.SQLITE_AUTH: dialect.Denied,
	code.SQLITE_MISMATCH: dialect.DataFails, code.SQLITE_TOOBIG: dialect.DataFails,
}

var extended = map[int]dialect.Class{
	code.SQLITE_CONSTRAINT_UNIQUE: dialect.UniqueFails, code.SQLITE_CONSTRAINT_PRIMARYKEY: dialect.UniqueFails,
	code.SQLITE_CONSTRAINT_ROWID: dialect.UniqueFails, code.SQLITE_CONSTRAINT_FOREIGNKEY: dialect.ForeignFails,
	code.SQLITE_CONSTRAINT_CHECK: dialect.CheckFails, code.SQLITE_CONSTRAINT_NOTNULL: dialect.NullFails,
	code.SQLITE_CONSTRAINT_DATATYPE: dialect.DataFails,
}
