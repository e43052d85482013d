package cli

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// progress puts into words what a runner does.
type progress struct {
	say     func(format string, args ...any)
	verbose bool
	// took is how long the revisions took that share a commit.
	took time.Duration
}

// progress is told on standard error.
func (a *app) progress(c *cli.Context) *progress {
	return &progress{verbose: c.Bool("verbose"), say: func(format string, args ...any) { a.say(c, format, args...) }}
}

func (p *progress) event(ev migrate.Event) {
	say := p.say
	switch ev.Kind {
	case migrate.Waiting:
		say("waiting for another migration: %s", ev.Holder)
	case migrate.OutOfOrder:
		say("dbtool: warning: %s is out of order: %s, which builds on it, is applied already", ev.Revision.File, ev.Above.File)
	case migrate.Began:
		say("%s %s %s", ev.Dir, ev.Revision.ID, ev.Revision.Message)
	case migrate.RanOne:
		if p.verbose {
			say("    %s;", ev.SQL)
		}
	case migrate.Resumed:
		if ev.Step == 1 {
			say("    statement 1 was done before; going on")
		} else {
			say("    statements 1 to %d were done before; going on", ev.Step)
		}
	case migrate.Retrying:
		say("    statement %d of %d did not get its locks; trying again in %s", ev.Step, ev.Of, ev.Duration.Round(100*time.Millisecond))
		for _, b := range ev.Blockers {
			say("    it waited for %s", b)
		}
	case migrate.Paused:
		say("    statement %d of %d waits: %s", ev.Step, ev.Of, ev.SQL)
	case migrate.Output:
		say("    | %s", ev.Output)
	case migrate.Backfilled:
		share := ""
		if ev.Percent > 0 {
			share = fmt.Sprintf(", %d %%", ev.Percent)
		}
		say("    statement %d of %d: %d rows changed%s", ev.Step, ev.Of, ev.Rows, share)
	case migrate.Completed:
		p.completed(ev)
	}
}

// completed speaks once of revisions that share a commit.
func (p *progress) completed(ev migrate.Event) {
	p.took += ev.Duration
	switch {
	case ev.Step < ev.Of:
		return
	case ev.Of > 1:
		p.say("    %d revisions done in %s", ev.Of, p.took.Round(time.Millisecond))
	default:
		p.say("    done in %s", p.took.Round(time.Millisecond))
	}
	p.took = 0
}
