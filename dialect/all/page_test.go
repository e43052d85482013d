package all_test

import (
	"fmt"
	"strings"
	"testing"
)

// servers are the columns of the tables: as dbtest calls them, and in words.
var servers = [][2]string{{"sqlite", "SQLite"}, {"mysql", "MySQL 9"}, {"mariadb", "MariaDB"}, {"postgres", "PostgreSQL 15"}, {"postgres18", "PostgreSQL 18"}}

// grid is one table of the page, between two marks.
type grid struct {
	title    string
	features []feature
	rows     []string
	cells    map[string][]string // by server, one for each row
}

// newGrid begins with what the page says, for the servers that are not there.
func newGrid(t *testing.T, page []byte, title string, features []feature) *grid {
	t.Helper()
	g := &grid{title: title, features: features}
	for _, f := range features {
		g.rows = append(g.rows, f.name)
	}
	g.read(t, page)
	return g
}

func (g *grid) read(t *testing.T, page []byte) {
	t.Helper()
	_, inside, _ := cut(t, page, g.title)
	known := map[string][]string{}
	for _, line := range strings.Split(inside, "\n") {
		if fields := strings.Split(strings.Trim(line, "| "), " | "); len(fields) == len(servers)+1 {
			known[fields[0]] = fields[1:]
		}
	}
	g.cells = map[string][]string{}
	for i, s := range servers {
		for _, row := range g.rows {
			cell := "?"
			if known[row] != nil {
				cell = known[row][i]
			}
			g.cells[s[0]] = append(g.cells[s[0]], cell)
		}
	}
}

func (g *grid) ask(server *testing.T, a *asker) {
	server.Run(g.title, func(t *testing.T) {
		for i, f := range g.features {
			ok := t.Run(f.name, func(t *testing.T) { g.cells[a.server.Name][i] = a.ask(t, f) })
			if !ok { // the database may not be empty
				*a = *newAsker(server, a.server)
			}
		}
	})
}

func (g *grid) into(t *testing.T, page []byte) []byte {
	t.Helper()
	head, rule := "| |", "|---|"
	for _, s := range servers {
		head, rule = head+" "+s[1]+" |", rule+"---|"
	}
	lines := []string{head, rule}
	for i, row := range g.rows {
		line := "| " + row + " |"
		for _, s := range servers {
			line += " " + g.cells[s[0]][i] + " |"
		}
		lines = append(lines, line)
	}
	return put(t, page, g.title, strings.Join(lines, "\n")+"\n")
}

// cut divides the page at the marks of one of its made parts.
func cut(t *testing.T, page []byte, title string) (before, inside, after string) {
	t.Helper()
	begin, end := fmt.Sprintf("<!-- made: %s -->\n\n", title), "\n<!-- end -->\n"
	before, rest, ok := strings.Cut(string(page), begin)
	inside, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("the page has no part between %q and %q", begin, end)
	}
	return before + begin, inside, end + after
}

func put(t *testing.T, page []byte, title, text string) []byte {
	t.Helper()
	before, _, after := cut(t, page, title)
	return []byte(before + text + after)
}
