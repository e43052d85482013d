package migrate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// Candidate is a drop and an add that may be a rename. It is only ever
// proposed: nothing is renamed without a declaration or an answer.
type Candidate struct {
	// Rename is the candidate as [Renames.ParseRename] reads it.
	Rename string `json:"rename"`
	// Score is how much speaks for it, from 0 to 1.
	Score float64 `json:"score"`
	// Why is what speaks for it, in a few words.
	Why string `json:"why"`
}

// leastScore leaves out what only shares a type.
const leastScore = 0.6

// LikelyRenames finds drops and adds of columns, of tables and of values of
// enums that look like renames, the likeliest first. No name is in two of them.
func LikelyRenames(t Target, changes []ddl.Change) []Candidate {
	var f renameFinder
	for _, c := range changes {
		f.sort(c)
	}
	pairs := valuePairs(t, changes)
	for _, d := range f.droppedColumns {
		for _, a := range f.addedColumns {
			if d.Ident() == a.Ident() {
				pairs = append(pairs, columnPair(d, a))
			}
		}
	}
	for _, d := range f.droppedTables {
		for _, a := range f.createdTables {
			if d.Table.Schema == a.Table.Schema {
				pairs = append(pairs, tablePair(d.Table, a.Table))
			}
		}
	}
	return likeliest(pairs)
}

type renameFinder struct {
	droppedColumns []ddl.DropColumn
	addedColumns   []ddl.AddColumn
	droppedTables  []ddl.DropTable
	createdTables  []ddl.CreateTable
}

func (f *renameFinder) sort(c ddl.Change) {
	switch c := c.(type) {
	case ddl.TableChanges:
		for _, part := range c.Changes {
			f.sort(part)
		}
	case ddl.DropColumn:
		f.droppedColumns = append(f.droppedColumns, c)
	case ddl.AddColumn:
		f.addedColumns = append(f.addedColumns, c)
	case ddl.DropTable:
		f.droppedTables = append(f.droppedTables, c)
	case ddl.CreateTable:
		f.createdTables = append(f.createdTables, c)
	}
}

// pair is a Candidate and the two things it would take.
type pair struct {
	Candidate
	from, to string
}

// likeliest picks pairs by score, each thing once.
func likeliest(pairs []pair) []Candidate {
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Rename, b.Rename))
	})
	var found []Candidate
	taken := map[string]bool{}
	for _, p := range pairs {
		if p.Score >= leastScore && !taken["-"+p.from] && !taken["+"+p.to] {
			taken["-"+p.from], taken["+"+p.to] = true, true
			found = append(found, p.Candidate)
		}
	}
	return found
}

// columnPair scores a dropped and an added column of one table. A column that
// was there and is there again under its name (one made anew) is none.
func columnPair(d ddl.DropColumn, a ddl.AddColumn) pair {
	table := d.Ident().String()
	from, to := table+"."+d.Column.Name, table+"."+a.Column.Name
	p := pair{Candidate: Candidate{Rename: from + "=" + to}, from: from, to: to}
	if d.Column.Name == a.Column.Name || !d.Column.Type.Equal(a.Column.Type) || (d.Column.Computed == nil) != (a.Column.Computed == nil) {
		return p
	}
	var e evidence
	e.add(0.4, "the same type")
	if similar := similarity(d.Column.Name, a.Column.Name); similar > 0.3 {
		e.add(0.3*similar, "similar names")
	}
	if d.Column.Nullable == a.Column.Nullable && d.Column.ServerDefault.Equal(a.Column.ServerDefault) && d.Column.Comment == a.Column.Comment {
		e.add(0.1, "the same attributes")
	}
	if slices.IndexFunc(d.From.Columns, named(d.Column.Name)) == slices.IndexFunc(d.To.Columns, named(a.Column.Name)) {
		e.add(0.15, "the same place")
	}
	if n := uses(d.From, d.Column.Name); n != "" && n == uses(d.To, a.Column.Name) {
		e.add(0.2, "the same keys and indexes")
	}
	p.Score, p.Why = e.total()
	return p
}

func named(name string) func(*metadata.Column) bool {
	return func(c *metadata.Column) bool { return c.Name == name }
}

// uses tells where a column stands in a table's keys and indexes.
func uses(t *metadata.Table, column string) string {
	var list []string
	note := func(what string, columns []string) {
		if i := slices.Index(columns, column); i >= 0 {
			list = append(list, fmt.Sprintf("%s %d/%d", what, i, len(columns)))
		}
	}
	if t.PrimaryKey != nil {
		note("primary key", metadata.ColumnsOf(t.PrimaryKey.Parts))
	}
	for _, fk := range t.ForeignKeys {
		note("to "+fk.Ref.String(), fk.Columns)
	}
	for _, u := range t.Uniques {
		note("unique", metadata.ColumnsOf(u.Parts))
	}
	for _, i := range t.Indexes {
		note("index", metadata.ColumnsOf(i.Parts))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// tablePair scores two tables by the columns they share.
func tablePair(d, a *metadata.Table) pair {
	from, to := d.Ident().String(), a.Ident().String()
	p := pair{Candidate: Candidate{Rename: from + "=" + to}, from: from, to: to}
	if from == to || len(d.Columns) == 0 || len(a.Columns) == 0 {
		return p
	}
	shared := 0
	for _, c := range d.Columns {
		if o := a.Column(c.Name); o != nil && o.Type.Equal(c.Type) {
			shared++
		}
	}
	var e evidence
	e.add(0.7*2*float64(shared)/float64(len(d.Columns)+len(a.Columns)), fmt.Sprintf("%d of %d columns are the same", shared, max(len(d.Columns), len(a.Columns))))
	if similar := similarity(d.Name, a.Name); similar > 0.3 {
		e.add(0.3*similar, "similar names")
	}
	p.Score, p.Why = e.total()
	return p
}

// evidence adds up what speaks for a rename.
type evidence struct {
	score float64
	why   []string
}

func (e *evidence) add(score float64, why string) {
	e.score += score
	e.why = append(e.why, why)
}

func (e *evidence) total() (float64, string) {
	return min(1, float64(int(e.score*100+0.5))/100), strings.Join(e.why, ", ")
}

// similarity of two names is 1 less the share of letters that must change
// (Levenshtein's distance); one that holds the other counts as half at least.
func similarity(a, b string) float64 {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	s := 1 - float64(row[len(y)])/float64(max(len(x), len(y), 1))
	if strings.Contains(string(x), string(y)) || strings.Contains(string(y), string(x)) {
		s = max(s, 0.5)
	}
	return s
}
