package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// migrateMerge joins the heads by a revision, once it is proven on each
// environment's server that it does not matter which of them comes first.
func (a *app) migrateMerge(c *cli.Context) error {
	text, err := message(c)
	if err != nil {
		return err
	}
	g, dir, err := a.historyOrNone(c)
	if err != nil {
		return err
	}
	heads := g.Heads()
	if len(heads) < 2 {
		return fmt.Errorf("there is nothing to merge: the history has %d head(s)", len(heads))
	}
	if !c.Bool("unproven") {
		if err := a.prove(c, g); err != nil {
			return err
		}
	}
	d := &migrate.Draft{Message: text}
	for _, h := range heads {
		d.Parents = append(d.Parents, h.ID)
	}
	return a.write(c, d, g, dir)
}

// prove fails unless the heads commute on the servers of all environments.
func (a *app) prove(c *cli.Context, g *migrate.Graph) error {
	targets, err := a.generateTargets(c)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if err := a.proveOn(c, t.URL, g); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) proveOn(c *cli.Context, url string, g *migrate.Graph) (err error) {
	e, err := engine.OpenWith(c.Context, a.Dialects, url, engine.Options{Plain: true})
	if err != nil {
		return unproven(err)
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	conflicts, err := a.conflicts(c, e, g)
	if err != nil {
		return unproven(err)
	}
	if len(conflicts) == 0 {
		a.say(c, "%s: the heads were applied in both orders and make the same schema", e.Server.Product)
		return nil
	}
	lines := make([]string, len(conflicts))
	for i, x := range conflicts {
		lines[i] = x.String()
	}
	return &exitError{code: exitFailed, err: fmt.Errorf("the heads do not commute on %s: databases that took them in different orders would differ\n%s", e.Server.Product, strings.Join(lines, "\n")),
		hint: "no file was written; give one of them the other as its parent, so that there is one order, or merge with --unproven and put into the revision what sets it right"}
}

func unproven(err error) error {
	return &exitError{code: codeOf(err), err: fmt.Errorf("whether the heads commute could not be tried: %w", err), hint: "no file was written; --unproven writes it without the proof"}
}

// conflicts tries each pair of heads in scratch databases beside e.
func (a *app) conflicts(c *cli.Context, e *engine.Engine, g *migrate.Graph) ([]migrate.Conflict, error) {
	var all []migrate.Conflict
	heads := g.Heads()
	for i, x := range heads {
		for _, y := range heads[i+1:] {
			list, err := g.Commute(c.Context, x, y, func(context.Context) (*migrate.Runner, func() error, error) {
				s, err := a.scratch(c, e)
				if err != nil {
					return nil, nil, err
				}
				return scratchRunner(&s.Engine, g), s.Close, nil
			})
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
	}
	return all, nil
}
