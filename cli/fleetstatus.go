package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/migrate"
)

// standingJSON is one database of `migrate status --all --format json`.
type standingJSON struct {
	Name       string   `json:"name"`
	At         string   `json:"at,omitempty"`
	Pending    []string `json:"pending"`
	Unfinished []string `json:"unfinished,omitempty"`
	Problems   []string `json:"problems,omitempty"`
	Error      string   `json:"error,omitempty"`
}

// group are databases that stand at the same revisions.
type group struct {
	At        string   `json:"at"`
	Pending   int      `json:"pending"`
	Databases []string `json:"databases"`
}

// groups puts together who stands at the same place, most first.
func groups(list []migrate.Standing) []group {
	all := []group{}
	for _, s := range list {
		if s.Err != nil {
			continue
		}
		i := slices.IndexFunc(all, func(g group) bool { return g.At == s.At && g.Pending == len(s.Status.Pending) })
		if i < 0 {
			all = append(all, group{At: s.At, Pending: len(s.Status.Pending)})
			i = len(all) - 1
		}
		all[i].Databases = append(all[i].Databases, s.Name)
	}
	slices.SortStableFunc(all, func(a, b group) int { return len(b.Databases) - len(a.Databases) })
	return all
}

// statusAll shows who stands where.
func (a *app) statusAll(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	f, err := a.fleet(c)
	if err != nil {
		return err
	}
	list := f.Status(c.Context)
	if wantsJSON(c) {
		err = a.printJSON(map[string]any{"databases": standingsJSON(list), "groups": groups(list)})
	} else {
		a.standingsText(c, list)
	}
	behind := false
	for _, s := range list {
		if s.Err != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", s.Name, s.Err))
		} else {
			behind = behind || !s.Status.AtHead() || s.Status.Disagreement != nil
		}
	}
	if err == nil && behind && c.Bool("exit-code") {
		return findings()
	}
	return err
}

func standingsJSON(list []migrate.Standing) []standingJSON {
	docs := []standingJSON{}
	for _, s := range list {
		doc := standingJSON{Name: s.Name, At: s.At, Pending: []string{}}
		if s.Err != nil {
			doc.Error = s.Err.Error()
		} else {
			one := statusDoc(s.Runner, s.Status)
			doc.Unfinished, doc.Problems = one.Unfinished, one.Problems
			for _, r := range one.Pending {
				doc.Pending = append(doc.Pending, r.Revision)
			}
		}
		docs = append(docs, doc)
	}
	return docs
}

func (a *app) standingsText(c *cli.Context, list []migrate.Standing) {
	p := painter{a.color(c, a.stdout)}
	for _, g := range groups(list) {
		state := p.green("at the head")
		if g.Pending > 0 {
			state = p.yellow(fmt.Sprintf("%d pending", g.Pending))
		}
		fmt.Fprintf(a.stdout, "%d database(s) at %s, %s\n", len(g.Databases), g.At, state)
		for names := range slices.Chunk(g.Databases, 8) {
			fmt.Fprintf(a.stdout, "  %s\n", strings.Join(names, "  "))
		}
	}
	for _, s := range list {
		if s.Err != nil {
			continue // it comes at the end, as an error
		}
		for _, row := range s.Status.Unfinished {
			fmt.Fprintf(a.stdout, "%s  %s  %s  statement %d of %d, %s\n", p.red("broken off"), s.Name, row.Revision, row.Step, row.Of, row.State)
		}
		if s.Status.Disagreement != nil {
			fmt.Fprintf(a.stdout, "%s  %s  %s\n", p.red("problem"), s.Name, strings.ReplaceAll(s.Status.Disagreement.Error(), "\n", "\n  "))
		}
	}
}

// checkAll is the gate for CI over all databases.
func (a *app) checkAll(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	f, err := a.fleet(c)
	if err != nil {
		return err
	}
	found := []finding{}
	var errs []error
	list := f.Status(c.Context)
	for i, s := range list {
		if s.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.Name, s.Err))
			continue
		}
		for _, x := range historyFindings(s.Runner, s.Status) {
			if x.Kind == "heads" && i > 0 {
				continue // the files are the same for all
			}
			if x.Database = s.Name; x.Kind != "heads" {
				x.Message = s.Name + ": " + x.Message
			}
			found = append(found, x)
		}
	}
	with := "revisions"
	if len(errs) == 0 && len(list[0].Runner.Graph.Heads()) < 2 {
		drift, compared, err := a.driftAll(c, f)
		if errs, found = append(errs, err), append(found, drift...); compared {
			with = "revisions and metadata"
		}
	}
	err = errors.Join(append(errs, a.printFindings(c, found))...)
	if err == nil && len(found) > 0 {
		return findings()
	}
	if err == nil {
		a.say(c, "%d databases and %s agree", len(f.Members), with)
	}
	return err
}

// driftAll compares the replayed history with the metadata, on one server.
func (a *app) driftAll(c *cli.Context, f *migrate.Fleet) (found []finding, compared bool, err error) {
	var e *engine.Engine
	if e, err = f.Members[0].Open(c.Context); err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	return a.drift(c, f.Runner(f.Members[0], e))
}
