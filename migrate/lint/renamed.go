package lint

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// afterRenames takes out of a statement's changes those that a rename makes: to
// a schema it is a drop and an add.
func (l *linter) afterRenames(s *step) []ddl.Change {
	c := s.tokens(l)
	rename, given := hasWord(c, "RENAME"), givenNewNames(c, l.target.Dialect.Rules())
	columns := map[metadata.Name]int{} // renamed in each table
	var rest []ddl.Change
	for _, ch := range l.knowingRenames(s) {
		switch ch := ch.(type) {
		case ddl.RenameColumn:
			if !l.created[ch.From.Ident()] {
				l.renames = append(l.renames, columnRename{s, ch.From.Ident(), ch.Old})
			}
			continue
		case ddl.DropTable:
			if rename {
				l.renamed[ch.Table.Ident()] = s
				continue
			}
		case ddl.DropColumn:
			if rename || given[ch.Column.Name] {
				columns[ch.Ident()]++
				if !l.created[ch.From.Ident()] {
					l.renames = append(l.renames, columnRename{s, ch.From.Ident(), ch.Column.Name})
				}
				continue
			}
		}
		rest = append(rest, ch)
	}
	return slices.DeleteFunc(rest, func(c ddl.Change) bool {
		add, ok := c.(ddl.AddColumn)
		if !ok || columns[add.Ident()] == 0 {
			return false
		}
		columns[add.Ident()]--
		return true
	})
}

// knowingRenames are the changes that a statement made, if it is told which
// columns it renamed: keys and checks of theirs stay what they are, and a change of
// type besides is one.
func (l *linter) knowingRenames(s *step) []ddl.Change {
	known := migrate.Renames{Columns: map[metadata.ColumnRef]string{}}
	for _, a := range s.acts {
		before, after := s.Before.Table(a.table), s.After.Table(a.table)
		if !a.is(renameColumn, modifyColumn) || before == nil || after == nil {
			continue
		}
		if before.Column(a.name) != nil && after.Column(a.name) == nil && before.Column(a.value) == nil && after.Column(a.value) != nil {
			known.Columns[metadata.ColumnRef{Table: a.table, Column: a.name}] = a.value
		}
	}
	if len(known.Columns) > 0 {
		if changes, err := migrate.Diff(l.target, s.Before, s.After, known); err == nil {
			return changes
		}
	}
	return s.Changes
}

// givenNewNames are the columns that an ALTER TABLE of MySQL's calls something
// else: CHANGE COLUMN old new.
func givenNewNames(c *lex.Cursor, rules lex.Rules) map[string]bool {
	mark := c.Mark()
	defer c.Reset(mark)
	old := map[string]bool{}
	for !c.Done() {
		if !c.Accept("CHANGE") {
			c.Next()
			continue
		}
		c.Accept("COLUMN")
		from, to := c.Peek(0).Value(rules), c.Peek(1).Value(rules)
		old[from] = from != to
	}
	return old
}
