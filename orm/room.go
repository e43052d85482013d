package orm

import (
	"context"
	"slices"
)

// makeRoom deletes rows that nothing refers to before other rows of their table
// are written, which may take their unique keys over: a new profile in the place
// of the old one. All others are deleted last, when nothing refers to them any
// more. What is added under the primary key of a deleted row stays an update of it.
func (w *work) makeRoom(ctx context.Context) error {
	for _, m := range w.mappers {
		if len(w.deletes[m]) == 0 || len(w.saves[m]) == 0 || m.kin != nil || m.referredTo() {
			continue
		}
		taken := map[identity]bool{}
		for _, e := range w.saves[m] {
			if e.state == pending {
				taken[m.identity(e.p)] = true
			}
		}
		var early []*entry
		for _, e := range w.deletes[m] {
			if !taken[e.id] {
				early = append(early, e)
			}
		}
		if err := w.delete(ctx, early); err != nil {
			return err
		}
		for _, e := range early {
			w.early[e] = true
		}
	}
	return nil
}

// referredTo reports whether a foreign key leads to the mapper's table.
func (m *mapper) referredTo() bool {
	for _, t := range m.meta.Tables() {
		for _, fk := range t.ForeignKeys {
			if fk.Ref == m.table.Ident() {
				return true
			}
		}
	}
	return false
}

// toDelete are the rows of a mapper that are to be deleted still.
func (w *work) toDelete(m *mapper) []*entry {
	return slices.DeleteFunc(slices.Clone(w.deletes[m]), func(e *entry) bool { return w.early[e] })
}
