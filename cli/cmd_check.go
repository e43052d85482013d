package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// finding is one thing that keeps `migrate check` from passing.
type finding struct {
	// Kind is "history" (an applied file was edited or is gone), "pending",
	// "unfinished", "heads" or "metadata".
	Kind     string `json:"kind"`
	Revision string `json:"revision,omitempty"`
	File     string `json:"file,omitempty"`
	// Database is which of many, with --all.
	Database string `json:"database,omitempty"`
	Message  string `json:"message"`
}

// migrateCheck is the gate for CI.
func (a *app) migrateCheck(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	r, err := a.reader(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	st, err := r.Status(c.Context)
	if err != nil {
		return err
	}
	found := historyFindings(r, st)
	if len(st.Heads) > 1 {
		found = append(found, a.orders(c, r)...)
	}
	compared := false
	if st.Disagreement == nil && len(st.Heads) < 2 { // else there is no one history to replay
		var drift []finding
		if drift, compared, err = a.drift(c, r); err != nil {
			return err
		}
		found = append(found, drift...)
	}
	if err := a.printFindings(c, found); err != nil {
		return err
	}
	if len(found) > 0 {
		return findings()
	}
	with := "database and revisions"
	if compared {
		with = "database, revisions and metadata"
	}
	a.say(c, "%s agree", with)
	return nil
}

func (a *app) printFindings(c *cli.Context, found []finding) error {
	if wantsJSON(c) {
		return a.printJSON(map[string]any{"findings": found})
	}
	for _, f := range found {
		fmt.Fprintln(a.stdout, f.Message)
	}
	return nil
}

// historyFindings is what ledger and files say about each other.
func historyFindings(r *migrate.Runner, st *migrate.Status) []finding {
	found := []finding{}
	if st.Disagreement != nil {
		found = append(found, finding{Kind: "history", Message: st.Disagreement.Error()})
	}
	for _, rev := range st.Pending {
		found = append(found, finding{Kind: "pending", Revision: rev.ID, File: rev.File,
			Message: fmt.Sprintf("%s is behind: %s is not applied", r.Engine.URL, rev.File)})
	}
	for _, row := range st.Unfinished {
		found = append(found, finding{Kind: "unfinished", Revision: row.Revision,
			Message: fmt.Sprintf("revision %s was broken off at statement %d of %d", row.Revision, row.Step, row.Of)})
	}
	if _, err := r.Graph.Head(); err != nil {
		found = append(found, finding{Kind: "heads", Message: err.Error()})
	}
	return found
}

// orders says of several heads whether they commute, as far as that can be tried.
func (a *app) orders(c *cli.Context, r *migrate.Runner) []finding {
	conflicts, err := a.conflicts(c, r.Engine, r.Graph)
	if err != nil {
		a.say(c, "dbtool: note: whether the heads commute could not be tried: %v", err)
		return nil
	}
	if len(conflicts) == 0 {
		a.say(c, "the heads commute: applied in both orders, they make the same schema; dbtool migrate merge joins them")
	}
	var found []finding
	for _, x := range conflicts {
		found = append(found, finding{Kind: "heads", Message: "the heads do not commute: " + x.String()})
	}
	return found
}

// drift compares the replayed history with the metadata, if there is one.
func (a *app) drift(c *cli.Context, r *migrate.Runner) (found []finding, compared bool, err error) {
	name, err := a.wanted(c, "metadata")
	if err != nil {
		a.say(c, "dbtool: note: the revisions were compared with no schema: %v", err)
		return nil, false, nil
	}
	replayed, err := a.inScratchRunner(c, r)
	if err != nil {
		return nil, false, err
	}
	want, err := a.want(c, name, r.Engine, replayed)
	if err != nil {
		return nil, false, err
	}
	t, err := a.planFor(c, r.Engine)
	if err != nil {
		return nil, false, err
	}
	plan, err := migrate.NewPlan(t, replayed, want, migrate.Renames{})
	if err != nil {
		return nil, false, err
	}
	for _, ch := range plan.Changes() {
		for _, part := range flatten(ch) {
			found = append(found, finding{Kind: "metadata", Message: "the revisions do not make what the metadata declares: " + part.Describe()})
		}
	}
	return slices.Compact(found), true, nil
}
