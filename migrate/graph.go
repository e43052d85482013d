package migrate

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// ErrMultipleHeads is wrapped by errors about a history that ends in more than
// one revision.
var ErrMultipleHeads = errors.New("more than one head")

// ErrUnknownRevision is wrapped by errors about a revision nobody knows.
var ErrUnknownRevision = errors.New("no such revision")

// Graph is the history: revisions and what each builds on. It is never changed
// after Load.
type Graph struct {
	byID     map[string]*Revision
	sorted   []*Revision // parents first, then by ID
	children map[string][]string
}

// Load reads all revision files of a directory: those that end in ".sql", but
// for hidden ones, which editors and systems leave about. Folders in it are
// passed over. Code revisions take part in the same graph. All mistakes are reported at once, joined.
func Load(dir fs.FS, name string, code ...*Revision) (*Graph, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("migrations folder %s: %w", name, err)
	}
	revisions := slices.Clone(code)
	var errs []error
	for _, e := range entries {
		if e.IsDir() || !strings.EqualFold(path.Ext(e.Name()), ".sql") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		text, err := fs.ReadFile(dir, e.Name())
		if err != nil {
			errs = append(errs, fmt.Errorf("migrations folder %s: %w", name, err))
			continue
		}
		r, err := ParseRevision(path.Join(name, e.Name()), string(text))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		revisions = append(revisions, r)
	}
	g, err := NewGraph(revisions)
	return g, errors.Join(append(errs, err)...)
}

// NewGraph puts revisions into one history and checks it.
func NewGraph(revisions []*Revision) (*Graph, error) {
	g := &Graph{byID: map[string]*Revision{}, children: map[string][]string{}}
	var errs []error
	for _, r := range revisions {
		if other := g.byID[r.ID]; other != nil {
			errs = append(errs, fmt.Errorf("revision %s stands in both %s and %s", r.ID, other.File, r.File))
			continue
		}
		g.byID[r.ID] = r
	}
	revisions, replaced := g.withReplaced(revisions)
	errs = append(errs, replaced...)
	for _, r := range revisions {
		for _, p := range append(slices.Clone(r.Parents), r.Depends...) {
			if g.byID[p] == nil {
				errs = append(errs, fmt.Errorf("%s: its parent %s is in no file of the folder", r.File, p))
			}
			if slices.Contains(r.Parents, p) {
				g.children[p] = append(g.children[p], r.ID)
			}
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return g, g.sort()
}

// withReplaced lets revisions build on what a squash has taken the place of.
func (g *Graph) withReplaced(revisions []*Revision) (list []*Revision, errs []error) {
	by := map[string]string{}
	for _, r := range revisions {
		for _, old := range r.Replaces {
			if other := g.byID[old]; other != nil {
				errs = append(errs, fmt.Errorf("%s takes the place of %s, which is still there: remove one of them", r.File, other.File))
			}
			by[old] = r.ID
		}
	}
	if len(by) == 0 {
		return revisions, errs
	}
	now := func(ids []string) []string {
		var list []string
		for _, id := range ids {
			if to, ok := by[id]; ok {
				id = to
			}
			if !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
		return list
	}
	for _, r := range revisions {
		moved := *r
		moved.Parents, moved.Depends = now(r.Parents), now(r.Depends)
		g.byID[r.ID] = &moved
		list = append(list, &moved)
	}
	return list, errs
}

func (g *Graph) sort() error {
	waits, after := map[string]int{}, map[string][]string{}
	var ready []string
	for id, r := range g.byID {
		needs := unique(append(slices.Clone(r.Parents), r.Depends...))
		waits[id] = len(needs)
		for _, p := range needs {
			after[p] = append(after[p], id)
		}
		if len(needs) == 0 {
			ready = append(ready, id)
		}
	}
	for len(ready) > 0 {
		slices.Sort(ready)
		id := ready[0]
		ready = ready[1:]
		g.sorted = append(g.sorted, g.byID[id])
		for _, c := range after[id] {
			if waits[c]--; waits[c] == 0 {
				ready = append(ready, c)
			}
		}
	}
	if len(g.sorted) < len(g.byID) {
		var stuck []string
		for id, n := range waits {
			if n > 0 {
				stuck = append(stuck, id)
			}
		}
		slices.Sort(stuck)
		return fmt.Errorf("the revisions %s are each other's ancestors: correct their parent lines", strings.Join(stuck, ", "))
	}
	return nil
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// Revisions are all revisions, ancestors first.
func (g *Graph) Revisions() []*Revision { return g.sorted }

// Get finds a revision by its whole ID; nil if there is none.
func (g *Graph) Get(id string) *Revision { return g.byID[id] }

// Heads are the revisions that no other builds on, in order.
func (g *Graph) Heads() []*Revision {
	var heads []*Revision
	for _, r := range g.sorted {
		if len(g.children[r.ID]) == 0 {
			heads = append(heads, r)
		}
	}
	return heads
}

// Head is the only head; nil for an empty history. Several are an error that
// wraps ErrMultipleHeads and names the files and the way out.
func (g *Graph) Head() (*Revision, error) {
	heads := g.Heads()
	switch len(heads) {
	case 0:
		return nil, nil
	case 1:
		return heads[0], nil
	}
	files := make([]string, len(heads))
	for i, h := range heads {
		files[i] = h.File
	}
	return nil, fmt.Errorf("%w: %s; join them with: dbtool migrate merge -m \"merge\", or name a target (\"heads\" takes all)", ErrMultipleHeads, strings.Join(files, ", "))
}

// Ancestors is the set of a revision's ancestors, itself included; dependencies
// count as parents.
func (g *Graph) Ancestors(id string) map[string]bool {
	set := map[string]bool{}
	todo := []string{id}
	for len(todo) > 0 {
		id, todo = todo[len(todo)-1], todo[:len(todo)-1]
		r := g.byID[id]
		if set[id] || r == nil {
			continue
		}
		set[id] = true
		todo = append(append(todo, r.Parents...), r.Depends...)
	}
	return set
}

// Descendants is the set of the revisions that build on id, itself left out.
func (g *Graph) Descendants(id string) map[string]bool {
	set := map[string]bool{}
	for _, r := range g.sorted {
		for _, p := range append(slices.Clone(r.Parents), r.Depends...) {
			if p == id || set[p] {
				set[r.ID] = true
			}
		}
	}
	return set
}

// checkOrder refuses a revision that comes under one that is applied already.
func (g *Graph) checkOrder(applied map[string]bool, way []*Revision) error {
	under := map[string]string{} // an applied revision above each
	for _, r := range slices.Backward(g.sorted) {
		id, ok := under[r.ID]
		if applied[r.ID] {
			id, ok = r.ID, true
		}
		if !ok {
			continue
		}
		for _, p := range append(slices.Clone(r.Parents), r.Depends...) {
			under[p] = id
		}
	}
	for _, r := range way {
		if id, ok := under[r.ID]; ok && !r.OutOfOrder {
			return fmt.Errorf("%s: revision %s is out of order: %s, which builds on it, is applied already; give it a parent at the head, or write \"-- dbtool:allow-out-of-order\" into it", r.File, r.ID, id)
		}
	}
	return nil
}
