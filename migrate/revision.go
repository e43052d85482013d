package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect/lex"
)

// Revision is one step of a schema's history: a file, or Go code.
type Revision struct {
	// ID is the revision's name for good: "20261123120102".
	ID string
	// Message says what it does, in the words of the file's name.
	Message string
	// Parents are the revisions it builds on; none for a base.
	Parents []string
	// Depends are revisions of other branches that must be applied before.
	Depends []string
	// Replaces are the revisions that it takes the place of (a squash): a
	// database that has them all has it.
	Replaces []string
	// Labels name the branch that begins here.
	Labels []string
	// Transaction is how its statements are grouped.
	Transaction Transaction
	// Irreversible is why there is no way down; "" if there may be one.
	Irreversible string
	// AlterWith is the command to hand its changes of tables to, "none" for the
	// server itself; "" is as the project says. See [Handover].
	AlterWith string
	// OutOfOrder lets it be applied after its descendants' siblings.
	OutOfOrder bool
	// NoLint holds the rules it is exempt from, and why.
	NoLint []NoLint
	// File is the path of the file, for messages; Go's file:line for code.
	File string

	sections []section

	// Up and Down are the code of a revision in Go. They run inside the
	// revision's transaction where DDL is transactional. Nil for files.
	Up, Down func(ctx context.Context, tx Execer) error
}

// Execer is what a revision in Go works with.
type Execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// NoLint exempts a revision, or a statement of it, from a rule.
type NoLint struct {
	Rule, Reason string
	Line         int
	// InSection: it is for the statement that comes next.
	InSection bool
}

// Transaction says how the statements of a revision are grouped.
type Transaction string

// TransactionAll, the zero value, is one transaction for the revision where
// the server rolls back DDL, or for all of the run if that is asked for.
// TransactionEach is one of its own whatever is asked for. TransactionNone runs
// every statement on its own.
const (
	TransactionAll  Transaction = ""
	TransactionEach Transaction = "each"
	TransactionNone Transaction = "none"
)

// Direction is up or down.
type Direction string

// The directions of a migration.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// section is the text under one `-- dbtool:up` or `down` line.
type section struct {
	dir      Direction
	dialects []string // none: for all that have no section of their own
	chunks   []chunk
}

// chunk is text to be split into statements, or one whole statement, or an
// assertion.
type chunk struct {
	text   string
	line   int // the file's line on which text begins, from 1
	whole  bool
	assert bool
	// backfill is how the first statement is carried out; nil as it stands.
	backfill *Backfill
}

// Statement is one statement of a revision file.
type Statement struct {
	SQL string
	// Line and Col are where it begins in the file, from 1.
	Line, Col int
	// Assert: a query that must return true.
	Assert bool
	// Backfill is how it goes through its table; nil is at once.
	Backfill *Backfill
}

// IsCode reports whether the revision is written in Go.
func (r *Revision) IsCode() bool { return r.Up != nil || r.Down != nil }

// find picks the section for a dialect that goes by the names, most specific
// first; nil if there is none.
func (r *Revision) find(dir Direction, names []string) *section {
	for _, name := range append(slices.Clone(names), "") {
		for i, s := range r.sections {
			if s.dir == dir && (name == "" && len(s.dialects) == 0 || slices.Contains(s.dialects, name)) {
				return &r.sections[i]
			}
		}
	}
	return nil
}

// Has reports whether there is a section for a dialect that goes by the names.
func (r *Revision) Has(dir Direction, names []string) bool { return r.find(dir, names) != nil }

// Statements are the statements for a dialect that goes by the names, split by
// its rules. ok is false when the file has no section for it.
func (r *Revision) Statements(dir Direction, names []string, rules lex.Rules) (list []Statement, ok bool, err error) {
	s := r.find(dir, names)
	if s == nil {
		return nil, false, nil
	}
	for _, c := range s.chunks {
		if c.whole || c.assert {
			if sql := strings.TrimSuffix(strings.TrimSpace(c.text), ";"); sql != "" {
				list = append(list, Statement{SQL: sql, Line: c.line, Col: 1, Assert: c.assert})
			}
			continue
		}
		parts, err := lex.Split(c.text, rules)
		if err != nil {
			return nil, true, lexError(r.File, c.line, err)
		}
		first := len(list)
		for _, p := range parts {
			list = append(list, Statement{SQL: p.SQL, Line: c.line + p.Pos.Line - 1, Col: p.Pos.Col})
		}
		if c.backfill != nil {
			if err := markBackfill(list[first:], c.backfill, rules); err != nil {
				return nil, true, &FileError{File: r.File, Line: c.line - 1, Msg: err.Error()}
			}
		}
	}
	return list, true, nil
}

// Checksum is the semantic checksum of the way up on a dialect: comments,
// white space and line ends make no difference to it. A revision in Go has "".
func (r *Revision) Checksum(names []string, rules lex.Rules) (string, error) {
	list, _, err := r.Statements(Up, names, rules)
	if err != nil || r.IsCode() {
		return "", err
	}
	return checksum(list, rules), nil
}

// FileError is a mistake in a revision file.
type FileError struct {
	File string
	Line int
	Msg  string
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Msg)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg)
}
