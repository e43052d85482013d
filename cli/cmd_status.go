package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate"
)

// statusJSON is `migrate status --format json`.
type statusJSON struct {
	Database   string         `json:"database"`
	Applied    []appliedJSON  `json:"applied"`
	Pending    []revisionJSON `json:"pending"`
	Unfinished []string       `json:"unfinished,omitempty"`
	Problems   []string       `json:"problems,omitempty"`
	Heads      []string       `json:"heads"`
}

type appliedJSON struct {
	Revision  string    `json:"revision"`
	Message   string    `json:"message"`
	Kind      string    `json:"kind"`
	AppliedAt time.Time `json:"applied_at"`
	AppliedBy string    `json:"applied_by"`
	Millis    int64     `json:"duration_ms"`
}

type revisionJSON struct {
	Revision string   `json:"revision"`
	Message  string   `json:"message"`
	File     string   `json:"file"`
	Parents  []string `json:"parents,omitempty"`
	Depends  []string `json:"depends,omitempty"`
	Labels   []string `json:"labels,omitempty"`
}

func jsonOf(r *migrate.Revision) revisionJSON {
	return revisionJSON{r.ID, r.Message, r.File, r.Parents, r.Depends, r.Labels}
}

func listJSON(list []*migrate.Revision) []revisionJSON {
	docs := []revisionJSON{}
	for _, r := range list {
		docs = append(docs, jsonOf(r))
	}
	return docs
}

func (a *app) migrateStatus(c *cli.Context) (err error) {
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
	if wantsJSON(c) {
		err = a.printJSON(statusDoc(r, st))
	} else {
		a.statusText(c, r, st)
	}
	if err == nil && c.Bool("exit-code") && (!st.AtHead() || st.Disagreement != nil) {
		return findings()
	}
	return err
}

func statusDoc(r *migrate.Runner, st *migrate.Status) statusJSON {
	doc := statusJSON{Database: r.Engine.URL.String(), Applied: []appliedJSON{}, Pending: []revisionJSON{}, Heads: []string{}}
	for _, e := range st.Applied {
		doc.Applied = append(doc.Applied, appliedJSON{e.Revision, e.Message, e.Kind, e.AppliedAt, e.AppliedBy, e.Duration.Milliseconds()})
	}
	for _, rev := range st.Pending {
		doc.Pending = append(doc.Pending, jsonOf(rev))
	}
	for _, row := range st.Unfinished {
		doc.Unfinished = append(doc.Unfinished, fmt.Sprintf("%s statement %d of %d (%s)", row.Revision, row.Step, row.Of, row.State))
	}
	if st.Disagreement != nil {
		doc.Problems = strings.Split(st.Disagreement.Error(), "\n")
	}
	for _, h := range st.Heads {
		doc.Heads = append(doc.Heads, h.ID)
	}
	return doc
}

func (a *app) statusText(c *cli.Context, r *migrate.Runner, st *migrate.Status) {
	p := painter{a.color(c, a.stdout)}
	fmt.Fprintf(a.stdout, "database  %s (%s %s)\n", r.Engine.URL, r.Engine.Server.Product, r.Engine.Server.Version)
	width := idWidth(st)
	for _, e := range st.Applied {
		fmt.Fprintf(a.stdout, "%s   %-*s  %s  %s%s\n", p.green("applied"), width, e.Revision, e.AppliedAt.Local().Format(time.DateTime), e.Message, kindNote(e.Kind))
	}
	for _, rev := range st.Pending {
		fmt.Fprintf(a.stdout, "%s   %-*s  %-19s  %s\n", p.yellow("pending"), width, rev.ID, "", rev.Message)
	}
	for i, row := range st.Unfinished {
		if next := st.Unfinished[i+1:]; len(next) > 0 && next[0].Revision == row.Revision {
			continue
		}
		fmt.Fprintf(a.stdout, "%s  %s  %s statement %d of %d\n", p.red("broken off"), row.Revision, map[bool]string{true: "behind", false: "in"}[row.Done()], row.Step, row.Of)
	}
	if st.Disagreement != nil {
		for _, line := range strings.Split(st.Disagreement.Error(), "\n") {
			fmt.Fprintf(a.stdout, "%s  %s\n", p.red("problem"), line)
		}
	}
	if len(st.Heads) > 1 {
		ids := make([]string, len(st.Heads))
		for i, h := range st.Heads {
			ids[i] = h.ID
		}
		fmt.Fprintf(a.stdout, "%s  %d heads: %s; dbtool migrate merge joins them\n", p.red("problem"), len(ids), strings.Join(ids, ", "))
	}
	if len(st.Applied)+len(st.Pending) == 0 {
		a.say(c, "there are no revisions yet; dbtool migrate generate -m \"...\" writes the first")
	}
}

// kindNote says of a revision that was not run how it came into the ledger.
func kindNote(kind string) string {
	switch kind {
	case "up":
		return ""
	case "stamp":
		return "  stamped"
	case "import":
		return "  imported"
	case "script":
		return "  by script"
	}
	return "  " + kind
}

// idWidth is the length of the longest ID.
func idWidth(st *migrate.Status) int {
	width := 0
	for _, e := range st.Applied {
		width = max(width, utf8.RuneCountInString(e.Revision))
	}
	for _, rev := range st.Pending {
		width = max(width, utf8.RuneCountInString(rev.ID))
	}
	return width
}

// migrateHistory draws the history, or a range of it, newest first.
func (a *app) migrateHistory(c *cli.Context) error {
	if err := maxArgs(c, 1); err != nil {
		return err
	}
	g, _, err := a.history(c)
	if err != nil {
		return err
	}
	list := g.Revisions()
	if c.NArg() == 1 {
		if list, err = g.Range(c.Args().First()); err != nil {
			return err
		}
	}
	if wantsJSON(c) {
		return a.printJSON(listJSON(list))
	}
	heads := g.Heads()
	newest := slices.Clone(list)
	slices.Reverse(newest)
	for _, line := range draw(newest, func(r *migrate.Revision) string { return revisionText(r, slices.Contains(heads, r)) }) {
		fmt.Fprintln(a.stdout, line)
	}
	return nil
}

// revisionText is a revision in one line.
func revisionText(r *migrate.Revision, head bool) string {
	var notes []string
	if head {
		notes = append(notes, "head")
	}
	if len(r.Parents) == 0 {
		notes = append(notes, "base")
	}
	notes = append(notes, r.Labels...)
	if len(r.Parents) > 1 {
		notes = append(notes, "merges "+strings.Join(r.Parents, ", "))
	}
	if len(r.Depends) > 0 {
		notes = append(notes, "depends on "+strings.Join(r.Depends, ", "))
	}
	if len(notes) == 0 {
		return r.ID + "  " + r.Message
	}
	return r.ID + "  " + r.Message + "  (" + strings.Join(notes, ", ") + ")"
}

func (a *app) migrateHeads(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	g, _, err := a.history(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return a.printJSON(listJSON(g.Heads()))
	}
	for _, h := range g.Heads() {
		fmt.Fprintln(a.stdout, revisionText(h, true))
	}
	return nil
}

func (a *app) migrateShow(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage("show takes one revision")
	}
	g, _, err := a.history(c)
	if err != nil {
		return err
	}
	r, err := g.Find(c.Args().First())
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return a.printJSON(jsonOf(r))
	}
	fmt.Fprintf(a.stdout, "revision  %s\nmessage   %s\nfile      %s\n", r.ID, r.Message, r.File)
	for _, line := range []struct {
		name string
		list []string
	}{{"parents", r.Parents}, {"depends", r.Depends}, {"labels", r.Labels}} {
		if len(line.list) > 0 {
			fmt.Fprintf(a.stdout, "%-8s  %s\n", line.name, strings.Join(line.list, ", "))
		}
	}
	if r.IsCode() || a.Migrations != nil {
		return nil
	}
	text, err := os.ReadFile(r.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n%s", text)
	return nil
}

func (a *app) migrateRepair(c *cli.Context) (err error) {
	if err := noArgs(c); err != nil {
		return err
	}
	r, err := a.reader(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Engine.Close()) }()
	if c.Bool("happened") || c.Bool("undone") {
		return a.decide(c, r)
	}
	list, err := r.Repairs(c.Context)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		a.say(c, "nothing to repair: database and files agree")
		return nil
	}
	for _, x := range list {
		fmt.Fprintf(a.stdout, "%s\n  to mend: %s\n", x.Problem, x.Action)
	}
	if err := a.confirm(c, fmt.Sprintf("mending %d problem(s) as said above", len(list)), "repair"); err != nil {
		return err
	}
	if err := r.Mend(c.Context, list); err != nil {
		return err
	}
	a.say(c, "mended")
	return nil
}

// decide takes a person's word for what became of a statement.
func (a *app) decide(c *cli.Context, r *migrate.Runner) error {
	if c.Bool("happened") && c.Bool("undone") {
		return usage("--happened and --undone contradict each other")
	}
	row, err := r.Decide(c.Context, c.Bool("happened"))
	if err != nil {
		return err
	}
	what := "will run again"
	if c.Bool("happened") {
		what = "is recorded as done"
	}
	a.say(c, "revision %s: statement %d of %d %s; migrate %s goes on", row.Revision, row.Step, row.Of, what, row.Direction)
	return nil
}
