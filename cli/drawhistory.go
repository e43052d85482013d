package cli

import (
	"slices"
	"strings"

	"github.com/dbtool/dbtool/migrate"
)

// drawing draws a history from its heads down, as git log --graph does: each
// branch keeps its own column until it meets another.
type drawing struct {
	// lanes are the revisions that each column leads down to.
	lanes []string
	lines []string
}

// draw makes the lines of a history; newest are the revisions, heads first, and
// text is what is said of one.
func draw(newest []*migrate.Revision, text func(*migrate.Revision) string) []string {
	d := &drawing{}
	within := map[string]bool{}
	for _, r := range newest {
		within[r.ID] = true
	}
	for _, r := range newest {
		parents := slices.DeleteFunc(slices.Clone(r.Parents), func(p string) bool { return !within[p] })
		d.revision(r, parents, text(r))
	}
	return d.lines
}

func (d *drawing) revision(r *migrate.Revision, parents []string, text string) {
	at := slices.Index(d.lanes, r.ID)
	if at < 0 {
		at = len(d.lanes)
		d.lanes = append(d.lanes, r.ID)
	}
	d.meet(r.ID, at)
	d.lines = append(d.lines, strings.TrimRight(d.columns(at, '*')+pad(len(parents))+"  "+text, " "))
	if len(parents) == 0 {
		d.end(at)
		return
	}
	d.lanes[at] = parents[0]
	d.fork(at, parents[1:])
}

// pad leaves room for the columns that a merge opens, so that its text does not
// stand in their way.
func pad(parents int) string { return strings.Repeat("  ", max(parents-1, 0)) }

// columns is a row of the drawing, with mark in one place.
func (d *drawing) columns(at int, mark byte) string {
	row := []byte(strings.Repeat("| ", len(d.lanes)))
	if at >= 0 {
		row[2*at] = mark
	}
	return strings.TrimRight(string(row), " ")
}

// meet closes all other columns that lead to a revision: it is drawn once.
func (d *drawing) meet(id string, at int) {
	for i := len(d.lanes) - 1; i > at; i-- {
		if d.lanes[i] != id {
			continue
		}
		d.close(i, at)
	}
}

// close draws column i into column at, to its left.
func (d *drawing) close(i, at int) {
	row := []byte(strings.Repeat("| ", len(d.lanes)))
	for x := 2*at + 1; x < 2*i-1; x++ {
		if row[x] == ' ' {
			row[x] = '_'
		}
	}
	row[2*i-1], row[2*i] = '/', ' '
	for x := 2*i + 2; x < len(row); x += 2 { // columns further right move by one
		row[x-1], row[x] = '/', ' '
	}
	d.lines = append(d.lines, strings.TrimRight(string(row), " "))
	d.lanes = slices.Delete(d.lanes, i, i+1)
}

// end takes away the column of a revision that builds on nothing.
func (d *drawing) end(at int) {
	if at == len(d.lanes)-1 {
		d.lanes = d.lanes[:at]
		return
	}
	row := []byte(strings.Repeat("| ", len(d.lanes)))
	row[2*at] = ' '
	for x := 2*at + 2; x < len(row); x += 2 {
		row[x-1], row[x] = '/', ' '
	}
	d.lines = append(d.lines, strings.TrimRight(string(row), " "))
	d.lanes = slices.Delete(d.lanes, at, at+1)
}

// fork opens a column for each further parent of a merge.
func (d *drawing) fork(at int, parents []string) {
	for n, p := range parents {
		row := []byte(strings.Repeat("| ", len(d.lanes)+1))
		i := at + 1 + n
		for x := 2 * i; x < len(row); x += 2 {
			row[x-1], row[x] = '\\', ' '
		}
		d.lines = append(d.lines, strings.TrimRight(string(row), " "))
		d.lanes = slices.Insert(d.lanes, i, p)
	}
}
