package mysql

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// ordered makes triggers again that come after one that is made: a new trigger
// is the last of those that run at its time. They are made in their order.
func (p *combiner) ordered(changes []ddl.Change) []ddl.Change {
	drop, create := map[string]bool{}, map[string]bool{}
	for _, c := range changes {
		switch c := c.(type) {
		case ddl.DropTrigger:
			drop[c.Trigger.Name] = true
		case ddl.CreateTrigger:
			create[c.Trigger.Name] = true
		}
	}
	if len(create) == 0 {
		return changes
	}
	old := map[string]*metadata.Trigger{}
	for _, g := range p.have.Triggers {
		old[g.Name] = g
	}
	for again := true; again; {
		again = false
		for _, g := range p.want.Triggers {
			if create[g.Options["mysql.follows"]] && !create[g.Name] && old[g.Name] != nil && !drop[g.Name] {
				drop[g.Name], create[g.Name], again = true, true, true
				changes = append(changes, ddl.DropTrigger{Trigger: old[g.Name]}, ddl.CreateTrigger{Trigger: g})
			}
		}
	}
	return changes
}

// bodies makes the body of a package again whose head is made anew: dropping
// the head takes it away.
func (p *combiner) bodies(changes []ddl.Change) []ddl.Change {
	heads := map[string]bool{}
	for _, c := range changes {
		if c, ok := c.(ddl.DropRoutine); ok && c.Routine.Kind == "package" {
			heads[c.Routine.Name] = true
		}
	}
	if len(heads) == 0 {
		return changes
	}
	isBody := func(r *metadata.Routine) bool { return r.Kind == "package body" && heads[r.Name] }
	changes = slices.DeleteFunc(changes, func(c ddl.Change) bool {
		switch c := c.(type) {
		case ddl.AlterRoutine:
			return isBody(c.To)
		case ddl.DropRoutine:
			return isBody(c.Routine)
		case ddl.CreateRoutine:
			return isBody(c.Routine)
		}
		return false
	})
	for _, r := range p.have.Routines {
		if isBody(r) {
			changes = append(changes, ddl.DropRoutine{Routine: r})
		}
	}
	for _, r := range p.want.Routines {
		if isBody(r) {
			changes = append(changes, ddl.CreateRoutine{Routine: r})
		}
	}
	return changes
}
