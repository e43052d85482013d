package migrate

import (
	"fmt"
	"slices"
)

// OrderPolicy is what becomes of a revision that comes under one that is
// applied already, as it does when branches of a repository are merged late.
type OrderPolicy string

// OrderError, the zero value, refuses to go on. OrderWarn says so in an
// [OutOfOrder] event and applies it, OrderAllow applies it.
const (
	OrderError OrderPolicy = ""
	OrderWarn  OrderPolicy = "warn"
	OrderAllow OrderPolicy = "allow"
)

// order is the history under the runner's policy.
func (r *Runner) order() *Graph {
	if r.Order == OrderError {
		return r.Graph
	}
	g := &Graph{byID: map[string]*Revision{}, children: r.Graph.children}
	for _, rev := range r.Graph.sorted {
		free := *rev
		free.OutOfOrder = true
		g.byID[rev.ID] = &free
		g.sorted = append(g.sorted, &free)
	}
	return g
}

// upPath is [Graph.UpPath] under the runner's policy.
func (r *Runner) upPath(applied map[string]bool, target string) ([]*Revision, error) {
	way, err := r.order().UpPath(applied, target)
	if err == nil && r.Order == OrderWarn {
		r.warnLate(applied, way)
	}
	return way, err
}

func (r *Runner) warnLate(applied map[string]bool, way []*Revision) {
	for _, rev := range way {
		if r.Graph.Get(rev.ID).OutOfOrder {
			continue // its file says so
		}
		if above := r.Graph.above(rev.ID, applied); above != nil {
			r.log(Event{Kind: OutOfOrder, Revision: rev, Above: above})
		}
	}
}

// above is an applied revision that builds on another; nil if there is none.
func (g *Graph) above(id string, applied map[string]bool) *Revision {
	set := g.Descendants(id)
	i := slices.IndexFunc(g.sorted, func(r *Revision) bool { return set[r.ID] && applied[r.ID] })
	if i < 0 {
		return nil
	}
	return g.sorted[i]
}

// late says which pending revisions are out of order; nil under a policy that
// lets them be.
func (r *Runner) late(applied map[string]bool, pending []*Revision) error {
	if r.Order == OrderWarn {
		r.warnLate(applied, pending)
	}
	if r.Order != OrderError {
		return nil
	}
	if err := r.Graph.checkOrder(applied, pending); err != nil {
		return fmt.Errorf("%w: %w", ErrHistory, err)
	}
	return nil
}
