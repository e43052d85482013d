package cli

import (
	"cmp"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// setPolicies gives a runner what the environment and the command line say of
// transactions, of the order of revisions and of the lock.
func (a *app) setPolicies(c *cli.Context, r *migrate.Runner) error {
	_, _, t, err := a.environment(c)
	if err != nil {
		return err
	}
	said := c.String("transaction")
	if said != "" && !slices.Contains([]string{"each", "all", "none"}, said) {
		return usage("--transaction %s: it is each, all or none", said)
	}
	if g := cmp.Or(said, t.Transaction); g != "each" {
		r.Transactions = migrate.Grouping(g)
	}
	if t.Lock == "lease" {
		r.Lock = migrate.LockLease
	}
	r.LeaseTime, _ = time.ParseDuration(t.LeaseTime) // checked when it was read
	if t.OutOfOrder != "error" {
		r.Order = migrate.OrderPolicy(t.OutOfOrder)
	}
	return nil
}

// noteGrouping says that a script is not grouped as the run would be.
func (a *app) noteGrouping(c *cli.Context, r *migrate.Runner) {
	switch r.Transactions {
	case migrate.GroupAll:
		a.say(c, "dbtool: note: the script has a transaction for each revision; the run itself has one for all")
	case migrate.GroupNone:
		a.say(c, "dbtool: note: the script has a transaction for each revision; the run itself has none")
	}
}
