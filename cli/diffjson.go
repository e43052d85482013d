package cli

import (
	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/migrate"
)

// changeJSON is one change in `diff --format json`.
type changeJSON struct {
	Change  string           `json:"change"`
	Details []migrate.Detail `json:"details,omitempty"`
	// Impact is what it asks of a table in use; Fails the rows on which it
	// fails; Loses what does not survive.
	Impact *impactJSON `json:"impact,omitempty"`
	Fails  string      `json:"fails_on,omitempty"`
	Loses  string      `json:"loses,omitempty"`
	// Rows are in the way now, in a database that is there to be asked.
	Rows       []rowsJSON `json:"rows_in_the_way,omitempty"`
	Statements []string   `json:"statements"`
}

type impactJSON struct {
	Lock     string `json:"lock,omitempty"`
	Rewrites bool   `json:"rewrites"`
	Scans    bool   `json:"scans"`
}

// rowsJSON are rows that a change fails on: how many, at least if there are
// more, and the keys of the first of them.
type rowsJSON struct {
	Rows  string        `json:"rows"`
	Table metadata.Name `json:"table"`
	Count int           `json:"count"`
	More  bool          `json:"more,omitempty"`
	Key   []string      `json:"key,omitempty"`
	Keys  []string      `json:"keys,omitempty"`
}

func (a *app) diffJSON(e *engine.Engine, plan *migrate.Plan, rows []migrate.RowsInTheWay, left []metadata.Unmanaged) error {
	doc := struct {
		Changes   []changeJSON         `json:"changes"`
		Renames   []migrate.Candidate  `json:"possible_renames,omitempty"`
		Unmanaged []metadata.Unmanaged `json:"unmanaged,omitempty"`
	}{Changes: []changeJSON{}, Renames: migrate.LikelyRenames(plan.Target, plan.Changes()), Unmanaged: left}
	for _, s := range plan.Steps {
		impact := s.Impact(plan.Target)
		j := changeJSON{Change: s.Change.Describe(), Fails: impact.Fails, Loses: impact.Loses}
		for _, part := range flatten(s.Change) {
			j.Details = append(j.Details, migrate.Details(part)...)
			for _, r := range rows {
				if r.Change.Describe() == part.Describe() {
					j.Rows = append(j.Rows, rowsJSON{r.Rows, r.Table, r.Count, r.More, r.Key, r.Keys})
				}
			}
		}
		if impact.Lock != 0 || impact.Rewrites || impact.Scans {
			j.Impact = &impactJSON{impact.Lock.String(), impact.Rewrites, impact.Scans}
		}
		for _, st := range s.Statements {
			j.Statements = append(j.Statements, st.SQL)
		}
		doc.Changes = append(doc.Changes, j)
	}
	return a.printJSON(doc)
}

// flatten takes apart what a dialect has joined.
func flatten(c ddl.Change) []ddl.Change {
	if t, ok := c.(ddl.TableChanges); ok {
		return t.Changes
	}
	return []ddl.Change{c}
}
