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
	Impact     *impactJSON `json:"impact,omitempty"`
	Fails      string      `json:"fails_on,omitempty"`
	Loses      string      `json:"loses,omitempty"`
	Statements []string    `json:"statements"`
}

type impactJSON struct {
	Lock     string `json:"lock,omitempty"`
	Rewrites bool   `json:"rewrites"`
	Scans    bool   `json:"scans"`
}

func (a *app) diffJSON(e *engine.Engine, plan *migrate.Plan, left []metadata.Unmanaged) error {
	doc := struct {
		Changes   []changeJSON         `json:"changes"`
		Renames   []migrate.Candidate  `json:"possible_renames,omitempty"`
		Unmanaged []metadata.Unmanaged `json:"unmanaged,omitempty"`
	}{Changes: []changeJSON{}, Renames: migrate.LikelyRenames(plan.Target, plan.Changes()), Unmanaged: left}
	for _, s := range plan.Steps {
		impact := e.Dialect.Impact(e.Server, s.Change)
		j := changeJSON{Change: s.Change.Describe(), Fails: impact.Fails, Loses: impact.Loses}
		for _, part := range flatten(s.Change) {
			j.Details = append(j.Details, migrate.Details(part)...)
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
