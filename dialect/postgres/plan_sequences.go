package postgres

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// renamedSequences keeps the count of a column whose sequence has another name
// in the schema wanted, as after its table was renamed: the sequence is renamed
// instead of being dropped and made. have is as the renames leave it.
func renamedSequences(have, want *metadata.MetaData, changes []ddl.Change) []ddl.Change {
	dropped := map[metadata.ColumnRef]*metadata.Sequence{}
	for _, c := range changes {
		if c, ok := c.(ddl.DropSequence); ok && c.Sequence.Owner != (metadata.ColumnRef{}) {
			dropped[c.Sequence.Owner] = c.Sequence
		}
	}
	renamed := map[metadata.Name]bool{} // old and new names
	for i, c := range changes {
		create, ok := c.(ddl.CreateSequence)
		if !ok {
			continue
		}
		if old := dropped[create.Sequence.Owner]; old != nil && drawsFrom(want, create.Sequence.Owner) {
			renamed[old.Ident()], renamed[create.Sequence.Ident()] = true, true
			changes[i] = ddl.AlterSequence{From: old, To: create.Sequence}
		}
	}
	changes = slices.DeleteFunc(changes, func(c ddl.Change) bool {
		switch c := c.(type) {
		case ddl.DropSequence:
			return renamed[c.Sequence.Ident()]
		case ddl.SetSequenceOwner:
			return renamed[c.To.Ident()] && c.From.Owner == (metadata.ColumnRef{})
		}
		return false
	})
	return append(changes, renamedIdentities(have, changes)...)
}

// drawsFrom reports whether the column is still a serial one.
func drawsFrom(m *metadata.MetaData, ref metadata.ColumnRef) bool {
	t := m.Table(ref.Table)
	if t == nil {
		return false
	}
	c := t.Column(ref.Column)
	return c != nil && c.Identity == nil && c.ServerDefault != nil
}

// renamedIdentities gives the sequences of identity columns the names that the
// server would have made up, after their table or column was renamed.
func renamedIdentities(have *metadata.MetaData, changes []ddl.Change) []ddl.Change {
	tables, columns := map[metadata.Name]metadata.Name{}, map[metadata.ColumnRef]string{}
	for _, c := range changes { // names may change more than once
		switch c := c.(type) {
		case ddl.RenameTable:
			first, moved := tables[c.From]
			if !moved {
				first = c.From
			}
			delete(tables, c.From)
			tables[c.To] = first
		case ddl.RenameColumn:
			old := metadata.ColumnRef{Table: c.Ident(), Column: c.Old}
			first, moved := columns[old]
			if !moved {
				first = c.Old
			}
			delete(columns, old)
			columns[metadata.ColumnRef{Table: c.Ident(), Column: c.New}] = first
		}
	}
	if len(tables)+len(columns) == 0 {
		return nil
	}
	var list []ddl.Change
	for _, t := range have.Tables() {
		for _, c := range t.Columns {
			if c.Identity == nil || c.Options["postgres."+identitySequence] != "" {
				continue
			}
			table, column := t.Name, c.Name
			if first, ok := tables[t.Ident()]; ok {
				table = first.Name
			}
			if first, ok := columns[metadata.ColumnRef{Table: t.Ident(), Column: c.Name}]; ok {
				column = first
			}
			from, to := madeName(table, column, "seq"), madeName(t.Name, c.Name, "seq")
			if from != to {
				list = append(list, ddl.AlterSequence{From: &metadata.Sequence{Schema: t.Schema, Name: from}, To: &metadata.Sequence{Schema: t.Schema, Name: to}})
			}
		}
	}
	return list
}
