package migrate

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Permit marks the steps that a database lacks under ones it has, which some
// tools let happen: they may be applied out of order.
func (i *Import) Permit(applied map[string]bool) (late []*ImportedFile) {
	under := map[string]bool{} // something above it is applied
	for n := len(i.Files) - 1; n >= 0; n-- {
		f := i.Files[n]
		if under[f.ID] && !applied[f.ID] {
			f.OutOfOrder = true
			late = append(late, f)
		}
		if under[f.ID] || applied[f.ID] {
			for _, p := range append(f.Parents, f.Depends...) {
				under[p] = true
			}
		}
	}
	return late
}

// Adopt records as applied, with kind "import", what another tool has applied.
// Nothing is run. It returns what it recorded: those that the ledger has
// already stay as they are.
func (r *Runner) Adopt(ctx context.Context, i *Import, applied map[string]bool) (done []*Revision, err error) {
	return r.locked(ctx, func(ctx context.Context, s store, have map[string]bool) ([]*Revision, error) {
		err := s.transact(ctx, func() error {
			for _, rev := range r.Graph.Revisions() {
				if !applied[rev.ID] || have[rev.ID] {
					continue
				}
				if err := r.adoptOne(ctx, s, rev, i.find(rev.ID)); err != nil {
					return err
				}
				done = append(done, rev)
			}
			return nil
		})
		return done, err
	})
}

func (r *Runner) adoptOne(ctx context.Context, s store, rev *Revision, f *ImportedFile) error {
	e, err := r.entry(rev, "import", time.Now())
	if err != nil {
		return err
	}
	if f != nil && f.ToWrite != "" {
		e.Checksum = "" // its text is still to come
	}
	return s.record(ctx, s.c, e)
}

func (i *Import) find(id string) *ImportedFile {
	for _, f := range i.Files {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Missing are the steps that a history lacks, in order. A history that has some
// of them and not others, or only revisions of its own, is an error.
func (i *Import) Missing(g *Graph) ([]*ImportedFile, error) {
	var list []*ImportedFile
	var names []string
	for _, f := range i.Files {
		if g.Get(f.ID) == nil {
			list = append(list, f)
			names = append(names, f.Source)
		}
	}
	if len(list) > 0 && len(g.Revisions()) > 0 {
		return nil, fmt.Errorf("the folder of revisions is not empty, and has none for %s; import into an empty one, or write what is new as a revision of its own", strings.Join(names, ", "))
	}
	return list, nil
}
