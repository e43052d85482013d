package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rivo/uniseg"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/dbtool/dbtool/migrate"
)

// progress puts into words what a runner does.
type progress struct {
	say     func(format string, args ...any)
	verbose bool
	// took is how long the revisions took that share a commit.
	took time.Duration
	// begun is the last revision that was spoken of, ran those of which a
	// statement was run.
	begun *migrate.Revision
	ran   map[*migrate.Revision]bool
	// live is a terminal on which a line is written over again and again while
	// a statement takes its time; nil elsewhere, where every half minute is
	// enough. spoken is when that was last.
	live   io.Writer
	width  int
	drawn  bool
	spoken time.Duration
}

// progress is told on standard error.
func (a *app) progress(c *cli.Context) *progress {
	p := &progress{verbose: c.Bool("verbose"), say: func(format string, args ...any) { a.say(c, format, args...) }}
	if f, ok := a.stderr.(*os.File); ok && isTerminal(f) && os.Getenv("TERM") != "dumb" && !c.Bool("quiet") {
		p.live = f
		if p.width, _, _ = term.GetSize(int(f.Fd())); p.width == 0 {
			p.width = 80
		}
	}
	return p
}

func (p *progress) event(ev migrate.Event) {
	say := p.say
	p.wipe()
	p.note(ev)
	switch ev.Kind {
	case migrate.Waiting:
		say("waiting for another migration: %s", ev.Holder)
	case migrate.OutOfOrder:
		say("dbtool: warning: %s is out of order: %s, which builds on it, is applied already", ev.Revision.File, ev.Above.File)
	case migrate.Began:
		p.begun = ev.Revision
		say("%s %s %s", ev.Dir, ev.Revision.ID, ev.Revision.Message)
	case migrate.Recorded, migrate.TakenOut:
		say("%s %s %s", ev.Kind, ev.Revision.ID, ev.Revision.Message)
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
	case migrate.Running:
		p.running(ev)
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

// note remembers what was run, and says of a revision that nothing was: whoever
// fills its file now edits one that is applied.
func (p *progress) note(ev migrate.Event) {
	r := ev.Revision
	switch ev.Kind {
	case migrate.RanOne, migrate.Resumed:
		if p.ran == nil {
			p.ran = map[*migrate.Revision]bool{}
		}
		p.ran[r] = true
	case migrate.Completed:
		if ev.Dir == migrate.Up && !p.ran[r] && !r.IsCode() && len(r.Parents) < 2 {
			p.say("dbtool: warning: %s is empty: nothing was run, and it is recorded as applied; run migrate down before you fill it", r.File)
		}
	}
}

// completed speaks once of revisions that share a commit.
func (p *progress) completed(ev migrate.Event) {
	p.took += ev.Duration
	switch {
	case ev.Step < ev.Of:
		return
	case ev.Of > 1 && p.begun != ev.Revision: // one more was begun, and failed
		p.say("    %d revisions, up to %s, done in %s", ev.Of, ev.Revision.ID, p.took.Round(time.Millisecond))
	case ev.Of > 1:
		p.say("    %d revisions done in %s", ev.Of, p.took.Round(time.Millisecond))
	case p.begun != ev.Revision:
		p.say("    %s done in %s", ev.Revision.ID, p.took.Round(time.Millisecond))
	default:
		p.say("    done in %s", p.took.Round(time.Millisecond))
	}
	p.took = 0
}

// quietly is how long a statement may take without a word where a line cannot be
// written over.
const quietly = 30 * time.Second

// running shows how far a statement is.
func (p *progress) running(ev migrate.Event) {
	if ev.Duration < p.spoken {
		p.spoken = 0 // another statement
	}
	line := runningText(ev)
	if p.live == nil {
		if ev.Duration >= p.spoken+quietly {
			p.spoken = ev.Duration
			p.say("%s", line)
		}
		return
	}
	line += "  " + strings.Join(strings.Fields(ev.SQL), " ")
	fmt.Fprint(p.live, fitted(line, p.width-1))
	p.drawn = true
}

// fitted is as much of a line as has room in a width; some letters take two
// places, some none.
func fitted(line string, width int) string {
	g := uniseg.NewGraphemes(line)
	for at := 0; g.Next(); {
		if at += g.Width(); at > width {
			from, _ := g.Positions()
			return line[:from]
		}
	}
	return line
}

// wipe takes the live line away, which something else is to stand in place of.
func (p *progress) wipe() {
	if p.drawn {
		fmt.Fprint(p.live, "\r\x1b[K")
		p.drawn = false
	}
}

func runningText(ev migrate.Event) string {
	text := fmt.Sprintf("    statement %d of %d, %s", ev.Step, ev.Of, ev.Duration.Round(time.Second))
	if ev.Progress == nil {
		return text
	}
	if n := ev.Progress.Percent(); n >= 0 {
		text += fmt.Sprintf(", %d %%", n)
	}
	if ev.Progress.Phase != "" {
		text += ", " + ev.Progress.Phase
	}
	return text
}
