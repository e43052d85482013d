package dbtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Option changes what Catalog tells.
type Option int

// AnyColumnOrder leaves out the order of the tables' columns, which a server
// without ALTER TABLE ... AFTER can only change by making the table anew.
const AnyColumnOrder Option = iota + 1

// Catalog describes all that the database holds besides its rows, as the
// server's own catalogs have it: one fact a line, sorted, without the
// database's name, so that two databases of one kind compare as text.
//
// What is not told, as nobody declares it: owners, who defined a view or a
// routine, counters (AUTO_INCREMENT, a sequence's value), and the names of
// PostgreSQL's NOT NULL constraints.
func Catalog(t testing.TB, db *DB, options ...Option) string {
	t.Helper()
	var c catalog
	var err error
	switch db.Server.Family {
	case SQLite:
		err = c.readSQLite(t.Context(), db)
	case Postgres:
		err = c.readPostgres(t.Context(), db)
	default:
		err = c.readMySQL(t.Context(), db)
	}
	if err != nil {
		t.Fatalf("dbtest: catalog of %s: %v", db.Server.Name, err)
	}
	return c.text(slices.Contains(options, AnyColumnOrder))
}

// fact is one line. Its subject says whose it is, from the outside in:
// "table public.users column id".
type fact struct {
	subject, text string
}

// columnOrder ends the subject of the fact that lists a table's columns.
const columnOrder = " columns"

type catalog struct {
	facts []fact
}

// add takes the non-empty texts as one fact.
func (c *catalog) add(subject string, texts ...string) {
	texts = slices.DeleteFunc(texts, func(s string) bool { return s == "" })
	c.facts = append(c.facts, fact{subject, strings.Join(texts, " ")})
}

// addRows takes rows of subject and text.
func (c *catalog) addRows(ctx context.Context, q querier, query string, args ...any) error {
	rows, err := fetch(ctx, q, query, args...)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c.add(row[0], row[1])
	}
	return nil
}

func (c *catalog) text(anyOrder bool) string {
	lines := make([]string, 0, len(c.facts))
	for _, f := range c.facts {
		if anyOrder && strings.HasSuffix(f.subject, columnOrder) {
			continue
		}
		line := f.subject
		if f.text != "" {
			line += ": " + strings.ReplaceAll(f.text, "\n", "\n    ")
		}
		lines = append(lines, line+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// Diff tells two catalogs apart: the lines of only one of them, "-" before
// those of a and "+" before those of b. It is empty when they are equal.
func Diff(a, b string) string {
	var out strings.Builder
	left, right := strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n")
	for _, line := range without(left, right) {
		fmt.Fprintf(&out, "- %s", line)
	}
	for _, line := range without(right, left) {
		fmt.Fprintf(&out, "+ %s", line)
	}
	if out.Len() == 0 && a != b {
		return "! the same lines in another order\n"
	}
	return out.String()
}

// without returns what lines holds beyond others, where a line that is there
// twice counts twice.
func without(lines, others []string) []string {
	count := map[string]int{}
	for _, line := range others {
		count[line]++
	}
	var left []string
	for _, line := range lines {
		count[line]--
		if count[line] < 0 && line != "" {
			left = append(left, line)
		}
	}
	return left
}
