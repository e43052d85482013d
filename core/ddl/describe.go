package ddl

import (
	"fmt"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// before is the column in front of the named one, "" at the front.
func before(t *metadata.Table, name string) string {
	last := ""
	for _, c := range t.Columns {
		if c.Name == name {
			break
		}
		last = c.Name
	}
	return last
}

func (c CreateSchema) Describe() string    { return "create schema " + c.Schema.Name }
func (c DropSchema) Describe() string      { return "drop schema " + c.Schema.Name }
func (c AlterSchema) Describe() string     { return "alter schema " + c.To.Name }
func (c AlterDatabase) Describe() string   { return "alter database" }
func (c CreateExtension) Describe() string { return "create extension " + c.Extension.Name }
func (c DropExtension) Describe() string   { return "drop extension " + c.Extension.Name }
func (c CreateEnum) Describe() string      { return "create enum " + c.Enum.Ident().String() }
func (c DropEnum) Describe() string        { return "drop enum " + c.Enum.Ident().String() }
func (c RenameEnum) Describe() string      { return fmt.Sprintf("rename enum %s to %s", c.From, c.To) }
func (c AlterEnum) Describe() string       { return "alter enum " + c.To.Ident().String() }
func (c CreateDomain) Describe() string    { return "create domain " + c.Domain.Ident().String() }
func (c DropDomain) Describe() string      { return "drop domain " + c.Domain.Ident().String() }
func (c AlterDomain) Describe() string     { return "alter domain " + c.To.Ident().String() }
func (c CreateSequence) Describe() string  { return "create sequence " + c.Sequence.Ident().String() }
func (c DropSequence) Describe() string    { return "drop sequence " + c.Sequence.Ident().String() }
func (c AlterSequence) Describe() string   { return "alter sequence " + c.To.Ident().String() }
func (c SetSequenceOwner) Describe() string {
	if c.To.Owner == (metadata.ColumnRef{}) {
		return "release sequence " + c.To.Ident().String() + " from its column"
	}
	return fmt.Sprintf("tie sequence %s to %s.%s", c.To.Ident(), c.To.Owner.Table, c.To.Owner.Column)
}
func (c CreateTable) Describe() string  { return "create table " + c.Table.Ident().String() }
func (c DropTable) Describe() string    { return "drop table " + c.Table.Ident().String() }
func (c RenameTable) Describe() string  { return fmt.Sprintf("rename table %s to %s", c.From, c.To) }
func (c CreateObject) Describe() string { return "create " + describeObject(c.Object) }
func (c DropObject) Describe() string   { return "drop " + describeObject(c.Object) }
func (c AlterObject) Describe() string  { return "alter " + describeObject(c.To) }
func (c CreateView) Describe() string   { return "create view " + c.View.Ident().String() }
func (c DropView) Describe() string     { return "drop view " + c.View.Ident().String() }
func (c AlterView) Describe() string    { return "alter view " + c.To.Ident().String() }
func (c CreateTrigger) Describe() string {
	return fmt.Sprintf("create trigger %s on %s", c.Trigger.Name, c.Trigger.Table)
}
func (c DropTrigger) Describe() string {
	return fmt.Sprintf("drop trigger %s on %s", c.Trigger.Name, c.Trigger.Table)
}
func (c CreateRoutine) Describe() string {
	return fmt.Sprintf("create %s %s(%s)", c.Routine.Kind, c.Routine.Ident(), c.Routine.Signature)
}
func (c DropRoutine) Describe() string {
	return fmt.Sprintf("drop %s %s(%s)", c.Routine.Kind, c.Routine.Ident(), c.Routine.Signature)
}
func (c AlterRoutine) Describe() string {
	return fmt.Sprintf("replace %s %s(%s)", c.To.Kind, c.To.Ident(), c.To.Signature)
}
func (c AddColumn) Describe() string {
	return fmt.Sprintf("add column %s.%s", c.Ident(), c.Column.Name)
}
func (c DropColumn) Describe() string {
	return fmt.Sprintf("drop column %s.%s", c.Ident(), c.Column.Name)
}
func (c AlterColumn) Describe() string {
	return fmt.Sprintf("alter column %s.%s", c.Ident(), c.New.Name)
}
func (c MoveColumn) Describe() string {
	if c.After == "" {
		return fmt.Sprintf("move column %s.%s to the front", c.Ident(), c.Column.Name)
	}
	return fmt.Sprintf("move column %s.%s behind %s", c.Ident(), c.Column.Name, c.After)
}
func (c RenameColumn) Describe() string {
	return fmt.Sprintf("rename column %s.%s to %s", c.Ident(), c.Old, c.New)
}
func (c AddConstraint) Describe() string {
	return fmt.Sprintf("add %s to %s", DescribeConstraint(c.Constraint), c.Ident())
}
func (c DropConstraint) Describe() string {
	return fmt.Sprintf("drop %s from %s", DescribeConstraint(c.Constraint), c.Ident())
}
func (c AlterConstraint) Describe() string {
	return fmt.Sprintf("alter %s of %s", DescribeConstraint(c.New), c.Ident())
}
func (c CreateIndex) Describe() string {
	return fmt.Sprintf("create index %s on %s", c.Index.Name, c.Ident())
}
func (c DropIndex) Describe() string {
	return fmt.Sprintf("drop index %s on %s", c.Index.Name, c.Ident())
}
func (c AlterIndex) Describe() string {
	if c.Old.Name != c.New.Name {
		return fmt.Sprintf("rename index %s on %s to %s", c.Old.Name, c.Ident(), c.New.Name)
	}
	return fmt.Sprintf("alter index %s on %s", c.New.Name, c.Ident())
}
func (c AlterTable) Describe() string { return "alter table " + c.Ident().String() }
func (c TableChanges) Describe() string {
	parts := make([]string, len(c.Changes))
	for i, ch := range c.Changes {
		parts[i] = ch.Describe()
	}
	return strings.Join(parts, "; ")
}

// DescribeConstraint names a constraint in a few words: `foreign key
// fk_posts_user`, `check (age >= 0)`.
func DescribeConstraint(c metadata.Constraint) string {
	kind, what := "constraint", ""
	switch c := c.(type) {
	case *metadata.PrimaryKey:
		kind, what = "primary key", "("+strings.Join(metadata.ColumnsOf(c.Parts), ", ")+")"
	case *metadata.Unique:
		kind, what = "unique", "("+strings.Join(metadata.ColumnsOf(c.Parts), ", ")+")"
	case *metadata.ForeignKey:
		kind, what = "foreign key", "("+strings.Join(c.Columns, ", ")+")"
	case *metadata.Check:
		kind, what = "check", "("+c.Expr.String()+")"
	case *metadata.Exclude:
		kind = "exclusion"
	}
	if n := c.ConstraintName(); n != "" {
		return kind + " " + n
	}
	return strings.TrimSpace(kind + " " + what)
}

func describeObject(o *metadata.Object) string {
	s := o.Kind + " " + o.Ident().String()
	if o.Table != (metadata.Name{}) {
		s = o.Kind + " " + o.Name + " on " + o.Table.String()
	}
	return s
}
