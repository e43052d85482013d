package lint

import (
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// report takes down what a rule has to say of a statement, or of the file if s
// is nil. "" is nothing.
func (l *linter) report(rule *Rule, s *step, about Subject, text string) {
	if text == "" {
		return
	}
	at := migrate.Statement{Line: 1, Col: 1}
	if s != nil {
		at = s.Statement
	}
	f := Finding{Rule: rule, ID: rule.ID, Level: rule.Level, Revision: l.rev.ID, Pos: migrate.Position{File: l.rev.File, Line: at.Line, Col: at.Col},
		File: l.rev.File, Line: at.Line, Col: at.Col, Message: text, Instead: rule.Instead, step: s}
	if rule.calms != nil && l.options.Facts != nil {
		if why := rule.calms(l.options.Facts, about); why != "" {
			f.Level, f.Message = Note, text+"; "+why
		}
	}
	if s != nil && rule.fix != nil {
		f.edit, f.Fixable = rule.fix(l, s)
	}
	l.take(f)
}

func (l *linter) take(f Finding) {
	if !slices.ContainsFunc(l.found, func(o Finding) bool { return o.ID == f.ID && o.Pos == f.Pos && o.Message == f.Message }) {
		l.found = append(l.found, f)
	}
}

// reportChange adds the query for the rows in the way.
func (l *linter) reportChange(rule *Rule, s *step, c ddl.Change, text string) {
	if text == "" {
		return
	}
	n := len(l.found)
	l.report(rule, s, subjectOf(c), text)
	if len(l.found) > n && len(rule.ID) > 2 && rule.ID[:2] == "MF" {
		l.found[n].Query = l.query(c)
	}
}

// query finds the first rows on which the server would refuse the change.
func (l *linter) query(c ddl.Change) string {
	for _, p := range l.target.Dialect.Prechecks(l.target.Server, c) {
		t := l.seen.Before.Table(p.Table)
		if p.Unasked || t == nil {
			continue
		}
		var key []string
		if t.PrimaryKey != nil {
			key = metadata.ColumnsOf(t.PrimaryKey.Parts)
		}
		return p.Query(l.target.Dialect, key, func(n metadata.Name) dialect.Source { return dialect.Source{Name: n} }, 5)
	}
	return ""
}

// sayf is a message.
func sayf(format string, args ...any) string { return fmt.Sprintf(format, args...) }
