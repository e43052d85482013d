package ddl

// TableOf is the table that a change of one table's part belongs to; ok is false for changes of whole objects.
func TableOf(c Change) (In, bool) {
	switch c := c.(type) {
	case AddColumn:
		return c.In, true
	case DropColumn:
		return c.In, true
	case AlterColumn:
		return c.In, true
	case MoveColumn:
		return c.In, true
	case RenameColumn:
		return c.In, true
	case AddConstraint:
		return c.In, true
	case DropConstraint:
		return c.In, true
	case AlterConstraint:
		return c.In, true
	case CreateIndex:
		return c.In, true
	case DropIndex:
		return c.In, true
	case AlterIndex:
		return c.In, true
	case AlterTable:
		return c.In, true
	case TableChanges:
		return c.In, true
	}
	return In{}, false
}
