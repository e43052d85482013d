package migrate

import (
	"maps"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// doubtsOf are the questions to the rows of a database that the changes will
// be made to, in order. have is its schema, with the names that renames among
// the changes give. What another change may decide is not asked: a value that
// is converted or filled in, a table made anew, a function replaced.
func doubtsOf(t Target, have *metadata.MetaData, changes []ddl.Change) []doubt {
	changes = flat(changes)
	names := formerNames(changes)
	var list []doubt
	for i, c := range changes {
		checks := t.Dialect.Prechecks(t.Server, c)
		if len(checks) == 0 {
			continue
		}
		var x touched
		for j, other := range changes {
			if i != j {
				x.by(other)
			}
		}
		for _, p := range checks {
			if settled, ok := x.leaves(have, p); ok {
				key := keyOf(have.Table(p.Table))
				list = append(list, doubt{change: c, index: i, check: settled, key: key, query: settled.Query(t.Dialect, key, names.source(have), mostKeys+1)})
			}
		}
	}
	return list
}

// flat takes apart what a dialect has joined.
func flat(changes []ddl.Change) []ddl.Change {
	var list []ddl.Change
	for _, c := range changes {
		if t, ok := c.(ddl.TableChanges); ok {
			list = append(list, t.Changes...)
		} else {
			list = append(list, c)
		}
	}
	return list
}

func keyOf(t *metadata.Table) []string {
	if t.PrimaryKey == nil {
		return nil
	}
	return metadata.ColumnsOf(t.PrimaryKey.Parts)
}

// touched is what changes may do to rows. The zero value is nothing.
type touched struct {
	tables    map[metadata.Name]bool
	columns   map[metadata.ColumnRef]bool
	functions bool
}

func (x *touched) table(n metadata.Name) {
	if x.tables == nil {
		x.tables = map[metadata.Name]bool{}
	}
	x.tables[n] = true
}

func (x *touched) column(t metadata.Name, name string) {
	if x.columns == nil {
		x.columns = map[metadata.ColumnRef]bool{}
	}
	x.columns[metadata.ColumnRef{Table: t, Column: name}] = true
}

func (x *touched) by(c ddl.Change) {
	switch c := c.(type) {
	case ddl.CreateTable:
		x.table(c.Table.Ident())
	case ddl.DropTable:
		x.table(c.Table.Ident())
	case ddl.AlterTable:
		x.table(c.Ident())
	case ddl.AddColumn:
		x.column(c.Ident(), c.Column.Name)
	case ddl.DropColumn:
		x.column(c.Ident(), c.Column.Name)
	case ddl.AlterColumn:
		if !keepsValues(c.Old, c.New) {
			x.column(c.Ident(), c.New.Name)
		}
	case ddl.AlterEnum:
		x.columnsOf(c.Columns)
	case ddl.AlterDomain:
		x.columnsOf(c.Columns)
	case ddl.CreateRoutine, ddl.AlterRoutine, ddl.DropRoutine, ddl.CreateExtension, ddl.DropExtension, ddl.CreateObject, ddl.AlterObject, ddl.DropObject:
		x.functions = true
	}
}

func (x *touched) columnsOf(list []ddl.EnumColumn) {
	for _, c := range list {
		x.column(c.Table, c.Column.Name)
	}
}

// keepsValues reports whether all rows have the values that they had, and
// compare as they did.
func keepsValues(h, n *metadata.Column) bool {
	filled := h.Nullable && !n.Nullable && n.ServerDefault != nil
	return !filled && h.Type.Equal(n.Type) && len(n.Type.ValuesRenamedFrom) == 0 && h.Collation == n.Collation && h.Computed == nil && n.Computed == nil &&
		h.Autoincrement == n.Autoincrement && (h.Identity == nil) == (n.Identity == nil) && maps.Equal(h.Options, n.Options)
}

// leaves reports whether the answer to a question is the same before the
// changes as in their midst, and names the columns that a foreign key implies.
func (x *touched) leaves(have *metadata.MetaData, p dialect.Precheck) (dialect.Precheck, bool) {
	if p.Unasked || p.Expression && x.functions || !x.leavesColumns(have, p.Table, p.Reads) {
		return p, false
	}
	if p.Parent == nil {
		return p, true
	}
	parent, fk := have.Table(p.Parent.Ref), *p.Parent
	if parent == nil {
		return p, false
	}
	if len(fk.RefColumns) == 0 {
		fk.RefColumns = keyOf(parent)
	}
	p.Parent = &fk
	return p, len(fk.RefColumns) == len(fk.Columns) && x.leavesColumns(have, fk.Ref, fk.RefColumns)
}

func (x *touched) leavesColumns(have *metadata.MetaData, table metadata.Name, columns []string) bool {
	t := have.Table(table)
	return t != nil && !x.tables[table] && !slices.ContainsFunc(columns, func(c string) bool {
		return t.Column(c) == nil || x.columns[metadata.ColumnRef{Table: table, Column: c}]
	})
}

// former are the names that tables and columns have before they are renamed,
// by those that they have after all renames.
type former struct {
	tables  map[metadata.Name]metadata.Name
	columns map[metadata.ColumnRef]string
}

func formerNames(changes []ddl.Change) former {
	f := former{map[metadata.Name]metadata.Name{}, map[metadata.ColumnRef]string{}}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.RenameTable:
			f.tables[c.To] = f.table(c.From)
			delete(f.tables, c.From)
		case ddl.RenameColumn:
			old, now := metadata.ColumnRef{Table: c.Ident(), Column: c.Old}, metadata.ColumnRef{Table: c.Ident(), Column: c.New}
			f.columns[now] = f.column(old)
			delete(f.columns, old)
		}
	}
	return f
}

func (f former) table(n metadata.Name) metadata.Name {
	if old, ok := f.tables[n]; ok {
		return old
	}
	return n
}

func (f former) column(c metadata.ColumnRef) string {
	if old, ok := f.columns[c]; ok {
		return old
	}
	return c.Column
}

// source finds what a table is called before the changes.
func (f former) source(have *metadata.MetaData) func(metadata.Name) dialect.Source {
	return func(n metadata.Name) dialect.Source {
		s := dialect.Source{Name: f.table(n)}
		renamed := s.Name != n
		for _, c := range have.Table(n).Columns {
			old := f.column(metadata.ColumnRef{Table: n, Column: c.Name})
			renamed = renamed || old != c.Name
			s.Columns = append(s.Columns, [2]string{old, c.Name})
		}
		if !renamed {
			s.Columns = nil
		}
		return s
	}
}
