// Package ddl is data definition as data: each change of a schema is a value
// that can be compared, printed, ordered and reversed without a server. A
// dialect turns changes into statements.
//
// Changes hold objects in one dialect's normal form. A change to part of a
// table holds the table as it is before (From) and after (To) the whole set of
// changes, because some servers restate more than what changed.
package ddl

import "github.com/dbtool/dbtool/metadata"

// Change is one step from one schema to another.
type Change interface {
	// Reverse undoes the change. What a drop destroyed comes back empty.
	Reverse() Change
	// Describe is the change in a few words: "add column users.email".
	Describe() string
}

// In is the table a change belongs to, before and after all changes. When the
// table keeps its name both names are equal.
type In struct {
	From, To *metadata.Table
}

func (in In) reverse() In { return In{in.To, in.From} }

// Ident is the table's name after the changes.
func (in In) Ident() metadata.Name { return in.To.Ident() }

// Whole objects.
type (
	// CreateSchema makes a namespace.
	CreateSchema struct{ Schema *metadata.Schema }
	// DropSchema removes an empty namespace.
	DropSchema struct{ Schema *metadata.Schema }
	// AlterSchema changes a namespace's comment or options.
	AlterSchema struct{ From, To *metadata.Schema }
	// AlterDatabase changes options of the database itself (charset, collation).
	AlterDatabase struct{ From, To metadata.Options }

	// CreateExtension installs a server extension.
	CreateExtension struct{ Extension *metadata.Extension }
	// DropExtension removes one.
	DropExtension struct{ Extension *metadata.Extension }

	// CreateEnum makes a named enumeration.
	CreateEnum struct{ Enum *metadata.Enum }
	// DropEnum removes one.
	DropEnum struct{ Enum *metadata.Enum }
	// RenameEnum gives an enumeration another name.
	RenameEnum struct{ From, To metadata.Name }
	// AlterEnum changes values or comment. Values that To says were
	// renamed are so in this change. Columns lists every column that is and
	// stays of that type, or of a domain over it, and Domains those domains,
	// since removing a value rewrites them.
	AlterEnum struct {
		From, To *metadata.Enum
		Columns  []EnumColumn
		Domains  []*metadata.Domain
	}

	// CreateDomain makes a domain.
	CreateDomain struct{ Domain *metadata.Domain }
	// DropDomain removes one.
	DropDomain struct{ Domain *metadata.Domain }
	// AlterDomain changes one. Columns lists every column that is and stays of
	// that type, since another base type rewrites them.
	AlterDomain struct {
		From, To *metadata.Domain
		Columns  []EnumColumn
	}

	// CreateSequence makes a sequence. Its owner is set by SetSequenceOwner.
	CreateSequence struct{ Sequence *metadata.Sequence }
	// DropSequence removes one.
	DropSequence struct{ Sequence *metadata.Sequence }
	// AlterSequence changes type, options or comment; not the owner.
	AlterSequence struct{ From, To *metadata.Sequence }
	// SetSequenceOwner ties a sequence to a column, or to none.
	SetSequenceOwner struct{ From, To *metadata.Sequence }

	// CreateTable makes a table with its columns and constraints, but for the
	// foreign keys in Without, and no indexes: those are changes of their own.
	// Where the server keeps indexes inside (MySQL) the dialect may take them in.
	CreateTable struct {
		Table   *metadata.Table
		Without []*metadata.ForeignKey
	}
	// DropTable removes a table with all that belongs to it.
	DropTable struct{ Table *metadata.Table }
	// RenameTable gives a table another name.
	RenameTable struct{ From, To metadata.Name }

	// CreateView makes a view, with its comments and indexes. Rights are those
	// of the view that was dropped for it.
	CreateView struct {
		View   *metadata.View
		Rights []string
	}
	// DropView removes one.
	DropView struct{ View *metadata.View }
	// AlterView replaces one, or changes its comment and options.
	AlterView struct{ From, To *metadata.View }

	// CreateTrigger makes a trigger.
	CreateTrigger struct{ Trigger *metadata.Trigger }
	// DropTrigger removes one.
	DropTrigger struct{ Trigger *metadata.Trigger }
	// CreateRoutine makes a function or procedure. Rights are those of the one
	// that was dropped for it.
	CreateRoutine struct {
		Routine *metadata.Routine
		Rights  []string
	}
	// DropRoutine removes one.
	DropRoutine struct{ Routine *metadata.Routine }
	// AlterRoutine replaces one in place.
	AlterRoutine struct{ From, To *metadata.Routine }

	// CreateObject makes what one dialect alone has.
	CreateObject struct{ Object *metadata.Object }
	// DropObject removes it.
	DropObject struct{ Object *metadata.Object }
	// AlterObject changes it in place.
	AlterObject struct{ From, To *metadata.Object }
)

// Renamed is From once its values have their new names: what else is to be
// done about values starts there.
func (c AlterEnum) Renamed() *metadata.Enum {
	if len(c.To.ValuesRenamedFrom) == 0 {
		return c.From
	}
	e := *c.From
	e.Values = RenamedValues(e.Values, c.To.ValuesRenamedFrom)
	return &e
}

// EnumColumn is a column whose type is an enum, a domain, or an array of it.
// Old is the column as the database still has it.
type EnumColumn struct {
	Table       metadata.Name
	Old, Column *metadata.Column
}

// Parts of a table.
type (
	// AddColumn adds a column. After is the column it follows, "" at the
	// front; servers that cannot place it put it at the end.
	AddColumn struct {
		In
		Column *metadata.Column
		After  string
	}
	// DropColumn removes a column.
	DropColumn struct {
		In
		Column *metadata.Column
	}
	// AlterColumn changes anything about a column but its name. Values that
	// New's type says were renamed are so in this change.
	AlterColumn struct {
		In
		Old, New *metadata.Column
	}
	// MoveColumn puts a column behind another, After, or at the front. Moves of
	// one table are made in the order of its columns, each beside one that
	// stands already.
	MoveColumn struct {
		In
		Column *metadata.Column
		After  string
	}
	// RenameColumn changes a column's name and nothing else.
	RenameColumn struct {
		In
		Old, New string
	}
	// AddConstraint adds a constraint.
	AddConstraint struct {
		In
		Constraint metadata.Constraint
	}
	// DropConstraint removes one.
	DropConstraint struct {
		In
		Constraint metadata.Constraint
	}
	// AlterConstraint changes one in place: its name, its comment, whether it
	// is validated, enforced or deferrable. Only changes that
	// [dialect.Caps] allow come as this; others as drop and add.
	AlterConstraint struct {
		In
		Old, New metadata.Constraint
	}
	// CreateIndex makes an index.
	CreateIndex struct {
		In
		Index *metadata.Index
	}
	// DropIndex removes one.
	DropIndex struct {
		In
		Index *metadata.Index
	}
	// AlterIndex changes an index in place: name, comment, visibility.
	AlterIndex struct {
		In
		Old, New *metadata.Index
	}
	// AlterTable changes the table's comment and options.
	AlterTable struct{ In }

	// TableChanges are changes of one table that the dialect carries out
	// together: one ALTER on MySQL, a rebuild on SQLite. It is made by the
	// dialect, not by a diff.
	TableChanges struct {
		In
		Changes []Change
		// Rebuild makes a new table, copies the rows and takes the old one's name.
		Rebuild bool
		// Restore are the objects that a rebuild loses and must make again.
		Restore []Change
	}
)
