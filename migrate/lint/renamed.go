package lint

import (
	"maps"
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
		case ddl.RenameTable:
			l.renamed[ch.From] = s
			l.makes(s, ch.To)
			continue
		case ddl.RenameEnum:
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

// knowingRenames are the changes that a statement made, if it is told what it
// renamed: keys and checks of a column, views of a table and columns of an enum
// stay what they are, and a change of type besides is one.
func (l *linter) knowingRenames(s *step) []ddl.Change {
	known := migrate.Renames{Columns: s.renamedColumns()}
	if s.says(l, "RENAME") || s.says(l, "SET", "SCHEMA") {
		known.Tables = l.renamedTable(s)
		known.Enums = renamedEnum(s)
	}
	if len(known.Columns)+len(known.Tables)+len(known.Enums) > 0 {
		// More than before is another's doing: SQLite can be told to leave what
		// refers to a table as it is.
		if changes, err := migrate.Diff(l.target, s.Before, s.After, known); err == nil && len(changes) <= len(s.Changes) {
			return changes
		}
	}
	return s.Changes
}

func (s *step) renamedColumns() map[metadata.ColumnRef]string {
	columns := map[metadata.ColumnRef]string{}
	for _, a := range s.acts {
		before, after := s.Before.Table(a.table), s.After.Table(a.table)
		if !a.is(renameColumn, modifyColumn) || before == nil || after == nil {
			continue
		}
		if before.Column(a.name) != nil && after.Column(a.name) == nil && before.Column(a.value) == nil && after.Column(a.value) != nil {
			columns[metadata.ColumnRef{Table: a.table, Column: a.name}] = a.value
		}
	}
	return columns
}

// renamedTable is the only table that went and the only one that came, if programs
// know the one and not the other.
func (l *linter) renamedTable(s *step) map[metadata.Name]metadata.Name {
	before, after := map[metadata.Name]bool{}, map[metadata.Name]bool{}
	for _, t := range s.Before.Tables() {
		before[t.Ident()] = true
	}
	for _, t := range s.After.Tables() {
		after[t.Ident()] = true
	}
	gone, came, ok := exchanged(before, after)
	if !ok || l.tableBefore(gone) == nil || l.seen.Before.Table(came) != nil {
		return nil
	}
	return map[metadata.Name]metadata.Name{gone: came}
}

// renamedEnum is the only enum that went and the only one that came.
func renamedEnum(s *step) map[metadata.Name]metadata.Name {
	before, after := map[metadata.Name][]string{}, map[metadata.Name][]string{}
	for _, e := range s.Before.Enums {
		before[e.Ident()] = e.Values
	}
	for _, e := range s.After.Enums {
		after[e.Ident()] = e.Values
	}
	gone, came, ok := exchanged(before, after)
	if !ok || !slices.Equal(before[gone], after[came]) {
		return nil
	}
	return map[metadata.Name]metadata.Name{gone: came}
}

// exchanged finds the only key that is not after and the only one that was not
// before.
func exchanged[V any](before, after map[metadata.Name]V) (gone, came metadata.Name, ok bool) {
	lacking := func(in, from map[metadata.Name]V) []metadata.Name {
		return slices.DeleteFunc(slices.Collect(maps.Keys(in)), func(n metadata.Name) bool { _, is := from[n]; return is })
	}
	left, right := lacking(before, after), lacking(after, before)
	if len(left) != 1 || len(right) != 1 {
		return gone, came, false
	}
	return left[0], right[0], true
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
