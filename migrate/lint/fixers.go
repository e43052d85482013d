package lint

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// behind is the offset behind the first of the words that come one after the
// other; -1 if they do not.
func (s *step) behind(l *linter, words ...string) int {
	c := s.tokens(l)
	for !c.Done() {
		if c.Accept(words...) {
			return c.End()
		}
		c.Next()
	}
	return -1
}

// concurrent puts CONCURRENTLY where it belongs.
func concurrent(l *linter, s *step) (edit, bool) {
	if len(s.acts) != 1 || !s.acts[0].is(createIndex, dropIndex, detachPartition) {
		return edit{}, false
	}
	at := s.behind(l, "INDEX")
	if s.acts[0].is(detachPartition) {
		at = len(s.SQL)
	}
	if at < 0 || s.acts[0].is(dropIndex) && s.acts[0].has(cascade) {
		return edit{}, false
	}
	return edit{insert: map[int]string{at: " CONCURRENTLY"}, alone: true}, true
}

func alone(l *linter, _ *step) (edit, bool) { return edit{alone: true}, true }

func leavesOut(_ *linter, s *step) (edit, bool) {
	return edit{remove: true}, s.asks(begin, commit)
}

func setsTimeout(l *linter, _ *step) (edit, bool) {
	if slices.Contains(l.target.Server.Names, "mysql") {
		return edit{before: []string{"SET lock_wait_timeout = 5"}}, true
	}
	return edit{before: []string{"SET lock_timeout = '5s'"}}, true
}

func resetsTimeout(_ *linter, _ *step) (edit, bool) {
	return edit{before: []string{"RESET lock_timeout"}}, true
}

// usesIndex builds the index of a key beside the application, and gives it to
// the key then.
func usesIndex(l *linter, s *step) (edit, bool) {
	if len(s.acts) != 1 || len(s.Changes) == 0 {
		return edit{}, false
	}
	var add ddl.AddConstraint
	for _, c := range s.Changes {
		if a, ok := c.(ddl.AddConstraint); ok {
			add = a
		}
	}
	var name, kind string
	var parts []metadata.Part
	var e edit
	switch c := add.Constraint.(type) {
	case *metadata.Unique:
		if len(c.Include) > 0 || c.NullsNotDistinct || c.Deferrable != "" || c.WithoutOverlaps {
			return e, false
		}
		name, kind, parts = c.Name, "UNIQUE", c.Parts
	case *metadata.PrimaryKey:
		if len(c.Include) > 0 || c.Deferrable != "" || c.WithoutOverlaps {
			return e, false
		}
		name, kind, parts = c.Name, "PRIMARY KEY", c.Parts
		for _, column := range metadata.ColumnsOf(parts) {
			if add.From.Column(column) == nil || add.From.Column(column).Nullable {
				return e, false // it would be read for NULL all the same
			}
		}
	default:
		return e, false
	}
	var columns []string
	for _, column := range metadata.ColumnsOf(parts) {
		columns = append(columns, l.quote(column))
	}
	table := l.quoteName(add.Ident())
	e.alone = true
	e.replace = []string{
		"CREATE UNIQUE INDEX CONCURRENTLY " + l.quote(name) + " ON " + table + " (" + strings.Join(columns, ", ") + ")",
		"ALTER TABLE " + table + " ADD CONSTRAINT " + l.quote(name) + " " + kind + " USING INDEX " + l.quote(name)}
	return e, true
}

// validatesLater adds a constraint NOT VALID and validates it in a statement of
// its own.
func validatesLater(l *linter, s *step) (edit, bool) {
	if len(s.acts) != 1 || !s.acts[0].is(addConstraint, addDomainCheck) {
		return edit{}, false
	}
	e := edit{insert: map[int]string{len(s.SQL): " NOT VALID"}, alone: true}
	if s.acts[0].is(addDomainCheck) {
		name := s.behind(l, "CONSTRAINT")
		if name < 0 {
			return e, false
		}
		c, err := lex.NewCursor(s.SQL[name:], l.target.Dialect.Rules())
		if err != nil {
			return e, false
		}
		e.after = []string{"ALTER DOMAIN " + l.quoteName(s.acts[0].table) + " VALIDATE CONSTRAINT " + c.Next().Text}
		return e, true
	}
	for _, c := range s.Changes {
		if a, ok := c.(ddl.AddConstraint); ok && a.Constraint.ConstraintName() != "" {
			e.after = []string{"ALTER TABLE " + l.quoteName(a.Ident()) + " VALIDATE CONSTRAINT " + l.quote(a.Constraint.ConstraintName())}
		}
	}
	return e, e.after != nil
}

// provesNotNull has a check read the rows, which SET NOT NULL believes.
func provesNotNull(l *linter, s *step) (edit, bool) {
	if len(s.acts) != 1 || !s.acts[0].is(setNotNull) {
		return edit{}, false
	}
	a := s.acts[0]
	table, check := l.quoteName(a.table), l.quote("dbtool_"+a.name+"_not_null")
	return edit{alone: true, before: []string{
		"ALTER TABLE " + table + " ADD CONSTRAINT " + check + " CHECK (" + l.quote(a.name) + " IS NOT NULL) NOT VALID",
		"ALTER TABLE " + table + " VALIDATE CONSTRAINT " + check},
		after: []string{"ALTER TABLE " + table + " DROP CONSTRAINT " + check}}, true
}

// choosesAlgorithm asks for the best way that the server has for all changes of
// a statement, as far as that is known.
func choosesAlgorithm(l *linter, s *step) (edit, bool) {
	if len(s.Changes) == 0 {
		return edit{}, false
	}
	way := ", ALGORITHM=INSTANT"
	for _, c := range s.Changes {
		i := l.impact(c)
		_, isIndex := c.(ddl.CreateIndex)
		_, dropsIndex := c.(ddl.DropIndex)
		_, dropsKey := c.(ddl.DropConstraint)
		switch {
		case i.Rewrites && i.Lock > 1 || i.Lock > 1:
			return edit{}, false
		case i.Rewrites, isIndex, dropsIndex, dropsKey:
			way = ", ALGORITHM=INPLACE, LOCK=NONE"
		}
	}
	return edit{insert: map[int]string{len(s.SQL): way}}, true
}

func (l *linter) quote(name string) string { return l.target.Dialect.Ident(name) }

func (l *linter) quoteName(n metadata.Name) string {
	if n.Schema == "" {
		return l.quote(n.Name)
	}
	return l.quote(n.Schema) + "." + l.quote(n.Name)
}
