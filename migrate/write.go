package migrate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/dbtool/dbtool/dialect"
)

// Draft is a revision about to be written to a file.
type Draft struct {
	// Replaces are the revisions that it takes the place of.
	Replaces []string
	Message  string
	Parents  []string
	Labels   []string
	// Ways holds the plans up and down, one per dialect. Without any the file
	// is empty sections to be filled in by hand.
	Ways []Way
	// Notes are written as comments at the head of the file.
	Notes []string
}

// Way is a dialect's part of a draft.
type Way struct {
	// Names are the dialects that share it, as sections name them.
	Names    []string
	Up, Down *Plan
}

// NewID makes the ID for a revision made now: the time, to the second, in UTC,
// and later than every ID the graph holds, so that names sort as history does.
func NewID(now time.Time, g *Graph) string {
	for {
		id := now.UTC().Format("20060102150405")
		taken := false
		for _, r := range g.Revisions() {
			taken = taken || len(r.ID) == len(id) && r.ID >= id
		}
		if !taken {
			return id
		}
		now = now.Add(time.Second)
		for _, r := range g.Revisions() {
			if t, err := time.Parse("20060102150405", r.ID); err == nil && !now.After(t) {
				now = t.Add(time.Second)
			}
		}
	}
}

// Write puts the draft into a new file of the directory and returns its path.
func (d *Draft) Write(dir, id string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	name := filepath.Join(dir, id+"_"+slug(d.Message)+".sql")
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(d.Text(id))
	if closed := f.Close(); err == nil {
		err = closed
	}
	return name, err
}

// slug makes a file name of a message.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	out := []rune(strings.Trim(b.String(), "_"))
	if len(out) > 60 {
		out = out[:60]
	}
	if len(out) == 0 {
		return "revision"
	}
	return string(out)
}

// Text is the file's text.
func (d *Draft) Text(id string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%srevision %s\n", directive, id)
	for _, p := range d.Parents {
		fmt.Fprintf(&b, "%sparent %s\n", directive, p)
	}
	if len(d.Replaces) > 0 {
		fmt.Fprintf(&b, "%sreplaces %s\n", directive, strings.Join(d.Replaces, " "))
	}
	for _, l := range d.Labels {
		fmt.Fprintf(&b, "%slabel %s\n", directive, l)
	}
	if d.alone() {
		fmt.Fprintf(&b, "%stransaction none\n", directive)
	}
	fmt.Fprintf(&b, "\n-- %s\n", strings.Join(strings.Fields(d.Message), " "))
	for _, n := range d.Notes {
		fmt.Fprintf(&b, "-- %s\n", strings.ReplaceAll(n, "\n", " "))
	}
	if len(d.Ways) == 0 {
		fmt.Fprintf(&b, "\n%sup\n\n\n%sdown\n\n", directive, directive)
	}
	for _, dir := range []Direction{Up, Down} {
		for i, w := range d.Ways {
			plan := w.Up
			if dir == Down {
				plan = w.Down
			}
			fmt.Fprintf(&b, "\n%s%s", directive, dir)
			if i > 0 || len(d.Ways) > 1 {
				b.WriteString(" " + strings.Join(w.Names, " "))
			}
			b.WriteString("\n")
			for _, s := range plan.Statements() {
				if !s.ScriptOnly {
					writeChunk(&b, s)
				}
			}
		}
	}
	return b.String()
}

// alone reports whether a statement refuses to run in a transaction, or needs
// what came before to be committed.
func (d *Draft) alone() bool {
	for _, w := range d.Ways {
		for _, p := range []*Plan{w.Up, w.Down} {
			for _, s := range p.Statements() {
				if s.NoTransaction || s.Commit || s.Batches.Name != "" {
					return true
				}
			}
		}
	}
	return false
}

func writeChunk(b *strings.Builder, s dialect.Statement) {
	if s.Batches.Name != "" {
		fmt.Fprintf(b, "%sbackfill batch=%d\n", directive, usualBatch)
	}
	if s.Body || strings.Contains(s.SQL, "\n"+directive) || strings.HasPrefix(s.SQL, directive) {
		fmt.Fprintf(b, "%sstatement begin\n%s;\n%sstatement end\n", directive, s.SQL, directive)
		return
	}
	b.WriteString(s.SQL + ";\n")
}
