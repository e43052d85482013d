package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect/lex"
)

// Squashable lists the revisions that one may take the place of, ancestors
// first: the target ("head", or what [Graph.Find] knows) and all that it builds
// on. What a schema does not hold would be lost: statements that change rows
// and revisions in Go are an error that names them.
func (g *Graph) Squashable(target string, names []string, rules lex.Rules) ([]*Revision, error) {
	end, err := g.Head()
	if target != "head" {
		end, err = g.Find(target)
	}
	if err != nil {
		return nil, err
	}
	if end == nil {
		return nil, fmt.Errorf("%w: there are no revisions to squash", ErrUnknownRevision)
	}
	set := g.Ancestors(end.ID)
	var list []*Revision
	var kept []string
	for _, r := range g.sorted {
		if !set[r.ID] {
			if i := slices.IndexFunc(append(slices.Clone(r.Parents), r.Depends...), func(p string) bool { return set[p] && p != end.ID }); i >= 0 {
				return nil, fmt.Errorf("%s branches off in the middle of what would be one revision: choose a target before that, or merge the branch first", r.File)
			}
			continue
		}
		list = append(list, r)
		if why := r.holdsMore(names, rules); why != "" {
			kept = append(kept, r.File+" ("+why+")")
		}
	}
	if len(kept) > 0 {
		return nil, fmt.Errorf("a squash keeps the schema and not what else revisions do: %s", strings.Join(kept, ", "))
	}
	return list, nil
}

// holdsMore says what a revision does besides changing the schema; "" is nothing.
func (r *Revision) holdsMore(names []string, rules lex.Rules) string {
	if r.IsCode() {
		return "it is Go code"
	}
	list, _, err := r.Statements(Up, names, rules)
	if err != nil {
		return err.Error()
	}
	for _, s := range list {
		if !s.Assert && kindOf(s.SQL, rules) != forSchema {
			return fmt.Sprintf("line %d changes rows", s.Line)
		}
	}
	return ""
}

// takeover is a squash that a database has, under the names of what it replaces.
type takeover struct {
	rev  *Revision
	last Entry // of those replaced
}

// takeovers finds the squashes whose revisions are all applied. One of which
// only some are is an error: it says neither what is there nor what is missing.
func (r *Runner) takeovers(entries []Entry) ([]takeover, error) {
	applied := map[string]Entry{}
	for _, e := range entries {
		applied[e.Revision] = e
	}
	var list []takeover
	for _, rev := range r.Graph.Revisions() {
		t := takeover{rev: rev}
		var have []string
		for _, old := range rev.Replaces {
			if e, ok := applied[old]; ok {
				have = append(have, old)
				t.last = e
			}
		}
		switch {
		case len(have) == 0:
		case len(have) < len(rev.Replaces):
			return nil, fmt.Errorf("%w: %s takes the place of %d revisions, of which only %s are applied; bring the old files back, run dbtool migrate up, and then take the squash",
				ErrHistory, rev.File, len(rev.Replaces), strings.Join(have, ", "))
		default:
			list = append(list, t)
		}
	}
	return list, nil
}

// takeOver writes takeovers into the ledger and returns its rows.
func (r *Runner) takeOver(ctx context.Context, s store, entries []Entry) ([]Entry, error) {
	list, err := r.takeovers(entries)
	if err != nil || len(list) == 0 {
		return entries, err
	}
	err = s.transact(ctx, func() error {
		for _, t := range list {
			e, err := r.entry(t.rev, "squash", time.Now())
			if err != nil {
				return err
			}
			for _, old := range t.rev.Replaces {
				if err := s.remove(ctx, s.c, old); err != nil {
					return err
				}
			}
			if err := s.record(ctx, s.c, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.entries(ctx)
}

// asTakenOver is the ledger as takeOver would leave it.
func (r *Runner) asTakenOver(entries []Entry) ([]Entry, error) {
	list, err := r.takeovers(entries)
	if err != nil || len(list) == 0 {
		return entries, err
	}
	entries = slices.Clone(entries)
	for _, t := range list {
		e := t.last
		e.Revision, e.Message, e.File, e.Kind, e.Checksum = t.rev.ID, t.rev.Message, t.rev.File, "squash", ""
		at := slices.IndexFunc(entries, func(e Entry) bool { return slices.Contains(t.rev.Replaces, e.Revision) })
		entries[at] = e
		entries = slices.DeleteFunc(entries, func(e Entry) bool { return slices.Contains(t.rev.Replaces, e.Revision) })
	}
	return entries, nil
}
