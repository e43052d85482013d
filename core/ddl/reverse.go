package ddl

// Reverse makes the change that undoes this one.
func (c CreateSchema) Reverse() Change { return DropSchema(c) }

// Reverse makes the namespace again, empty.
func (c DropSchema) Reverse() Change { return CreateSchema(c) }

// Reverse swaps both sides.
func (c AlterSchema) Reverse() Change { return AlterSchema{c.To, c.From} }

// Reverse swaps both sides.
func (c AlterDatabase) Reverse() Change { return AlterDatabase{c.To, c.From} }

// Reverse removes the extension.
func (c CreateExtension) Reverse() Change { return DropExtension(c) }

// Reverse installs the extension.
func (c DropExtension) Reverse() Change { return CreateExtension(c) }

// Reverse removes the enum.
func (c CreateEnum) Reverse() Change { return DropEnum(c) }

// Reverse makes the enum again.
func (c DropEnum) Reverse() Change { return CreateEnum(c) }

// Reverse swaps both names.
func (c RenameEnum) Reverse() Change { return RenameEnum{c.To, c.From} }

// Reverse swaps both sides; values get their old names again.
func (c AlterEnum) Reverse() Change {
	r := AlterEnum{c.To, c.From, c.Columns, c.Domains}
	if back := backwards(c.To.ValuesRenamedFrom); back != nil {
		from, to := *c.To, *c.From
		from.ValuesRenamedFrom, to.ValuesRenamedFrom = nil, back
		r.From, r.To = &from, &to
	}
	return r
}

// Reverse removes the domain.
func (c CreateDomain) Reverse() Change { return DropDomain(c) }

// Reverse makes the domain again.
func (c DropDomain) Reverse() Change { return CreateDomain(c) }

// Reverse swaps both sides.
func (c AlterDomain) Reverse() Change { return AlterDomain{c.To, c.From, c.Columns} }

// Reverse removes the sequence.
func (c CreateSequence) Reverse() Change { return DropSequence(c) }

// Reverse makes the sequence again, from its start.
func (c DropSequence) Reverse() Change { return CreateSequence(c) }

// Reverse swaps both sides.
func (c AlterSequence) Reverse() Change { return AlterSequence{c.To, c.From} }

// Reverse swaps both sides.
func (c SetSequenceOwner) Reverse() Change { return SetSequenceOwner{c.To, c.From} }

// Reverse removes the table.
func (c CreateTable) Reverse() Change { return DropTable{c.Table} }

// Reverse makes the table again, without its rows.
func (c DropTable) Reverse() Change { return CreateTable{Table: c.Table} }

// Reverse swaps both names.
func (c RenameTable) Reverse() Change { return RenameTable{c.To, c.From} }

// Reverse removes the view.
func (c CreateView) Reverse() Change { return DropView{c.View} }

// Reverse makes the view again.
func (c DropView) Reverse() Change { return CreateView{c.View, c.View.Rights} }

// Reverse swaps both sides.
func (c AlterView) Reverse() Change { return AlterView{c.To, c.From} }

// Reverse removes the trigger.
func (c CreateTrigger) Reverse() Change { return DropTrigger(c) }

// Reverse makes the trigger again.
func (c DropTrigger) Reverse() Change { return CreateTrigger(c) }

// Reverse removes the routine.
func (c CreateRoutine) Reverse() Change { return DropRoutine{c.Routine} }

// Reverse makes the routine again.
func (c DropRoutine) Reverse() Change { return CreateRoutine{c.Routine, c.Routine.Rights} }

// Reverse swaps both sides.
func (c AlterRoutine) Reverse() Change { return AlterRoutine{c.To, c.From} }

// Reverse removes the object.
func (c CreateObject) Reverse() Change { return DropObject(c) }

// Reverse makes the object again.
func (c DropObject) Reverse() Change { return CreateObject(c) }

// Reverse swaps both sides.
func (c AlterObject) Reverse() Change { return AlterObject{c.To, c.From} }

// Reverse removes the column and what it holds.
func (c AddColumn) Reverse() Change { return DropColumn{c.In.reverse(), c.Column} }

// Reverse adds the column again, where it stood, without its values.
func (c DropColumn) Reverse() Change {
	return AddColumn{c.In.reverse(), c.Column, before(c.From, c.Column.Name)}
}

// Reverse swaps both sides; values get their old names again.
func (c AlterColumn) Reverse() Change {
	r := AlterColumn{c.In.reverse(), c.New, c.Old}
	if back := backwards(c.New.Type.ValuesRenamedFrom); back != nil {
		from, to := *c.New, *c.Old
		from.Type.ValuesRenamedFrom, to.Type.ValuesRenamedFrom = nil, back
		r.Old, r.New = &from, &to
	}
	return r
}

// Reverse moves the column back to where it stood.
func (c MoveColumn) Reverse() Change {
	was := c.Column
	if from := c.From.Column(c.Column.Name); from != nil {
		was = from
	}
	return MoveColumn{c.In.reverse(), was, before(c.From, was.Name)}
}

// Reverse swaps both names.
func (c RenameColumn) Reverse() Change { return RenameColumn{c.In.reverse(), c.New, c.Old} }

// Reverse drops the constraint.
func (c AddConstraint) Reverse() Change { return DropConstraint{c.In.reverse(), c.Constraint} }

// Reverse adds the constraint again.
func (c DropConstraint) Reverse() Change { return AddConstraint{c.In.reverse(), c.Constraint} }

// Reverse swaps both sides.
func (c AlterConstraint) Reverse() Change { return AlterConstraint{c.In.reverse(), c.New, c.Old} }

// Reverse drops the index.
func (c CreateIndex) Reverse() Change { return DropIndex{c.In.reverse(), c.Index} }

// Reverse makes the index again.
func (c DropIndex) Reverse() Change { return CreateIndex{c.In.reverse(), c.Index} }

// Reverse swaps both sides.
func (c AlterIndex) Reverse() Change { return AlterIndex{c.In.reverse(), c.New, c.Old} }

// Reverse swaps both sides.
func (c AlterTable) Reverse() Change { return AlterTable{c.In.reverse()} }

// Reverse reverses each change, the last first.
func (c TableChanges) Reverse() Change {
	r := TableChanges{In: c.In.reverse(), Rebuild: c.Rebuild, Restore: c.Restore}
	for i := len(c.Changes) - 1; i >= 0; i-- {
		r.Changes = append(r.Changes, c.Changes[i].Reverse())
	}
	return r
}
