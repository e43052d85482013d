package migrate

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// Stamp records the target as applied, with all its ancestors, and everything
// else as not applied, without running anything. Target "base" empties the ledger.
func (r *Runner) Stamp(ctx context.Context, target string) error {
	_, err := r.locked(ctx, func(ctx context.Context, s store, applied map[string]bool) ([]*Revision, error) {
		set := map[string]bool{}
		switch target {
		case "base":
		case "heads":
			for _, rev := range r.Graph.Revisions() {
				set[rev.ID] = true
			}
		default:
			rev, err := r.Graph.Find(target)
			if err != nil {
				return nil, err
			}
			set = r.Graph.Ancestors(rev.ID)
		}
		return nil, r.stamp(ctx, s, applied, set)
	}, keepGoing)
	return err
}

func (r *Runner) stamp(ctx context.Context, s store, applied, set map[string]bool) error {
	for _, id := range slices.Sorted(maps.Keys(applied)) {
		if set[id] {
			continue
		}
		if err := s.remove(ctx, s.c, id); err != nil {
			return err
		}
		r.log(Event{Kind: TakenOut, Revision: cmp.Or(r.Graph.Get(id), &Revision{ID: id})})
	}
	for _, rev := range r.Graph.Revisions() {
		if !set[rev.ID] || applied[rev.ID] {
			continue
		}
		e, err := r.entry(rev, "stamp", time.Now())
		if err != nil {
			return err
		}
		if err := s.record(ctx, s.c, e); err != nil {
			return err
		}
		r.log(Event{Kind: Recorded, Revision: rev})
	}
	return s.forgetAll(ctx)
}
