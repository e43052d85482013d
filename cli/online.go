package cli

import (
	"context"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

func onlineFlag() cli.Flag {
	return &cli.BoolFlag{Name: "online", Usage: "change tables so that they stay in use; also online = true in dbtool.toml"}
}

// online reports whether plans for the environment have to keep the application
// running.
func online(c *cli.Context, t *target) bool {
	if c.IsSet("online") {
		return c.Bool("online")
	}
	return t.Online
}

// scratcher makes scratch databases for the environment.
func (a *app) scratcher(t *target, beside *engine.Engine) migrate.Scratcher {
	if t.Scratch == "" {
		return beside.Scratch
	}
	return func(ctx context.Context) (*engine.Scratch, error) {
		url, err := expand(t.Scratch)
		if err != nil {
			return nil, err
		}
		d, u, err := engine.Find(a.Dialects, url)
		if err != nil {
			return nil, err
		}
		return engine.OpenScratch(ctx, d, u)
	}
}

// onlinePlan is the plan of a comparison as the environment wants it; what keeps
// others waiting all the same is said.
func (a *app) onlinePlan(c *cli.Context, x *comparison, r migrate.Renames) (*migrate.Plan, error) {
	plan, err := x.plan(r)
	if err != nil {
		return nil, err
	}
	_, _, t, err := a.environment(c)
	if err != nil || !online(c, t) {
		return plan, err
	}
	plan, notes, err := plan.Online(c.Context, a.scratcher(t, x.e))
	for _, n := range notes {
		a.say(c, "dbtool: note: %s", n)
	}
	return plan, err
}
