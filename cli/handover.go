package cli

import (
	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// handover is the environment's program for changes of tables. What a revision
// says of its own is obeyed where the environment has none.
func (a *app) handover(c *cli.Context) *migrate.Handover {
	_, _, t, err := a.environment(c)
	if err != nil {
		return nil // which opening the database says too
	}
	return &migrate.Handover{Command: t.AlterWith}
}
