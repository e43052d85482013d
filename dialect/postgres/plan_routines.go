package postgres

import (
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// freeDefaults takes away the defaults that call a routine which is dropped and
// made again, and gives them back afterwards.
func (d *Dialect) freeDefaults(have, want *metadata.MetaData, changes []ddl.Change) []ddl.Change {
	var remade []ddl.Change
	for _, c := range changes {
		if drop, ok := c.(ddl.DropRoutine); ok && slices.ContainsFunc(changes, func(c ddl.Change) bool {
			create, ok := c.(ddl.CreateRoutine)
			return ok && create.Routine.Ident() == drop.Routine.Ident()
		}) {
			remade = append(remade, drop)
		}
	}
	if len(remade) == 0 {
		return changes
	}
	calls := func(e *metadata.Expr) bool {
		return slices.ContainsFunc(remade, func(c ddl.Change) bool { return d.textInTheWay(c, e) })
	}
	for _, h := range have.Tables() {
		w := want.Table(h.Ident())
		for _, col := range h.Columns {
			if w != nil && w.Column(col.Name) != nil && calls(col.ServerDefault) {
				changes = freeColumn(changes, ddl.In{From: h, To: w}, col)
			}
		}
	}
	for _, h := range have.Domains {
		i := slices.IndexFunc(want.Domains, func(w *metadata.Domain) bool { return w.Ident() == h.Ident() })
		if i >= 0 && calls(h.ServerDefault) {
			changes = freeDomain(changes, h, want.Domains[i])
		}
	}
	return changes
}

// freeColumn divides the change of a column, if there is one, in two.
func freeColumn(changes []ddl.Change, in ddl.In, h *metadata.Column) []ddl.Change {
	free := *h
	free.ServerDefault = nil
	back := ddl.AlterColumn{In: in, Old: &free, New: in.To.Column(h.Name)}
	i := slices.IndexFunc(changes, func(c ddl.Change) bool {
		a, ok := c.(ddl.AlterColumn)
		return ok && a.Old == h
	})
	if i >= 0 {
		changes[i] = back
	} else {
		changes = append(changes, back)
	}
	return append(changes, ddl.AlterColumn{In: in, Old: h, New: &free})
}

func freeDomain(changes []ddl.Change, h, w *metadata.Domain) []ddl.Change {
	free := *h
	free.ServerDefault = nil
	i := slices.IndexFunc(changes, func(c ddl.Change) bool {
		a, ok := c.(ddl.AlterDomain)
		return ok && a.From == h
	})
	if i >= 0 {
		a := changes[i].(ddl.AlterDomain)
		a.From = &free
		changes[i] = a
	} else {
		changes = append(changes, ddl.AlterDomain{From: &free, To: w})
	}
	return append(changes, ddl.AlterDomain{From: h, To: &free})
}
