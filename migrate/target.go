package migrate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Find resolves a name: a whole ID, a unique beginning of one, a label, "head",
// LABEL@head, and any of these followed by +N or -N, which goes as many steps
// along the history, where that has one way only.
func (g *Graph) Find(name string) (*Revision, error) {
	r, err := g.named(name)
	if r != nil {
		return r, nil
	}
	from, steps, ok := cutSteps(name)
	if !ok || from == "" {
		return nil, err
	}
	if r, err = g.named(from); err != nil {
		return nil, err
	}
	return g.along(r, steps)
}

// cutSteps takes the +N or -N from the end of a name.
func cutSteps(name string) (from string, steps int, ok bool) {
	i := strings.LastIndexAny(name, "+-")
	if i < 0 || i == len(name)-1 || name[i+1] < '0' || name[i+1] > '9' {
		return "", 0, false
	}
	steps, err := strconv.Atoi(name[i:])
	return name[:i], steps, err == nil
}

// along goes from a revision to its only child, or only parent, and on.
func (g *Graph) along(r *Revision, steps int) (*Revision, error) {
	for ; steps != 0; steps -= sign(steps) {
		next, what := g.children[r.ID], "builds on"
		if steps < 0 {
			next, what = r.Parents, "is below"
		}
		switch len(next) {
		case 1:
			r = g.byID[next[0]]
		case 0:
			return nil, fmt.Errorf("%w: nothing %s %s", ErrUnknownRevision, what, r.ID)
		default:
			return nil, fmt.Errorf("%w: more than one %s %s: %s; name the one that is meant", ErrUnknownRevision, what, r.ID, strings.Join(next, ", "))
		}
	}
	return r, nil
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

func (g *Graph) named(name string) (*Revision, error) {
	if r := g.byID[name]; r != nil {
		return r, nil
	}
	if label, ok := strings.CutSuffix(name, "@head"); ok {
		return g.labelHead(label)
	}
	if name == "head" {
		r, err := g.Head()
		if err == nil && r == nil {
			err = fmt.Errorf("%w: there are no revisions yet", ErrUnknownRevision)
		}
		return r, err
	}
	var found []*Revision
	for _, r := range g.sorted {
		if strings.HasPrefix(r.ID, name) || slices.Contains(r.Labels, name) {
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 1 && name != "":
		return found[0], nil
	case len(found) > 1 && name != "":
		return nil, fmt.Errorf("%w: %q could be %s", ErrUnknownRevision, name, strings.Join(idsOf(found), ", "))
	}
	return nil, unknown(name)
}

// unknown says why a name is no revision's.
func unknown(name string) error {
	switch {
	case name == "base":
		return fmt.Errorf("%w: base is the state before the first; migrate down and stamp take it", ErrUnknownRevision)
	case strings.HasPrefix(name, "+"), strings.HasPrefix(name, "-"):
		return fmt.Errorf("%w: %q counts steps from where a database stands: migrate up takes +N, migrate down -N", ErrUnknownRevision, name)
	}
	return fmt.Errorf("%w: %q; dbtool migrate history lists them", ErrUnknownRevision, name)
}

func idsOf(list []*Revision) []string {
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	return ids
}

// labelled is the revision at which the branch of a label begins.
func (g *Graph) labelled(label string) (*Revision, error) {
	for _, r := range g.sorted {
		if slices.Contains(r.Labels, label) {
			return r, nil
		}
	}
	return nil, fmt.Errorf("%w: no revision has the label %q", ErrUnknownRevision, label)
}

// branch is the set of the revisions at and above the one with the label.
func (g *Graph) branch(label string) (map[string]bool, error) {
	r, err := g.labelled(label)
	if err != nil {
		return nil, err
	}
	set := g.Descendants(r.ID)
	set[r.ID] = true
	return set, nil
}

func (g *Graph) labelHead(label string) (*Revision, error) {
	branch, err := g.branch(label)
	if err != nil {
		return nil, err
	}
	heads := slices.DeleteFunc(g.Heads(), func(r *Revision) bool { return !branch[r.ID] })
	if len(heads) != 1 {
		return nil, fmt.Errorf("%w: the branch %s has %s", ErrMultipleHeads, label, strings.Join(idsOf(heads), ", "))
	}
	return heads[0], nil
}

// Range is the part of the history that a range names, ancestors first: "a:b"
// is what up would go through from a, which is left out, to b. Without a, or with
// "base", it begins at the bottom; without b, or with "heads", it takes
// everything above a.
func (g *Graph) Range(text string) ([]*Revision, error) {
	from, to, ok := strings.Cut(text, ":")
	if !ok {
		return nil, fmt.Errorf("%w: %q is no range; write FROM:TO", ErrUnknownRevision, text)
	}
	below := map[string]bool{}
	if from != "" && from != "base" {
		r, err := g.Find(from)
		if err != nil {
			return nil, err
		}
		below = g.Ancestors(r.ID)
	}
	if strings.HasPrefix(to, "+") {
		return g.UpPath(below, to)
	}
	within := func(*Revision) bool { return true }
	if to != "" && to != "heads" {
		r, err := g.Find(to)
		if err != nil {
			return nil, err
		}
		set := g.Ancestors(r.ID)
		within = func(r *Revision) bool { return set[r.ID] }
	}
	return slices.DeleteFunc(slices.Clone(g.sorted), func(r *Revision) bool { return below[r.ID] || !within(r) }), nil
}

// UpPath lists what to apply, in order, to reach the target from the revisions
// applied: "head", "heads", "+N", LABEL@+N, which are the next of a branch, or
// what Find knows.
func (g *Graph) UpPath(applied map[string]bool, target string) ([]*Revision, error) {
	set, limit, err := g.upTo(target)
	if err != nil {
		return nil, err
	}
	var way []*Revision
	for _, r := range g.sorted {
		if limit >= 0 && len(way) == limit {
			break
		}
		if !applied[r.ID] && (set == nil || set[r.ID]) {
			way = append(way, r)
		}
	}
	return way, g.checkOrder(applied, way)
}

// upTo is what a target asks for: the revisions that it takes in, nil for all,
// and how many of those that are not applied, less than zero for all.
func (g *Graph) upTo(target string) (set map[string]bool, limit int, err error) {
	label, steps, ofLabel := strings.Cut(target, "@+")
	switch {
	case target == "" || target == "head":
		_, err := g.Head()
		return nil, -1, err
	case target == "heads":
		return nil, -1, nil
	case strings.HasPrefix(target, "+"):
		limit, err := count(target, target[1:])
		return nil, limit, err
	case ofLabel:
		branch, err := g.branch(label)
		if err != nil {
			return nil, 0, err
		}
		for id := range branch {
			for a := range g.Ancestors(id) {
				branch[a] = true
			}
		}
		limit, err := count(target, steps)
		return branch, limit, err
	}
	r, err := g.Find(target)
	if err != nil {
		return nil, 0, err
	}
	return g.Ancestors(r.ID), -1, nil
}

func count(target, text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || text[0] == '+' {
		return 0, fmt.Errorf("%w: %q is not a number of steps", ErrUnknownRevision, target)
	}
	return n, nil
}

// DownPath lists what to undo, in order, to come back to the target from the
// revisions applied: "-N", "base", LABEL@-N and LABEL@base, which undo of a
// branch alone and what builds on it, or what Find knows, which stays.
func (g *Graph) DownPath(applied map[string]bool, target string) ([]*Revision, error) {
	if target == "" {
		target = "-1"
	}
	set, limit, err := g.downTo(applied, target)
	if err != nil {
		return nil, err
	}
	var way []*Revision
	for _, r := range slices.Backward(g.sorted) {
		if limit >= 0 && len(way) == limit {
			break
		}
		if applied[r.ID] && (set == nil || set[r.ID]) {
			way = append(way, r)
		}
	}
	return way, nil
}

// downTo is like upTo.
func (g *Graph) downTo(applied map[string]bool, target string) (set map[string]bool, limit int, err error) {
	label, rest, ofLabel := strings.Cut(target, "@")
	switch {
	case target == "base":
		return nil, -1, nil
	case strings.HasPrefix(target, "-"):
		limit, err := count(target, target[1:])
		return nil, limit, err
	case ofLabel && rest == "base":
		set, err := g.branch(label)
		return set, -1, err
	case ofLabel && strings.HasPrefix(rest, "-"):
		if set, err = g.branch(label); err == nil {
			limit, err = count(target, rest[1:])
		}
		return set, limit, err
	}
	r, err := g.Find(target)
	if err != nil {
		return nil, 0, err
	}
	if !applied[r.ID] {
		return nil, 0, fmt.Errorf("%w: %s is not applied, so there is no way down to it", ErrUnknownRevision, r.ID)
	}
	return g.Descendants(r.ID), -1, nil
}
