package lint

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// afterRenames takes out of a statement's changes those that a rename makes: to
// a schema it is a drop and an add.
func (l *linter) afterRenames(s *step) []ddl.Change {
	c := s.tokens(l)
	rename, given := hasWord(c, "RENAME"), givenNewNames(c, l.target.Dialect.Rules())
	columns := map[metadata.Name]int{} // renamed in each table
	var rest []ddl.Change
	for _, ch := range s.Changes {
		switch ch := ch.(type) {
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
