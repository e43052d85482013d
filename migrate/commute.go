package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// Branches are the revisions that only a, and that only b, has among its
// ancestors, itself included, each side in order of application.
func (g *Graph) Branches(a, b *Revision) (left, right []*Revision) {
	of, other := g.Ancestors(a.ID), g.Ancestors(b.ID)
	for _, r := range g.sorted {
		switch {
		case of[r.ID] && !other[r.ID]:
			left = append(left, r)
		case other[r.ID] && !of[r.ID]:
			right = append(right, r)
		}
	}
	return left, right
}

// Conflict is why the order of two revisions of different branches matters.
type Conflict struct {
	Object string   // what both touch: "table users", "column users.name"; "" if that is not known
	A, B   Position // the statements that do; only the file's name where it is not one statement
	Why    string
}

func (c Conflict) String() string {
	if c.Object == "" {
		return fmt.Sprintf("%s and %s: %s", c.A, c.B, c.Why)
	}
	return fmt.Sprintf("%s, in %s and %s: %s", c.Object, c.A, c.B, c.Why)
}

// Commute applies two heads in both orders, each in an empty scratch database
// of its own, and returns why it matters which comes first: a statement fails
// after the other branch, the schemas differ in the end, or both branches touch
// one thing. Nothing means that they commute. An error is one that either
// branch has by itself. The scratch databases are closed by close.
func (g *Graph) Commute(ctx context.Context, a, b *Revision, scratch func(context.Context) (r *Runner, close func() error, err error)) ([]Conflict, error) {
	left, right := g.Branches(a, b)
	one, err := g.order(ctx, left, right, scratch)
	if err != nil {
		return nil, err
	}
	two, err := g.order(ctx, right, left, scratch)
	if err != nil {
		return nil, err
	}
	conflicts := overlaps(one.first, two.first)
	conflicts = two.explain(conflicts, b, false)
	conflicts = one.explain(conflicts, a, true)
	if len(conflicts) > 0 {
		return conflicts, nil
	}
	changes, err := Diff(one.target, one.end, two.end, Renames{})
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if _, moved := c.(ddl.MoveColumn); !moved { // both added one at the end
			conflicts = append(conflicts, Conflict{A: Position{File: a.File}, B: Position{File: b.File}, Why: "in the end one order differs from the other by: " + c.Describe()})
		}
	}
	return conflicts, nil
}

// branchOrder is one order of two branches, tried.
type branchOrder struct {
	target Target
	first  []touch // of the branch that went first
	end    *metadata.MetaData
	// failed is why the branch that went second did not get through, and where.
	failed error
	at     *Revision
}

// explain adds to the conflicts what the server said of this order, in which
// the branch that ends in first went first; inB says that the other is theirs.
func (t *branchOrder) explain(conflicts []Conflict, first *Revision, inB bool) []Conflict {
	if t.failed == nil {
		return conflicts
	}
	pos, says := Position{File: t.at.File}, t.failed.Error()
	var step *StepError
	if errors.As(t.failed, &step) {
		pos, says = step.Pos, step.Message
	}
	says = fmt.Sprintf("%s after %s fails: %s", t.at.ID, first.ID, says)
	for i, c := range conflicts {
		mine := c.A
		if inB {
			mine = c.B
		}
		if mine.File == pos.File && mine.Line == pos.Line {
			conflicts[i].Why += "; " + says
			return conflicts
		}
	}
	c := Conflict{A: pos, B: Position{File: first.File}, Why: says}
	if inB {
		c.A, c.B = c.B, c.A
	}
	return append(conflicts, c)
}

// order applies what both branches build on, then first, then second.
func (g *Graph) order(ctx context.Context, first, second []*Revision, scratch func(context.Context) (*Runner, func() error, error)) (t *branchOrder, err error) {
	r, closeIt, err := scratch(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := closeIt(); err == nil {
			err = e
		}
	}()
	t = &branchOrder{target: r.target()}
	common := slices.DeleteFunc(slices.Clone(g.needed(first, second)), func(rev *Revision) bool { return slices.Contains(first, rev) || slices.Contains(second, rev) })
	for _, rev := range common {
		if _, err := r.replayOne(ctx, rev); err != nil {
			return nil, err
		}
	}
	for _, rev := range first {
		seen, err := r.replayOne(ctx, rev)
		if err != nil {
			return nil, err
		}
		t.first = append(t.first, touches(r, seen)...)
	}
	for _, rev := range second {
		if _, t.failed = r.replayOne(ctx, rev); t.failed != nil {
			t.at = rev
			return t, ctx.Err()
		}
	}
	t.end, err = r.reflect(ctx, r.Engine.DB)
	return t, err
}

// needed are the ancestors of revisions, in order.
func (g *Graph) needed(sets ...[]*Revision) []*Revision {
	all := map[string]bool{}
	for _, list := range sets {
		for _, r := range list {
			for id := range g.Ancestors(r.ID) {
				all[id] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(g.sorted), func(r *Revision) bool { return !all[r.ID] })
}
