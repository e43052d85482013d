package migrate

import (
	"fmt"
	"strings"
)

// Baseline is a first revision: what a database held before its history.
type Baseline struct {
	ID, Message string
	// Plan leads from nothing to that.
	Plan *Plan
	// Notes are written as comments at the head of the file.
	Notes []string
}

// Name is the name of the file that Text is for.
func (l *Baseline) Name() string { return l.ID + "_" + slug(l.Message) + ".sql" }

// Text is the revision's file.
func (l *Baseline) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%srevision %s\n", directive, l.ID)
	if d := (&Draft{Ways: []Way{{Up: l.Plan, Down: l.Plan}}}); d.alone() {
		fmt.Fprintf(&b, "%stransaction none\n", directive)
	}
	fmt.Fprintf(&b, "%sirreversible it stands for what was there before the history\n\n-- %s\n", directive, strings.Join(strings.Fields(l.Message), " "))
	b.WriteString("-- The database it was read from has it already; others run it.\n")
	for _, n := range l.Notes {
		fmt.Fprintf(&b, "-- %s\n", strings.ReplaceAll(n, "\n", " "))
	}
	fmt.Fprintf(&b, "\n%sup\n", directive)
	for _, s := range l.Plan.Statements() {
		if !s.ScriptOnly {
			writeChunk(&b, s)
		}
	}
	return b.String()
}
