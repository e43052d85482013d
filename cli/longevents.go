package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// longEvent shows how far a statement is that takes its time.
func (a *app) longEvent(c *cli.Context, ev migrate.Event) {
	switch ev.Kind {
	case migrate.Paused:
		a.say(c, "    statement %d of %d waits: %s", ev.Step, ev.Of, ev.SQL)
		return
	case migrate.Output:
		a.say(c, "    | %s", ev.Output)
		return
	}
	share := ""
	if ev.Percent > 0 {
		share = fmt.Sprintf(", %d %%", ev.Percent)
	}
	a.say(c, "    statement %d of %d: %d rows changed%s", ev.Step, ev.Of, ev.Rows, share)
}

// handover is the environment's program for changes of tables. What a revision
// says of its own is obeyed where the environment has none.
func (a *app) handover(c *cli.Context) *migrate.Handover {
	_, _, t, err := a.environment(c)
	if err != nil {
		return nil // which opening the database says too
	}
	return &migrate.Handover{Command: t.AlterWith}
}
