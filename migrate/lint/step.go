package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// step is a statement of the revision, what it asks for and what it did.
type step struct {
	migrate.ReplayedStep
	index int // among the steps
	acts  []act
	// refusal is the server's code for why it refused the statement: an
	// SQLSTATE, an error number. "" if it did not.
	refusal string
}

// asks reports whether the statement asks for one of these.
func (s *step) asks(verbs ...verb) bool {
	return slices.ContainsFunc(s.acts, func(a act) bool { return a.is(verbs...) })
}

// tokens are the words of the statement.
func (s *step) tokens(l *linter) *lex.Cursor {
	c, err := lex.NewCursor(s.SQL, l.target.Dialect.Rules())
	if err != nil { // it was split by the same rules
		return &lex.Cursor{}
	}
	return c
}

// says reports whether the words stand in the statement one after the other.
func (s *step) says(l *linter, words ...string) bool { return hasWord(s.tokens(l), words...) }

// names reports whether a name, or a value, stands in the statement.
func (s *step) names(l *linter, name string) bool {
	c := s.tokens(l)
	for !c.Done() {
		if strings.EqualFold(c.Next().Value(l.target.Dialect.Rules()), name) {
			return true
		}
	}
	return false
}

// subjectOf is what a change is about.
func subjectOf(c ddl.Change) Subject {
	var s Subject
	if in, ok := ddl.TableOf(c); ok && in.From != nil {
		s.Table = in.From.Ident()
	}
	switch c := c.(type) {
	case ddl.DropTable:
		s.Table = c.Table.Ident()
	case ddl.DropColumn:
		s.Column = c.Column.Name
	case ddl.AlterColumn:
		s.Column = c.Old.Name
	case ddl.DropIndex:
		s.Index = c.Index.Name
	case ddl.DropConstraint:
		s.Index = c.Constraint.ConstraintName()
	}
	return s
}

// tableBefore is the table as it was before the revision; nil if it was not
// there, or if the revision has made another of that name.
func (l *linter) tableBefore(n metadata.Name) *metadata.Table {
	if l.created[n] {
		return nil
	}
	return l.seen.Before.Table(n)
}

// used reports whether an act is about a table that programs use already.
func (l *linter) used(a act) bool { return l.tableBefore(a.table) != nil }
