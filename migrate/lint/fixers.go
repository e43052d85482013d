package lint

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// online has the dialect spell the change so that the table stays in use.
func online(l *linter, s *step) (edit, bool) {
	d, ok := l.target.Dialect.(dialect.Onliner)
	if !ok || len(s.acts) != 1 || len(s.Changes) != 1 || s.acts[0].has(ifExists) || s.acts[0].has(cascade) {
		return edit{}, false
	}
	list, _ := d.Online(l.target.Server, s.Before, s.Changes[0])
	var e edit
	for _, st := range list {
		if st.ScriptOnly {
			continue
		}
		if st.Batches != (metadata.Name{}) {
			return e, false // rows are changed in a revision of their own
		}
		e.replace = append(e.replace, st.SQL)
		e.alone = e.alone || st.NoTransaction || st.Commit
	}
	return e, len(e.replace) > 0
}

func alone(l *linter, _ *step) (edit, bool) { return edit{alone: true}, l.single() }

func leavesOut(_ *linter, s *step) (edit, bool) { return edit{remove: true}, s.asks(begin, commit) }

func setsTimeout(l *linter, _ *step) (edit, bool) {
	switch {
	case slices.Contains(l.target.Server.Names, "mysql"):
		return edit{before: []string{"SET lock_wait_timeout = 5"}}, true
	case l.single():
		return edit{before: []string{"SET LOCAL lock_timeout = '5s'"}}, true
	}
	return edit{before: []string{"SET lock_timeout = '5s'"}}, true
}

func resetsTimeout(_ *linter, _ *step) (edit, bool) {
	return edit{before: []string{"RESET lock_timeout"}}, true
}

func detaches(_ *linter, s *step) (edit, bool) {
	return edit{behind: " CONCURRENTLY", alone: true}, len(s.acts) == 1
}

// checksLater adds the check of a domain NOT VALID and validates it in a
// statement of its own.
func checksLater(l *linter, s *step) (edit, bool) {
	if len(s.acts) != 1 || !s.acts[0].is(addDomainCheck) || len(s.Changes) != 1 {
		return edit{}, false
	}
	c, ok := s.Changes[0].(ddl.AlterDomain)
	if !ok {
		return edit{}, false
	}
	for _, k := range c.To.Checks {
		if !slices.ContainsFunc(c.From.Checks, func(o *metadata.Check) bool { return o.Name == k.Name }) {
			domain := l.target.Dialect.Ident(c.To.Name)
			if c.To.Schema != "" {
				domain = l.target.Dialect.Ident(c.To.Schema) + "." + domain
			}
			return edit{behind: " NOT VALID", after: []string{"ALTER DOMAIN " + domain + " VALIDATE CONSTRAINT " + l.target.Dialect.Ident(k.Name)}, alone: true}, true
		}
	}
	return edit{}, false
}

// choosesForm says the statement in the form that the server has taken.
func choosesForm(_ *linter, s *step) (edit, bool) {
	if s.Form == nil {
		return edit{}, false
	}
	return edit{replace: []string{s.Form.SQL}}, true
}

// inBatches has the statement go through its table in batches, if it is one that
// can.
func inBatches(l *linter, s *step) (edit, bool) {
	if len(s.acts) != 1 || !s.acts[0].is(updateRows, deleteRows) {
		return edit{}, false
	}
	t := l.tableBefore(s.acts[0].table)
	if t == nil || t.PrimaryKey == nil || slices.ContainsFunc(metadata.ColumnsOf(t.PrimaryKey.Parts), func(c string) bool { return s.names(l, c) }) {
		return edit{}, false // its keys are changed, or gone by already
	}
	const directive = "-- dbtool:backfill\n"
	rev, err := migrate.ParseRevision("", "-- dbtool:revision 1\n-- dbtool:up\n"+directive+s.SQL+";\n")
	if err == nil {
		_, _, err = rev.Statements(migrate.Up, l.target.Server.Names, l.target.Dialect.Rules())
	}
	return edit{replace: []string{directive + s.SQL}, ownLine: true}, err == nil
}

// offsetOf is where a line and a column of a text are, in bytes; -1 if they are not.
func offsetOf(text string, line, col int) int {
	at := 0
	for range line - 1 {
		i := indexFrom(text, at, '\n')
		if i < 0 {
			return -1
		}
		at = i + 1
	}
	for range col - 1 {
		if at >= len(text) {
			return -1
		}
		at++
		for at < len(text) && text[at]&0xC0 == 0x80 { // within a rune
			at++
		}
	}
	return at
}

func indexFrom(text string, from int, c byte) int {
	for i := from; i < len(text); i++ {
		if text[i] == c {
			return i
		}
	}
	return -1
}

// endOf is the offset behind a statement's semicolon.
func endOf(text string, from int, rules lex.Rules) int {
	l := lex.New(text[from:], rules)
	for {
		t, err := l.Next()
		switch {
		case err != nil || t.Kind == lex.EOF:
			return from
		case t.IsOp(";"):
			return from + t.Pos.Offset + 1
		case t.Kind != lex.Space && t.Kind != lex.Comment:
			return from // the end of the section, or a directive
		}
	}
}
