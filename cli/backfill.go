package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// backfillEvent shows how far a backfill is.
func (a *app) backfillEvent(c *cli.Context, ev migrate.Event) {
	if ev.Kind == migrate.Paused {
		a.say(c, "    statement %d of %d waits: %s", ev.Step, ev.Of, ev.SQL)
		return
	}
	share := ""
	if ev.Percent > 0 {
		share = fmt.Sprintf(", %d %%", ev.Percent)
	}
	a.say(c, "    statement %d of %d: %d rows changed%s", ev.Step, ev.Of, ev.Rows, share)
}
